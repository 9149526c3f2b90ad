import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadFixture, mine, time } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { Wallet } from "ethers";
import {
  lease as leases,
  leaseId,
  market as orders,
  MemoryVoucherStore,
  Meter,
  signLease,
  signVoucher,
  VoucherLimitError,
  type Voucher,
} from "../../packages/sdk/src";
import { FileVoucherStore } from "../../packages/sdk/src/node";
import { WalletMock__factory } from "../../typechain-types/factories/contracts/test/WalletMock__factory";
import {
  FLOAT,
  leaseWorld,
  openLease,
  signedLease,
  termsOf,
  voucherOf,
} from "./support/lease-world";
import { faultsOf, noteOf, openOn, openTill, PRICE } from "./support/till";
import { failureOf, refusalOf, USD } from "./support/world";

describe("sdk Meter", () => {
  it("signs for what was used so far, and never above its limit", async () => {
    const world = await loadFixture(leaseWorld);
    const { key: signer, leaseDomain: domain } = world;
    const lease = await termsOf(world);
    const meter = new Meter({ signer, domain, lease, limit: 10n });
    const vouchers = await Promise.all([meter.pay(3n), meter.pay(4n), meter.pay(3n)]);
    expect(vouchers.map(({ amount }) => amount)).to.deep.equal([3n, 7n, 10n]);
    expect(await failureOf(meter.pay(1n))).to.be.instanceOf(VoucherLimitError);
    expect(meter).to.include({ signed: 10n, left: 0n });
    expect((await meter.pay(0n)).amount).to.equal(10n);
  });

  it("counts on after a restart, and keeps what failed out of the count", async () => {
    const world = await loadFixture(leaseWorld);
    const { key: signer, leaseDomain: domain, who } = world;
    const lease = await termsOf(world);
    const meter = new Meter({ signer, domain, lease, limit: 10n, signed: 8n });
    expect(await failureOf(meter.pay(3n))).to.include({ code: "VOUCHER_LIMIT" });
    expect((await meter.pay(2n)).amount).to.equal(10n);
    const stranger = new Meter({ signer: who.stranger, domain, lease });
    expect((await refusalOf(stranger.pay(1n))).code).to.equal("WRONG_SIGNER");
    expect(stranger.signed).to.equal(0n);
    expect((await refusalOf(meter.pay(-1n))).code).to.equal("INVALID_FIELD");
    expect(() => new Meter({ signer, domain, lease, limit: lease.cap + 1n })).to.throw("cap");
    expect(new Meter({ signer, domain, lease, limit: 1n, signed: 5n }).left).to.equal(0n);
  });
});

