import type { Sentences } from "./template";

/** Errors of batches, and of claims of finished results. */
export const BATCH_SENTENCES: Sentences = {
  BatchGasTooLow: {
    sentence:
      "{available} gas were left for the batch, which needs {required}; send more gas or fewer items",
    isRetryable: true,
    remedy: "send more gas, or fewer items",
  },
  BatchItemOutOfGas: {
    sentence:
      "the gas set aside for the item ran out before the contract could answer, or the item is longer than 8,192 bytes; set more aside for each item, or bring it by itself",
    isRetryable: true,
    remedy: "set more gas aside for each item, or bring this one by itself",
  },
  OneShotExpired: {
    sentence: "acceptance {id:short} could be claimed until {expiry:time}; it is {time:time}",
    remedy: "ask the client for a new acceptance",
  },
  OneShotNotSelf: {
    sentence: "only the market itself may open this door; the caller is {caller}",
    remedy: "call the doors that are meant for callers: claim, or claimBatch",
  },
};
