import { loadFixture, time } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import {
  lease as leases,
  leaseDigest,
  leaseId,
  LeaseReason,
  market as orders,
  partsOf,
  vault,
} from "../../packages/sdk/src";
import {
  FLOAT,
  leaseWorld,
  openLease,
  pooledLeaseWorld,
  signedLease,
  termsOf,
  voucherOf,
  type LeaseWorld,
} from "./support/lease-world";
import { FEE_BPS, refusalOf, USD } from "./support/world";

/** What an account has in the vault. */
async function balanceOf({ vault: contract, at }: LeaseWorld, account: string): Promise<bigint> {
  return contract.balanceOf(account, BigInt(at.token));
}

describe("sdk lease floats", () => {
  it("are funded, thawed, taken back and withdrawn", async () => {
    const world = await loadFixture(leaseWorld);
    const { who, at, provider, leaseMarket: market } = world;
    const call = { signer: who.client, market, token: at.token };
    const question = { provider, market, payer: who.client.address, token: at.token };
    expect((await leases.fundFloat({ ...call, amount: 5n * USD })).amount).to.equal(5n * USD);
    const { readyAt, thawing } = await leases.thawFloat({ ...call, amount: 30n * USD });
    expect(thawing).to.equal(30n * USD);
    expect(await leases.showFloat(question)).to.deep.equal({
      balance: FLOAT + 5n * USD,
      thawing: 30n * USD,
      readyAt,
    });
    const early = await refusalOf(leases.withdrawFloat(call));
    expect(early).to.include({ code: "CONTRACT_REVERTED", retryable: true });
    await time.increaseTo(readyAt);
    const before = await balanceOf(world, who.client.address);
    const { amount } = await leases.withdrawFloat({ ...call, payer: who.client.address });
    expect((await balanceOf(world, who.client.address)) - before).to.equal(amount);
    expect(amount).to.equal(30n * USD);
    await leases.thawFloat({ ...call, amount: 1n });
    expect(await leases.thawFloat({ ...call, amount: 0n })).to.include({ thawing: 0n, readyAt: 0 });
    const payer = who.stranger.address;
    await leases.fundFloat({ ...call, payer, amount: 1n });
    expect((await leases.showFloat({ ...question, payer })).balance).to.equal(1n);
  });

  it("refuse what they do not hold, before or on the chain", async () => {
    const { who, at, leaseMarket: market } = await loadFixture(leaseWorld);
    const call = { signer: who.client, market, token: at.token };
    const above = await refusalOf(leases.thawFloat({ ...call, amount: FLOAT + 1n }));
    expect(above.message).to.contain(`holds ${FLOAT} base units`);
    const negative = await refusalOf(leases.fundFloat({ ...call, amount: -1n }));
    expect(negative).to.include({ code: "INVALID_FIELD", field: "amount" });
    const zero = await refusalOf(leases.fundFloat({ ...call, amount: 0n }));
    expect(zero.message).to.contain("must be more");
  });
});

