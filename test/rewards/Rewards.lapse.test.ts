import { loadFixture } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";

import { WAD, WEEK } from "../reputation/support";
import { nextAt } from "../support/time";
import { claim, deployRewards, earn, endEpoch, RESERVE } from "./support";

const YEAR = 365n * 86_400n;

describe("Rewards.lapse", () => {
  it("returns to the reserve what nobody claimed for a year, once, to the second", async () => {
    const world = await loadFixture(deployRewards);
    const { rewards, provider, other, stranger } = world;
    const epoch = await earn(world, { [provider.address]: WAD, [other.address]: 3n * WAD });
    await endEpoch(world);
    await claim(world, provider.address, [epoch]);
    expect(await rewards.reserve()).to.equal(RESERVE - 2n * WAD);
    const asStranger = rewards.connect(stranger);
    await nextAt((epoch + 1n) * WEEK + YEAR);
    await expect(asStranger.lapse([epoch])).not.to.emit(rewards, "RewardsLapsed");
    await nextAt((epoch + 1n) * WEEK + YEAR + 1n);
    await expect(asStranger.lapse([epoch, epoch]))
      .to.emit(rewards, "RewardsLapsed")
      .withArgs(epoch, (3n * WAD) / 2n);
    expect(await rewards.reserve()).to.equal(RESERVE - WAD / 2n);
    expect(await rewards.committed()).to.equal(0n);
    expect(await rewards.budgetOf(epoch)).to.equal(2n * WAD);
    await expect(asStranger.lapse([epoch])).not.to.emit(rewards, "RewardsLapsed");
  });

  it("has nothing to return of an epoch that nobody claimed from, nor of one to come", async () => {
    const world = await loadFixture(deployRewards);
    const { rewards, provider } = world;
    const epoch = await earn(world, { [provider.address]: WAD });
    await nextAt((epoch + 60n) * WEEK);
    await expect(rewards.lapse([epoch, epoch + 1n, epoch + 100n, 2n ** 256n - 1n])).not.to.emit(
      rewards,
      "RewardsLapsed",
    );
    expect(await rewards.reserve()).to.equal(RESERVE);
  });
});
