import type { Charge } from "./regions";
import type { FuncType } from "./types";

/** A change to make at a place in a function body. */
export const EditKind = {
  /** `return` becomes a branch out of the block that wraps the body. */
  Return: 0,
  /** `memory.grow` becomes a call of the helper that charges and caps it. */
  Grow: 1,
  /** The count on top of the stack is charged, as bytes. */
  ChargeBytes: 2,
  /** The count on top of the stack is charged, as table entries. */
  ChargeEntries: 3,
  /** The float on top of the stack gets the one NaN that is allowed to be seen. */
  CanonicalF32: 4,
  CanonicalF64: 5,
  /** Behind a call, which has spent fuel: the function's own copy of the counter is read anew. */
  Reload: 6,
} as const;

export type EditKind = (typeof EditKind)[keyof typeof EditKind];

export interface Edit {
  readonly kind: EditKind;
  /** The edit replaces the bytes from `at` to `end`, or inserts where they are equal. */
  readonly at: number;
  readonly end: number;
  /** For `Return`: the number of blocks around it. */
  readonly depth: number;
}

/** What rewriting needs to know of a function body. */
export interface Scan {
  readonly type: FuncType;
  readonly localGroups: number;
  readonly localsStart: number;
  readonly localCount: number;
  readonly codeStart: number;
  /** Place of the last `end`. */
  readonly codeEnd: number;
  readonly charges: Charge[];
  readonly edits: Edit[];
  readonly isLeaf: boolean;
  /** Most operands on the stack at once, or slightly more. */
  readonly maxHeight: number;
}
