import { WeftError } from "../errors/weft-error";
import { checkAccount } from "../words/range";
import { CHEAP_NONCES, makeNonce, splitNonce } from "./nonce";

/** What a source of nonces asks a market; `noncePort` asks a real one. */
export interface NoncePort {
  epochOf(signer: string): Promise<number>;
  /** Whether the nonce is of the current epoch, neither used nor cancelled. */
  isNonceUsable(signer: string, nonce: bigint): Promise<boolean>;
  /** Whether a job of an earlier epoch is still open under the index. */
  isIndexBusy(client: string, index: number): Promise<boolean>;
}

interface NonceSourceParameters {
  port: NoncePort;
  signer: string;
  /** Offers only meet used nonces; requests also the open jobs of earlier epochs. */
  kind: "offer" | "request";
  /**
   * Nonces that stand in orders still alive, from this machine's records, and those of all requests of several units that
   * it signed in the epoch: the chain does not call their nonces used once they are filled, and a new order under one
   * would hide what became of their jobs.
   */
  reserved?: Iterable<bigint>;
}

const MAX_INDEX = 0xffff_ffff;

/**
 * Hands out nonces that no other order of a signer bears, the lowest first: those below index 224 cost
 * a returning signer 5,000 gas to use, later ones up to 22,000. Reads the epoch each time, so that
 * after a `cancelAll` it starts afresh. Calls may overlap.
 *
 * One signer needs one source: two that know nothing of each other hand out the same nonces.
 */
export class NonceSource {
  readonly #port: NoncePort;
  readonly #signer: string;
  readonly #kind: "offer" | "request";
  readonly #reserved: Set<bigint>;
  #epoch = -1;
  #next = 0;
  #queue: Promise<unknown> = Promise.resolve();

  constructor({ port, signer, kind, reserved = [] }: NonceSourceParameters) {
    this.#port = port;
    this.#signer = checkAccount("signer", signer);
    this.#kind = kind;
    this.#reserved = new Set(reserved);
  }

  /**
   * The next nonce.
   *
   * @throws WeftError NONCES_EXHAUSTED when the epoch has none left.
   */
  next(): Promise<bigint> {
    const turn = this.#queue.then(() => this.#allocate());
    this.#queue = turn.catch(() => undefined);
    return turn;
  }

  /** Gives back a nonce whose order was never signed. */
  giveBack(nonce: bigint): void {
    const { epoch, index } = splitNonce(nonce);
    if (!this.#reserved.delete(nonce) || epoch !== this.#epoch) return;
    this.#next = Math.min(this.#next, index);
  }

  /** How many cheap nonces of the epoch last read were not handed out; new orders want a new epoch at zero. */
  get cheapLeft(): number {
    return Math.max(0, CHEAP_NONCES - this.#next);
  }

  async #allocate(): Promise<bigint> {
    const epoch = await this.#port.epochOf(this.#signer);
    if (epoch !== this.#epoch) [this.#epoch, this.#next] = [epoch, 0];
    while (this.#next <= MAX_INDEX) {
      const nonce = makeNonce(epoch, this.#next);
      if (await this.#isFree(nonce)) {
        this.#reserved.add(nonce);
        this.#next += 1;
        return nonce;
      }
      this.#next += 1;
    }
    throw new WeftError("NONCES_EXHAUSTED", `epoch ${epoch} of ${this.#signer} has no nonce left`, {
      details: { signer: this.#signer, epoch },
    });
  }

  async #isFree(nonce: bigint): Promise<boolean> {
    if (this.#reserved.has(nonce)) return false;
    if (!(await this.#port.isNonceUsable(this.#signer, nonce))) return false;
    if (this.#kind === "offer") return true;
    return !(await this.#port.isIndexBusy(this.#signer, splitNonce(nonce).index));
  }
}
