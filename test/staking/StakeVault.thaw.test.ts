import { loadFixture } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";

import { assertConservation, deployStake, type StakeWorld } from "../support/stake";
import { lock, provision, thaw, withdraw, type Pair } from "../support/stake-actions";

describe("StakeVault.thaw", () => {
  let world: StakeWorld;
  let pair: Pair;

  beforeEach(async () => {
    world = await loadFixture(deployStake);
    pair = { provider: world.provider, market: world.market };
  });

  afterEach(() => assertConservation(world));

  it("reverts when the amount is zero", async () => {
    const { stakeVault, provider, market } = world;
    await expect(stakeVault.connect(provider).thaw(market, 0n)).to.be.revertedWithCustomError(
      stakeVault,
      "StakeZeroAmount",
    );
  });

  it("reverts given no provision", async () => {
    const { stakeVault, provider, market } = world;
    await expect(stakeVault.connect(provider).thaw(market, 1n))
      .to.be.revertedWithCustomError(stakeVault, "StakeInsufficient")
      .withArgs(provider.address, await market.getAddress(), 0n, 1n);
  });

  context("given a provision of 100", () => {
    beforeEach(() => provision(world, pair, 100n));

    it("reverts when one base unit more is to leave", async () => {
      const { stakeVault, provider, market } = world;
      await expect(stakeVault.connect(provider).thaw(market, 101n))
        .to.be.revertedWithCustomError(stakeVault, "StakeInsufficient")
        .withArgs(provider.address, await market.getAddress(), 100n, 101n);
    });

    it("reverts when the stake thaws already", async () => {
      const { stakeVault, provider, market } = world;
      await thaw(world, pair, 60n);
      await expect(stakeVault.connect(provider).thaw(market, 41n))
        .to.be.revertedWithCustomError(stakeVault, "StakeInsufficient")
        .withArgs(provider.address, await market.getAddress(), 40n, 41n);
    });

    for (const amount of [1n, 99n, 100n]) {
      it(`begins to take ${amount} out`, async () => {
        await thaw(world, pair, amount);
        expect(await world.stakeVault.freeOf(world.provider, world.market)).to.equal(100n - amount);
      });
    }

    it("answers when the request is ready", async () => {
      const { stakeVault, provider, market } = world;
      const asked = await stakeVault.connect(provider).thaw.staticCall(market, 1n);
      expect(await thaw(world, pair, 1n)).to.be.greaterThanOrEqual(asked);
    });

    it("takes locked stake too, which goes on standing behind its jobs", async () => {
      await lock(world, pair, 100n);
      await thaw(world, pair, 100n);
      expect(await world.stakeVault.freeOf(world.provider, world.market)).to.equal(0n);
    });

    it("gives each request its place and time", async () => {
      const first = await thaw(world, pair, 10n);
      const second = await thaw(world, pair, 20n);
      expect(second).to.be.greaterThan(first);
      const pending = await world.stakeVault.thawsOf(world.provider, world.market);
      expect(pending.map((request) => [...request])).to.deep.equal([
        [0n, 10n, first],
        [1n, 20n, second],
      ]);
    });
  });

  context("given 100 requests in the queue", () => {
    const limit = 100n;

    async function fillQueue(): Promise<StakeWorld> {
      const filled = await deployStake();
      const { stakeVault, provider, market } = filled;
      await stakeVault.connect(provider).provision(market, 200n);
      for (let i = 0n; i < limit; i += 1n) await stakeVault.connect(provider).thaw(market, 1n);
      return filled;
    }

    beforeEach(async () => {
      world = await loadFixture(fillQueue);
      pair = { provider: world.provider, market: world.market };
    });

    async function readyAtOf(index: bigint): Promise<bigint> {
      const pending = await world.stakeVault.thawsOf(world.provider, world.market);
      const request = pending[Number(index)];
      if (request === undefined) throw new Error(`no request ${index}`);
      return request.readyAt;
    }

    it("reverts", async () => {
      const { stakeVault, provider, market } = world;
      await expect(stakeVault.connect(provider).thaw(market, 1n))
        .to.be.revertedWithCustomError(stakeVault, "StakeTooManyThaws")
        .withArgs(limit);
    });

    it("withdraws them all in less than a tenth of a block", async () => {
      const { stakeVault } = world;
      const readyAt = await readyAtOf(limit - 1n);
      expect(await withdraw(world, pair, readyAt)).to.equal(limit);
      const [event] = await stakeVault.queryFilter(stakeVault.filters.Withdrawn());
      const receipt = await event?.getTransactionReceipt();
      expect(receipt?.gasUsed).to.be.lessThan(3_000_000n);
    });

    it("takes another once the oldest was withdrawn", async () => {
      const { stakeVault, provider, market } = world;
      const readyAt = await readyAtOf(0n);
      expect(await withdraw(world, pair, readyAt)).to.equal(1n);
      await thaw(world, pair, 1n);
      await expect(stakeVault.connect(provider).thaw(market, 1n))
        .to.be.revertedWithCustomError(stakeVault, "StakeTooManyThaws")
        .withArgs(limit);
    });

    it("does not fill the queue of another provision", async () => {
      const other = { ...pair, market: world.otherMarket };
      await provision(world, other, 1n);
      await thaw(world, other, 1n);
    });
  });
});
