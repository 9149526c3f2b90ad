/**
 * What holds for every number of its width. Formulas are SMT-LIB, so that the solver reads what is written here.
 *
 * `weakened` is the same with one condition less or more wanted: the solver must refute it, or the lemma says nothing.
 */
export interface Lemma {
  name: string;
  /** The contract, and the very words of it that the lemma is of. */
  of: readonly [file: string, text: string];
  /** Numbers from zero, by their bits. */
  numbers: Readonly<Record<string, number>>;
  /** Quotients rounded down, by dividend and divisor. A later one may use an earlier one. */
  floors?: Readonly<Record<string, readonly [dividend: string, divisor: string]>>;
  given?: readonly string[];
  then: string;
  weakened: { given?: readonly string[]; then?: string };
}

/** The claim that the lemma fails, for the solver to find numbers for. */
export function negationOf(lemma: Lemma): string {
  const { numbers, floors = {}, given = [], then } = lemma;
  const lines: string[] = [];
  for (const [name, bits] of Object.entries(numbers)) {
    lines.push(`(declare-const ${name} Int)`, `(assert (<= 0 ${name} ${2n ** BigInt(bits) - 1n}))`);
  }
  // Before the quotients: a condition on their divisors narrows what they can be.
  const names = Object.keys(floors);
  const isLate = (text: string) => names.some((name) => text.split(/[\s()]+/).includes(name));
  lines.push(...given.filter((text) => !isLate(text)).map((text) => `(assert ${text})`));
  for (const [name, [dividend, divisor]] of Object.entries(floors)) {
    lines.push(
      `(declare-const ${name} Int)`,
      `(assert (> ${divisor} 0))`,
      `(assert (<= 0 ${name}))`,
      `(assert (<= (* ${name} ${divisor}) ${dividend}))`,
      `(assert (< ${dividend} (+ (* ${name} ${divisor}) ${divisor})))`,
    );
  }
  lines.push(...given.filter(isLate).map((text) => `(assert ${text})`));
  lines.push(`(assert (not ${then}))`);
  return lines.join("\n");
}

/** The lemma that must not hold. */
export function weakenedOf(lemma: Lemma): Lemma {
  return { ...lemma, ...lemma.weakened, name: `${lemma.name}, weakened` };
}
