/** Amounts by name; what was never written is zero. */
export class Book {
  readonly #amounts = new Map<string, bigint>();

  get(...names: readonly string[]): bigint {
    return this.#amounts.get(names.join()) ?? 0n;
  }

  set(amount: bigint, ...names: readonly string[]): void {
    this.#amounts.set(names.join(), amount);
  }

  add(amount: bigint, ...names: readonly string[]): void {
    this.set(this.get(...names) + amount, ...names);
  }

  move(amount: bigint, token: string, from: string, to: string): void {
    this.add(-amount, token, from);
    this.add(amount, token, to);
  }
}