describe("sdk lease collection", () => {
  it("opens and collects in one transaction, then collects the rest", async () => {
    const world = await loadFixture(leaseWorld);
    const { who, provider, leaseMarket: market } = world;
    const lease = await termsOf(world);
    const opening = await signedLease(world, lease);
    const signer = who.matcher;
    const view = await leases.show({ provider, market, lease });
    expect(view).to.include({ isOpen: false, isOpenable: true, purse: FLOAT, collected: 0n });
    const first = await leases.openAndCollect({
      signer,
      market,
      opening,
      voucher: await voucherOf(world, lease, 7n * USD),
    });
    expect(first).to.include({ amount: 7n * USD, reason: LeaseReason.Voucher });
    const second = await leases.collect({
      signer,
      market,
      voucher: await voucherOf(world, lease, 45n * USD),
    });
    expect(second.leaseId).to.equal(leaseId(lease));
    expect(second.reason).to.equal(LeaseReason.Rate);
    const { amount } = second;
    const { collected } = await leases.show({ provider, market, lease });
    const shares = { feeBps: FEE_BPS, poolPpm: 0 };
    expect(partsOf({ ...shares, before: collected - amount, amount })).to.deep.equal({
      paid: second.paid,
      fee: second.fee,
      pooled: 0n,
    });
    expect(await balanceOf(world, who.provider.address)).to.equal(first.paid + second.paid);
    const now = await leases.show({ provider, market, lease });
    expect(now).to.include({ isOpen: true, collected, purse: FLOAT - collected, feeBps: FEE_BPS });
  });

  it("tells what delegators get", async () => {
    const world = await loadFixture(pooledLeaseWorld);
    const { who, provider, leaseMarket: market } = world;
    const lease = await openLease(world);
    const { poolPpm } = await leases.show({ provider, market, lease });
    expect(poolPpm).to.be.greaterThan(0);
    const voucher = await voucherOf(world, lease, 9_999_991n);
    const { amount, paid, fee, pooled } = await leases.collect({
      signer: who.stranger,
      market,
      voucher,
    });
    expect({ paid, fee, pooled }).to.deep.equal(
      partsOf({ feeBps: FEE_BPS, poolPpm, before: 0n, amount }),
    );
    expect(pooled).to.be.greaterThan(0n);
    expect(await balanceOf(world, who.provider.address)).to.equal(paid - pooled);
  });

  it("says why nothing comes", async () => {
    const world = await loadFixture(leaseWorld);
    const { who, leaseMarket: market } = world;
    const lease = await termsOf(world);
    const voucher = await voucherOf(world, lease, 1n);
    const call = { signer: who.matcher, market };
    const closed = await refusalOf(leases.collect({ ...call, voucher }));
    expect(closed.message).to.contain("with these terms was opened");
    await leases.open({ ...call, opening: await signedLease(world, lease) });
    await leases.collect({ ...call, voucher });
    const again = await refusalOf(leases.collect({ ...call, voucher }));
    expect(again.message).to.contain("entitles to is paid");
    const forged = { ...voucher, amount: 2n };
    const bad = await refusalOf(leases.collect({ ...call, voucher: forged }));
    expect(bad.message).to.contain("needs a signature of the client");
  });
});

