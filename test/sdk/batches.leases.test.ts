import { loadFixture, time } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import {
  lease as leases,
  leaseId,
  LeaseMarket__factory,
  LeaseReason,
  partsOf,
  signLease,
  signVoucher,
  type Lease,
  type Opening,
  type Voucher,
} from "../../packages/sdk/src";
import { WalletMock__factory } from "../../typechain-types/factories/contracts/test/WalletMock__factory";
import { FlakySigner } from "./support/flaky-signer";
import {
  leaseWorld,
  openLease,
  pooledLeaseWorld,
  signedLease,
  termsOf,
  voucherOf,
  type LeaseWorld,
} from "./support/lease-world";
import { refusals, results, told } from "./support/outcomes";
import { FEE_BPS, refusalOf, USD } from "./support/world";

async function openingsOf(
  world: LeaseWorld,
  count: number,
  changes: Partial<Lease> = {},
): Promise<Opening[]> {
  const openings: Opening[] = [];
  for (let nonce = 0n; nonce < BigInt(count); nonce += 1n) {
    openings.push(await signedLease(world, await termsOf(world, { ...changes, nonce })));
  }
  return openings;
}

/** A voucher of each lease, each of one base unit more. */
async function vouchersOf(world: LeaseWorld, openings: readonly Opening[]): Promise<Voucher[]> {
  return Promise.all(openings.map(({ lease }, i) => voucherOf(world, lease, USD + BigInt(i))));
}

async function openAll(world: LeaseWorld, count: number): Promise<Opening[]> {
  const openings = await openingsOf(world, count);
  await leases.openBatch({ signer: world.who.matcher, market: world.leaseMarket, openings });
  return openings;
}

describe("sdk openBatch", () => {
  it("opens all that can be, says of the others why not, and repeats without harm", async () => {
    const world = await loadFixture(leaseWorld);
    const { who, leaseMarket: market } = world;
    const openings = await openingsOf(world, 4);
    const [first, second] = openings;
    if (!first || !second) throw new Error("too few");
    openings[1] = { ...second, clientSignature: first.clientSignature };
    openings.push(first);
    const call = { signer: who.stranger, market };
    const { outcomes, receipts } = await leases.openBatch({ ...call, openings });
    expect(told(outcomes)).to.deep.equal([
      "done",
      "refused: MarketInvalidSignature",
      "done",
      "done",
      "done",
    ]);
    const [, , , , twice] = outcomes;
    expect(twice).to.deep.equal({ ...outcomes[0], index: 4 });
    expect(refusals(outcomes)[0]).to.contain(who.client.address);
    expect(results(outcomes)[0]).to.deep.equal({
      leaseId: leaseId(first.lease),
      feeBps: FEE_BPS,
      poolPpm: 0,
    });
    expect(receipts).to.have.length(1);
    openings[1] = second;
    const again = await leases.openBatch({ ...call, openings });
    expect(told(again.outcomes)).to.deep.equal(["before", "done", "before", "before", "before"]);
  });

  it("splits by gas, and sets more aside where wallets are asked", async () => {
    const world = await loadFixture(leaseWorld);
    const { who, leaseMarket: market, leaseDomain: domain } = world;
    const wallet = await new WalletMock__factory(who.deployer).deploy(who.second);
    const lease = await termsOf(world, {
      client: await wallet.getAddress(),
      payer: who.payer.address,
    });
    const opening: Opening = {
      lease,
      providerSignature: await signLease({ signer: who.provider, domain, lease, role: "provider" }),
      clientSignature: await signLease({
        ...{ signer: who.second, domain, lease },
        role: "client",
        isForWallet: true,
      }),
      payerSignature: await signLease({ signer: who.payer, domain, lease, role: "payer" }),
    };
    const openings = [opening, ...(await openingsOf(world, 3))];
    const call = { signer: who.stranger, market, openings, limits: { gas: 1_700_000n } };
    const { outcomes, receipts } = await leases.openBatch(call);
    expect(told(outcomes)).to.deep.equal(Array(4).fill("done"));
    expect(receipts).to.have.length(2);
  });

  it("names a lease whose gas ran out", async () => {
    const world = await loadFixture(leaseWorld);
    const { who, leaseMarket: market } = world;
    const openings = await openingsOf(world, 1);
    const call = { signer: who.stranger, market, openings };
    const { outcomes } = await leases.openBatch({ ...call, gasPerItem: 50_000n });
    expect(told(outcomes)).to.deep.equal(["refused: BatchItemOutOfGas"]);
    expect(refusals(outcomes)[0]).to.contain("set more aside");
  });
});

