import { WeftError } from "./weft-error";

/**
 * Nobody said whether a signed transaction was taken, or what became of it. Its bytes can be sent again; another one
 * would be a second.
 */
export class TransactionUnknownError extends WeftError {
  readonly hash: string;
  /** What was sent; undefined of kinds of transactions that are unknown here. */
  readonly bytes: string | undefined;

  constructor({
    hash,
    bytes,
    sentence,
    cause,
  }: {
    hash: string;
    bytes: string | undefined;
    sentence: string;
    cause?: unknown;
  }) {
    super("TRANSACTION_UNKNOWN", sentence, { details: { hash, bytes }, cause });
    this.hash = hash;
    this.bytes = bytes;
  }
}
