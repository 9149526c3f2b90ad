import { loadFixture } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { ethers } from "hardhat";

import { WAD, WEEK } from "../reputation/support";
import { nextAt } from "../support/time";
import { claim, deployRewards, earn, endEpoch, FIRST_BUDGET, RESERVE } from "./support";

const YEAR = 365n * 86_400n;

describe("Rewards.claim", () => {
  context("given work in an epoch", () => {
    it("RWD9: pays the fraction of the fees, where the schedule has more", async () => {
      const world = await loadFixture(deployRewards);
      const { rewards, provider } = world;
      const epoch = await earn(world, { [provider.address]: 100n * WAD });
      expect(await rewards.budgetOf(epoch)).to.equal(50n * WAD);
      await endEpoch(world);
      await expect(rewards.claim(provider, [epoch]))
        .to.emit(rewards, "BudgetSet")
        .withArgs(epoch, 50n * WAD)
        .and.to.emit(rewards, "RewardPaid")
        .withArgs(provider.address, epoch, 50n * WAD);
      expect(await rewards.isClaimed(provider, epoch)).to.equal(true);
      expect(await rewards.committed()).to.equal(0n);
      expect(await rewards.reserve()).to.equal(RESERVE - 50n * WAD);
    });

    it("divides the schedule by weight, where the fees come to more", async () => {
      const world = await loadFixture(deployRewards);
      const { rewards, provider, other } = world;
      const epoch = await earn(world, {
        [provider.address]: 9_000n * WAD,
        [other.address]: 1_000n * WAD,
      });
      await endEpoch(world);
      expect(await rewards.budgetOf(epoch)).to.equal(FIRST_BUDGET);
      expect(await claim(world, other.address, [epoch])).to.equal(FIRST_BUDGET / 10n);
      expect(await rewards.committed()).to.equal((FIRST_BUDGET * 9n) / 10n);
      expect(await claim(world, provider.address, [epoch])).to.equal((FIRST_BUDGET * 9n) / 10n);
    });

    it("pays many epochs in one call, in any order, and what has none in between", async () => {
      const world = await loadFixture(deployRewards);
      const { rewards, provider, other, stranger } = world;
      const epochs: bigint[] = [];
      let due = 0n;
      for (let i = 0n; i < 6n; i++) {
        const weight = i === 2n ? {} : { [provider.address]: (i + 1n) * WAD, [other.address]: WAD };
        epochs.push(await earn(world, weight));
        if (i !== 2n) due += ((i + 1n) * WAD) / 2n;
        await endEpoch(world);
      }
      epochs.reverse();
      expect(await rewards.claimableOf(provider, epochs)).to.equal(due);
      expect(await claim(world, provider.address, epochs)).to.equal(due);
      expect(await claim(world, other.address, epochs)).to.equal((5n * WAD) / 2n);
      expect(await rewards.claimableOf(stranger, epochs)).to.equal(0n);
    });

    it("follows the schedule, which halves", async () => {
      const { rewards } = await loadFixture(deployRewards);
      const first = await rewards.firstEpoch();
      expect(await rewards.scheduleOf(first - 1n)).to.equal(0n);
      for (const halvings of [0n, 1n, 2n, 7n]) {
        expect(await rewards.scheduleOf(first + 4n * halvings)).to.equal(FIRST_BUDGET >> halvings);
      }
      let sum = 0n;
      for (let i = 0n; i < 260n; i++) sum += await rewards.scheduleOf(first + i);
      // A geometric series: `first / (1 - 2^(-1/4))`.
      expect(sum <= 6_286n * WAD && sum > 6_284n * WAD).to.equal(true);
      expect(await rewards.scheduleOf(2n ** 256n - 1n)).to.equal(0n);
    });
  });

  context("when there is nothing to claim", () => {
    it("refuses the epoch that runs, to its last second, and any to come", async () => {
      const world = await loadFixture(deployRewards);
      const { rewards, provider } = world;
      const epoch = await earn(world, { [provider.address]: WAD });
      const end = (epoch + 1n) * WEEK;
      const refuse = (asked: bigint, endsAt: bigint) =>
        expect(rewards.claim(provider, [asked]))
          .to.be.revertedWithCustomError(rewards, "RewardsEpochNotOver")
          .withArgs(asked, endsAt);
      await refuse(epoch, end);
      await refuse(epoch + 1n, end + WEEK);
      await refuse(2n ** 256n - 1n, 2n ** 256n - 1n);
      await nextAt(end - 1n);
      await refuse(epoch, end);
      expect(await rewards.claimableOf(provider, [epoch])).to.equal(0n);
      await nextAt(end);
      await rewards.claim(provider, [epoch]);
    });

    it("passes over an epoch that somebody claimed for the provider first", async () => {
      const world = await loadFixture(deployRewards);
      const { provider } = world;
      const first = await earn(world, { [provider.address]: WAD });
      await endEpoch(world);
      const second = await earn(world, { [provider.address]: WAD });
      await endEpoch(world);
      await claim(world, provider.address, [first]);
      expect(await claim(world, provider.address, [first, second])).to.equal(WAD / 2n);
    });

    it("refuses who earned nothing, an epoch without work, one before the first, and no epoch", async () => {
      const world = await loadFixture(deployRewards);
      const { rewards, provider, stranger } = world;
      const first = await rewards.firstEpoch();
      const epoch = await earn(world, { [provider.address]: WAD });
      await endEpoch(world);
      await endEpoch(world);
      for (const [who, epochs] of [
        [stranger, [epoch]],
        [provider, [epoch + 1n]],
        [provider, [first - 1n]],
        [provider, []],
      ] as const) {
        await expect(rewards.claim(who, [...epochs])).to.be.revertedWithCustomError(
          rewards,
          "RewardsNothingToClaim",
        );
      }
    });

    it("pays nothing for fees that weigh nothing", async () => {
      const world = await loadFixture(deployRewards);
      const { rewards, reputation, owner, market, verifier, token, provider } = world;
      await reputation.connect(owner).setRate(market, verifier, token, 0n);
      const epoch = await earn(world, { [provider.address]: 10n ** 30n });
      await endEpoch(world);
      await expect(rewards.claim(provider, [epoch])).to.be.revertedWithCustomError(
        rewards,
        "RewardsNothingToClaim",
      );
    });

    it("pays nothing where a share rounds down to nothing", async () => {
      const world = await loadFixture(deployRewards);
      const { weft, reputation, owner, provider, other } = world;
      const tiny = await ethers.deployContract("Rewards", [
        weft,
        reputation,
        owner,
        3n,
        9n,
        9_000n,
      ]);
      await weft.connect(owner).transfer(tiny, 100n);
      const epoch = await earn(world, { [provider.address]: WAD, [other.address]: 9n * WAD });
      await endEpoch(world);
      await expect(tiny.claim(provider, [epoch])).to.be.revertedWithCustomError(
        tiny,
        "RewardsNothingToClaim",
      );
      await expect(tiny.claim(other, [epoch])).to.changeTokenBalance(weft, other, 2n);
      expect(await tiny.committed()).to.equal(1n);
    });
  });

  context("when the reserve is small", () => {
    it("never promises more than there is", async () => {
      const world = await loadFixture(deployRewards);
      const { rewards, weft, provider, other, owner } = world;
      // A second deployment on the same records, with a reserve for less than two epochs.
      const poor = await ethers.deployContract("Rewards", [
        weft,
        world.reputation,
        owner,
        FIRST_BUDGET,
        1_000n,
        9_000n,
      ]);
      const epochs: bigint[] = [];
      for (let i = 0; i < 3; i++) {
        epochs.push(
          await earn(world, { [provider.address]: 10n ** 25n, [other.address]: 10n ** 25n }),
        );
        await endEpoch(world);
      }
      await expect(poor.claim(provider, epochs)).to.be.revertedWithCustomError(
        poor,
        "RewardsNothingToClaim",
      );
      await weft.connect(owner).transfer(poor, (FIRST_BUDGET * 3n) / 2n);
      const due = await poor.claimableOf(provider, epochs);
      await expect(poor.claim(provider, epochs)).to.changeTokenBalance(weft, provider, due);
      expect(await poor.reserve()).to.equal(0n);
      await poor.claim(other, epochs);
      expect(await weft.balanceOf(poor)).to.equal(await poor.committed());
      expect((await poor.committed()) <= 3n).to.equal(true);
      expect(await rewards.reserve()).to.equal(RESERVE);
    });
  });

  context("after a year", () => {
    it("pays in the last second of it, and not after", async () => {
      const world = await loadFixture(deployRewards);
      const { rewards, provider, other } = world;
      const epoch = await earn(world, { [provider.address]: WAD, [other.address]: WAD });
      const last = (epoch + 1n) * WEEK + YEAR;
      await nextAt(last);
      await rewards.claim(provider, [epoch]);
      await nextAt(last + 1n);
      await expect(rewards.claim(other, [epoch]))
        .to.be.revertedWithCustomError(rewards, "RewardsNothingToClaim")
        .withArgs(other.address);
    });
  });
});
