import { HardhatEthersProvider } from "@nomicfoundation/hardhat-ethers/internal/hardhat-ethers-provider";
import { loadFixture } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { Signature, toBeHex, Wallet, type Network } from "ethers";
import { ethers, network } from "hardhat";
import {
  offerDigest,
  packMatch,
  requestDigest,
  signAsPayer,
  signAttestation,
  signOffer,
  signPermit,
  signRequest,
  verifyOrderSignature,
  VerdictStatus,
  WeftError,
} from "../../packages/sdk/src";
import { WalletMock__factory } from "../../typechain-types/factories/contracts/test/WalletMock__factory";
import { Random } from "./support/random";
import { deployWorld, openWorld, signedMatch } from "./support/world";

const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

async function codeOf(action: Promise<unknown>): Promise<string> {
  const error = await action.then(
    () => undefined,
    (failure: unknown) => failure,
  );
  return error instanceof WeftError ? error.code : "no error of the library";
}

/** A provider that was of one chain when it was made, and has been switched to another since. */
class Switched extends HardhatEthersProvider {
  readonly #now: bigint;

  constructor(now: bigint) {
    super(network.provider, network.name);
    this.#now = now;
  }

  override send(method: string, params?: unknown[]): Promise<unknown> {
    if (method === "eth_chainId") return Promise.resolve(toBeHex(this.#now));
    return super.send(method, params);
  }

  override getNetwork(): Promise<Network> {
    return ethers.provider.getNetwork();
  }
}

describe("sdk signatures", () => {
  it("are of the account that the order names", async () => {
    const { who, domain, provider } = await loadFixture(deployWorld);
    const random = new Random("sign");
    const offer = { ...random.offer(), provider: who.provider.address };
    const signature = await signOffer({ signer: who.provider, domain, offer });
    const digest = offerDigest(domain, offer);
    const signer = who.provider.address;
    expect(await verifyOrderSignature({ digest, signer, signature })).to.equal(true);
    expect(await verifyOrderSignature({ digest, signer, signature, provider })).to.equal(true);
    const other = who.client.address;
    expect(await verifyOrderSignature({ digest, signer: other, signature, provider })).to.equal(
      false,
    );
  });

  it("of client and payer are over the same digest", async () => {
    const { who, domain } = await loadFixture(deployWorld);
    const request = {
      ...new Random("payer").request(),
      client: who.client.address,
      payer: who.payer.address,
    };
    const digest = requestDigest(domain, request);
    const byClient = await signRequest({ signer: who.client, domain, request });
    const byPayer = await signAsPayer({ signer: who.payer, domain, request });
    const [client, payer] = [who.client.address, who.payer.address];
    expect(await verifyOrderSignature({ digest, signer: client, signature: byClient })).to.equal(
      true,
    );
    expect(await verifyOrderSignature({ digest, signer: payer, signature: byPayer })).to.equal(
      true,
    );
  });

  it("are refused where the signer is somebody else", async () => {
    const { who, domain } = await loadFixture(deployWorld);
    const random = new Random("stranger");
    const [offer, request] = [random.offer(), random.request()];
    const signer = who.stranger;
    expect(await codeOf(signOffer({ signer, domain, offer }))).to.equal("WRONG_SIGNER");
    expect(await codeOf(signRequest({ signer, domain, request }))).to.equal("WRONG_SIGNER");
    const paid = { ...request, payer: who.payer.address };
    expect(await codeOf(signAsPayer({ signer, domain, request: paid }))).to.equal("WRONG_SIGNER");
    const unpaid = { ...request, payer: `0x${"00".repeat(20)}` };
    expect(await codeOf(signAsPayer({ signer, domain, request: unpaid }))).to.equal(
      "INVALID_FIELD",
    );
  });

  it("are refused on another chain than the domain's", async () => {
    const { who, domain } = await loadFixture(deployWorld);
    const elsewhere = { ...domain, chainId: domain.chainId + 1n };
    const offer = { ...new Random("chain").offer(), provider: who.provider.address };
    const call = signOffer({ signer: who.provider, domain: elsewhere, offer });
    expect(await codeOf(call)).to.equal("WRONG_CHAIN");
  });

  it("are refused after the signer's wallet was switched to another chain", async () => {
    const { domain, attestations, at } = await loadFixture(deployWorld);
    const random = new Random("switched");
    const moved = Wallet.createRandom().connect(new Switched(1n));
    const offer = { ...random.offer(), provider: moved.address };
    expect(await codeOf(signOffer({ signer: moved, domain, offer }))).to.equal("WRONG_CHAIN");
    const request = { ...random.request(), client: moved.address, payer: moved.address };
    expect(await codeOf(signRequest({ signer: moved, domain, request }))).to.equal("WRONG_CHAIN");
    expect(await codeOf(signAsPayer({ signer: moved, domain, request }))).to.equal("WRONG_CHAIN");
    const attestation = { ...random.attestation(), status: VerdictStatus.Rejected };
    const attested = signAttestation({ signer: moved, domain: attestations, attestation });
    expect(await codeOf(attested)).to.equal("WRONG_CHAIN");
    const permit = signPermit({ signer: moved, token: at.token, spender: at.vault, value: 1n });
    expect(await codeOf(permit)).to.equal("WRONG_CHAIN");
    const back = Wallet.createRandom().connect(new Switched(domain.chainId));
    const mine = { ...offer, provider: back.address };
    expect(await signOffer({ signer: back, domain, offer: mine })).to.have.length(132);
  });

  it("can be made without a connection", async () => {
    const { domain } = await loadFixture(deployWorld);
    const signer = Wallet.createRandom();
    const offer = { ...new Random("cold").offer(), provider: signer.address };
    const signature = await signOffer({ signer, domain, offer });
    const digest = offerDigest(domain, offer);
    expect(await verifyOrderSignature({ digest, signer: signer.address, signature })).to.equal(
      true,
    );
  });

  it("of attesters are refused where nothing is decided", async () => {
    const { who, attestations: domain } = await loadFixture(deployWorld);
    const attestation = { ...new Random("pending").attestation(), status: VerdictStatus.Pending };
    const call = signAttestation({ signer: who.first, domain, attestation });
    expect(await codeOf(call)).to.equal("INVALID_FIELD");
    const gift = { ...attestation, status: VerdictStatus.Void, slashBps: 1 };
    const slashing = signAttestation({ signer: who.first, domain, attestation: gift });
    expect(await codeOf(slashing)).to.equal("INVALID_FIELD");
  });
});

describe("sdk verifyOrderSignature", () => {
  async function signed() {
    const world = await loadFixture(openWorld);
    const match = await signedMatch(world);
    const digest = offerDigest(world.domain, match.offer);
    return { world, match, digest, signer: match.offer.provider, signature: match.offerSignature };
  }

  it("refuses the forms that the market refuses", async () => {
    const { world, match, digest, signer, signature } = await signed();
    const { r, s, v } = Signature.from(signature);
    const highS = toBeHex(ORDER - BigInt(s), 32).slice(2);
    const forms = [
      `${r}${highS}${v === 27 ? "1c" : "1b"}`,
      `${signature.slice(0, 130)}${v === 27 ? "00" : "01"}`,
      Signature.from(signature).compactSerialized,
      `${signature}00`,
      "0x",
      `0x${"00".repeat(65)}`,
      `0x${"ff".repeat(64)}1b`,
    ];
    const { provider, market, who } = world;
    for (const form of forms) {
      expect(await verifyOrderSignature({ digest, signer, signature: form, provider })).to.equal(
        false,
      );
      await expect(
        market
          .connect(who.matcher)
          .matchOrders.staticCall(packMatch({ ...match, offerSignature: form })),
      ).to.be.revertedWithCustomError(market, "MarketInvalidSignature");
    }
    expect(await verifyOrderSignature({ digest, signer, signature: "text", provider })).to.equal(
      false,
    );
  });

  it("asks contract wallets, and takes only the answer of ERC-1271", async () => {
    const world = await loadFixture(openWorld);
    const { who, domain, provider } = world;
    const wallet = await new WalletMock__factory(who.deployer).deploy(who.provider);
    const signer = await wallet.getAddress();
    const offer = { ...new Random("wallet").offer(), provider: signer };
    const isForWallet = true;
    const signature = await signOffer({ signer: who.provider, domain, offer, isForWallet });
    const question = { digest: offerDigest(domain, offer), signer, signature, provider };
    const answers: boolean[] = [];
    // Owner, AcceptAll, Reject, Revert, BurnGas, Garbage, Short, Huge
    for (let mode = 0; mode < 8; ++mode) {
      await wallet.setMode(mode);
      answers.push(await verifyOrderSignature(question));
    }
    expect(answers).to.deep.equal([true, true, false, false, false, false, false, true]);
    await wallet.setMode(0);
    const { digest } = question;
    expect(await verifyOrderSignature({ digest, signer, signature })).to.equal(false);
  });
});
