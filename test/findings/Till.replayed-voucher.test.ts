import { loadFixture } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import {
  lease as leases,
  leaseId,
  MemoryVoucherStore,
  Till,
  VoucherRefusedError,
  voucherFromText,
  voucherToText,
  type Lease,
  type Voucher,
} from "../../packages/sdk/src";
import {
  leaseWorld,
  signedLease,
  termsOf,
  voucherOf,
  type LeaseWorld,
} from "../sdk/support/lease-world";
import { failureOf, USD } from "../sdk/support/world";

const PRICE = 1_000n;

/** A store that keeps a voucher and then fails, as a disk can after the rename. */
class FailingStore extends MemoryVoucherStore {
  fails = 0;

  override async put(voucher: Voucher): Promise<boolean> {
    const isKept = await super.put(voucher);
    if (this.fails === 0) return isKept;
    this.fails -= 1;
    throw new Error("the disk is gone");
  }
}

function openTill(world: LeaseWorld, store: MemoryVoucherStore): Promise<Till> {
  const { provider, leaseDomain: domain, who, at } = world;
  const serves = { account: who.provider.address, tokens: [at.token] };
  return Till.open({ provider, domain, store, limits: { exposure: 10n * USD }, ...serves });
}

/** How often a voucher is served, of several times that it is brought. */
async function servedOf(till: Till, voucher: Voucher, times: number): Promise<number> {
  let served = 0;
  for (let i = 0; i < times; i += 1) {
    const note = voucherFromText(voucherToText(voucher));
    const failure = await till.take({ note, price: PRICE }).then(
      () => undefined,
      (error: unknown) => error,
    );
    if (failure === undefined) served += 1;
    else expect(failure).to.be.instanceOf(VoucherRefusedError);
  }
  return served;
}

describe("finding: one voucher, brought again and again", () => {
  let world: LeaseWorld;
  let lease: Lease;
  const store = { failing: new FailingStore() };

  beforeEach(async () => {
    world = await loadFixture(leaseWorld);
    lease = await termsOf(world);
    store.failing = new FailingStore();
  });

  it("is not served after the store kept it and failed", async () => {
    const till = await openTill(world, store.failing);
    await till.serve(await signedLease(world, lease));
    const voucher = await voucherOf(world, lease, PRICE);
    store.failing.fails = 1;
    const note = voucherFromText(voucherToText(voucher));
    expect(await failureOf(till.take({ note, price: PRICE }))).to.include({
      message: "the disk is gone",
    });
    expect(await servedOf(till, voucher, 5)).to.equal(0);
    expect(await servedOf(till, await voucherOf(world, lease, 2n * PRICE), 2)).to.equal(1);
  });

  it("is not served by two tills on one store", async () => {
    const till = await openTill(world, store.failing);
    await till.serve(await signedLease(world, lease));
    const other = await openTill(world, store.failing);
    const voucher = await voucherOf(world, lease, PRICE);
    expect((await servedOf(till, voucher, 1)) + (await servedOf(other, voucher, 5))).to.equal(1);
    const [record] = other.records;
    expect(record?.voucher?.amount).to.equal(PRICE);
  });

  it("is not served once it was collected and its lease forgotten", async () => {
    const { who, leaseMarket: market } = world;
    const till = await openTill(world, store.failing);
    const opening = await signedLease(world, lease);
    await till.serve(opening);
    const voucher = await voucherOf(world, lease, PRICE);
    expect(await servedOf(till, voucher, 1)).to.equal(1);
    await leases.openAndCollect({ signer: who.provider, market, opening, voucher });
    await till.forget(leaseId(lease));
    await till.serve(opening);
    expect(await servedOf(till, voucher, 3)).to.equal(0);
  });
});
