import { time } from "@nomicfoundation/hardhat-network-helpers";
import type { TransactionResponse } from "ethers";

export const DAY = 24n * 60n * 60n;

/** Unix second of the block that holds a transaction. */
export async function timestampOf(tx: TransactionResponse): Promise<bigint> {
  const block = await tx.getBlock();
  if (block === null) throw new Error(`transaction ${tx.hash} is not in a block`);
  return BigInt(block.timestamp);
}

/** Lets the next transaction happen at `timestamp`. */
export async function nextAt(timestamp: bigint): Promise<void> {
  await time.setNextBlockTimestamp(timestamp);
}

/** Unix second of the latest block. */
export async function now(): Promise<bigint> {
  return BigInt(await time.latest());
}
