import { loadFixture } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { ZeroAddress } from "ethers";
import {
  checkOpening,
  lease as leases,
  market as orders,
  MemoryVoucherStore,
  OpeningRefusedError,
  signLease,
  stake,
  Till,
  type Lease,
  type Opening,
  type OpeningFaultName,
} from "../../packages/sdk/src";
import { WalletMock__factory } from "../../typechain-types/factories/contracts/test/WalletMock__factory";
import { leaseWorld, signedLease, termsOf, type LeaseWorld } from "../sdk/support/lease-world";
import { failureOf, USD } from "../sdk/support/world";

describe("finding: an opening that somebody did not sign", () => {
  let world: LeaseWorld;

  beforeEach(async () => {
    world = await loadFixture(leaseWorld);
  });

  /** Why a till does not serve it; asserts that a refusal leaves nothing in the store. */
  async function faultsOf(opening: Opening): Promise<OpeningFaultName[]> {
    const { provider, leaseDomain: domain, who, at } = world;
    const store = new MemoryVoucherStore();
    const serves = { account: who.provider.address, tokens: [at.token] };
    const limits = { exposure: 10n * USD };
    const till = await Till.open({ provider, domain, store, limits, ...serves });
    const failure = await failureOf(
      till.serve(opening).then(() => Promise.reject(new Error("ok"))),
    );
    const { records } = await store.list();
    const faults = await checkOpening({ provider, domain, opening, ...serves });
    if (failure instanceof OpeningRefusedError) {
      expect(failure.faults).to.deep.equal(faults);
      expect(faults.every(({ sentence }) => sentence.length > 20)).to.equal(true);
      expect(records).to.have.length(0);
    } else {
      expect(failure).to.include({ message: "ok" });
      expect(faults).to.deep.equal([]);
      expect(records).to.have.length(1);
    }
    return faults.map((each) => each.fault);
  }

  async function signed(changes: Partial<Lease> = {}): Promise<Opening> {
    return signedLease(world, await termsOf(world, changes));
  }

  it("is not served on the float of a payer that a stranger names", async () => {
    const { who, leaseDomain: domain } = world;
    const lease = await termsOf(world, {
      client: who.stranger.address,
      payer: who.client.address,
      voucherSigner: ZeroAddress,
    });
    const clientSignature = await signLease({
      signer: who.stranger,
      domain,
      lease,
      role: "client",
    });
    const providerSignature = await signLease({
      signer: who.provider,
      domain,
      lease,
      role: "provider",
    });
    const opening = { lease, providerSignature, clientSignature };
    expect(await faultsOf({ ...opening, payerSignature: clientSignature })).to.deep.equal([
      "PayerUnsigned",
    ]);
    expect(await faultsOf({ ...opening, payerSignature: "0x" })).to.deep.equal(["PayerUnsigned"]);
  });

  it("is not served without the client, nor without the provider", async () => {
    const opening = await signed();
    const other = await signed({ nonce: 1n });
    const { clientSignature, providerSignature } = other;
    expect(await faultsOf({ ...opening, clientSignature })).to.deep.equal(["ClientUnsigned"]);
    expect(await faultsOf({ ...opening, clientSignature, providerSignature })).to.deep.equal([
      "ProviderUnsigned",
      "ClientUnsigned",
    ]);
    expect(await faultsOf(opening)).to.deep.equal([]);
    expect(await faultsOf(await signed({ payer: world.who.payer.address }))).to.deep.equal([]);
  });

  it("is served where an operator of the provider, or a client's wallet, signed it", async () => {
    const { who, at, leaseDomain: domain } = world;
    const operator = who.second;
    const scopes = ["SIGN_OFFERS"] as const;
    const call = { signer: who.provider, stakeVault: at.stakeVault };
    await stake.setOperator({ ...call, operator: operator.address, scopes });
    const opening = await signed();
    const { lease } = opening;
    const byOperator = { signer: operator, domain, lease, isOperator: true };
    const providerSignature = await signLease({ ...byOperator, role: "provider" });
    expect(await faultsOf({ ...opening, providerSignature })).to.deep.equal([]);

    const wallet = await new WalletMock__factory(who.deployer).deploy(who.second);
    const client = await wallet.getAddress();
    const owned = await termsOf(world, { client, payer: who.payer.address });
    const byOwner = { domain, lease: owned, isForWallet: true };
    const sign = (signer: typeof who.second, role: "provider" | "client" | "payer") =>
      signLease({ ...byOwner, signer, role });
    const walletOpening = {
      lease: owned,
      providerSignature: await sign(who.provider, "provider"),
      clientSignature: await sign(who.second, "client"),
      payerSignature: await sign(who.payer, "payer"),
    };
    expect(await faultsOf(walletOpening)).to.deep.equal([]);
    const clientSignature = await sign(who.third, "client");
    expect(await faultsOf({ ...walletOpening, clientSignature })).to.deep.equal(["ClientUnsigned"]);
  });

  it("is not served where it pays somebody else, or in another token", async () => {
    const { who, at, leaseDomain: domain } = world;
    const lease = await termsOf(world, { provider: who.stranger.address });
    const signer = who.stranger;
    const providerSignature = await signLease({ signer, domain, lease, role: "provider" });
    const clientSignature = await signLease({ signer: who.client, domain, lease, role: "client" });
    expect(
      await faultsOf({ lease, providerSignature, clientSignature, payerSignature: "0x" }),
    ).to.include("OtherProvider");
    expect(await faultsOf(await signed({ token: at.vault }))).to.deep.equal(["OtherToken"]);
  });

  it("is not served with terms, or signatures, that no market takes", async () => {
    const opening = await signed();
    for (const changes of [
      { collectSeconds: 3_599 },
      { reserve: opening.lease.cap + 1n },
      { startsAt: 0 },
      { ratePerHour: 0n },
      { endsAt: opening.lease.startsAt },
    ]) {
      const lease = { ...opening.lease, ...changes };
      expect(await faultsOf({ ...opening, lease })).to.deep.equal(["UnsoundTerms"]);
    }
    const clientSignature = `0x${"ab".repeat(4_097)}`;
    expect(await faultsOf({ ...opening, clientSignature })).to.deep.equal(["UnsoundTerms"]);
  });

  it("is not served where the market would not open it", async () => {
    const { who, leaseMarket: market } = world;
    const poor = await signed({ cap: 5_000n * USD, reserve: 5_000n * USD, nonce: 1n });
    expect(await faultsOf(poor)).to.deep.equal(["CannotOpen"]);
    const opening = await signed();
    await orders.cancel({ signer: who.client, market, nonce: 0n });
    expect(await faultsOf(opening)).to.deep.equal(["CannotOpen"]);
  });

  it("needs no signature once the market opened it", async () => {
    const { who, leaseMarket: market } = world;
    const opening = await signed();
    await leases.open({ signer: who.stranger, market, opening });
    expect(await faultsOf({ ...opening, clientSignature: "0x" })).to.deep.equal([]);
  });
});
