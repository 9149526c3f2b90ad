import type { ContractTransactionReceipt } from "ethers";
import { WeftError, type ContractError } from "../errors/weft-error";

/** What became of one item of a batch. */
export type BatchOutcome<Item, Done> = {
  /** The item's place in the list that was given. */
  index: number;
  item: Item;
} & (
  | {
      status: "done";
      result: Done;
      /** Hash of the transaction. */
      transaction: string;
    }
  /** It was done before: by an earlier run, or by somebody else. Nothing was sent for it. */
  | { status: "before" }
  /** The contract refused it, alone or with its whole batch, or would have; waiting alone cures nothing of the batch. */
  | { status: "refused"; error: ContractError }
  /** Not known to be done: its transaction failed, had too little gas, or was not sent. Give the same items again. */
  | { status: "open"; error: WeftError }
);

/** What came of all items, in their order, and of which transactions. */
export interface BatchResult<Item, Done> {
  outcomes: BatchOutcome<Item, Done>[];
  receipts: ContractTransactionReceipt[];
}

/** What keeps an item from being sent after a run was stopped: never the hash of a transaction that it is not in. */
export function notSent(stop: WeftError): WeftError {
  if (!("hash" in stop.details)) return stop;
  const { code, details, retryable } = stop;
  const sentence = `not sent, since nobody knows what becomes of transaction ${String(details["hash"])} before it`;
  return new WeftError("CALL_FAILED", sentence, {
    retryable,
    details: { after: code },
    cause: stop,
  });
}
