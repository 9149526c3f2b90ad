import { ethers } from "hardhat";

import { blockAt, type Case, type CourtWorld } from "../support/court";

/** A case that waits for its draw. */
export type Answered = Case & { target: number };

/** What a draw is thrown by. */
export interface Draw {
  prevRandao: string;
  court: string;
  arbitrable: string;
  id: bigint;
  /** How many seats there are. */
  size: bigint;
}

/** Positions that a draw throws, in order, by the rule of the interface. */
export function throwsBy({ prevRandao, court, arbitrable, id, size }: Draw): bigint[] {
  const coder = ethers.AbiCoder.defaultAbiCoder();
  const seed = ethers.keccak256(
    coder.encode(["bytes32", "address", "address", "uint64"], [prevRandao, court, arbitrable, id]),
  );
  return Array.from({ length: 16 * Number(size) }, (_, i) => {
    const word = ethers.keccak256(coder.encode(["bytes32", "uint256"], [seed, i]));
    return BigInt(word) % size;
  });
}

/** The same of a case whose block is known. */
export async function throwsOf(
  { court, arbitrable }: CourtWorld,
  { id, target }: Answered,
  size: bigint,
): Promise<bigint[]> {
  const prevRandao: unknown = new Map(Object.entries(await blockAt(target))).get("mixHash");
  return throwsBy({
    prevRandao: String(prevRandao),
    court: await court.getAddress(),
    arbitrable: await arbitrable.getAddress(),
    ...{ id, size },
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
