import { loadFixture, time } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";

import { inOneBlock, type Send } from "../support/block";
import { timestampOf } from "../support/time";
import { call, fundFloat, openLease, openingOf, voucherOf } from "./support/actions";
import { readBooks } from "./support/books";
import { assertEveryoneCanLeave } from "./support/conservation";
import { packLease, type LeaseFields } from "./support/terms";
import {
  COLLECT,
  DAY,
  FLOAT_THAW,
  RESERVE,
  deployLeases,
  leaseOf,
  type LeaseWorld,
} from "./support/world";

describe("LeaseMarket: two transactions in one block", () => {
  let world: LeaseWorld;

  beforeEach(async () => {
    world = await loadFixture(deployLeases);
  });

  afterEach(async () => {
    await assertEveryoneCanLeave(world);
  });

  const gas = (order: number) => ({
    gasLimit: 500_000n,
    maxPriorityFeePerGas: 10n ** 9n * BigInt(9 - order),
    maxFeePerGas: 10n ** 11n,
  });

  async function collectSend(fields: LeaseFields, amount: bigint, order: number): Promise<Send> {
    const { leaseMarket, provider } = world;
    const voucher = await voucherOf(world, fields, amount);
    const contract = leaseMarket.connect(provider.key);
    return () => contract.collect(fields.provider, fields.token, voucher, gas(order));
  }

  for (const isWithdrawFirst of [true, false]) {
    const order = isWithdrawFirst ? "withdraw, then collect" : "collect, then withdraw";

    it(`${order}: the first takes what the float has, and nothing is made or lost`, async () => {
      const { leaseMarket, client, token } = world;
      const fields = await openLease(world);
      await fundFloat(world, client.address, 1_000n);
      await leaseMarket.connect(client.key).thawFloat(token, 900n);
      await time.increase(FLOAT_THAW);
      const before = await readBooks(world, fields);
      const asClient = leaseMarket.connect(client.key);
      const withdraw = (at: number) => () => asClient.withdrawFloat(client.address, token, gas(at));
      const sends = isWithdrawFirst
        ? [withdraw(0), await collectSend(fields, 700n, 1)]
        : [await collectSend(fields, 700n, 0), withdraw(1)];
      expect(await inOneBlock(...sends)).to.deep.equal([true, true]);
      const after = await readBooks(world, fields);
      const [paid, back] = isWithdrawFirst ? [100n, 900n] : [700n, 300n];
      expect(after.state.collected).to.equal(paid);
      expect(after.payer - before.payer).to.equal(back);
      expect(after.float).to.equal(0n);
    });
  }

  it("withdraws nothing in the block of the request", async () => {
    const { leaseMarket, client, token } = world;
    const fields = await openLease(world);
    await fundFloat(world, client.address, 1_000n);
    await time.increase(DAY);
    const asClient = leaseMarket.connect(client.key);
    const collect = await collectSend(fields, 700n, 2);
    const results = await inOneBlock(
      () => asClient.thawFloat(token, 1_000n, gas(0)),
      () => asClient.withdrawFloat(client.address, token, gas(1)),
      collect,
    );
    expect(results).to.deep.equal([true, false, true]);
    expect((await readBooks(world, fields)).state.collected).to.equal(700n);
  });

  it("pays once where provider and a stranger push the same voucher", async () => {
    const { leaseMarket, stranger, client } = world;
    const fields = await openLease(world);
    await fundFloat(world, client.address, 1_000n);
    await time.increase(DAY);
    const voucher = await voucherOf(world, fields, 700n);
    const byStranger = leaseMarket.connect(stranger);
    const results = await inOneBlock(await collectSend(fields, 700n, 0), () =>
      byStranger.collect(fields.provider, fields.token, voucher, gas(1)),
    );
    expect(results).to.deep.equal([true, false]);
    const { state, float } = await readBooks(world, fields);
    expect([state.collected, float]).to.deep.equal([700n, 300n]);
  });

  for (const isCancelFirst of [true, false]) {
    const order = isCancelFirst ? "cancel, then open" : "open, then cancel";

    it(`SIG11: ${order}: a lease is open whole or not at all`, async () => {
      const { leaseMarket, client, provider } = world;
      const fields = await leaseOf(world, { reserve: RESERVE });
      const opening = await openingOf(world, fields);
      const open = (at: number) => () => leaseMarket.connect(provider.key).open(opening, gas(at));
      const cancel = (at: number) => () => leaseMarket.connect(client.key).cancel(0n, gas(at));
      const sends = isCancelFirst ? [cancel(0), open(1)] : [open(0), cancel(1)];
      expect(await inOneBlock(...sends)).to.deep.equal([true, !isCancelFirst]);
      const { state, reserve } = await readBooks(world, fields);
      expect(state.endsAt !== 0n).to.equal(!isCancelFirst);
      expect(reserve).to.equal(isCancelFirst ? 0n : RESERVE);
    });
  }

  for (const isRefundFirst of [true, false]) {
    const order = isRefundFirst ? "refund, then collect" : "collect, then refund";

    it(`${order}, once the time to collect is over: a reserve moves once`, async () => {
      const { leaseMarket, client, stranger } = world;
      const fields = await openLease(world, { reserve: RESERVE });
      await time.increase(DAY);
      const closedAt = await timestampOf(await call(world, "close", client, fields));
      await time.increaseTo(closedAt + COLLECT + 1n);
      const refund = (at: number) => () =>
        leaseMarket.connect(stranger).refundReserve(packLease(fields), gas(at));
      const sends = isRefundFirst
        ? [refund(0), await collectSend(fields, 700n, 1)]
        : [await collectSend(fields, 700n, 0), refund(1)];
      expect(await inOneBlock(...sends)).to.deep.equal([true, !isRefundFirst]);
      const { state, reserve } = await readBooks(world, fields);
      expect([state.collected, reserve]).to.deep.equal([isRefundFirst ? 0n : 700n, 0n]);
    });
  }
});
