import { loadFixture } from "@nomicfoundation/hardhat-network-helpers";
import type { MatchStruct } from "@weft/sdk";
import { expect } from "chai";

import { codeOf, failuresIn, matchAt } from "../batch/support";
import { deployWorld, type World } from "../support/deploy";
import { intrinsicGas } from "../support/gas";

/** Too little for any match, so that all of it burns. */
const GAS_PER_ITEM = 20_000n;
/** What a batch sets aside for an item around its own call, see `Batches.sol`. */
const ITEM_OVERHEAD = 10_000n;
/** Bytes that make a match of nearly 8,192, the longest that is copied whole. */
const SIGNATURE = `0x${"00".repeat(7_000)}`;
const MANY = 60;

/** A batch of one match, `count` times, and its calldata's cost. */
async function batchOf(world: World, count: number) {
  const match = await matchAt(world, 0n, { tampered: { requestSignature: SIGNATURE } });
  const matches: MatchStruct[] = Array.from({ length: count }, () => match);
  const args = [matches, GAS_PER_ITEM] as const;
  const data = world.jobMarket.interface.encodeFunctionData("matchBatch", [...args]);
  return { args, intrinsic: intrinsicGas(data) };
}

/** What an item costs beside the gas that it burns. */
async function overheadOfOne(world: World, count: number): Promise<bigint> {
  const { args, intrinsic } = await batchOf(world, count);
  const tx = await world.jobMarket.matchBatch(...args, { gasLimit: 29_000_000 });
  const receipt = await tx.wait();
  expect(failuresIn(receipt)).to.have.lengthOf(count);
  const used = (receipt?.gasUsed ?? 0n) - intrinsic;
  return used / BigInt(count) - GAS_PER_ITEM;
}

describe("finding: long items that fail, each of which took memory for good", () => {
  it("cost no more among sixty than among eight", async () => {
    const world = await loadFixture(deployWorld);
    const few = await overheadOfOne(world, 8);
    expect(few).to.be.greaterThan(0n);
    expect(await overheadOfOne(world, MANY)).to.be.at.most(few);
  });

  it("leave each its gas where the batch has what it asks for, sparing with gas", async () => {
    const world = await loadFixture(deployWorld);
    const { jobMarket } = world;
    const { args, intrinsic } = await batchOf(world, MANY);
    const needed = BigInt(MANY) * (GAS_PER_ITEM + ITEM_OVERHEAD) + GAS_PER_ITEM / 63n + 6_000n;
    const codes = await jobMarket.matchBatch.staticCall(...args, { gasLimit: intrinsic + needed });
    expect(new Set(codes)).to.deep.equal(new Set([codeOf([jobMarket], "BatchItemOutOfGas")]));
  });
});
