import { loadFixture } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { ethers } from "hardhat";

import {
  BPS,
  COMMISSION,
  OWN,
  PPM,
  delegate,
  deployPool,
  undelegate,
  waitThaw,
  type DelegationWorld,
} from "./delegation.support";

describe("StakeVault.poolPpmOf", () => {
  let world: DelegationWorld;

  beforeEach(async () => {
    world = await loadFixture(deployPool);
  });

  async function ppm(market = world.market): Promise<bigint> {
    return world.stakes.poolPpmOf(world.provider, market, world.money);
  }

  /** What the view gives is what a lock would fix. */
  async function assertPpm(expected: bigint): Promise<void> {
    const { stakes, provider, market, money } = world;
    expect(await ppm()).to.equal(expected);
    const { poolPpm } = await stakes.connect(market).lockFor.staticCall(provider, 0, money);
    expect(poolPpm).to.equal(expected);
  }

  it("is zero where nobody delegates", async () => {
    await assertPpm(0n);
  });

  it("is zero for a market without a pool, in any token", async () => {
    const { stakes, provider, otherMarket } = world;
    expect(await stakes.poolPpmOf(provider, otherMarket, ethers.ZeroAddress)).to.equal(0n);
  });

  it("is the pool's share of the stake, less the commission", async () => {
    await delegate(world, world.alice, 3n * OWN);
    await assertPpm((PPM * 3n * (BPS - COMMISSION)) / (4n * BPS));
    expect(await ppm(world.otherMarket)).to.equal(0n);
  });

  it("follows a commission, at once or when it was announced for", async () => {
    const { stakes, provider, market } = world;
    await delegate(world, world.alice, OWN);
    await stakes.connect(provider).setCommission(market, 0);
    await assertPpm(PPM / 2n);
    await stakes.connect(provider).setCommission(market, 5_000);
    await assertPpm(PPM / 2n);
    await waitThaw();
    await ethers.provider.send("evm_mine");
    await assertPpm(PPM / 4n);
  });

  it("is zero again once all shares are on their way out", async () => {
    await delegate(world, world.alice, OWN);
    await undelegate(world, world.alice);
    await assertPpm(0n);
  });

  it("counts own stake on its way out, and nothing once it has left", async () => {
    const { stakes, provider, market } = world;
    await delegate(world, world.alice, 3n * OWN);
    await stakes.connect(provider).thaw(market, OWN);
    await assertPpm((PPM * 3n * (BPS - COMMISSION)) / (4n * BPS));
    await waitThaw();
    await stakes.withdraw(provider, market);
    await assertPpm(0n);
  });

  it("refuses a token that the pool cannot earn in", async () => {
    const { stakes, provider, market, weft } = world;
    await delegate(world, world.alice, OWN);
    await expect(stakes.poolPpmOf(provider, market, weft))
      .to.be.revertedWithCustomError(stakes, "StakeTokenNotListed")
      .withArgs(provider.address, market.address, await weft.getAddress());
  });
});
