import { mine, time } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import type { TransactionReceipt } from "ethers";
import { ethers, network } from "hardhat";

/** By hand, since calls of a block cannot be estimated one after the other. */
const BY_HAND = { gasLimit: 3_000_000n };

/** A call that is to share a block with others. */
export type Send = (overrides: { gasLimit: bigint }) => Promise<{ hash: string }>;

/** Mines calls in one block, in their order; where they name prices, the dearest has to be named first. */
export async function mineTogether(...sends: readonly Send[]): Promise<TransactionReceipt[]> {
  const hashes: string[] = [];
  await network.provider.send("evm_setAutomine", [false]);
  try {
    for (const send of sends) hashes.push((await send(BY_HAND)).hash);
    await mine();
  } finally {
    await network.provider.send("evm_setAutomine", [true]);
  }
  const receipts: TransactionReceipt[] = [];
  for (const [index, hash] of hashes.entries()) {
    const receipt = await ethers.provider.getTransactionReceipt(hash);
    if (receipt === null) throw new Error(`call ${index} is not in the block`);
    receipts.push(receipt);
    expect([receipt.blockNumber, receipt.index]).to.deep.equal([receipts[0]?.blockNumber, index]);
  }
  return receipts;
}

/** Mines calls in one block, in their order. Returns which of them went through. */
export async function inOneBlock(...sends: readonly Send[]): Promise<boolean[]> {
  const receipts = await mineTogether(...sends);
  return receipts.map(({ status }) => status === 1);
}

/** The same, in a block of that second. */
export async function inOneBlockAt(at: bigint, sends: readonly Send[]): Promise<boolean[]> {
  await time.setNextBlockTimestamp(at);
  return inOneBlock(...sends);
}