describe("sdk collectBatch", () => {
  it("pays the provider once for many leases, the parts to the base unit", async () => {
    const world = await loadFixture(pooledLeaseWorld);
    const { who, provider, leaseMarket: market, vault, at } = world;
    const openings = await openAll(world, 6);
    const vouchers = await vouchersOf(world, openings);
    const collected = await leases.collectBatch({ signer: who.stranger, market, vouchers });
    expect(told(collected.outcomes)).to.deep.equal(Array(6).fill("done"));
    expect(collected.receipts).to.have.length(1);
    const sums = { paid: 0n, fee: 0n, pooled: 0n };
    for (const { amount, reason } of results(collected.outcomes)) {
      expect(reason).to.equal(LeaseReason.Voucher);
      const [first] = openings;
      if (first === undefined) throw new Error("too few");
      const { poolPpm } = await leases.show({ provider, market, lease: first.lease });
      const parts = partsOf({ feeBps: FEE_BPS, poolPpm, before: 0n, amount });
      sums.paid += parts.paid;
      sums.fee += parts.fee;
      sums.pooled += parts.pooled;
    }
    const { paid, fee, pooled } = collected;
    expect({ paid, fee, pooled }).to.deep.equal(sums);
    expect(paid + fee).to.equal(vouchers.reduce((sum, { amount }) => sum + amount, 0n));
    expect(await vault.balanceOf(who.provider, BigInt(at.token))).to.equal(paid - pooled);
  });

  it("says of each voucher that brings nothing why, and passes over what is paid", async () => {
    const world = await loadFixture(leaseWorld);
    const { who, leaseMarket: market } = world;
    const openings = await openAll(world, 4);
    const vouchers = await vouchersOf(world, openings);
    const unopened = await termsOf(world, { nonce: 77n });
    const [first, second] = vouchers;
    if (!first || !second) throw new Error("too few");
    vouchers[1] = { ...second, amount: second.amount + 1n };
    vouchers.push(await voucherOf(world, unopened, 5n), { ...first, amount: 1n });
    const call = { signer: who.stranger, market };
    const { outcomes, paid } = await leases.collectBatch({ ...call, vouchers });
    expect(told(outcomes)).to.deep.equal([
      "done",
      "refused: LeaseNothingToCollect",
      "done",
      "done",
      "refused: LeaseNothingToCollect",
      "refused: LeaseNothingToCollect",
    ]);
    const [forged, closed, lower] = refusals(outcomes);
    expect(forged).to.contain("needs a signature of the client");
    expect(closed).to.contain("with these terms was opened");
    expect(lower).to.contain("is paid");
    expect(paid).to.be.greaterThan(0n);
    const again = await leases.collectBatch({ ...call, vouchers });
    expect(told(again.outcomes)).to.deep.equal([
      "before",
      "refused: LeaseNothingToCollect",
      "before",
      "before",
      "refused: LeaseNothingToCollect",
      "before",
    ]);
    expect(again).to.include({ paid: 0n, fee: 0n, pooled: 0n });
    expect(again.receipts).to.have.length(1);
  });

  it("pays several providers and tokens by a transaction each, outcomes in the order given", async () => {
    const world = await loadFixture(leaseWorld);
    const { who, leaseMarket: market, leaseDomain: domain, vault, at } = world;
    const other = await termsOf(world, { provider: who.second.address, nonce: 50n });
    const opening: Opening = {
      lease: other,
      providerSignature: await signLease({
        ...{ signer: who.second, domain, lease: other },
        role: "provider",
      }),
      clientSignature: await signLease({
        ...{ signer: who.client, domain, lease: other },
        role: "client",
      }),
      payerSignature: "0x",
    };
    const openings = await openingsOf(world, 2);
    openings.splice(1, 0, opening);
    await leases.openBatch({ signer: who.matcher, market, openings });
    const vouchers = await vouchersOf(world, openings);
    const result = await leases.collectBatch({ signer: who.matcher, market, vouchers });
    expect(told(result.outcomes)).to.deep.equal(["done", "done", "done"]);
    expect(results(result.outcomes).map(({ amount }) => amount)).to.deep.equal(
      vouchers.map(({ amount }) => amount),
    );
    expect(result.receipts).to.have.length(2);
    expect(await vault.balanceOf(who.second, BigInt(at.token))).to.equal(990_001n);
  });

  it("asks wallets where they alone can vouch, or where it is told to", async () => {
    const world = await loadFixture(leaseWorld);
    const { who, leaseMarket: market, leaseDomain: domain } = world;
    const wallet = await new WalletMock__factory(who.deployer).deploy(who.second);
    const lease = await termsOf(world, {
      client: await wallet.getAddress(),
      payer: who.payer.address,
    });
    const byOwner = { domain, lease, isForWallet: true };
    const opening: Opening = {
      lease,
      providerSignature: await signLease({ ...byOwner, signer: who.provider, role: "provider" }),
      clientSignature: await signLease({ ...byOwner, signer: who.second, role: "client" }),
      payerSignature: await signLease({ ...byOwner, signer: who.payer, role: "payer" }),
    };
    await leases.open({ signer: who.matcher, market, opening });
    const voucher = await signVoucher({ ...byOwner, signer: who.second, amount: USD });
    const call = { signer: who.matcher, market, vouchers: [voucher] };
    const keys = await leases.collectBatch({ ...call, asksWallets: false });
    expect(refusals(keys.outcomes)[0]).to.contain("asks no wallets");
    const wallets = await leases.collectBatch({ ...call, asksWallets: true });
    expect(told(wallets.outcomes)).to.deep.equal(["done"]);
    // Left to itself it asks where there is code and no key's signature, and apart from the others.
    const byKey = await openLease(world, { nonce: 9n });
    const higher = await signVoucher({ ...byOwner, signer: who.second, amount: 2n * USD });
    const byClient = await voucherOf(world, byKey, USD);
    const both = await leases.collectBatch({ ...call, vouchers: [higher, byClient, higher] });
    expect(told(both.outcomes)).to.deep.equal(["done", "done", "done"]);
    expect(both.receipts).to.have.length(2);
    expect(both.paid + both.fee).to.equal(2n * USD);
    const contract = LeaseMarket__factory.connect(market, world.provider);
    expect(await contract.WALLET_ITEM_GAS()).to.equal(460_000n);
  });

  it("splits what no transaction holds, and goes on after a connection that broke", async () => {
    const world = await loadFixture(leaseWorld);
    const { who, provider, leaseMarket: market } = world;
    const openings = await openAll(world, 9);
    const vouchers = await vouchersOf(world, openings);
    const call = { market, vouchers, limits: { gas: 620_000n } };
    const flaky = new FlakySigner(who.matcher, provider, { at: 2, isSent: true });
    const broken = await leases.collectBatch({ ...call, signer: flaky });
    expect(told(broken.outcomes).slice(0, 1)).to.deep.equal(["done"]);
    expect(told(broken.outcomes).at(-1)).to.equal("open: CALL_FAILED");
    const repeat = await leases.collectBatch({ ...call, signer: who.matcher });
    expect(told(repeat.outcomes).every((each) => each === "before" || each === "done")).to.equal(
      true,
    );
    for (const { lease, amount } of vouchers) {
      const { collected } = await leases.show({ provider, market, lease });
      expect(collected).to.equal(amount);
    }
  });

  it("collects by elapsed time where the client is gone, up to what both signed", async () => {
    const world = await loadFixture(leaseWorld);
    const { who, leaseMarket: market } = world;
    const openings = await openingsOf(world, 2, { elapsedCap: 2n * USD });
    await leases.openBatch({ signer: who.matcher, market, openings });
    await time.increase(86_400);
    const vouchers = openings.map(({ lease }) => ({ lease, amount: 0n, signature: "0x" }));
    const { outcomes } = await leases.collectBatch({ signer: who.provider, market, vouchers });
    expect(results(outcomes).map(({ amount }) => amount)).to.deep.equal([2n * USD, 2n * USD]);
  });

  it("ESC15: takes no signature that would use the gas of others", async () => {
    const world = await loadFixture(leaseWorld);
    const { who, leaseMarket: market } = world;
    const [opening] = await openingsOf(world, 1);
    if (!opening) throw new Error("too few");
    const long = `0x${"ab".repeat(4_097)}`;
    const vouchers = [{ lease: opening.lease, amount: 1n, signature: long }];
    const collected = leases.collectBatch({ signer: who.matcher, market, vouchers });
    expect(await refusalOf(collected)).to.include({ field: "items[0].signature" });
    const openings = [{ ...opening, clientSignature: long }];
    const opened = leases.openBatch({ signer: who.matcher, market, openings });
    const refusal = await refusalOf(opened);
    expect(refusal).to.include({ field: "items[0].clientSignature" });
    expect(refusal.message).to.contain("4097 bytes long").and.contain("4096 at most");
  });

  it("refuses bad input by its place, before anything is sent", async () => {
    const world = await loadFixture(leaseWorld);
    const { who, leaseMarket: market, provider } = world;
    const [opening] = await openAll(world, 1);
    if (!opening) throw new Error("too few");
    const { lease } = opening;
    const flaky = new FlakySigner(who.matcher, provider, { at: 0, isSent: false });
    const vouchers = [
      await voucherOf(world, lease, USD),
      { lease, amount: 1n << 128n, signature: "0x" },
    ];
    const call = leases.collectBatch({ signer: flaky, market, vouchers });
    expect(await refusalOf(call)).to.include({ code: "INVALID_FIELD", field: "items[1].amount" });
    expect(flaky.sent).to.equal(0);
  });
});
