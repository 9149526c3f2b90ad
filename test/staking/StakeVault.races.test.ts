import { loadFixture } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";

import { inOneBlock } from "../support/block";
import {
  BPS,
  OWN,
  WEFT,
  burntOf,
  delegate,
  deployPool,
  lockFor,
  slash,
  undelegate,
  waitThaw,
  type DelegationWorld,
  type Lock,
} from "./delegation.support";

const ORDERS = ["withdraw before slash", "slash before withdraw"] as const;
const POOLED = 4n * WEFT;
/** By hand, since two transactions of a block cannot be estimated one after the other. */
const LIMIT = { gasLimit: 500_000n };

describe("StakeVault: a withdrawal and a slash in one block", () => {
  let world: DelegationWorld;
  beforeEach(async () => {
    world = await loadFixture(deployPool);
    await delegate(world, world.alice, 6n * WEFT);
    await delegate(world, world.bob, 4n * WEFT);
  });

  async function race(
    order: (typeof ORDERS)[number],
    { amount, ownBps }: Lock,
    withdraw: () => ReturnType<DelegationWorld["stakes"]["withdraw"]>,
  ): Promise<void> {
    const { stakes, provider, market, client } = world;
    const take = () =>
      stakes.connect(market).slash(provider, amount, ownBps, amount, client, LIMIT);
    const sends = order === "slash before withdraw" ? [take, withdraw] : [withdraw, take];
    expect(await inOneBlock(...sends)).to.deep.equal([true, true]);
  }

  for (const order of ORDERS) {
    context(`when the block has ${order}`, () => {
      it("STK2: takes the whole own part, and sends the provider what no job needed", async () => {
        const { stakes, weft, provider, market, client } = world;
        const job = await lockFor(world, OWN / 2n);
        await stakes.connect(provider).thaw(market, OWN / 2n);
        await waitThaw();
        const before = await weft.balanceOf(provider);
        await race(order, job, () => stakes.withdraw(provider, market, LIMIT));
        expect(await stakes.creditOf(client)).to.equal(OWN / 2n);
        expect((await weft.balanceOf(provider)) - before).to.equal(OWN / 2n);
        const { active, thawing, locked } = await stakes.provisionOf(provider, market);
        expect([active, thawing, locked]).to.deep.equal([0n, 0n, 0n]);
      });

      it("STK2: burns the whole pool part, whoever of the delegators bears it", async () => {
        const { stakes, weft, provider, market, alice } = world;
        await lockFor(world, OWN);
        const job = await lockFor(world, POOLED);
        expect(job.ownBps).to.equal(0n);
        await undelegate(world, alice);
        await waitThaw();
        const before = await weft.balanceOf(alice);
        await race(order, job, () => stakes.withdrawDelegated(provider, market, alice, LIMIT));
        expect(await burntOf(world)).to.equal(POOLED);
        // Alice was due, and gone before; or still there, and lost with bob.
        const left = order === "withdraw before slash" ? 6n * WEFT : (36n * WEFT) / 10n;
        expect((await weft.balanceOf(alice)) - before).to.equal(left);
        const pool = await stakes.poolOf(provider, market);
        expect([pool.stake, pool.locked]).to.deep.equal([6n * WEFT - left, 0n]);
      });
    });
  }

  context("given a pool and a provision that slashes voided", () => {
    it("refuses to slash or free what is not there any more, of either kind", async () => {
      const { stakes, provider, market, client } = world;
      const own = await lockFor(world, OWN);
      await slash(world, await lockFor(world, 10n * WEFT));
      await slash(world, own);
      const asMarket = stakes.connect(market);
      for (const ownBps of [BPS, 0n]) {
        for (const send of [
          () => asMarket.slash(provider, 1n, ownBps, 1n, client),
          () => asMarket.slashLate(provider, 1n, ownBps, 1n, client),
          () => asMarket.unlock(provider, 1n, ownBps),
        ]) {
          await expect(send())
            .to.be.revertedWithCustomError(stakes, "StakeInsufficientLocked")
            .withArgs(provider.address, market.address, 0, 1);
        }
      }
      // A refused lateness is not remembered.
      expect((await stakes.provisionOf(provider, market)).lastLateAt).to.equal(0n);
    });
  });
});
