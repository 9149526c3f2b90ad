import { loadFixture, mine } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { network } from "hardhat";

import { waitForCredits } from "../support/credits";
import {
  BPS,
  OWN,
  WEFT,
  burntOf,
  delegate,
  deployPool,
  lockFor,
  partsOf,
  share,
  slash,
  slashPool,
  undelegate,
  unlock,
  waitOpen,
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

  /** A job that own stake and pool back together, and what each bears of it. */
  const MIXED = partsOf(1_009n * WEFT, OWN);

  for (const [name, taken] of [
    ["a part of the active stake", OWN / 2n],
    ["all active stake and a part of what thaws", (OWN * 4n) / 5n],
    ["all that was own of the lock", MIXED.own],
    ["one unit of the pool too", MIXED.own + 1n],
    ["the whole lock", MIXED.amount],
  ] as const) {
    it(`takes active stake first, then thawing stake, then the pool: ${name}`, async () => {
      const { stakes, weft, provider, market, client } = world;
      const held = await weft.balanceOf(stakes);
      const job = await lockFor(world, MIXED.amount);
      await stakes.connect(provider).thaw(market, OWN / 4n);
      const active = (3n * OWN) / 4n;
      const credited = taken < MIXED.own ? taken : MIXED.own;
      const burnt = taken - credited;
      const answer = stakes
        .connect(market)
        .slash.staticCall(provider, job.amount, job.ownBps, taken, client);
      expect(await answer).to.equal(credited);
      const tx = await slash(world, job, taken);
      await expect(tx)
        .to.emit(stakes, "Slashed")
        .withArgs(provider.address, market.address, client.address, job.amount, taken);
      if (burnt === 0n) await expect(tx).not.to.emit(stakes, "PoolSlashed");
      else {
        await expect(tx)
          .to.emit(stakes, "PoolSlashed")
          .withArgs(provider.address, market.address, burnt);
      }
      const own = await stakes.provisionOf(provider, market);
      expect(own.active).to.equal(credited < active ? active - credited : 0n);
      expect(own.active + own.thawing).to.equal(OWN - credited);
      expect(await stakes.creditOf(client)).to.equal(credited);
      expect([await burntOf(world), await weft.balanceOf(stakes)]).to.deep.equal([burnt, held]);
      const pool = await stakes.poolOf(provider, market);
      expect(pool.stake).to.equal(10n * WEFT - burnt);
      expect([own.locked, pool.locked]).to.deep.equal([0n, 0n]);
      expect(await stakes.getVotes(provider)).to.equal(OWN + 10n * WEFT - taken);
    });
  }

  it("STK15: burns what delegators lose, so that failing one's own job gains nothing", async () => {
    const { stakes, weft, provider, market, client } = world;
    const before = await weft.balanceOf(client);
    // The provider plays the client too: its jobs take all there is, and fail.
    const jobs = [await lockFor(world, OWN), await lockFor(world, 10n * WEFT)];
    for (const job of jobs) await slash(world, job);
    await waitForCredits();
    await stakes.claim(client);
    expect((await weft.balanceOf(client)) - before).to.equal(OWN);
    expect(await burntOf(world)).to.equal(10n * WEFT);
    const { active, thawing } = await stakes.provisionOf(provider, market);
    expect(active + thawing).to.equal(0n);
    // It is in the vault, and nobody has a claim on it.
    expect(await weft.balanceOf(stakes)).to.equal(10n * WEFT);
    for (const account of [client, provider, stakes]) {
      expect(await stakes.creditOf(account)).to.equal(0n);
    }
  });

  it("STK1: falls on those who are leaving as on those who stay", async () => {
    const { alice } = world;
    // The pool counts what stays alone, so the job is there before.
    const own = await lockFor(world, OWN);
    const job = await lockFor(world, WEFT);
    await undelegate(world, alice);
    await slash(world, job);
    expect(await parts()).to.deep.equal([(6n * WEFT * 9n) / 10n, (4n * WEFT * 9n) / 10n]);
    await unlock(world, own);
  });

  it("STK2: cannot be escaped between its job and the slash, the thaw time over or not", async () => {
    const { stakes, provider, market, client, alice, bob } = world;
    await undelegate(world, alice);
    // Nothing that thaws can be locked, so the jobs were there before.
    const own = await lockFor(world, OWN);
    const pooled = await lockFor(world, 4n * WEFT);
    await undelegate(world, bob);
    await stakes.connect(provider).thaw(market, OWN);
    await waitThaw();
    await stakes.withdrawDelegated(provider, market, alice);
    await expect(stakes.withdraw(provider, market))
      .to.be.revertedWithCustomError(stakes, "StakeBehindJobs")
      .withArgs(provider.address, market.address, OWN);
    await expect(stakes.withdrawDelegated(provider, market, bob))
      .to.be.revertedWithCustomError(stakes, "StakeBehindJobs")
      .withArgs(provider.address, market.address, 4n * WEFT);
    await slash(world, own);
    expect(await stakes.creditOf(client)).to.equal(OWN);
    expect(await parts()).to.deep.equal([0n, 4n * WEFT]);
    await slash(world, pooled);
    expect(await parts()).to.deep.equal([0n, 0n]);
  });

  it("STK1: a delegator that moves to another provider before a slash loses with those who stayed", async () => {
    const { stakes, weft, provider, market, money, stranger, alice } = world;
    await stakes.connect(stranger).provision(market, OWN);
    await stakes.connect(stranger).openPool(market, 0, [money]);
    await lockFor(world, OWN);
    const job = await lockFor(world, 5n * WEFT);
    await undelegate(world, alice);
    // What leaves is in the vault until it is withdrawn: it cannot be delegated twice.
    await weft.connect(alice).transfer(stranger, await weft.balanceOf(alice));
    await expect(
      stakes.connect(alice).delegate(stranger, market, 6n * WEFT, 0),
    ).to.be.revertedWithCustomError(weft, "ERC20InsufficientBalance");
    await expect(stakes.withdrawDelegated(provider, market, alice)).to.be.revertedWithCustomError(
      stakes,
      "StakeNothingReady",
    );
    await slash(world, job);
    expect(await parts()).to.deep.equal([3n * WEFT, 2n * WEFT]);
    await waitThaw();
    const tx = await stakes.withdrawDelegated(provider, market, alice);
    await expect(tx).to.changeTokenBalance(weft, alice, 3n * WEFT);
    await stakes.connect(alice).delegate(stranger, market, 3n * WEFT, 3n * WEFT);
  });

  it("takes several slashes in one block, one after the other", async () => {
    const { stakes, provider, market, client } = world;
    await lockFor(world, OWN);
    await lockFor(world, 10n * WEFT);
    await network.provider.send("evm_setAutomine", [false]);
    const asMarket = stakes.connect(market);
    const gasLimit = 300_000n;
    const sent = [
      await asMarket.slash(provider, OWN, BPS, OWN, client, { gasLimit }),
      await asMarket.slash(provider, 5n * WEFT, 0n, 5n * WEFT, client, { gasLimit }),
      await asMarket.slash(provider, 5n * WEFT, 0n, 2n * WEFT, client, { gasLimit }),
      // There is nothing more to free, of either kind.
      await asMarket.slash(provider, 1n, BPS, 1n, client, { gasLimit }),
      await asMarket.slash(provider, 1n, 0n, 1n, client, { gasLimit }),
    ];
    await mine();
    await network.provider.send("evm_setAutomine", [true]);
    const receipts = await Promise.all(
      sent.map(async ({ hash }) => stakes.runner?.provider?.getTransactionReceipt(hash)),
    );
    expect(new Set(receipts.map((receipt) => receipt?.blockNumber)).size).to.equal(1);
    expect(receipts.map((receipt) => receipt?.status)).to.deep.equal([1, 1, 1, 0, 0]);
    const pool = await stakes.poolOf(provider, market);
    expect([pool.stake, pool.locked]).to.deep.equal([3n * WEFT, 0n]);
    expect(await stakes.getVotes(provider)).to.equal(3n * WEFT);
    expect((await stakes.provisionOf(provider, market)).locked).to.equal(0n);
  });

  it("STK5: takes a hundred dust slashes to the unit", async () => {
    const { stakes, provider, market } = world;
    await lockFor(world, OWN);
    for (let i = 0; i < 100; ++i) await slash(world, await lockFor(world, 1n));
    const pool = await stakes.poolOf(provider, market);
    expect(pool.stake).to.equal(10n * WEFT - 100n);
    const [alice, bob] = await parts();
    expect(alice).to.equal(6n * WEFT - 60n);
    expect(bob).to.equal(4n * WEFT - 40n);
  });

  it("refuses a slash of nothing, of more than the lock, and of a lock that is not there", async () => {
    const { stakes, provider, market, otherMarket, client } = world;
    const { amount, ownBps } = await lockFor(world, MIXED.amount);
    const asMarket = stakes.connect(market);
    await expect(asMarket.slash(provider, amount, ownBps, 0, client)).to.be.revertedWithCustomError(
      stakes,
      "StakeZeroAmount",
    );
    await expect(asMarket.slash(provider, amount, ownBps, amount + 1n, client))
      .to.be.revertedWithCustomError(stakes, "StakeSlashAboveLock")
      .withArgs(amount + 1n, amount);
    await expect(stakes.connect(otherMarket).slash(provider, WEFT, BPS, WEFT, client))
      .to.be.revertedWithCustomError(stakes, "StakeInsufficientLocked")
      .withArgs(provider.address, otherMarket.address, 0, WEFT);
    await expect(stakes.connect(otherMarket).slash(provider, WEFT, 0n, WEFT, client))
      .to.be.revertedWithCustomError(stakes, "StakeInsufficientLocked")
      .withArgs(provider.address, otherMarket.address, 0, WEFT);
  });

  it("refuses to free more of either part than is locked", async () => {
    const { stakes, provider, market, client } = world;
    const { amount, ownBps } = await lockFor(world, MIXED.amount);
    const { own, pooled } = MIXED;
    const asMarket = stakes.connect(market);
    for (const [bps, locked, needed] of [
      [BPS, own, amount],
      [0n, pooled, amount],
    ] as const) {
      for (const send of [
        () => asMarket.unlock(provider, amount, bps),
        () => asMarket.slash(provider, amount, bps, 1n, client),
      ]) {
        await expect(send())
          .to.be.revertedWithCustomError(stakes, "StakeInsufficientLocked")
          .withArgs(provider.address, market.address, locked, needed);
      }
    }
    await asMarket.unlock(provider, amount, ownBps);
  });

  context("given a pool that a slash voided", () => {
    beforeEach(async () => {
      const { stakes, provider, market } = world;
      await share(world, world.money, 1_000n);
      const own = await lockFor(world, OWN);
      const pooled = await lockFor(world, 10n * WEFT);
      await undelegate(world, world.bob, WEFT);
      await slash(world, own);
      await expect(slash(world, pooled))
        .to.emit(stakes, "PoolVoided")
        .withArgs(provider.address, market.address, 1);
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
      await waitOpen(world);
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

    it("owes those of an earlier round what they earned in it, whatever later rounds earn", async () => {
      const { stakes, vault, provider, market, money, alice, bob } = world;
      await stakes.connect(provider).provision(market, OWN);
      await waitOpen(world);
      await delegate(world, bob, WEFT);
      await share(world, money, 500n);
      const owed = () => stakes.earningsOf(provider, market, alice, money);
      expect(await owed()).to.equal(600n);
      const stayed = [await lockFor(world, OWN), await lockFor(world, WEFT)];
      for (const job of stayed) await slash(world, job);
      expect((await stakes.poolOf(provider, market)).round).to.equal(2n);
      expect(await owed()).to.equal(600n);
      await stakes.connect(alice).claimEarnings(provider, market, money);
      expect(await vault.balanceOf(alice, await money.getAddress())).to.equal(600n);
      expect(await owed()).to.equal(0n);
      expect(await stakes.earningsOf(provider, market, bob, money)).to.equal(400n + 500n);
    });

    it("takes no earnings while nobody is in", async () => {
      const { stakes, provider, market, money } = world;
      expect(await stakes.connect(market).shareEarnings.staticCall(provider, money, 5n)).to.equal(
        0n,
      );
    });
  });

  context("given a pool that lost nearly all", () => {
    beforeEach(async () => {
      await slashPool(world, 10n * WEFT - 1_000n);
    });

    it("takes nobody in, lest shares outgrow their type", async () => {
      const { stakes, provider, market, alice } = world;
      await waitOpen(world);
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

  describe("at the bound of 2^16 shares to a base unit", () => {
    const LEFT = (10n * WEFT) / 2n ** 16n;

    for (const [left, isOpen] of [
      [LEFT - 1n, false],
      [LEFT, true],
      [LEFT + 1n, true],
    ] as const) {
      it(`${isOpen ? "takes somebody in" : "takes nobody in"} with ${left} left`, async () => {
        const { stakes, provider, market, alice } = world;
        await slashPool(world, 10n * WEFT - left);
        expect((await stakes.poolOf(provider, market)).stake).to.equal(left);
        await waitOpen(world);
        if (!isOpen) {
          await expect(delegate(world, alice, WEFT))
            .to.be.revertedWithCustomError(stakes, "StakePoolDevalued")
            .withArgs(provider.address, market.address);
          return;
        }
        await delegate(world, alice, WEFT);
        const { shares } = await stakes.delegationOf(provider, market, alice);
        expect(shares).to.equal(6n * WEFT + (WEFT * 10n * WEFT) / left);
      });
    }
  });
});