describe("sdk lease life", () => {
  it("closes by client or payer, ends by the provider's notice", async () => {
    const world = await loadFixture(leaseWorld);
    const { who, leaseMarket: market } = world;
    const lease = await openLease(world, { noticeSeconds: 600 });
    const stranger = await refusalOf(leases.close({ signer: who.stranger, market, lease }));
    expect(stranger.message).to.contain(who.stranger.address);
    const notice = await leases.giveNotice({ signer: who.provider, market, lease });
    expect(notice.endsAt).to.equal((await time.latest()) + 600);
    const closed = await leases.close({ signer: who.client, market, lease });
    expect(closed.endsAt).to.equal(await time.latest());
    const late = await refusalOf(leases.giveNotice({ signer: who.provider, market, lease }));
    expect(late.message).to.contain("already");
  });

  it("opens and collects at once, and collects alone where somebody else was first", async () => {
    const world = await loadFixture(leaseWorld);
    const { who, leaseMarket: market } = world;
    const lease = await termsOf(world);
    const opening = await signedLease(world, lease);
    const call = { signer: who.provider, market, opening };
    await leases.open({ signer: who.stranger, market, opening });
    const voucher = await voucherOf(world, lease, USD);
    expect((await leases.openAndCollect({ ...call, voucher })).amount).to.equal(USD);
    const again = await refusalOf(leases.openAndCollect({ ...call, voucher }));
    expect(again.message).to.contain("is paid");
  });

  it("counts a lease that is listed twice once", async () => {
    const world = await loadFixture(leaseWorld);
    const { provider, leaseMarket: market } = world;
    const lease = await openLease(world, { cap: 60n * USD, ratePerHour: 60n * USD });
    const question = { provider, market };
    expect(await leases.insolventAt({ ...question, leases: [lease] })).to.equal(undefined);
    expect(await leases.insolventAt({ ...question, leases: [lease, lease] })).to.equal(undefined);
  });

  it("revokes a voucher signer", async () => {
    const world = await loadFixture(leaseWorld);
    const { who, provider, leaseMarket: market } = world;
    const lease = await openLease(world, { collectSeconds: 3_600 });
    const { signerUntil } = await leases.revokeVoucherSigner({ signer: who.client, market, lease });
    expect(signerUntil).to.equal((await time.latest()) + 3_600);
    expect(await leases.show({ provider, market, lease })).to.include({ signerUntil });
    await time.increase(3_610);
    const voucher = await voucherOf(world, lease, 1n);
    expect(await leases.signatureFault({ provider, market, voucher })).to.equal(
      LeaseReason.SignerRevoked,
    );
  });

  it("holds, tops up and refunds a reserve", async () => {
    const world = await loadFixture(leaseWorld);
    const { who, provider, leaseMarket: market } = world;
    const question = { provider, market };
    const terms = await termsOf(world, { reserve: 10n * USD });
    expect((await leases.show({ ...question, lease: terms })).purse).to.equal(10n * USD);
    const lease = await openLease(world, { reserve: 10n * USD, nonce: 1n });
    const added = await leases.addReserve({ signer: who.payer, market, lease, amount: 2n * USD });
    expect(added.amount).to.equal(2n * USD);
    await leases.collect({
      signer: who.matcher,
      market,
      voucher: await voucherOf(world, lease, 3n * USD),
    });
    expect(await leases.show({ ...question, lease })).to.include({ purse: 9n * USD, thawing: 0n });
    const early = await refusalOf(leases.refundReserve({ signer: who.client, market, lease }));
    expect(early).to.include({ code: "CONTRACT_REVERTED", retryable: true });
    const { amount } = await leases.refundReserve({ signer: who.provider, market, lease });
    expect(amount).to.equal(9n * USD);
  });

  it("tells when a purse runs dry", async () => {
    const world = await loadFixture(leaseWorld);
    const { provider, leaseMarket: market } = world;
    const modest = await termsOf(world);
    const greedy = await termsOf(world, { cap: 500n * USD, ratePerHour: 50n * USD });
    expect(await leases.insolventAt({ provider, market, leases: [modest] })).to.equal(undefined);
    const second = await leases.insolventAt({ provider, market, leases: [greedy] });
    expect(second).to.be.within(greedy.startsAt + 7_199, greedy.startsAt + 7_202);
    const reserved = await termsOf(world, { reserve: 1n });
    const mixed = leases.insolventAt({ provider, market, leases: [modest, reserved] });
    expect((await refusalOf(mixed)).message).to.contain("another purse");
  });

  it("cannot be opened once the client cancelled its nonce, or the payer its word", async () => {
    const world = await loadFixture(leaseWorld);
    const { who, at, provider, leaseMarket: market, leaseDomain: domain } = world;
    const lease = await termsOf(world, { payer: who.payer.address });
    expect((await leases.show({ provider, market, lease })).isOpenable).to.equal(true);
    await orders.revokePayer({ signer: who.payer, market, request: leaseDigest(domain, lease) });
    expect((await leases.show({ provider, market, lease })).isOpenable).to.equal(false);
    const own = await termsOf(world);
    await orders.cancel({ signer: who.client, market, nonce: own.nonce });
    expect((await leases.show({ provider, market, lease: own })).isOpenable).to.equal(false);
    const question = { provider, vault: at.vault, account: who.client.address, token: at.token };
    expect((await vault.show({ ...question, market })).isOperator).to.equal(true);
  });
});
