import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { HardhatEthersProvider } from "@nomicfoundation/hardhat-ethers/internal/hardhat-ethers-provider";
import { loadFixture } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { toBeHex } from "ethers";
import { ethers, network } from "hardhat";

import {
  buildOffer,
  contentUri,
  digestOfContent,
  signOffer,
  signRequest,
  vault,
  WeftError,
} from "../../packages/sdk/src";
import { FileContentStore } from "../../packages/sdk/src/node";
import { deployWorld, failureOf, signedMatch, USD } from "../sdk/support/world";

/** A wallet that told its chain when it connected, and was switched to another since. */
class SwitchedWallet extends HardhatEthersProvider {
  constructor() {
    super(network.provider, network.name);
  }

  override send(method: string, params?: unknown[]): Promise<unknown> {
    if (method === "eth_chainId") return Promise.resolve(toBeHex(1n));
    return super.send(method, params);
  }

  override getNetwork() {
    return ethers.provider.getNetwork();
  }
}

describe("attacks on who signs by the SDK", () => {
  it("WEB2: a wallet that was switched to another chain since it connected signs no order for this one", async () => {
    const world = await loadFixture(deployWorld);
    const { who, domain } = world;
    const { offer, request } = await signedMatch(world);
    const asked: string[] = [];
    const switched = (of: typeof who.client) => of.connect(new SwitchedWallet());
    for (const sign of [
      () => signOffer({ signer: switched(who.provider), domain, offer }),
      () => signRequest({ signer: switched(who.client), domain, request }),
    ]) {
      const failure = await failureOf(sign());
      expect(failure).to.be.instanceOf(WeftError);
      if (failure instanceof WeftError) asked.push(failure.code);
    }
    expect(asked).to.deep.equal(["WRONG_CHAIN", "WRONG_CHAIN"]);
    expect(await signOffer({ signer: who.provider, domain, offer })).to.match(/^0x/);
  });

  it("WEB5: an address with one letter of another case, or cut to its ends, is refused before anything is signed", async () => {
    const { who, at, termsHash } = await loadFixture(deployWorld);
    const good = who.provider.address;
    const flip = good.slice(2).search(/[a-fA-F]/) + 2;
    const letter = good.charAt(flip);
    const other = letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase();
    const build = (provider: string) =>
      buildOffer({
        provider,
        token: at.token,
        pricePerUnit: USD,
        resources: { engines: ["wasm"], cores: 1 },
        verifications: [{ verifier: at.verifier, terms: termsHash }],
        ...{ units: 1n, collateralPerUnit: 1n, nonce: 0n, now: 1_800_000_000 },
      });
    expect(build(good.toLowerCase()).provider).to.equal(good);
    const poisoned = [
      `${good.slice(0, flip)}${other}${good.slice(flip + 1)}`,
      `${good.slice(0, 8)}${good.slice(-6)}`,
      `${good.slice(0, 6)}…${good.slice(-4)}`,
      good.slice(2),
      `XE${good.slice(2)}`,
    ];
    for (const address of poisoned) expect(() => build(address), address).to.throw("provider");
  });

  it("WEB6: metadata is read by its content id alone: no address of a host, no path, no other kind of id", async () => {
    const directory = await mkdtemp(join(tmpdir(), "weft-web-"));
    try {
      const store = new FileContentStore(join(directory, "content"));
      const { digest } = await store.put(new TextEncoder().encode("{}"));
      await writeFile(join(directory, "secret"), "a key");
      const uri = contentUri(digest);
      expect(digestOfContent(uri)).to.equal(digest);
      for (const hostile of [
        "http://169.254.169.254/latest/meta-data",
        `https://tracker.example/${uri}`,
        "file:///etc/passwd",
        "data:application/json,{}",
        "ipfs://../secret",
        "../secret",
        `${uri}/../../secret`,
        `${uri}?from=me`,
        "ipfs://QmYwAPJzv5CZsnA625s3Xf2nemtYgPpHdWEz79ojWnPbdG",
      ]) {
        expect(() => digestOfContent(hostile), hostile).to.throw("uri");
        expect(await failureOf(store.get(hostile))).to.include({ code: "INVALID_FIELD" });
      }
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  });

  it("WEB8: what is approved is the amount and no more, and nothing is left of it", async () => {
    const { who, at, token } = await loadFixture(deployWorld);
    const signer = who.client;
    for (const hasPermit of [false, true]) {
      const money = { token: at.token, amount: 7n * USD, hasPermit };
      await vault.openAccount({ signer, vault: at.vault, market: at.market, ...money });
      expect(await token.allowance(signer, at.vault)).to.equal(0n);
    }
    const approvals = await token.queryFilter(token.filters.Approval(signer.address));
    for (const { args } of approvals) expect(args.value).to.be.at.most(7n * USD);
  });
});
