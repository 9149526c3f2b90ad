/** Whether a rule is broken, and the error that says so. */
export type Rule = readonly [isBroken: boolean, error: string];

/** What must become of a call: one of the refusals, or, where there are none, what `commit` does. */
export interface Outcome {
  refusals: readonly string[];
  commit: () => void;
}

/** Weighs all rules, since which of several broken ones is named is the chain's own business. */
export function outcomeOf(rules: readonly Rule[], commit: () => void): Outcome {
  return { refusals: rules.filter(([isBroken]) => isBroken).map(([, error]) => error), commit };
}

export function minOf(one: bigint, other: bigint): bigint {
  return one < other ? one : other;
}

/** The difference, or zero where there is none left. */
export function lessOf(from: bigint, taken: bigint): bigint {
  return from > taken ? from - taken : 0n;
}

export function divideUp(value: bigint, by: bigint): bigint {
  return (value + by - 1n) / by;
}

export const DAY = 86_400n;
export const BPS = 10_000n;
export const PPM = 1_000_000n;
export const WEFT = 10n ** 18n;
/** The account that does not exist, and the answer to "who?" where an order leaves it open. */
export const NOBODY = "nobody";
