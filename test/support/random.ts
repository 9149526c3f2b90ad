/** A pseudo-random source that gives the same numbers for the same seed (Mulberry32). */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  /** A number in [0, 1). */
  unit(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number in [0, limit], by 53 random bits: enough for test amounts, coarse above 2^53. */
  upTo(limit: bigint): bigint {
    return (limit * BigInt(Math.floor(this.unit() * 2 ** 53))) / (2n ** 53n - 1n);
  }

  /** A whole number in [0, 2^bits). */
  bits(bits: number): bigint {
    let value = 0n;
    for (let drawn = 0; drawn < bits; drawn += 32) {
      value = (value << 32n) | BigInt(Math.floor(this.unit() * 2 ** 32));
    }
    return BigInt.asUintN(bits, value);
  }

  pick<T>(items: readonly T[]): T {
    const item = items[Math.floor(this.unit() * items.length)];
    if (item === undefined) throw new Error("nothing to pick from");
    return item;
  }
}