describe("sdk Meter with a store", () => {
  it("AGT11: never signs for less than before, after a restart", async () => {
    const world = await loadFixture(leaseWorld);
    const { key: signer, leaseDomain: domain } = world;
    const lease = await termsOf(world);
    const directory = await mkdtemp(join(tmpdir(), "weft-signed-"));
    try {
      const store = await FileVoucherStore.open(directory);
      const meter = await Meter.open({ signer, domain, lease, limit: 20n, store });
      await meter.pay(8n);
      await store.close();
      const again = await FileVoucherStore.open(directory);
      const later = await Meter.open({ signer, domain, lease, limit: 20n, store: again });
      expect(later).to.include({ signed: 8n, left: 12n });
      expect((await later.pay(3n)).amount).to.equal(11n);
      expect(await failureOf(later.pay(10n))).to.be.instanceOf(VoucherLimitError);
      const other = new Meter({ signer, domain, lease: { ...lease, nonce: 9n }, store: again });
      expect((await other.pay(1n)).amount).to.equal(1n);
      await again.close();
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  });

  it("hands out nothing that it could not keep, and counts on from what was kept", async () => {
    const world = await loadFixture(leaseWorld);
    const { key: signer, leaseDomain: domain } = world;
    const lease = await termsOf(world);
    const kept = new MemoryVoucherStore();
    let isBroken = true;
    const store = {
      get: (id: string) => kept.get(id),
      put: async (voucher: Voucher) => {
        const isHighest = await kept.put(voucher);
        if (isBroken) throw new Error("the disk is gone");
        return isHighest;
      },
    };
    const meter = await Meter.open({ signer, domain, lease, store });
    expect(await failureOf(meter.pay(5n))).to.include({ message: "the disk is gone" });
    isBroken = false;
    expect((await meter.pay(2n)).amount).to.equal(7n);
    expect((await meter.pay(0n)).amount).to.equal(7n);
  });
});

describe("sdk Till", () => {
  it("takes one voucher after the other, and stores each before it counts", async () => {
    const world = await loadFixture(leaseWorld);
    const { store, lease, take, till } = await openTill(world);
    expect((await take(PRICE)).raised).to.equal(PRICE);
    expect((await take(3n * PRICE)).raised).to.equal(2n * PRICE);
    const record = await store.get(leaseId(lease));
    expect(record?.voucher?.amount).to.equal(3n * PRICE);
    expect(till.records[0]).to.deep.equal(record);
    expect((await take(3n * PRICE, 0n)).raised).to.equal(0n);
    expect(await faultsOf(take(3n * PRICE))).to.deep.equal(["TooLow"]);
  });

  it("serves one of two who bring the same voucher", async () => {
    const world = await loadFixture(leaseWorld);
    const { take } = await openTill(world);
    const outcomes = await Promise.allSettled([take(PRICE), take(PRICE)]);
    expect(outcomes.map(({ status }) => status)).to.have.members(["fulfilled", "rejected"]);
  });

  it("goes on where it stopped", async () => {
    const world = await loadFixture(leaseWorld);
    const { store, lease, take } = await openTill(world);
    await take(5n * PRICE);
    const till = await openOn(world, store);
    const low = till.take({ note: noteOf(await voucherOf(world, lease, 5n * PRICE)), price: 1n });
    expect(await faultsOf(low)).to.deep.equal(["TooLow"]);
    expect(till.records[0]?.opening?.providerSignature).to.have.length(132);
    await till.forget(leaseId(lease));
    expect(
      await faultsOf(till.take({ note: noteOf(await voucherOf(world, lease, USD)), price: 1n })),
    ).to.deep.equal(["UnknownLease"]);
    expect(await store.get(leaseId(lease))).to.equal(undefined);
  });

  it("refuses signatures of others, of other chains and of other leases", async () => {
    const world = await loadFixture(leaseWorld);
    const signer = Wallet.createRandom();
    const { till, lease } = await openTill(world, { voucherSigner: signer.address });
    const here = world.leaseDomain;
    const voucher = await signVoucher({ signer, domain: here, lease, amount: PRICE });
    const note = { ...noteOf(voucher), amount: 2n * PRICE };
    expect(await faultsOf(till.take({ note, price: PRICE }))).to.deep.equal(["InvalidSignature"]);
    const domain = { ...here, chainId: 1n };
    const elsewhere = noteOf(await signVoucher({ signer, domain, lease, amount: PRICE }));
    expect(await faultsOf(till.take({ note: elsewhere, price: PRICE }))).to.deep.equal([
      "InvalidSignature",
    ]);
    const other = noteOf({ ...voucher, lease: { ...lease, nonce: 7n } });
    expect(await faultsOf(till.take({ note: other, price: PRICE }))).to.deep.equal([
      "UnknownLease",
    ]);
  });

  it("refuses what cap, rate and time do not allow", async () => {
    const world = await loadFixture(leaseWorld);
    const now = await time.latest();
    const capped = await openTill(world, { cap: 5n * PRICE, nonce: 1n });
    const beyond = { ...capped.lease, cap: 50n * PRICE };
    const above = noteOf(await voucherOf(world, beyond, 6n * PRICE));
    const note = { ...above, leaseId: leaseId(capped.lease) };
    expect(await faultsOf(capped.till.take({ note, price: PRICE }))).to.include("AboveCap");
    const slow = await openTill(world, { ratePerHour: 100n, nonce: 2n });
    expect(await faultsOf(slow.take(PRICE))).to.deep.equal(["AboveRate"]);
    const future = await openTill(world, { startsAt: now + 900, nonce: 3n });
    expect(await faultsOf(future.take(PRICE))).to.include("NotRunning");
    const past = await openTill(world, { startsAt: now - 900, endsAt: now, nonce: 4n });
    expect(await faultsOf(past.take(PRICE))).to.deep.equal(["NotRunning"]);
  });

  it("refuses what the float does not cover, what thaws left out", async () => {
    const world = await loadFixture(leaseWorld);
    const { who, at, leaseMarket: market } = world;
    const { take } = await openTill(world);
    const call = { signer: who.client, market, token: at.token };
    await leases.thawFloat({ ...call, amount: FLOAT - 2n * PRICE });
    await take(PRICE);
    expect(await faultsOf(take(3n * PRICE))).to.deep.equal(["FundsShort"]);
    await leases.thawFloat({ ...call, amount: 0n });
    expect((await take(3n * PRICE)).raised).to.equal(2n * PRICE);
  });

  it("AGT14: limits what it risks, over all leases on one float, until it collects", async () => {
    const world = await loadFixture(leaseWorld);
    const { who, leaseMarket: market } = world;
    const { till, lease, take } = await openTill(world);
    await take(6n * USD);
    const second = await termsOf(world, { nonce: 1n });
    await till.serve(await signedLease(world, second));
    const onSecond = async (amount: bigint) =>
      till.take({ note: noteOf(await voucherOf(world, second, amount)), price: PRICE });
    await onSecond(4n * USD);
    expect(await faultsOf(onSecond(4n * USD + PRICE))).to.deep.equal(["ExposureExceeded"]);
    expect(await faultsOf(take(7n * USD))).to.deep.equal(["ExposureExceeded"]);
    const voucher = await voucherOf(world, lease, 6n * USD);
    const opening = await signedLease(world, lease);
    await leases.openAndCollect({ signer: who.provider, market, opening, voucher });
    expect((await onSecond(9n * USD)).raised).to.equal(5n * USD);
  });

  it("risks nothing on a reserve that is held, all on one that is not", async () => {
    const world = await loadFixture(leaseWorld);
    const { who, leaseMarket: market } = world;
    const { till, lease, take } = await openTill(world, {
      reserve: 15n * USD,
      ratePerHour: 30n * USD,
    });
    expect(await faultsOf(take(12n * USD))).to.deep.equal(["ExposureExceeded"]);
    const opening = await signedLease(world, lease);
    await leases.open({ signer: who.matcher, market, opening });
    expect((await take(12n * USD)).raised).to.equal(12n * USD);
    expect(await faultsOf(take(16n * USD))).to.deep.equal(["FundsShort"]);
    expect(till.faults).to.deep.equal([]);
  });

  it("does not trust a wallet's word beyond its limit, held or not", async () => {
    const world = await loadFixture(leaseWorld);
    const { who, leaseDomain: domain, leaseMarket: market } = world;
    const wallet = await new WalletMock__factory(who.deployer).deploy(who.second);
    const client = await wallet.getAddress();
    const terms = { client, payer: who.payer.address, reserve: 15n * USD };
    const lease = await termsOf(world, { ...terms, ratePerHour: 30n * USD });
    const byOwner = { domain, lease, isForWallet: true };
    const opening = {
      lease,
      providerSignature: await signLease({ ...byOwner, signer: who.provider, role: "provider" }),
      clientSignature: await signLease({ ...byOwner, signer: who.second, role: "client" }),
      payerSignature: await signLease({ ...byOwner, signer: who.payer, role: "payer" }),
    };
    const store = new MemoryVoucherStore();
    const till = await openOn(world, store);
    await till.serve(opening);
    await leases.open({ signer: who.matcher, market, opening });
    const take = async (amount: bigint) => {
      const voucher = await signVoucher({ ...byOwner, signer: who.second, amount });
      return till.take({ note: noteOf(voucher), price: PRICE });
    };
    expect(await faultsOf(take(11n * USD))).to.deep.equal(["ExposureExceeded"]);
    expect((await take(9n * USD)).raised).to.equal(9n * USD);
    const byKey = noteOf(await voucherOf(world, lease, 11n * USD));
    expect((await till.take({ note: byKey, price: PRICE })).raised).to.equal(2n * USD);
  });

  it("refuses a lease whose nonce was cancelled, and one whose signer was revoked", async () => {
    const world = await loadFixture(leaseWorld);
    const { who, leaseMarket: market } = world;
    const cancelled = await openTill(world);
    await orders.cancel({ signer: who.client, market, nonce: 0n });
    expect(await faultsOf(cancelled.take(PRICE))).to.deep.equal(["CannotOpen"]);
    const lease = await openLease(world, { nonce: 1n });
    const store = new MemoryVoucherStore();
    const { leaseDomain: domain } = world;
    const till = await openOn(world, store, { exposure: USD });
    await till.serve(await signedLease(world, lease));
    await leases.revokeVoucherSigner({ signer: who.client, market, lease });
    await mine();
    const byKey = till.take({ note: noteOf(await voucherOf(world, lease, PRICE)), price: PRICE });
    expect(await faultsOf(byKey)).to.deep.equal(["SignerRevoked"]);
    const own = await signVoucher({ signer: who.client, domain, lease, amount: PRICE });
    expect((await till.take({ note: noteOf(own), price: PRICE })).raised).to.equal(PRICE);
  });

  it("AGT14: serves nothing more once the client signs no more, and loses one price at most", async () => {
    const world = await loadFixture(leaseWorld);
    const { who, leaseMarket: market } = world;
    const { lease, take } = await openTill(world);
    for (const served of [1n, 2n, 3n]) await take(served * PRICE);
    for (let again = 0; again < 3; again += 1) {
      expect(await faultsOf(take(3n * PRICE))).to.deep.equal(["TooLow"]);
    }
    const voucher = await voucherOf(world, lease, 3n * PRICE);
    const opening = await signedLease(world, lease);
    const call = { signer: who.provider, market, opening, voucher };
    expect((await leases.openAndCollect(call)).amount).to.equal(3n * PRICE);
  });

  it("stores nothing of what it refuses", async () => {
    const world = await loadFixture(leaseWorld);
    const { store, lease, take } = await openTill(world);
    await faultsOf(take(11n * USD));
    expect((await store.get(leaseId(lease)))?.voucher).to.equal(undefined);
  });
});
