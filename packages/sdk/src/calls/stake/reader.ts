import type { StakeVault } from "../../contracts";

/** Whose stake is read, and of which block. */
export interface Reader {
  contract: StakeVault;
  account: string;
  market: string;
  at: { blockTag: number };
}

/** A request to leave that waits. */
export interface PendingWithdrawal {
  /** Position of the request in its queue. */
  index: bigint;
  /** What it would bring now; zero where a slash voided it. */
  amount: bigint;
  /** Unix second from which it can be withdrawn. */
  readyAt: number;
}

export function toPending(pending: {
  index: bigint;
  amount: bigint;
  readyAt: bigint;
}): PendingWithdrawal {
  return { index: pending.index, amount: pending.amount, readyAt: Number(pending.readyAt) };
}
