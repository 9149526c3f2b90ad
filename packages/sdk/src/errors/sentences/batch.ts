import type { Sentences } from "./template";

/** Errors of batches, and of claims of finished results. */
export const BATCH_SENTENCES: Sentences = {
  BatchGasTooLow: {
    sentence:
      "{available} gas were left for the batch, which needs {required}; send more gas or fewer items",
    isRetryable: true,
  },
  BatchItemOutOfGas: {
    sentence:
      "the gas set aside for the item ran out before the contract could answer, or the item is longer than 8,192 bytes; set more aside for each item, or bring it by itself",
    isRetryable: true,
  },
  OneShotExpired: {
    sentence: "acceptance {id:short} could be claimed until {expiry:time}; it is {time:time}",
  },
  OneShotNotSelf: {
    sentence: "only the market itself may open this door; the caller is {caller}",
  },
};
