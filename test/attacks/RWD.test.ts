import { loadFixture } from "@nomicfoundation/hardhat-network-helpers";
import { allowListRoot } from "@weft/sdk";
import { StandardMerkleTree } from "@openzeppelin/merkle-tree";
import { expect } from "chai";
import { AbiCoder, keccak256 } from "ethers";
import { ethers } from "hardhat";

import { tell, WAD, WEEK } from "../reputation/support";
import { inOneBlockAt } from "../support/block";
import { deployRewards, earn, endEpoch, FIRST_BUDGET, RESERVE } from "../rewards/support";
import { nextAt } from "../support/time";

const gasLimit = 500_000n;

describe("attacks on rewards", () => {
  it("RWD1: work in an epoch's last second earns by its own fee, takes no more, and none for stake that came", async () => {
    const world = await loadFixture(deployRewards);
    const { rewards, weft, reputation, provider, other, stranger } = world;
    const epoch = await earn(world, { [provider.address]: 100n * WAD });
    const whole = await rewards.budgetOf(epoch);
    await nextAt((epoch + 1n) * WEEK - 2n);
    await tell(world, { provider: other.address, fee: 10n * WAD });
    await reputation.tally(other);
    await nextAt((epoch + 1n) * WEEK);
    await expect(rewards.claim(other, [epoch])).to.changeTokenBalance(weft, other, 5n * WAD);
    await expect(rewards.claim(provider, [epoch])).to.changeTokenBalance(weft, provider, whole);
    await expect(rewards.claim(stranger, [epoch])).to.be.revertedWithCustomError(
      rewards,
      "RewardsNothingToClaim",
    );
    // Its next second is the next epoch's: nothing is counted twice.
    expect(await reputation.talliedOf(other, epoch + 1n)).to.equal(0n);
    await reputation.tally(other);
    expect(await reputation.talliedOf(other, epoch + 1n)).to.equal(0n);
  });

  it("RWD4: dust sent before the first claim lowers, delays and raises nothing, and no more is promised than there is", async () => {
    const world = await loadFixture(deployRewards);
    const { rewards, weft, owner, provider, other, stranger } = world;
    await weft.connect(owner).transfer(stranger, 100n);
    const epoch = await earn(world, {
      [provider.address]: 9_000n * WAD,
      [other.address]: 1_000n * WAD,
    });
    await endEpoch(world);
    const sent = await inOneBlockAt((epoch + 1n) * WEEK + 100n, [
      () => weft.connect(stranger).transfer(rewards, 1n, { gasLimit }),
      () => rewards.connect(stranger).claim(other, [epoch], { gasLimit }),
      () => weft.connect(stranger).transfer(rewards, 1n, { gasLimit }),
      () => rewards.connect(stranger).claim(provider, [epoch], { gasLimit }),
    ]);
    expect(sent).to.deep.equal([true, true, true, true]);
    expect(await weft.balanceOf(other)).to.equal(FIRST_BUDGET / 10n);
    expect(await weft.balanceOf(provider)).to.equal((FIRST_BUDGET * 9n) / 10n);
    expect(await rewards.scheduleOf(epoch)).to.equal(FIRST_BUDGET);
    expect(await rewards.committed()).to.equal(0n);
    expect(await rewards.reserve()).to.equal(RESERVE - FIRST_BUDGET + 2n);
  });

  it("RWD5: no claim is paid twice: in one call, in one block, by another caller, or once it has lapsed", async () => {
    const world = await loadFixture(deployRewards);
    const { rewards, weft, provider, other, stranger } = world;
    const epoch = await earn(world, { [provider.address]: WAD, [other.address]: WAD });
    await endEpoch(world);
    const sent = await inOneBlockAt((epoch + 1n) * WEEK + 100n, [
      () => rewards.connect(provider).claim(provider, [epoch, epoch], { gasLimit }),
      () => rewards.connect(stranger).claim(provider, [epoch], { gasLimit }),
    ]);
    expect(sent).to.deep.equal([true, false]);
    expect(await weft.balanceOf(provider)).to.equal(WAD / 2n);
    expect(await weft.balanceOf(stranger), "who called").to.equal(0n);
    expect(await rewards.isClaimed(provider, epoch)).to.equal(true);
    // A year later what is left returns to the reserve, and both come too late.
    await nextAt((epoch + 1n) * WEEK + 365n * 86_400n + 1n);
    await rewards.lapse([epoch, epoch]);
    await rewards.lapse([epoch]);
    for (const late of [provider, other]) {
      await expect(rewards.claim(late, [epoch])).to.be.revertedWithCustomError(
        rewards,
        "RewardsNothingToClaim",
      );
    }
    expect(await rewards.reserve()).to.equal(RESERVE - WAD / 2n);
  });

  it("RWD6: neither an inner node nor an account hashed once passes for a member of a list", async () => {
    const condition = await ethers.deployContract("AllowListCondition");
    const accounts = (await ethers.getSigners()).slice(0, 5).map(({ address }) => address);
    const [account = "", , , , outsider = ""] = accounts;
    const coder = AbiCoder.defaultAbiCoder();
    const evidence = (proof: readonly string[]) => coder.encode(["bytes32[]"], [proof]);
    const listed = accounts.slice(0, 4);
    const root = allowListRoot(listed);
    const tree = StandardMerkleTree.of(
      listed.map((each) => [each]),
      ["address"],
    );
    const proof = tree.getProof([account]);
    expect(await condition.isMet(account, root, evidence(proof))).to.equal(true);
    const once = keccak256(coder.encode(["address"], [account]));
    const attempts = [
      [account, once, []],
      [account, root, proof.slice(1)],
      [account, root, [...proof, proof[0] ?? root]],
      [outsider, root, proof],
      [outsider, root, [root]],
    ] as const;
    for (const [who, under, shown] of attempts) {
      await expect(condition.isMet(who, under, evidence(shown))).to.be.revertedWithCustomError(
        condition,
        "AllowListNotListed",
      );
    }
  });

  it("RWD8: however many claim what, in one call and epochs late, no epoch pays more than its schedule", async () => {
    const world = await loadFixture(deployRewards);
    const { rewards, weft, provider, other } = world;
    const epochs: bigint[] = [];
    for (let i = 0; i < 5; i++) {
      epochs.push(
        await earn(world, { [provider.address]: 10n ** 24n, [other.address]: 10n ** 24n }),
      );
      await endEpoch(world);
    }
    let schedule = 0n;
    for (const epoch of epochs) schedule += await rewards.scheduleOf(epoch);
    await rewards.claim(provider, [...epochs].reverse());
    await rewards.claim(other, epochs);
    const paid = (await weft.balanceOf(provider)) + (await weft.balanceOf(other));
    expect(paid).to.be.at.most(schedule);
    expect(schedule - paid).to.be.at.most(10n);
    expect(RESERVE - (await weft.balanceOf(rewards))).to.equal(paid);
  });

  it("RWD9: a farm of idle machines rents itself at a loss, at the highest fraction that can be voted", async () => {
    const world = await loadFixture(deployRewards);
    const { rewards, weft, owner, provider, other } = world;
    await rewards.connect(owner).setFraction(9_000n);
    await endEpoch(world);
    // One whale alone in an epoch that nobody else works in: all of the budget is its own.
    const fees = { [provider.address]: 60n * WAD, [other.address]: 40n * WAD };
    const epoch = await earn(world, fees);
    await endEpoch(world);
    await rewards.claim(provider, [epoch]);
    await rewards.claim(other, [epoch]);
    const earned = (await weft.balanceOf(provider)) + (await weft.balanceOf(other));
    expect(earned).to.equal(90n * WAD);
    expect(earned).to.be.lessThan(100n * WAD);
    await expect(rewards.connect(owner).setFraction(9_001n)).to.be.revertedWithCustomError(
      rewards,
      "RewardsFractionAboveCap",
    );
  });
});
