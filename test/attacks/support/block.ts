import { mine } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import type { TransactionResponse } from "ethers";
import { network } from "hardhat";

/** By hand, since calls of a block cannot be estimated one after the other. */
const BY_HAND = { gasLimit: 3_000_000n };

/** A call that is to share a block with others. */
export type Send = (overrides: { gasLimit: bigint }) => Promise<TransactionResponse>;

/** Mines calls in one block, in their order. Returns which of them went through. */
export async function inOneBlock(...sends: readonly Send[]): Promise<boolean[]> {
  const sent: TransactionResponse[] = [];
  await network.provider.send("evm_setAutomine", [false]);
  try {
    for (const send of sends) sent.push(await send(BY_HAND));
    await mine();
  } finally {
    await network.provider.send("evm_setAutomine", [true]);
  }
  const receipts = await Promise.all(
    sent.map(({ hash, provider }) => provider.getTransactionReceipt(hash)),
  );
  for (const [index, receipt] of receipts.entries()) {
    expect([receipt?.blockNumber, receipt?.index]).to.deep.equal([receipts[0]?.blockNumber, index]);
  }
  return receipts.map((receipt) => receipt?.status === 1);
}
