import { loadFixture } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { ZeroAddress } from "ethers";
import {
  buildLease,
  InvalidFieldError,
  lease as leases,
  MemoryVoucherStore,
  Till,
  VoucherRefusedError,
  voucherFromText,
  voucherToText,
  type Lease,
} from "../../packages/sdk/src";
import {
  leaseWorld,
  openLease,
  signedLease,
  termsOf,
  voucherOf,
  type LeaseWorld,
} from "../sdk/support/lease-world";
import { failureOf, refusalOf, USD } from "../sdk/support/world";

const HOUR = 3_600;

describe("finding: a reserve that goes back before the provider can collect", () => {
  let world: LeaseWorld;
  let good: Lease;

  beforeEach(async () => {
    world = await loadFixture(leaseWorld);
    good = await termsOf(world, { reserve: 50n * USD, collectSeconds: HOUR });
  });

  it("is not built, nor opened, with a reserve or a voucher signer", async () => {
    const { who, leaseMarket: market } = world;
    for (const changes of [{ reserve: 0n }, { voucherSigner: ZeroAddress }, {}]) {
      const lease = { ...good, ...changes, collectSeconds: HOUR - 1 };
      expect(() => buildLease(lease))
        .to.throw(InvalidFieldError)
        .with.property("field", "collectSeconds");
      const call = leases.open({
        signer: who.stranger,
        market,
        opening: await signedLease(world, lease),
      });
      const refusal = await refusalOf(call);
      expect(refusal.message).to.contain("3599 seconds to collect are too few").and.contain("3600");
    }
    const free = { ...good, reserve: 0n, voucherSigner: ZeroAddress, collectSeconds: 0 };
    expect(buildLease({ ...free, now: good.startsAt }).collectSeconds).to.equal(0);
  });

  it("leaves the provider an hour after the client closed", async () => {
    const { who, leaseMarket: market } = world;
    const lease = await openLease(world, good);
    const voucher = await voucherOf(world, lease, USD);
    await leases.close({ signer: who.client, market, lease });
    const refund = await refusalOf(leases.refundReserve({ signer: who.client, market, lease }));
    expect(refund.message).to.contain("the provider can collect from the reserve");
    const { amount } = await leases.collect({ signer: who.provider, market, voucher });
    expect(amount).to.equal(USD);
  });

  it("counts as held only for a provider that collects within its time", async () => {
    const { provider, leaseDomain: domain, who, at } = world;
    const lease = await openLease(world, good);
    const serves = { account: who.provider.address, tokens: [at.token] };
    const note = voucherFromText(voucherToText(await voucherOf(world, lease, USD)));
    const take = async (collectSeconds: number) => {
      const store = new MemoryVoucherStore();
      const limits = { exposure: 0n, collectSeconds };
      const till = await Till.open({ provider, domain, store, limits, ...serves });
      await till.serve(await signedLease(world, lease));
      return till.take({ note, price: USD });
    };
    expect((await take(HOUR)).raised).to.equal(USD);
    const failure = await failureOf(take(HOUR + 1));
    if (!(failure instanceof VoucherRefusedError)) throw new Error("served", { cause: failure });
    expect(failure.faults.map(({ fault }) => fault)).to.deep.equal(["ExposureExceeded"]);
  });
});
