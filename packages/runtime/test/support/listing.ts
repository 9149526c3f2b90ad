import { flatten, sleb, uleb, type Code } from "./encoder";

/** One instruction of a generated program. */
export interface Instruction {
  readonly bytes: readonly number[];
  /** What it costs by the list of costs, bulk work included. */
  readonly cost: number;
  /** Not part of the program: it gives a NaN the one form that may be seen. */
  readonly isGuard?: boolean;
  /** Begins a loop's body or a function: up to 128 instructions may be charged here in advance. */
  readonly isHead?: boolean;
}

export type Listing = readonly Instruction[];

const FREE = new Set([0x01, 0x02, 0x03, 0x05, 0x0b]);

/** An instruction of these bytes, at the cost of one unit, or none where it only marks structure. */
export function instruction(...code: Code): Instruction {
  const bytes = flatten(code);
  return { bytes, cost: FREE.has(bytes[0] ?? 0) ? 0 : 1 };
}

/** The program itself. */
export function plain(listing: Listing): number[] {
  return listing.flatMap(({ bytes, isGuard }) => (isGuard === true ? [] : bytes));
}

/** Adds to an i64 global; takes and leaves nothing. */
function count(global: number, amount: number): number[] {
  return flatten([0x23, uleb(global), 0x42, ...sleb(amount), 0x7c, 0x24, uleb(global)]);
}

/** The program with its guards, which counts what it executes and how many heads it passes. */
export function reference(listing: Listing, spent: number, heads: number): number[] {
  return listing.flatMap(({ bytes, cost, isGuard, isHead }) => [
    ...(isGuard === true || cost === 0 ? [] : count(spent, cost)),
    ...bytes,
    ...(isHead === true ? count(heads, 1) : []),
  ]);
}
