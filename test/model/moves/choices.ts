/** Numbers that chance drew, read as choices: the first option of a list is the ordinary one, to which runs shrink. */
export class Choices {
  readonly #drawn: readonly number[];
  #next = 0;

  constructor(drawn: readonly number[]) {
    this.#drawn = drawn;
  }

  below(limit: number): number {
    return (this.#drawn[this.#next++] ?? 0) % limit;
  }

  of<Option>(options: readonly Option[]): Option {
    const option = options[this.below(options.length)];
    if (option === undefined) throw new Error("nothing to choose from");
    return option;
  }

  /** Whether something rare happens. */
  isRare(outOf = 8): boolean {
    return this.below(outOf) === outOf - 1;
  }

  /** The ordinary, and now and then something else. */
  mostly<Option>(ordinary: readonly Option[], odd: readonly Option[]): Option {
    return this.isRare(5) ? this.of(odd) : this.of(ordinary);
  }

  /** One of those for which a call is best, or at least right, where there are any, and now and then any other. */
  rightly<Option>(
    options: readonly Option[],
    ...isRight: readonly ((option: Option) => boolean)[]
  ): Option {
    const right = isRight.map((is) => options.filter(is)).find((some) => some.length > 0);
    return this.isRare(5) || right === undefined ? this.of(options) : this.of(right);
  }

  /** A part of what there is, its edges, and a unit too much. */
  part(all: bigint): bigint {
    const parts = [all / 3n, all / 2n, all, 1n, all > 0n ? all - 1n : 0n];
    return this.mostly(parts, [all + 1n, 0n]);
  }
}
