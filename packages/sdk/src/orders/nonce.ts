import { InvalidFieldError } from "../errors/weft-error";
import { checkUint } from "../words/range";

/** Indexes below this share one slot with the epoch: using one costs 5,000 gas, a higher one up to 22,000. */
export const CHEAP_NONCES = 224;

/** The nonce of an index in an epoch. */
export function makeNonce(epoch: bigint | number, index: bigint | number): bigint {
  return (checkUint("epoch", epoch, 32) << 32n) | checkUint("index", index, 32);
}

export function splitNonce(nonce: bigint): { epoch: number; index: number } {
  const word = checkUint("nonce", nonce, 64);
  return { epoch: Number(word >> 32n), index: Number(word & 0xffffffffn) };
}

/** The word that `cancelWord` takes to cancel this nonce and its 255 neighbours. */
export function nonceWord(nonce: bigint): bigint {
  return checkUint("nonce", nonce, 64) >> 8n;
}

/** Whether using this nonce costs a returning signer 5,000 gas rather than a fresh slot. */
export function isCheapNonce(nonce: bigint): boolean {
  return splitNonce(nonce).index < CHEAP_NONCES;
}

/** The nonces of a word, for `cancelWord`. */
export function noncesOfWord(word: bigint): readonly bigint[] {
  if (word < 0n || word >> 56n !== 0n) {
    throw new InvalidFieldError("word", word, `a whole number from 0 to ${(1n << 56n) - 1n}`);
  }
  return Array.from({ length: 256 }, (_, i) => (word << 8n) | BigInt(i));
}
