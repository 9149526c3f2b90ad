import { time } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { ethers } from "hardhat";

import type { Rewards, WeftToken } from "../../typechain-types";
import { deployRecords, tell, WAD, WEEK, type RecordWorld } from "../reputation/support";

export const FIRST_BUDGET = 1_000n * WAD;
export const HALF_LIFE_EPOCHS = 4n;
export const FRACTION_BPS = 5_000n;
export const RESERVE = 100_000n * WAD;

export interface RewardWorld extends RecordWorld {
  weft: WeftToken;
  rewards: Rewards;
}

/** Fixture: a funded reserve, at the beginning of an epoch, and the same epoch is the first that pays. */
export async function deployRewards(): Promise<RewardWorld> {
  const world = await deployRecords();
  const { owner, reputation } = world;
  const weft = await ethers.deployContract("WeftToken", [owner]);
  await time.increaseTo(((await reputation.currentEpoch()) + 1n) * WEEK);
  const rewards = await ethers.deployContract("Rewards", [
    weft,
    reputation,
    owner,
    FIRST_BUDGET,
    HALF_LIFE_EPOCHS,
    FRACTION_BPS,
  ]);
  await weft.connect(owner).transfer(rewards, RESERVE);
  return { ...world, weft, rewards };
}

/** Lets providers earn fees of so much WEFT, counted in this epoch; returns the epoch. */
export async function earn(
  world: RewardWorld,
  fees: Readonly<Record<string, bigint>>,
): Promise<bigint> {
  for (const [provider, fee] of Object.entries(fees)) {
    await tell(world, { provider, fee });
    await world.reputation.tally(provider);
  }
  return world.reputation.currentEpoch();
}

export async function endEpoch({ reputation }: RewardWorld): Promise<void> {
  await time.increaseTo(((await reputation.currentEpoch()) + 1n) * WEEK);
}

/** Claims by a stranger, and asserts that the provider alone is paid, and that the books agree. */
export async function claim(
  world: RewardWorld,
  provider: string,
  epochs: bigint[],
): Promise<bigint> {
  const { rewards, weft, stranger } = world;
  const [expected, committed, reserve] = [
    await rewards.claimableOf(provider, epochs),
    await rewards.committed(),
    await rewards.reserve(),
  ];
  const tx = rewards.connect(stranger).claim(provider, epochs);
  await expect(tx).to.changeTokenBalances(
    weft,
    [rewards, provider, stranger],
    [-expected, expected, 0n],
  );
  expect((await rewards.committed()) + (await rewards.reserve())).to.equal(
    committed + reserve - expected,
  );
  expect(await weft.balanceOf(rewards)).to.equal(committed + reserve - expected);
  return expected;
}
