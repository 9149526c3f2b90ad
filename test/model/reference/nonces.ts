import { outcomeOf, type Outcome, type Rule } from "./rules";

/** Nonces of an epoch that one cancellation takes. */
const WORD = 256n;

/** Which orders of whom are used, cancelled, or of an epoch that is over. */
export class Nonces {
  readonly #epochs = new Map<string, bigint>();
  readonly #used = new Set<string>();

  epochOf(signer: string): bigint {
    return this.#epochs.get(signer) ?? 0n;
  }

  #isMarked(signer: string, nonce: bigint): boolean {
    const isOne = this.#used.has(`${signer},${nonce}`);
    return isOne || this.#used.has(`${signer},word,${nonce / WORD}`);
  }

  isUsable(signer: string, nonce: bigint): boolean {
    return nonce >> 32n === this.epochOf(signer) && !this.#isMarked(signer, nonce);
  }

  rules(signer: string, nonce: bigint): Rule[] {
    return [
      [nonce >> 32n !== this.epochOf(signer), "OrderWrongEpoch"],
      [this.#isMarked(signer, nonce), "OrderNonceUsed"],
    ];
  }

  use(signer: string, nonce: bigint): void {
    this.#used.add(`${signer},${nonce}`);
  }

  cancel(signer: string, nonce: bigint): Outcome {
    return outcomeOf([[nonce >> 32n !== this.epochOf(signer), "OrderWrongEpoch"]], () =>
      this.use(signer, nonce),
    );
  }

  cancelWord(signer: string, word: bigint): Outcome {
    return outcomeOf([[word >> 24n !== this.epochOf(signer), "OrderWrongEpoch"]], () => {
      this.#used.add(`${signer},word,${word}`);
    });
  }

  cancelAll(signer: string): Outcome {
    return outcomeOf([], () => this.#epochs.set(signer, this.epochOf(signer) + 1n));
  }
}
