import { loadFixture } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";

import { assertConservation, deployStake, type StakeWorld } from "../support/stake";
import {
  lock,
  provision,
  slash,
  thaw,
  unlock,
  withdraw,
  type Pair,
} from "../support/stake-actions";
import { DAY, nextAt } from "../support/time";

describe("StakeVault.withdraw", () => {
  let world: StakeWorld;
  let pair: Pair;

  beforeEach(async () => {
    world = await loadFixture(deployStake);
    pair = { provider: world.provider, market: world.market };
  });

  afterEach(() => assertConservation(world));

  async function assertNothingReady(readyAt: bigint): Promise<void> {
    const { stakeVault, provider, market } = world;
    await expect(stakeVault.connect(provider).withdraw(provider, market))
      .to.be.revertedWithCustomError(stakeVault, "StakeNothingReady")
      .withArgs(provider.address, await market.getAddress(), readyAt);
  }

  async function assertBehindJobs(locked: bigint): Promise<void> {
    const { stakeVault, provider, market } = world;
    await expect(stakeVault.connect(provider).withdraw(provider, market))
      .to.be.revertedWithCustomError(stakeVault, "StakeBehindJobs")
      .withArgs(provider.address, await market.getAddress(), locked);
  }

  it("reverts given no provision", async () => {
    await assertNothingReady(0n);
  });

  it("reverts given a provision and no request", async () => {
    await provision(world, pair, 100n);
    await assertNothingReady(0n);
  });

  context("given a request", () => {
    let readyAt: bigint;

    beforeEach(async () => {
      await provision(world, pair, 100n);
      readyAt = await thaw(world, pair, 60n);
    });

    it("reverts one second before it is ready", async () => {
      await nextAt(readyAt - 1n);
      await assertNothingReady(readyAt);
    });

    for (const late of [0n, 1n, 365n * DAY]) {
      it(`sends it ${late} seconds after it is ready`, async () => {
        expect(await withdraw(world, pair, readyAt + late)).to.equal(60n);
      });
    }

    it("answers the amount", async () => {
      const { stakeVault, provider, market } = world;
      await nextAt(readyAt);
      await provision(world, { ...pair, market: world.otherMarket }, 1n);
      expect(await stakeVault.withdraw.staticCall(provider, market)).to.equal(60n);
    });

    it("reverts when it was withdrawn already", async () => {
      await withdraw(world, pair, readyAt);
      await assertNothingReady(0n);
    });

    it("does not reach the stake at other markets", async () => {
      const { stakeVault, provider, otherMarket } = world;
      await nextAt(readyAt);
      await provision(world, { ...pair, market: otherMarket }, 10n);
      await expect(stakeVault.withdraw(provider, otherMarket))
        .to.be.revertedWithCustomError(stakeVault, "StakeNothingReady")
        .withArgs(provider.address, await otherMarket.getAddress(), 0n);
    });
  });

  context("given requests of different age", () => {
    it("sends the ready ones and keeps the others", async () => {
      await provision(world, pair, 100n);
      await thaw(world, pair, 10n);
      const second = await thaw(world, pair, 20n);
      await nextAt(second + DAY - 1n);
      await provision(world, pair, 1n);
      const third = await thaw(world, pair, 30n);
      expect(await withdraw(world, pair, third - 2n)).to.equal(30n);
      await assertNothingReady(third);
      expect(await withdraw(world, pair, third + 1n)).to.equal(30n);
    });
  });

  context("given stake that open jobs need", () => {
    let readyAt: bigint;

    beforeEach(async () => {
      await provision(world, pair, 100n);
      await lock(world, pair, 50n);
      await thaw(world, pair, 50n);
      readyAt = await thaw(world, pair, 20n);
    });

    it("sends what they do not need, in the order of the queue", async () => {
      expect(await withdraw(world, pair, readyAt)).to.equal(50n);
    });

    it("reverts when the oldest request is needed", async () => {
      await withdraw(world, pair, readyAt);
      await assertBehindJobs(50n);
    });

    it("sends the rest when the market has let go of it", async () => {
      await withdraw(world, pair, readyAt);
      await unlock(world, pair, 19n);
      await assertBehindJobs(31n); // 30 would be left
      await unlock(world, pair, 1n);
      expect(await withdraw(world, pair, readyAt + 10n)).to.equal(20n);
    });

    it("leaves all that was locked to a slash that comes after it", async () => {
      await withdraw(world, pair, readyAt);
      await slash(world, pair, { locked: 50n, amount: 50n, recipient: world.client });
    });

    it("sends what a slash that came first has left", async () => {
      await nextAt(readyAt);
      await slash(world, pair, { locked: 50n, amount: 50n, recipient: world.client });
      // Active stake of 30 and 20 of the 70 that thaw were taken: 5/7 of each request are left.
      expect(await withdraw(world, pair, readyAt + 1n)).to.equal(50n);
    });
  });

  context("given WEFT that was sent to the vault directly", () => {
    it("sends what was thawed and no more", async () => {
      const { token, stakeVault, otherProvider } = world;
      await provision(world, pair, 100n);
      const readyAt = await thaw(world, pair, 100n);
      await token.connect(otherProvider).transfer(stakeVault, 1_000n);
      expect(await withdraw(world, pair, readyAt)).to.equal(100n);
      expect(await token.balanceOf(stakeVault)).to.equal(1_000n);
    });
  });
});
