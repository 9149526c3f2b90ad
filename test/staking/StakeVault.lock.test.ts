import { loadFixture } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";

import { assertConservation, deployStake, readProvision, type StakeWorld } from "../support/stake";
import { lock, provision, thaw, unlock, type Pair } from "../support/stake-actions";

describe("StakeVault.lock", () => {
  let world: StakeWorld;
  let pair: Pair;

  beforeEach(async () => {
    world = await loadFixture(deployStake);
    pair = { provider: world.provider, market: world.market };
  });

  afterEach(() => assertConservation(world));

  async function assertInsufficient(by: Pair, free: bigint, needed: bigint): Promise<void> {
    const { stakeVault } = world;
    await expect(by.market.lock(by.provider, needed))
      .to.be.revertedWithCustomError(stakeVault, "StakeInsufficientFree")
      .withArgs(by.provider.address, await by.market.getAddress(), free, needed);
    expect(await stakeVault.freeOf(by.provider, by.market)).to.equal(free);
  }

  context("given no provision", () => {
    it("reverts", async () => {
      await assertInsufficient(pair, 0n, 1n);
    });

    it("does nothing when the amount is zero", async () => {
      await expect(world.market.lock(world.provider, 0n)).not.to.emit(world.stakeVault, "Locked");
    });
  });

  context("given a provision of 100", () => {
    beforeEach(() => provision(world, pair, 100n));

    it("reverts when the caller is another market", async () => {
      await assertInsufficient({ ...pair, market: world.otherMarket }, 0n, 1n);
    });

    it("reverts when the caller is the provider himself", async () => {
      const { stakeVault, provider } = world;
      await expect(stakeVault.connect(provider).lock(provider, 1n))
        .to.be.revertedWithCustomError(stakeVault, "StakeInsufficientFree")
        .withArgs(provider.address, provider.address, 0n, 1n);
    });

    it("reverts when one base unit more is needed", async () => {
      await assertInsufficient(pair, 100n, 101n);
    });

    it("reverts at the bound of 96 bits", async () => {
      await assertInsufficient(pair, 100n, 2n ** 96n - 1n);
    });

    for (const amount of [1n, 99n, 100n]) {
      it(`locks ${amount}`, async () => {
        await lock(world, pair, amount);
        expect(await world.stakeVault.freeOf(world.provider, world.market)).to.equal(100n - amount);
      });
    }

    it("does nothing when the amount is zero", async () => {
      const before = await readProvision(
        world,
        world.provider.address,
        await world.market.getAddress(),
      );
      await expect(world.market.lock(world.provider, 0n)).not.to.emit(world.stakeVault, "Locked");
      const after = await readProvision(
        world,
        world.provider.address,
        await world.market.getAddress(),
      );
      expect(after).to.deep.equal(before);
    });

    it("backs each base unit with one job at a time", async () => {
      await lock(world, pair, 60n);
      await assertInsufficient(pair, 40n, 41n);
      await lock(world, pair, 40n);
      await assertInsufficient(pair, 0n, 1n);
      await unlock(world, pair, 60n);
      await lock(world, pair, 60n);
    });
  });

  context("given stake that thaws from under its locks", () => {
    it("locks only active stake above the locks", async () => {
      await provision(world, pair, 100n);
      await lock(world, pair, 70n);
      await thaw(world, pair, 31n);
      await assertInsufficient(pair, 0n, 1n); // 69 active, 70 locked
      await unlock(world, pair, 2n);
      await assertInsufficient(pair, 1n, 2n); // 69 active, 68 locked
      await lock(world, pair, 1n);
      await assertInsufficient(pair, 0n, 1n);
    });
  });
});
