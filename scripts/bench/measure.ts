import { decodeContractError } from "@weft/sdk";
import hre from "hardhat";

import { gasOfEach, type Sent } from "../gas/world";

/** Gas of the blocks that items are counted into. */
export const BLOCK_GAS = [30_000_000, 60_000_000] as const;

/** What one batch took. */
export interface Measurement {
  /** As in `gas/snapshot.json`, where the same flow is measured there. */
  label: string;
  items: number;
  /** Of an item, rounded up. */
  gas: number;
  /** Calldata of an item, rounded up. */
  bytes: number;
  transactions: number;
  /** The largest gas limit that one of the transactions must come with; it uses less. */
  gasLimit: number;
  /** Items by the gas of a block; null where a transaction does not go into the block. */
  perBlock: Record<string, number | null>;
  /** From the first order to send to the last receipt, by the clock of this machine. */
  milliseconds: number;
  perSecond: number;
}

export async function measure(
  label: string,
  items: number,
  sent: readonly Sent[],
): Promise<Measurement> {
  const gas = gasOfEach(sent, items);
  const bytes = sent.reduce((sum, { transaction: { data } }) => sum + (data.length - 2) / 2, 0);
  const milliseconds = sent.reduce((sum, one) => sum + one.milliseconds, 0);
  const gasLimit = Math.max(...(await Promise.all(sent.map(gasLimitOf))));
  return {
    ...{ label, items, gas, transactions: sent.length, gasLimit },
    bytes: Math.ceil(bytes / items),
    perBlock: perBlockOf(gas, gasLimit),
    milliseconds: Math.round(milliseconds),
    perSecond: Math.round((1_000 * items) / milliseconds),
  };
}

/** Items that the gas of a block pays for, full of batches such as one that needs `gasLimit`. */
export function perBlockOf(gas: number, gasLimit: number): Record<string, number | null> {
  return Object.fromEntries(
    BLOCK_GAS.map((block) => [block, gasLimit > block ? null : Math.floor(block / gas)]),
  );
}

/**
 * What a batch has to bring so that no item can spend another's gas: the contract says it where it gets too little,
 * before it does anything, so that it can be asked after the batch was mined.
 */
async function gasLimitOf({ transaction, receipt }: Sent): Promise<number> {
  const { from, to, data } = transaction;
  try {
    await hre.ethers.provider.call({ from, to, data, gasLimit: receipt.gasUsed });
  } catch (error) {
    const decoded = decodeContractError(error);
    const { available, required } = decoded?.error === "BatchGasTooLow" ? decoded.args : {};
    if (typeof available === "bigint" && typeof required === "bigint") {
      return Number(receipt.gasUsed + required - available);
    }
  }
  return Number(receipt.gasUsed);
}
