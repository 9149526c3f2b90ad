import { loadFixture, time } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { ZeroAddress } from "ethers";
import { ethers } from "hardhat";

import {
  COMMISSION,
  THAW_SECONDS,
  WEFT,
  delegate,
  deployEmpty,
  deployPool,
  secondOf,
  type DelegationWorld,
} from "./delegation.support";

describe("StakeVault.openPool", () => {
  let world: DelegationWorld;
  beforeEach(async () => {
    world = await loadFixture(deployEmpty);
  });

  it("opens a pool with its commission and tokens", async () => {
    const { stakes, provider, market, money, cash } = world;
    const tokens = [await money.getAddress(), await cash.getAddress()];
    await expect(stakes.connect(provider).openPool(market, COMMISSION, tokens))
      .to.emit(stakes, "PoolOpened")
      .withArgs(provider.address, market.address, COMMISSION, tokens);
    const pool = await stakes.poolOf(provider, market);
    expect(pool.commissionBps).to.equal(COMMISSION);
    expect([...pool.tokens]).to.deep.equal(tokens);
    expect(pool.stake + pool.active + pool.shares + pool.thawingShares + pool.round).to.equal(0n);
    expect((await stakes.provisionOf(provider, market)).hasPool).to.equal(true);
    expect((await stakes.provisionOf(provider, world.otherMarket)).hasPool).to.equal(false);
  });

  it("takes four tokens and the highest commission", async () => {
    const { stakes, provider, market, money, cash, weft, vault } = world;
    await stakes.connect(provider).openPool(market, 5_000, [money, cash, weft, vault]);
    expect((await stakes.poolOf(provider, market)).tokens.length).to.equal(4);
  });

  it("refuses the zero market", async () => {
    const { stakes, provider, money } = world;
    await expect(stakes.connect(provider).openPool(ZeroAddress, 0, [money]))
      .to.be.revertedWithCustomError(stakes, "StakeInvalidMarket")
      .withArgs(ZeroAddress);
  });

  it("refuses a second pool", async () => {
    const { stakes, provider, market, money, cash } = world;
    await stakes.connect(provider).openPool(market, 0, [money]);
    await expect(stakes.connect(provider).openPool(market, 0, [cash]))
      .to.be.revertedWithCustomError(stakes, "StakePoolExists")
      .withArgs(provider.address, market.address);
  });

  it("refuses a commission above the cap", async () => {
    const { stakes, provider, market, money } = world;
    await expect(stakes.connect(provider).openPool(market, 5_001, [money]))
      .to.be.revertedWithCustomError(stakes, "StakeCommissionAboveCap")
      .withArgs(5_001, 5_000);
  });

  for (const count of [0, 5]) {
    it(`refuses ${count} tokens`, async () => {
      const { stakes, provider, market } = world;
      const tokens = Array.from({ length: count }, () => ethers.Wallet.createRandom().address);
      await expect(stakes.connect(provider).openPool(market, 0, tokens))
        .to.be.revertedWithCustomError(stakes, "StakeInvalidTokenCount")
        .withArgs(count, 4);
    });
  }

  it("refuses the zero token and a token named twice", async () => {
    const { stakes, provider, market, money } = world;
    const asProvider = stakes.connect(provider);
    await expect(asProvider.openPool(market, 0, [money, ZeroAddress]))
      .to.be.revertedWithCustomError(stakes, "StakeInvalidToken")
      .withArgs(ZeroAddress);
    await expect(asProvider.openPool(market, 0, [money, money]))
      .to.be.revertedWithCustomError(stakes, "StakeInvalidToken")
      .withArgs(await money.getAddress());
  });
});

describe("StakeVault.setCommission", () => {
  let world: DelegationWorld;
  beforeEach(async () => {
    world = await loadFixture(deployPool);
    await delegate(world, world.alice, 1_000n * WEFT);
  });

  /** The pool's part of a job matched now, in parts per million. */
  async function poolPpm(): Promise<bigint> {
    const { stakes, provider, market, money } = world;
    return (await stakes.connect(market).lockFor.staticCall(provider, 1n, money)).poolPpm;
  }

  it("refuses without a pool, and above the cap", async () => {
    const { stakes, provider, market, otherMarket } = world;
    await expect(stakes.connect(provider).setCommission(otherMarket, 0))
      .to.be.revertedWithCustomError(stakes, "StakePoolMissing")
      .withArgs(provider.address, otherMarket.address);
    await expect(stakes.connect(provider).setCommission(market, 5_001))
      .to.be.revertedWithCustomError(stakes, "StakeCommissionAboveCap")
      .withArgs(5_001, 5_000);
  });

  it("lowers at once", async () => {
    const { stakes, provider, market } = world;
    expect(await poolPpm()).to.equal(450_000n);
    const tx = await stakes.connect(provider).setCommission(market, 200);
    await expect(tx)
      .to.emit(stakes, "CommissionSet")
      .withArgs(provider.address, market.address, 200, await secondOf(tx));
    expect(await poolPpm()).to.equal(490_000n);
  });

  it("STK11: raises after the thaw time, and no second before", async () => {
    const { stakes, provider, market } = world;
    const tx = await stakes.connect(provider).setCommission(market, 5_000);
    const effectiveAt = (await secondOf(tx)) + THAW_SECONDS;
    await expect(tx)
      .to.emit(stakes, "CommissionSet")
      .withArgs(provider.address, market.address, 5_000, effectiveAt);
    const pending = await stakes.poolOf(provider, market);
    expect(pending.commissionBps).to.equal(COMMISSION);
    expect(pending.nextCommissionBps).to.equal(5_000n);
    expect(pending.nextCommissionAt).to.equal(effectiveAt);
    await time.increaseTo(effectiveAt - 1);
    expect(await poolPpm()).to.equal(450_000n);
    await time.increaseTo(effectiveAt);
    expect(await poolPpm()).to.equal(250_000n);
    const pool = await stakes.poolOf(provider, market);
    expect(pool.commissionBps).to.equal(5_000n);
    expect(pool.nextCommissionBps + pool.nextCommissionAt).to.equal(0n);
  });

  it("starts the wait anew for another raise", async () => {
    const { stakes, provider, market } = world;
    await stakes.connect(provider).setCommission(market, 2_000);
    await time.increase(THAW_SECONDS - 10);
    await stakes.connect(provider).setCommission(market, 5_000);
    await time.increase(THAW_SECONDS - 10);
    expect((await stakes.poolOf(provider, market)).commissionBps).to.equal(COMMISSION);
    await time.increase(10);
    expect((await stakes.poolOf(provider, market)).commissionBps).to.equal(5_000n);
  });

  it("raises from where an earlier raise arrived", async () => {
    const { stakes, provider, market } = world;
    await stakes.connect(provider).setCommission(market, 2_000);
    await time.increase(THAW_SECONDS);
    await stakes.connect(provider).setCommission(market, 3_000);
    expect((await stakes.poolOf(provider, market)).commissionBps).to.equal(2_000n);
  });

  for (const commission of [COMMISSION, COMMISSION - 1n]) {
    it(`drops an announced raise when set to ${commission}`, async () => {
      const { stakes, provider, market } = world;
      await stakes.connect(provider).setCommission(market, 5_000);
      await stakes.connect(provider).setCommission(market, commission);
      await time.increase(2 * THAW_SECONDS);
      expect((await stakes.poolOf(provider, market)).commissionBps).to.equal(commission);
    });
  }
});
