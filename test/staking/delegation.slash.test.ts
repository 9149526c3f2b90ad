import { loadFixture, mine } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { network } from "hardhat";

import {
  BURN,
  OWN,
  WEFT,
  delegate,
  deployPool,
  share,
  slash,
  undelegate,
  waitThaw,
  type DelegationWorld,
} from "./delegation.support";

describe("StakeVault: losses of delegated stake", () => {
  let world: DelegationWorld;
  beforeEach(async () => {
    world = await loadFixture(deployPool);
    await delegate(world, world.alice, 6n * WEFT);
    await delegate(world, world.bob, 4n * WEFT);
  });

  /** What alice and bob have left, active and leaving. */
  async function parts(): Promise<bigint[]> {
    const { stakes, provider, market, alice, bob } = world;
    const states = [alice, bob].map(async (delegator) => {
      const { amount, thawing } = await stakes.delegationOf(provider, market, delegator);
      return amount + thawing;
    });
    return Promise.all(states);
  }

  it("takes the provider's active stake first, then its thawing stake, then the pool", async () => {
    const { stakes, provider, market, client } = world;
    await stakes.connect(market).lock(provider, OWN + 10n * WEFT);
    await stakes.connect(provider).thaw(market, OWN / 4n);

    await stakes.connect(market).slash(provider, OWN / 2n, OWN / 2n, client);
    let own = await stakes.provisionOf(provider, market);
    expect([own.active, own.thawing]).to.deep.equal([OWN / 4n, OWN / 4n]);

    await stakes.connect(market).slash(provider, OWN / 2n - WEFT, OWN / 2n - WEFT, client);
    own = await stakes.provisionOf(provider, market);
    expect([own.active, own.thawing]).to.deep.equal([0n, WEFT]);
    expect(await parts()).to.deep.equal([6n * WEFT, 4n * WEFT]);
    expect(await stakes.creditOf(BURN)).to.equal(0n);

    const tx = stakes.connect(market).slash(provider, 6n * WEFT, 6n * WEFT, client);
    await expect(tx)
      .to.emit(stakes, "ThawsVoided")
      .withArgs(provider.address, market.address, 1, 0);
    await expect(tx)
      .to.emit(stakes, "PoolSlashed")
      .withArgs(provider.address, market.address, 5n * WEFT);
    expect(await parts()).to.deep.equal([3n * WEFT, 2n * WEFT]);
    own = await stakes.provisionOf(provider, market);
    expect([own.active, own.thawing, own.locked]).to.deep.equal([0n, 0n, 5n * WEFT]);
  });

  it("STK15: burns what delegators lose, so that failing one's own job gains nothing", async () => {
    const { stakes, weft, provider, market, client } = world;
    const before = await weft.balanceOf(client);
    // The provider plays the client too: collateral is all there is, and the job fails.
    await slash(world, OWN + 10n * WEFT);
    await stakes.claim(client);
    expect((await weft.balanceOf(client)) - before).to.equal(OWN);
    expect(await stakes.creditOf(BURN)).to.equal(10n * WEFT);
    const { active, thawing } = await stakes.provisionOf(provider, market);
    expect(active + thawing).to.equal(0n);
    await expect(stakes.claim(BURN)).to.changeTokenBalance(weft, BURN, 10n * WEFT);
    expect(await weft.balanceOf(stakes)).to.equal(0n);
  });

  it("STK1: falls on those who are leaving as on those who stay", async () => {
    const { alice } = world;
    await undelegate(world, alice);
    await slash(world, OWN + 1n * WEFT);
    expect(await parts()).to.deep.equal([(6n * WEFT * 9n) / 10n, (4n * WEFT * 9n) / 10n]);
  });

  it("STK2: cannot be escaped between its job and the slash, the thaw time over or not", async () => {
    const { stakes, provider, market, client, alice, bob } = world;
    await undelegate(world, alice);
    await undelegate(world, bob);
    // Nothing that thaws can be locked, so the job was there before.
    await stakes.connect(market).lock(provider, OWN);
    await stakes.connect(provider).thaw(market, OWN);
    await waitThaw();
    await stakes.withdrawDelegated(provider, market, alice);
    await expect(stakes.withdraw(provider, market)).to.be.revertedWithCustomError(
      stakes,
      "StakeBehindJobs",
    );
    await stakes.connect(market).slash(provider, OWN, OWN, client);
    expect(await stakes.creditOf(client)).to.equal(OWN);
    expect(await parts()).to.deep.equal([0n, 4n * WEFT]);
  });

  it("takes two slashes in one block, one after the other", async () => {
    const { stakes, provider, market, client } = world;
    await stakes.connect(market).lock(provider, OWN + 10n * WEFT);
    await network.provider.send("evm_setAutomine", [false]);
    const asMarket = stakes.connect(market);
    const gasLimit = 300_000n;
    const sent = [
      await asMarket.slash(provider, OWN, OWN, client, { gasLimit }),
      await asMarket.slash(provider, 5n * WEFT, 5n * WEFT, client, { gasLimit }),
      await asMarket.slash(provider, 5n * WEFT, 2n * WEFT, client, { gasLimit }),
      // There is nothing more to free.
      await asMarket.slash(provider, 1n, 1n, client, { gasLimit }),
    ];
    await mine();
    await network.provider.send("evm_setAutomine", [true]);
    const receipts = await Promise.all(
      sent.map(async ({ hash }) => stakes.runner?.provider?.getTransactionReceipt(hash)),
    );
    expect(new Set(receipts.map((receipt) => receipt?.blockNumber)).size).to.equal(1);
    expect(receipts.map((receipt) => receipt?.status)).to.deep.equal([1, 1, 1, 0]);
    const pool = await stakes.poolOf(provider, market);
    expect(pool.stake).to.equal(3n * WEFT);
    expect(await stakes.getVotes(provider)).to.equal(3n * WEFT);
    expect(await stakes.lockedOf(provider, market)).to.equal(0n);
  });

  it("STK5: takes a hundred dust slashes to the unit", async () => {
    const { stakes, provider, market } = world;
    await slash(world, OWN);
    await stakes.connect(provider).provision(market, WEFT);
    await slash(world, WEFT);
    await stakes.connect(provider).provision(market, 1n);
    for (let i = 0; i < 100; ++i) {
      await slash(world, 2n);
      await stakes.connect(provider).provision(market, 1n);
    }
    const pool = await stakes.poolOf(provider, market);
    expect(pool.stake).to.equal(10n * WEFT - 100n);
    const [alice, bob] = await parts();
    expect(alice).to.equal(6n * WEFT - 60n);
    expect(bob).to.equal(4n * WEFT - 40n);
  });

  it("refuses a slash of nothing, of more than the lock, and of a lock that is not there", async () => {
    const { stakes, provider, market, otherMarket, client } = world;
    await stakes.connect(market).lock(provider, WEFT);
    await expect(
      stakes.connect(market).slash(provider, WEFT, 0, client),
    ).to.be.revertedWithCustomError(stakes, "StakeZeroAmount");
    await expect(stakes.connect(market).slash(provider, WEFT, WEFT + 1n, client))
      .to.be.revertedWithCustomError(stakes, "StakeSlashAboveLock")
      .withArgs(WEFT + 1n, WEFT);
    await expect(stakes.connect(otherMarket).slash(provider, WEFT, WEFT, client))
      .to.be.revertedWithCustomError(stakes, "StakeInsufficientLocked")
      .withArgs(provider.address, otherMarket.address, 0, WEFT);
  });

  context("given a pool that a slash voided", () => {
    beforeEach(async () => {
      const { stakes, provider, market } = world;
      await share(world, world.money, 1_000n);
      await stakes.connect(market).lock(provider, OWN + 10n * WEFT);
      await undelegate(world, world.bob, WEFT);
      const tx = stakes
        .connect(market)
        .slash(provider, OWN + 10n * WEFT, OWN + 10n * WEFT, world.client);
      await expect(tx).to.emit(stakes, "PoolVoided").withArgs(provider.address, market.address, 1);
    });

    it("voids shares and requests", async () => {
      const { stakes, provider, market, alice, bob } = world;
      expect(await parts()).to.deep.equal([0n, 0n]);
      expect((await stakes.delegationOf(provider, market, alice)).shares).to.equal(0n);
      const pool = await stakes.poolOf(provider, market);
      expect([pool.stake, pool.shares, pool.thawingShares, pool.round]).to.deep.equal([
        0n,
        0n,
        0n,
        1n,
      ]);
      await expect(undelegate(world, alice, 1n))
        .to.be.revertedWithCustomError(stakes, "StakeInsufficientShares")
        .withArgs(0, 1);
      await waitThaw();
      await expect(stakes.withdrawDelegated(provider, market, bob))
        .to.emit(stakes, "DelegationWithdrawn")
        .withArgs(provider.address, market.address, bob.address, 0, 1);
    });

    it("can be used again, by those who lost and by others", async () => {
      const { stakes, weft, provider, market, alice, bob } = world;
      await stakes.connect(provider).provision(market, OWN);
      await delegate(world, alice, 2n * WEFT);
      await share(world, world.money, 500n);
      await delegate(world, bob, 3n * WEFT);
      expect(await parts()).to.deep.equal([2n * WEFT, 3n * WEFT]);
      expect(await stakes.earningsOf(provider, market, alice, world.money)).to.equal(600n + 500n);
      expect(await stakes.earningsOf(provider, market, bob, world.money)).to.equal(400n);
      await undelegate(world, bob);
      await waitThaw();
      // The void request goes with the good one.
      const tx = await stakes.withdrawDelegated(provider, market, bob);
      await expect(tx).to.changeTokenBalance(weft, bob, 3n * WEFT);
    });

    it("leaves what was earned before to be claimed", async () => {
      const { stakes, vault, provider, market, money, alice, bob } = world;
      for (const [delegator, earned] of [
        [alice, 600n],
        [bob, 400n],
      ] as const) {
        await stakes.connect(delegator).claimEarnings(provider, market, money);
        expect(await vault.balanceOf(delegator, await money.getAddress())).to.equal(earned);
      }
    });

    it("pays the provider alone while nobody is in", async () => {
      const { stakes, provider, market, money } = world;
      expect(await stakes.connect(market).shareEarnings.staticCall(provider, money, 5n)).to.equal(
        0n,
      );
    });
  });

  context("given a pool that lost nearly all", () => {
    beforeEach(async () => {
      await slash(world, OWN + 10n * WEFT - 1_000n);
      await world.stakes.connect(world.provider).provision(world.market, OWN);
    });

    it("takes nobody in, lest shares outgrow their type", async () => {
      const { stakes, provider, market, alice } = world;
      await expect(delegate(world, alice, WEFT))
        .to.be.revertedWithCustomError(stakes, "StakePoolDevalued")
        .withArgs(provider.address, market.address);
    });

    it("pays out what is left, and then begins anew at one for one", async () => {
      const { stakes, weft, provider, market, alice, bob } = world;
      await undelegate(world, alice);
      await undelegate(world, bob);
      await waitThaw();
      const tx = await stakes.withdrawDelegated(provider, market, alice);
      await expect(tx).to.changeTokenBalance(weft, alice, 600n);
      await stakes.withdrawDelegated(provider, market, bob);
      await delegate(world, alice, WEFT);
      expect((await stakes.delegationOf(provider, market, alice)).shares).to.equal(WEFT);
    });
  });
});
