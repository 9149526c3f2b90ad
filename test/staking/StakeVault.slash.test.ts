import { loadFixture } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { ethers } from "hardhat";

import { waitForCredits } from "../support/credits";
import {
  assertConservation,
  deployStake,
  NO_PROVISION,
  readProvision,
  WEFT,
  type Provision,
  type StakeWorld,
} from "../support/stake";
import {
  claim,
  lock,
  provision,
  slash,
  thaw,
  unlock,
  withdraw,
  type Pair,
} from "../support/stake-actions";

/** Locks of own stake alone. */
const WHOLE_BPS = 10_000n;

describe("StakeVault.slash", () => {
  let world: StakeWorld;
  let pair: Pair;

  beforeEach(async () => {
    world = await loadFixture(deployStake);
    pair = { provider: world.provider, market: world.market };
  });

  afterEach(() => assertConservation(world));

  async function stateOf({ provider, market }: Pair): Promise<Provision> {
    return readProvision(world, provider.address, await market.getAddress());
  }

  async function assertInsufficient(by: Pair, locked: bigint, needed: bigint): Promise<void> {
    await expect(by.market.slash(by.provider, needed, 1n, world.client))
      .to.be.revertedWithCustomError(world.stakeVault, "StakeInsufficientLocked")
      .withArgs(by.provider.address, await by.market.getAddress(), locked, needed);
  }

  it("reverts when the amount is zero", async () => {
    const { market, provider, client, stakeVault } = world;
    await expect(market.slash(provider, 0n, 0n, client)).to.be.revertedWithCustomError(
      stakeVault,
      "StakeZeroAmount",
    );
  });

  it("reverts given no provision", async () => {
    await assertInsufficient(pair, 0n, 1n);
  });

  context("given a provision of 100 with 60 locked", () => {
    beforeEach(async () => {
      await provision(world, pair, 100n);
      await lock(world, pair, 60n);
    });

    it("reverts when more is taken than was locked for the job", async () => {
      const { market, provider, client, stakeVault } = world;
      await expect(market.slash(provider, 30n, 31n, client))
        .to.be.revertedWithCustomError(stakeVault, "StakeSlashAboveLock")
        .withArgs(31n, 30n);
    });

    it("reverts when more is said to be locked than is", async () => {
      await assertInsufficient(pair, 60n, 61n);
    });

    it("reverts when the caller is another market", async () => {
      await assertInsufficient({ ...pair, market: world.otherMarket }, 0n, 1n);
    });

    it("reverts when the caller is the provider himself", async () => {
      const { stakeVault, provider, client } = world;
      await expect(stakeVault.connect(provider).slash(provider, 1n, WHOLE_BPS, 1n, client))
        .to.be.revertedWithCustomError(stakeVault, "StakeInsufficientLocked")
        .withArgs(provider.address, provider.address, 0n, 1n);
    });

    for (const [locked, amount] of [
      [60n, 1n],
      [60n, 59n],
      [60n, 60n],
      [30n, 30n],
      [1n, 1n],
    ] as const) {
      it(`frees ${locked} and takes ${amount}`, async () => {
        await slash(world, pair, { locked, amount, recipient: world.client });
        const free = await world.stakeVault.freeOf(world.provider, world.market);
        expect(free).to.equal(40n + locked - amount);
      });
    }

    it("takes every base unit of a hundred small slashes", async () => {
      for (let i = 0; i < 60; i += 1)
        await world.market.slash(world.provider, 1n, 1n, world.client);
      expect(await stateOf(pair)).to.deep.equal({ ...NO_PROVISION, active: 40n });
      expect(await world.stakeVault.creditOf(world.client)).to.equal(60n);
    });

    it("serves all jobs of a provider who fails them all", async () => {
      await lock(world, pair, 40n);
      for (let i = 0; i < 4; i += 1) {
        await slash(world, pair, { locked: 25n, amount: 25n, recipient: world.client });
      }
      expect(await stateOf(pair)).to.deep.equal(NO_PROVISION);
      await assertInsufficient(pair, 0n, 1n);
    });

    it("refuses another slash of what a total slash left void", async () => {
      await lock(world, pair, 40n);
      await slash(world, pair, { locked: 100n, amount: 100n, recipient: world.client });
      await assertInsufficient(pair, 0n, 1n);
      expect(await world.stakeVault.creditOf(world.client)).to.equal(100n);
    });

    it("leaves other provisions of the provider alone", async () => {
      const other = { ...pair, market: world.otherMarket };
      await provision(world, other, 50n);
      await slash(world, pair, { locked: 60n, amount: 60n, recipient: world.client });
      expect(await stateOf(other)).to.deep.equal({ ...NO_PROVISION, active: 50n });
    });

    it("credits a provider who is his own client, and gains him nothing", async () => {
      await slash(world, pair, { locked: 60n, amount: 60n, recipient: world.provider });
      await waitForCredits();
      expect(await claim(world, world.provider, world.stranger)).to.equal(60n);
    });

    it("does not depend on the recipient: a token contract can be one", async () => {
      const { market, provider, token, stakeVault } = world;
      await market.slash(provider, 60n, 60n, token);
      expect(await stakeVault.creditOf(token)).to.equal(60n);
    });
  });

  context("given 100 staked and locked, of which 40 thaw", () => {
    let readyAt: bigint;

    beforeEach(async () => {
      await provision(world, pair, 100n);
      await lock(world, pair, 100n);
      readyAt = await thaw(world, pair, 40n);
    });

    it("takes active stake first", async () => {
      await slash(world, pair, { locked: 60n, amount: 60n, recipient: world.client });
      const { active, thawing, thawingShares } = await stateOf(pair);
      expect([active, thawing, thawingShares]).to.deep.equal([0n, 40n, 40n]);
    });

    it("takes the rest from the thawing stake", async () => {
      await slash(world, pair, { locked: 61n, amount: 61n, recipient: world.client });
      const { active, thawing, thawingShares } = await stateOf(pair);
      expect([active, thawing, thawingShares]).to.deep.equal([0n, 39n, 40n]);
    });

    it("takes from thawing stake that could leave but for the lock", async () => {
      await expect(world.stakeVault.withdraw(world.provider, world.market)).to.be.reverted;
      await ethers.provider.send("evm_setNextBlockTimestamp", [Number(readyAt)]);
      await slash(world, pair, { locked: 100n, amount: 99n, recipient: world.client });
      expect(await withdraw(world, pair, readyAt + 1n)).to.equal(1n);
    });

    it("takes everything and voids the requests", async () => {
      await slash(world, pair, { locked: 100n, amount: 100n, recipient: world.client });
      expect(await stateOf(pair)).to.deep.equal({ ...NO_PROVISION, thawRound: 1n, nextThaw: 1n });
    });

    it("pays nothing for voided requests, and serves those made later", async () => {
      await slash(world, pair, { locked: 100n, amount: 100n, recipient: world.client });
      await provision(world, pair, 10n);
      const laterReadyAt = await thaw(world, pair, 4n);
      expect(await withdraw(world, pair, laterReadyAt - 1n)).to.equal(0n);
      expect(await withdraw(world, pair, laterReadyAt)).to.equal(4n);
      expect(await stateOf(pair)).to.deep.equal({
        ...NO_PROVISION,
        active: 6n,
        thawRound: 1n,
        firstThaw: 2n,
        nextThaw: 2n,
      });
    });

    it("serves voided and later requests in one withdrawal", async () => {
      await slash(world, pair, { locked: 100n, amount: 100n, recipient: world.client });
      await provision(world, pair, 10n);
      const laterReadyAt = await thaw(world, pair, 10n);
      expect(await withdraw(world, pair, laterReadyAt)).to.equal(10n);
    });
  });

  context("given several requests in the queue", () => {
    it("takes from all alike, whatever their age", async () => {
      await provision(world, pair, 1_000n * WEFT);
      await lock(world, pair, 1_000n * WEFT);
      await thaw(world, pair, 100n * WEFT);
      await thaw(world, pair, 300n * WEFT);
      const readyAt = await thaw(world, pair, 600n * WEFT);
      await slash(world, pair, {
        locked: 500n * WEFT,
        amount: 500n * WEFT,
        recipient: world.client,
      });
      await unlock(world, pair, 500n * WEFT);
      const [first, second] = [readyAt - 2n, readyAt - 1n];
      expect(await withdraw(world, pair, first)).to.equal(50n * WEFT);
      expect(await withdraw(world, pair, second)).to.equal(150n * WEFT);
      expect(await withdraw(world, pair, readyAt)).to.equal(300n * WEFT);
    });

    it("spares requests made after it", async () => {
      await provision(world, pair, 200n);
      await lock(world, pair, 150n);
      await thaw(world, pair, 100n);
      await slash(world, pair, { locked: 150n, amount: 150n, recipient: world.client });
      await provision(world, pair, 100n); // 50 thawing, worth half a base unit a share
      const readyAt = await thaw(world, pair, 100n);
      expect((await stateOf(pair)).thawingShares).to.equal(300n);
      expect(await withdraw(world, pair, readyAt)).to.equal(150n);
    });

    it("leaves rounding to the requests that wait, and nothing in the vault", async () => {
      await provision(world, pair, 9n);
      await lock(world, pair, 9n);
      await thaw(world, pair, 3n);
      await thaw(world, pair, 3n);
      const readyAt = await thaw(world, pair, 3n);
      await slash(world, pair, { locked: 9n, amount: 2n, recipient: world.client });
      expect(await withdraw(world, pair, readyAt - 2n)).to.equal(2n);
      expect(await withdraw(world, pair, readyAt - 1n)).to.equal(2n);
      expect(await withdraw(world, pair, readyAt)).to.equal(3n);
    });
  });

  context("given thawing stake of 2^32 shares or more", () => {
    const shares = 2n ** 32n;

    async function thawAndSlashAllBut(staked: bigint, left: bigint): Promise<void> {
      await provision(world, pair, staked);
      await lock(world, pair, staked);
      await thaw(world, pair, staked);
      const terms = { locked: staked, amount: staked - left, recipient: world.client };
      await slash(world, pair, terms);
    }

    it("keeps the requests when one base unit is left for 2^32 - 1 shares", async () => {
      await thawAndSlashAllBut(shares - 1n, 1n);
      const { active, thawing, thawingShares } = await stateOf(pair);
      expect([active, thawing, thawingShares]).to.deep.equal([0n, 1n, shares - 1n]);
    });

    it("keeps the requests when one base unit is left for 2^32 shares", async () => {
      await thawAndSlashAllBut(shares, 1n);
      const { active, thawing, thawingShares } = await stateOf(pair);
      expect([active, thawing, thawingShares]).to.deep.equal([0n, 1n, shares]);
    });

    it("voids them and returns the remainder when it is left for 2^32 + 1 shares", async () => {
      await thawAndSlashAllBut(shares + 1n, 1n);
      expect(await stateOf(pair)).to.deep.equal({
        ...NO_PROVISION,
        active: 1n,
        thawRound: 1n,
        nextThaw: 1n,
      });
    });

    it("lets the void requests leave the queue at once, and no request that is not void", async () => {
      const { stakeVault, market, provider } = world;
      await thawAndSlashAllBut(shares + 1n, 1n);
      await thaw(world, pair, 1n);
      await expect(stakeVault.withdraw(provider, market))
        .to.emit(stakeVault, "Withdrawn")
        .withArgs(provider.address, await market.getAddress(), 0n, 1n);
      expect(await stateOf(pair)).to.include({ thawing: 1n, firstThaw: 1n, nextThaw: 2n });
    });

    it("can lock the remainder that was returned", async () => {
      await thawAndSlashAllBut(2n * shares + 1n, 2n);
      await lock(world, pair, 2n);
      await slash(world, pair, { locked: 2n, amount: 2n, recipient: world.client });
    });

    it("keeps shares in 128 bits at the worst ratio, with a whole balance on top", async () => {
      const { stakeVault, token, provider } = world;
      await thawAndSlashAllBut(shares, 1n);
      const rest = await token.balanceOf(provider);
      await provision(world, pair, rest);
      const readyAt = await thaw(world, pair, rest);
      const { thawingShares } = await stateOf(pair);
      expect(thawingShares).to.equal(shares * (rest + 1n));
      expect(await withdraw(world, pair, readyAt)).to.equal(rest + 1n);
      expect(await stakeVault.freeOf(provider, world.market)).to.equal(0n);
    });
  });
});
