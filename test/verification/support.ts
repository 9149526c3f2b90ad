import { ethers } from "hardhat";

import { blockAt, type Case, type CourtWorld } from "../support/court";

/** A case that waits for its draw. */
export type Answered = Case & { target: number };

/** Positions that a draw throws, in order, by the rule of the interface. */
export async function throwsOf(
  world: CourtWorld,
  { id, target }: Answered,
  size: bigint,
): Promise<bigint[]> {
  const prevRandao: unknown = new Map(Object.entries(await blockAt(target))).get("mixHash");
  const coder = ethers.AbiCoder.defaultAbiCoder();
  const seed = ethers.keccak256(
    coder.encode(
      ["bytes32", "address", "address", "uint64"],
      [prevRandao, await world.court.getAddress(), await world.arbitrable.getAddress(), id],
    ),
  );
  return Array.from({ length: 16 * Number(size) }, (_, i) => {
    const word = ethers.keccak256(coder.encode(["bytes32", "uint256"], [seed, i]));
    return BigInt(word) % size;
  });
}

/** The first `count` different ones that `isEligible`. */
export function firstOf(
  thrown: readonly bigint[],
  count: number,
  isEligible: (position: bigint) => boolean = () => true,
): bigint[] {
  return [...new Set(thrown)].filter(isEligible).slice(0, count);
}
