import { loadFixture, time } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";

import {
  BPS,
  OWN,
  THAW_SECONDS,
  WEFT,
  delegate,
  deployPool,
  lockFor,
  partsOf,
  secondOf,
  slashPool,
  undelegate,
  unlock,
  waitOpen,
  waitThaw,
  type DelegationWorld,
} from "./delegation.support";

describe("StakeVault: delegated stake", () => {
  let world: DelegationWorld;
  beforeEach(async () => {
    world = await loadFixture(deployPool);
  });

  describe("delegate", () => {
    it("buys one share with one base unit", async () => {
      const { stakes, weft, provider, market, alice } = world;
      const tx = await delegate(world, alice, 7n * WEFT);
      await expect(tx)
        .to.emit(stakes, "Delegated")
        .withArgs(provider.address, market.address, alice.address, 7n * WEFT, 7n * WEFT);
      await expect(tx).to.changeTokenBalances(weft, [alice, stakes], [-7n * WEFT, 7n * WEFT]);
      const state = await stakes.delegationOf(provider, market, alice);
      expect([...state]).to.deep.equal([7n * WEFT, 7n * WEFT, 0n]);
      const pool = await stakes.poolOf(provider, market);
      expect([pool.stake, pool.active, pool.shares]).to.deep.equal([
        7n * WEFT,
        7n * WEFT,
        7n * WEFT,
      ]);
    });

    it("adds to what can be locked, up to ten times the provider's own", async () => {
      const { stakes, provider, market, alice } = world;
      await delegate(world, alice, 10n * OWN);
      expect(await stakes.freeOf(provider, market)).to.equal(11n * OWN);
      await expect(delegate(world, alice, WEFT))
        .to.be.revertedWithCustomError(stakes, "StakePoolFull")
        .withArgs(provider.address, market.address, 10n * OWN + WEFT, 10n * OWN);
    });

    it("adds to the largest lock, but for what of it own stake bears to the basis point", async () => {
      const { stakes, provider, market, money, alice } = world;
      await delegate(world, alice, 10n * OWN);
      // Own stake bears 909 parts of 10,000, so that the pool's ten times bear the other 9,091.
      const most = (10n * OWN * BPS) / 9_091n;
      expect(partsOf(most, OWN).ownBps).to.equal(909n);
      expect(partsOf(most, OWN).pooled).to.equal(10n * OWN);
      expect(await stakes.canTake(provider, market, most)).to.equal(true);
      const above = most + 1n;
      expect(partsOf(above, OWN).pooled).to.equal(10n * OWN + 1n);
      expect(await stakes.canTake(provider, market, above)).to.equal(false);
      await expect(stakes.connect(market).lockFor(provider, above, money))
        .to.be.revertedWithCustomError(stakes, "StakeInsufficientFree")
        .withArgs(provider.address, market.address, above - 1n, above);
      await lockFor(world, most);
      // What own stake has left is free, for a job of its own.
      const left = OWN - partsOf(most, OWN).own;
      expect(await stakes.freeOf(provider, market)).to.equal(left);
      await stakes.connect(market).lock(provider, left);
    });

    it("refuses less than one WEFT, zero included", async () => {
      const { stakes, alice } = world;
      for (const amount of [0n, WEFT - 1n]) {
        await expect(delegate(world, alice, amount))
          .to.be.revertedWithCustomError(stakes, "StakeBelowMinimum")
          .withArgs(amount, WEFT);
      }
    });

    it("refuses a provider without a pool", async () => {
      const { stakes, provider, otherMarket, alice } = world;
      await expect(stakes.connect(alice).delegate(provider, otherMarket, WEFT, 0))
        .to.be.revertedWithCustomError(stakes, "StakePoolMissing")
        .withArgs(provider.address, otherMarket.address);
    });

    it("refuses fewer shares than wanted", async () => {
      const { stakes, provider, market, alice } = world;
      await expect(stakes.connect(alice).delegate(provider, market, WEFT, WEFT + 1n))
        .to.be.revertedWithCustomError(stakes, "StakeTooFewShares")
        .withArgs(WEFT, WEFT + 1n);
    });

    it("STK3: a donation makes no share dearer, first depositor or not", async () => {
      const { stakes, weft, provider, market, alice, bob } = world;
      await delegate(world, alice, WEFT);
      await weft.connect(alice).transfer(stakes, 100_000n * WEFT);
      await delegate(world, bob, 2n * WEFT - 1n);
      expect((await stakes.delegationOf(provider, market, bob)).shares).to.equal(2n * WEFT - 1n);
      expect((await stakes.delegationOf(provider, market, bob)).amount).to.equal(2n * WEFT - 1n);
    });

    it("sells more shares for the same stake after a slash", async () => {
      const { stakes, provider, market, alice, bob } = world;
      await delegate(world, alice, OWN);
      await slashPool(world, OWN / 2n);
      await waitOpen(world);
      await delegate(world, bob, OWN / 2n);
      expect((await stakes.delegationOf(provider, market, bob)).shares).to.equal(OWN);
      for (const delegator of [alice, bob]) {
        const { amount } = await stakes.delegationOf(provider, market, delegator);
        expect(amount).to.equal(OWN / 2n);
      }
    });
  });

  describe("undelegate", () => {
    beforeEach(async () => {
      await delegate(world, world.alice, 10n * WEFT);
      await delegate(world, world.bob, 10n * WEFT);
    });

    it("starts to take shares out, which back no further job", async () => {
      const { stakes, provider, market, alice } = world;
      const tx = await undelegate(world, alice, 4n * WEFT);
      const readyAt = (await secondOf(tx)) + THAW_SECONDS;
      await expect(tx)
        .to.emit(stakes, "UndelegationStarted")
        .withArgs(
          provider.address,
          market.address,
          alice.address,
          0,
          4n * WEFT,
          4n * WEFT,
          readyAt,
        );
      const state = await stakes.delegationOf(provider, market, alice);
      expect([...state]).to.deep.equal([6n * WEFT, 6n * WEFT, 4n * WEFT]);
      const pending = await stakes.undelegationsOf(provider, market, alice);
      expect(pending.map((item) => [...item])).to.deep.equal([[0n, 4n * WEFT, BigInt(readyAt)]]);
      const pool = await stakes.poolOf(provider, market);
      expect([pool.stake, pool.active, pool.thawingShares]).to.deep.equal([
        20n * WEFT,
        16n * WEFT,
        4n * WEFT,
      ]);
      expect(await stakes.freeOf(provider, market)).to.equal(OWN + 16n * WEFT);
    });

    it("refuses zero shares and more than are held", async () => {
      const { stakes, stranger, alice, provider, market } = world;
      await expect(undelegate(world, alice, 0n)).to.be.revertedWithCustomError(
        stakes,
        "StakeZeroAmount",
      );
      await expect(undelegate(world, alice, 10n * WEFT + 1n))
        .to.be.revertedWithCustomError(stakes, "StakeInsufficientShares")
        .withArgs(10n * WEFT, 10n * WEFT + 1n);
      await expect(stakes.connect(stranger).undelegate(provider, market, 1n, 0))
        .to.be.revertedWithCustomError(stakes, "StakeInsufficientShares")
        .withArgs(0, 1);
    });

    it("refuses to leave dust behind, and takes all", async () => {
      const { stakes, alice } = world;
      await expect(undelegate(world, alice, 9n * WEFT + 1n))
        .to.be.revertedWithCustomError(stakes, "StakeBelowMinimum")
        .withArgs(WEFT - 1n, WEFT);
      await undelegate(world, alice, 9n * WEFT);
      await undelegate(world, alice, WEFT);
    });

    it("refuses less than wanted", async () => {
      const { stakes, provider, market, alice } = world;
      await slashPool(world, 10n * WEFT);
      await expect(stakes.connect(alice).undelegate(provider, market, 10n * WEFT, 10n * WEFT))
        .to.be.revertedWithCustomError(stakes, "StakeTooLittle")
        .withArgs(5n * WEFT, 10n * WEFT);
    });

    it("STK13: lets a hundred requests of one delegator wait", async () => {
      const { stakes, alice } = world;
      for (let i = 0; i < 100; ++i) await undelegate(world, alice, 1n);
      await expect(undelegate(world, alice, 1n))
        .to.be.revertedWithCustomError(stakes, "StakeTooManyThaws")
        .withArgs(100);
      await undelegate(world, world.bob, 1n);
    });
  });

  describe("withdrawDelegated", () => {
    beforeEach(async () => {
      await delegate(world, world.alice, 10n * WEFT);
      await delegate(world, world.bob, 10n * WEFT);
    });

    it("sends what is ready to the delegator, whoever asks, and not a second before", async () => {
      const { stakes, weft, provider, market, alice, stranger } = world;
      const readyAt = (await secondOf(await undelegate(world, alice, 3n * WEFT))) + THAW_SECONDS;
      await time.increase(100);
      await undelegate(world, alice, 4n * WEFT);
      const withdraw = () => stakes.connect(stranger).withdrawDelegated(provider, market, alice);
      await time.setNextBlockTimestamp(readyAt - 1);
      await expect(withdraw())
        .to.be.revertedWithCustomError(stakes, "StakeNothingReady")
        .withArgs(provider.address, market.address, readyAt);
      await time.setNextBlockTimestamp(readyAt);
      const tx = await withdraw();
      await expect(tx)
        .to.emit(stakes, "DelegationWithdrawn")
        .withArgs(provider.address, market.address, alice.address, 3n * WEFT, 1);
      await expect(tx).to.changeTokenBalances(
        weft,
        [alice, stakes, stranger],
        [3n * WEFT, -3n * WEFT, 0],
      );
      const pool = await stakes.poolOf(provider, market);
      expect([pool.stake, pool.shares, pool.thawingShares]).to.deep.equal([
        17n * WEFT,
        17n * WEFT,
        4n * WEFT,
      ]);
    });

    it("has nothing for who asked for nothing", async () => {
      const { stakes, provider, market, alice } = world;
      await expect(stakes.withdrawDelegated(provider, market, alice))
        .to.be.revertedWithCustomError(stakes, "StakeNothingReady")
        .withArgs(provider.address, market.address, 0);
    });

    it("keeps what stands behind an open job, and sends it when the job has ended", async () => {
      const { stakes, weft, provider, market, alice } = world;
      await lockFor(world, OWN);
      await lockFor(world, 5n * WEFT);
      const job = await lockFor(world, 10n * WEFT);
      await undelegate(world, alice);
      await waitThaw();
      await expect(stakes.withdrawDelegated(provider, market, alice))
        .to.be.revertedWithCustomError(stakes, "StakeBehindJobs")
        .withArgs(provider.address, market.address, 15n * WEFT);
      await unlock(world, job);
      const tx = await stakes.withdrawDelegated(provider, market, alice);
      await expect(tx).to.changeTokenBalance(weft, alice, 10n * WEFT);
    });

    it("lets delegators leave whatever the provider's own stake stands behind", async () => {
      const { stakes, weft, provider, market, alice, bob } = world;
      await lockFor(world, OWN);
      await stakes.connect(provider).thaw(market, OWN);
      for (const delegator of [alice, bob]) await undelegate(world, delegator);
      await waitThaw();
      await expect(stakes.withdraw(provider, market))
        .to.be.revertedWithCustomError(stakes, "StakeBehindJobs")
        .withArgs(provider.address, market.address, OWN);
      for (const delegator of [alice, bob]) {
        const tx = await stakes.withdrawDelegated(provider, market, delegator);
        await expect(tx).to.changeTokenBalance(weft, delegator, 10n * WEFT);
      }
    });

    it("lets the provider leave whatever the pool stands behind", async () => {
      const { stakes, weft, provider, market, alice } = world;
      const own = await lockFor(world, OWN);
      const pooled = await lockFor(world, 20n * WEFT);
      await unlock(world, own);
      await stakes.connect(provider).thaw(market, OWN);
      await undelegate(world, alice);
      await waitThaw();
      const tx = await stakes.withdraw(provider, market);
      await expect(tx).to.changeTokenBalance(weft, provider, OWN);
      await expect(stakes.withdrawDelegated(provider, market, alice))
        .to.be.revertedWithCustomError(stakes, "StakeBehindJobs")
        .withArgs(provider.address, market.address, 20n * WEFT);
      await unlock(world, pooled);
      await stakes.withdrawDelegated(provider, market, alice);
    });

    it("STK12: a provider that takes its own stake out gets no further job on that of others", async () => {
      const { stakes, provider, market, money } = world;
      await stakes.connect(provider).thaw(market, OWN - WEFT / 2n);
      expect(await stakes.freeOf(provider, market)).to.equal(WEFT / 2n + 5n * WEFT);
      await stakes.connect(provider).thaw(market, WEFT / 2n);
      expect(await stakes.freeOf(provider, market)).to.equal(0n);
      for (const lock of [
        () => stakes.connect(market).lock(provider, 1),
        () => stakes.connect(market).lockFor(provider, 1, money),
      ]) {
        await expect(lock())
          .to.be.revertedWithCustomError(stakes, "StakeInsufficientFree")
          .withArgs(provider.address, market.address, 0, 1);
      }
    });

    it("lets everybody leave with what they brought", async () => {
      const { stakes, weft, provider, market, alice, bob } = world;
      await undelegate(world, alice);
      await undelegate(world, bob);
      await stakes.connect(provider).thaw(market, OWN);
      await waitThaw();
      for (const delegator of [alice, bob]) {
        const tx = await stakes.withdrawDelegated(provider, market, delegator);
        await expect(tx).to.changeTokenBalance(weft, delegator, 10n * WEFT);
      }
      const tx = await stakes.withdraw(provider, market);
      await expect(tx).to.changeTokenBalance(weft, provider, OWN);
      expect(await weft.balanceOf(stakes)).to.equal(0n);
      const pool = await stakes.poolOf(provider, market);
      expect([pool.stake, pool.shares, pool.thawingShares, pool.round]).to.deep.equal([
        0n,
        0n,
        0n,
        0n,
      ]);
    });

    for (const [lost, amount] of [
      [0n, WEFT + 1n],
      [1n, WEFT],
      [3n * WEFT + 7n, 2n * WEFT + 3n],
      [20n * WEFT - 10n ** 15n, 5n * WEFT - 1n],
    ] as const) {
      it(`S7: brings home no more than came in, after ${lost} were lost`, async () => {
        const { stakes, weft, provider, market, alice, stranger } = world;
        if (lost !== 0n) await slashPool(world, lost);
        // Leavers before make the price of a share odd.
        await undelegate(world, alice, 10n * WEFT);
        await waitThaw();
        await stakes.withdrawDelegated(provider, market, alice);
        const before = await weft.balanceOf(stranger);
        await delegate(world, stranger, amount);
        await undelegate(world, stranger);
        const pool = await stakes.poolOf(provider, market);
        await waitThaw();
        await stakes.withdrawDelegated(provider, market, stranger);
        const loss = before - (await weft.balanceOf(stranger));
        expect(loss).to.be.greaterThanOrEqual(0n);
        // A share bought is rounded down, and so is what it is sold for: less than one share and one unit.
        expect(loss).to.be.lessThanOrEqual(1n + pool.stake / pool.shares);
      });
    }

    it("takes a delegation that was emptied in again", async () => {
      const { stakes, provider, market, alice } = world;
      await undelegate(world, alice);
      await waitThaw();
      await stakes.withdrawDelegated(provider, market, alice);
      await delegate(world, alice, 2n * WEFT);
      expect((await stakes.delegationOf(provider, market, alice)).amount).to.equal(2n * WEFT);
    });
  });
});
