/** A source of numbers in [0, 1) that gives the same ones for the same seed (Mulberry32). */
export type Random = () => number;

export function seeded(seed: number): Random {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Draws items one by one, each at most once, every one as likely: what a venue that nobody bribed does. */
export class Draw {
  readonly #order: number[];
  #drawn = 0;

  constructor(
    count: number,
    readonly random: Random,
  ) {
    this.#order = Array.from({ length: count }, (_, i) => i);
  }

  /** Begins again with all of them. */
  reset(): void {
    this.#drawn = 0;
  }

  /** The next one; undefined where none is left. */
  next(): number | undefined {
    const order = this.#order;
    if (this.#drawn === order.length) return undefined;
    const at = this.#drawn + Math.floor(this.random() * (order.length - this.#drawn));
    const [picked, other] = [order[at], order[this.#drawn]];
    if (picked === undefined || other === undefined) throw new Error("drew outside the list");
    order[at] = other;
    order[this.#drawn] = picked;
    ++this.#drawn;
    return picked;
  }
}
