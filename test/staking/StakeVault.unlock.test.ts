import { loadFixture } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";

import { assertConservation, deployStake, readProvision, type StakeWorld } from "../support/stake";
import { lock, provision, thaw, unlock, type Pair } from "../support/stake-actions";

describe("StakeVault.unlock", () => {
  let world: StakeWorld;
  let pair: Pair;

  beforeEach(async () => {
    world = await loadFixture(deployStake);
    pair = { provider: world.provider, market: world.market };
  });

  afterEach(() => assertConservation(world));

  async function assertInsufficient(by: Pair, locked: bigint, needed: bigint): Promise<void> {
    await expect(by.market.unlock(by.provider, needed))
      .to.be.revertedWithCustomError(world.stakeVault, "StakeInsufficientLocked")
      .withArgs(by.provider.address, await by.market.getAddress(), locked, needed);
  }

  it("reverts given no provision", async () => {
    await assertInsufficient(pair, 0n, 1n);
  });

  context("given a provision of 100 with 60 locked", () => {
    beforeEach(async () => {
      await provision(world, pair, 100n);
      await lock(world, pair, 60n);
    });

    it("reverts when the caller is another market", async () => {
      await assertInsufficient({ ...pair, market: world.otherMarket }, 0n, 1n);
    });

    it("reverts when the caller is the provider himself", async () => {
      const { stakeVault, provider } = world;
      await expect(stakeVault.connect(provider).unlock(provider, 1n, 10_000n))
        .to.be.revertedWithCustomError(stakeVault, "StakeInsufficientLocked")
        .withArgs(provider.address, provider.address, 0n, 1n);
    });

    it("reverts when one base unit more is to be freed", async () => {
      await assertInsufficient(pair, 60n, 61n);
    });

    for (const amount of [1n, 59n, 60n]) {
      it(`frees ${amount}`, async () => {
        await unlock(world, pair, amount);
        const free = await world.stakeVault.freeOf(world.provider, world.market);
        expect(free).to.equal(40n + amount);
      });
    }

    it("frees stake that has begun to thaw", async () => {
      await thaw(world, pair, 100n);
      await unlock(world, pair, 60n);
      expect(await world.stakeVault.freeOf(world.provider, world.market)).to.equal(0n);
    });

    it("does nothing when the amount is zero", async () => {
      const { stakeVault, provider, market } = world;
      const marketAt = await market.getAddress();
      const before = await readProvision(world, provider.address, marketAt);
      await expect(market.unlock(provider, 0n)).not.to.emit(stakeVault, "Unlocked");
      expect(await readProvision(world, provider.address, marketAt)).to.deep.equal(before);
    });
  });
});
