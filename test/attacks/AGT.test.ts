import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { loadFixture, time } from "@nomicfoundation/hardhat-network-helpers";
import { decodeContractError, eventIn, toWeftError } from "@weft/sdk";
import { expect } from "chai";
import { AbiCoder, concat, id, ZeroHash } from "ethers";
import { ethers } from "hardhat";

import {
  contentDigest,
  contentUri,
  lease as leases,
  leaseId,
  quorum,
  Till,
  VoucherRefusedError,
  voucherFromText,
  voucherToText,
  type Job,
} from "../../packages/sdk/src";
import { nextBlockTime } from "../../packages/sdk/src/calls/clock";
import { FileContentStore, FileSecretStore, FileVoucherStore } from "../../packages/sdk/src/node";
import { chunkContent } from "../../packages/runtime/src/audit/content";
import { sha256 } from "../../packages/runtime/src/receipt/digest";
import { deployQuorum, jobAt, openTask, signerOf } from "../support/quorum";
import { leaseWorld, signedLease, termsOf, voucherOf } from "../sdk/support/lease-world";
import { failureOf, USD } from "../sdk/support/world";

describe("attacks on an agent's tools", () => {
  let directory: string;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), "weft-attacks-"));
  });

  afterEach(() => rm(directory, { recursive: true, force: true }));

  it("AGT8a: bytes that were changed where they lie are not what their id promises", async () => {
    const store = new FileContentStore(directory);
    const bytes = new TextEncoder().encode("program and input");
    const { id: name, digest } = await store.put(bytes);
    expect(await store.get(contentUri(digest))).to.deep.equal(Buffer.from(bytes));
    await writeFile(join(directory, name), "another program");
    expect(await failureOf(store.get(contentUri(digest)))).to.include({ code: "CONTENT_CORRUPT" });
    expect(contentDigest(bytes)).to.equal(digest);
  });

  it("AGT8b: a gateway that serves other bytes makes nobody run or judge them", async () => {
    const [wasm, input] = ["the program", "the input"].map((text) =>
      new TextEncoder().encode(text),
    );
    if (wasm === undefined || input === undefined) throw new Error("two texts");
    const [program, digest] = [sha256(wasm), sha256(input)];
    const spec = { program } as Parameters<typeof chunkContent>[1];
    const honest = (asked: string) =>
      Promise.resolve(asked === program ? wasm : asked === digest ? input : undefined);
    const liar = (asked: string) =>
      Promise.resolve(asked === digest ? new TextEncoder().encode("poison") : wasm);
    expect(await chunkContent(honest, spec, digest)).to.include({ wasm, input });
    expect(await chunkContent(liar, spec, digest)).to.deep.equal({ missing: "input", digest });
  });

  it("AGT9: a log that another contract forged is no event of ours, whatever it says", async () => {
    const { reputation, market, emitter } = await deployForger();
    const forged = reputation.interface.encodeEventLog("Tallied", [
      emitter.address,
      7n,
      10n ** 18n,
    ]);
    const log = { address: await market.getAddress(), ...forged };
    const receipt = { hash: ZeroHash, logs: [log] };
    const event = reputation.getEvent("Tallied");
    const at = await reputation.getAddress();
    expect(() => eventIn(receipt, at, event)).to.throw("holds no Tallied");
    const real = { hash: ZeroHash, logs: [log, { ...log, address: at.toLowerCase() }] };
    expect(eventIn(real, at, event).weight).to.equal(10n ** 18n);
  });

  it("AGT11: of two agents with one key, one has the vouchers, and a restart forgets none of them", async () => {
    const first = await FileVoucherStore.open(directory);
    expect(await failureOf(FileVoucherStore.open(directory))).to.include({
      code: "STORE_LOCKED",
      retryable: true,
    });
    await first.close();
    const second = await FileVoucherStore.open(directory);
    expect((await second.list()).records).to.deep.equal([]);
    await second.close();
  });

  it("AGT14: a client that signs no more is served no more, across a restart, and what is unpaid is one price", async () => {
    const world = await loadFixture(leaseWorld);
    const { provider, leaseDomain: domain, who, at, leaseMarket: market } = world;
    const price = 1_000n;
    const lease = await termsOf(world);
    const opening = await signedLease(world, lease);
    const serve = async () => {
      const store = await FileVoucherStore.open(directory);
      const limits = { exposure: 10n * USD };
      const serves = { account: who.provider.address, tokens: [at.token] };
      const till = await Till.open({
        provider,
        domain,
        store,
        limits,
        ...serves,
        maxAgeMs: 60_000,
      });
      return { till, store };
    };
    const take = async (till: Till, amount: bigint) => {
      const note = voucherFromText(voucherToText(await voucherOf(world, lease, amount)));
      return till.take({ note, price });
    };
    const first = await serve();
    await first.till.serve(opening);
    let paid = 0n;
    for (let served = 1n; served <= 3n; served++) {
      paid += (await take(first.till, served * price)).raised;
      expect(served * price - paid, "served and not paid").to.be.at.most(price);
    }
    await first.store.close();
    const later = await serve();
    for (const stale of [price, 3n * price]) {
      expect(await failureOf(take(later.till, stale))).to.be.instanceOf(VoucherRefusedError);
    }
    const kept = await later.store.get(leaseId(lease));
    if (kept?.voucher === undefined) throw new Error("the last voucher was kept");
    const call = { signer: who.provider, market, opening, voucher: kept.voucher };
    expect((await leases.openAndCollect(call)).amount).to.equal(3n * price);
    await later.store.close();
  });

  it("AGT17: a revert that is no text, or no encoding of one, is told by its selector and stops no one", () => {
    const selector = id("Error(string)").slice(0, 10);
    const coder = AbiCoder.defaultAbiCoder();
    const broken = [
      selector,
      concat([selector, coder.encode(["uint256"], [2n ** 255n])]),
      concat([selector, coder.encode(["uint256", "uint256"], [32n, 2n ** 64n])]),
      // Bytes that are no UTF-8 at all.
      concat([selector, coder.encode(["bytes"], ["0xfffec080"])]),
      `0x${"ab".repeat(100_000)}`,
    ];
    for (const data of broken) {
      const error = toWeftError(data);
      expect(error.code).to.equal("CONTRACT_REVERTED");
      expect(error.message.length, data.slice(0, 20)).to.be.lessThan(200);
    }
    expect(decodeContractError({ data: "0x" })?.error).to.equal("Silent");
  });

  it("AGT18: the time that decides is the chain's: a clock that is a year behind is not asked", async () => {
    await time.increase(400 * 86_400);
    const chain = await time.latest();
    expect(chain).to.be.greaterThan(Math.floor(Date.now() / 1_000));
    expect(await nextBlockTime(ethers.provider)).to.equal(chain + 1);
  });

  it("AGT20: root and salt of a commitment are in no transaction, event, error or listing before the reveal", async () => {
    const world = await loadFixture(deployQuorum);
    const task = await openTask(world);
    const job: Job = jobAt(task, 0);
    const root = ethers.id("the right result");
    const secrets = await FileSecretStore.open(directory);
    const signer = signerOf(world, job);
    const { receipt } = await quorum.commit({ signer, job, root, secrets });
    const sent = await ethers.provider.getTransaction(receipt.hash);
    const said = [sent?.data, ...receipt.logs.flatMap(({ topics, data }) => [...topics, data])];
    for (const text of said) expect(text).not.to.include(root.slice(2));
    // What it says when it fails: the same again, and by somebody who may not.
    const again = await failureOf(quorum.commit({ signer, job, root, secrets }));
    const stranger = await failureOf(
      quorum.commit({ signer: world.stranger, job: jobAt(task, 1), root, secrets }),
    );
    for (const failure of [again, stranger]) {
      const error = toWeftError(failure);
      const text = JSON.stringify([error.message, error.details], (_, value: unknown) =>
        typeof value === "bigint" ? value.toString() : value,
      );
      expect(text).not.to.include(root.slice(2));
    }
  });

  async function deployForger() {
    const [owner, emitter] = await ethers.getSigners();
    if (!owner || !emitter) throw new Error("too few accounts");
    const reputation = await ethers.deployContract("Reputation", [owner]);
    const market = await ethers.deployContract("ReportingMarketMock", [reputation]);
    return { reputation, market, emitter };
  }
});
