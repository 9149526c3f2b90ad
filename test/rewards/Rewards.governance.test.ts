import { loadFixture } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { ethers } from "hardhat";

import { WAD, WEEK } from "../reputation/support";
import { nextAt } from "../support/time";
import {
  deployRewards,
  earn,
  endEpoch,
  FIRST_BUDGET,
  FRACTION_BPS,
  HALF_LIFE_EPOCHS,
} from "./support";

describe("Rewards: governance", () => {
  it("reads back what it was given", async () => {
    const { rewards, reputation, weft } = await loadFixture(deployRewards);
    expect(await rewards.token()).to.equal(await weft.getAddress());
    expect(await rewards.reputation()).to.equal(await reputation.getAddress());
    expect(await rewards.firstEpoch()).to.equal(await reputation.currentEpoch());
    expect(await rewards.firstBudget()).to.equal(FIRST_BUDGET);
    expect(await rewards.halfLifeEpochs()).to.equal(HALF_LIFE_EPOCHS);
    expect(await rewards.MAX_FRACTION_BPS()).to.equal(9_000n);
    expect(await rewards.CLAIM_SECONDS()).to.equal(365n * 86_400n);
  });

  it("ADM8: refuses a fraction above the cap, at the start and later", async () => {
    const { rewards, reputation, weft, owner } = await loadFixture(deployRewards);
    await expect(rewards.connect(owner).setFraction(9_001))
      .to.be.revertedWithCustomError(rewards, "RewardsFractionAboveCap")
      .withArgs(9_001n, 9_000n);
    await expect(
      ethers.deployContract("Rewards", [weft, reputation, owner, FIRST_BUDGET, 4n, 9_001n]),
    ).to.be.revertedWithCustomError(rewards, "RewardsFractionAboveCap");
  });

  it("refuses a schedule that is none", async () => {
    const { rewards, reputation, weft, owner } = await loadFixture(deployRewards);
    for (const [budget, halfLife] of [
      [0n, 4n],
      [FIRST_BUDGET, 0n],
    ] as const) {
      await expect(
        ethers.deployContract("Rewards", [weft, reputation, owner, budget, halfLife, 1n]),
      )
        .to.be.revertedWithCustomError(rewards, "RewardsInvalidSchedule")
        .withArgs(budget, halfLife);
    }
  });

  it("refuses whoever is not the owner", async () => {
    const { rewards, stranger } = await loadFixture(deployRewards);
    await expect(rewards.connect(stranger).setFraction(1))
      .to.be.revertedWithCustomError(rewards, "OwnableUnauthorizedAccount")
      .withArgs(stranger.address);
  });

  it("changes the fraction of later epochs alone, by the last word before they begin", async () => {
    const world = await loadFixture(deployRewards);
    const { rewards, owner, provider } = world;
    const first = await earn(world, { [provider.address]: 10n * WAD });
    await expect(rewards.connect(owner).setFraction(9_000))
      .to.emit(rewards, "FractionChanged")
      .withArgs(first + 1n, 9_000n);
    await nextAt((first + 1n) * WEEK - 1n);
    await rewards.connect(owner).setFraction(1_000);
    expect(await rewards.fractionBpsOf(first)).to.equal(FRACTION_BPS);
    expect(await rewards.fractionBpsOf(first + 1n)).to.equal(1_000n);
    expect(await rewards.fractionBpsOf(2n ** 256n - 1n)).to.equal(1_000n);
    expect(await rewards.fractionBpsOf(first - 1n)).to.equal(0n);
    await nextAt((first + 1n) * WEEK);
    await rewards.connect(owner).setFraction(0);
    await earn(world, { [provider.address]: 10n * WAD });
    await endEpoch(world);
    const before = await rewards.reserve();
    await rewards.claim(provider, [first, first + 1n]);
    expect(before - (await rewards.reserve())).to.equal(6n * WAD);
    expect(await rewards.fractionBpsOf(first + 2n)).to.equal(0n);
  });

  it("lets nobody take the reserve, and anybody add to it", async () => {
    const { rewards, weft, owner } = await loadFixture(deployRewards);
    const before = await rewards.reserve();
    await weft.connect(owner).transfer(rewards, 5n);
    expect(await rewards.reserve()).to.equal(before + 5n);
    const writing = rewards.interface.fragments
      .filter((fragment) => fragment instanceof ethers.FunctionFragment && !fragment.constant)
      .map((fragment) => (fragment instanceof ethers.FunctionFragment ? fragment.name : ""));
    expect(writing.sort()).to.deep.equal([
      "acceptOwnership",
      "claim",
      "lapse",
      "renounceOwnership",
      "setFraction",
      "transferOwnership",
    ]);
  });
});
