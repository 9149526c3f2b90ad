import type { Scan } from "./edits";

/** Slots of eight bytes or so that every call takes beside its locals and operands. */
const SLOTS_PER_CALL = 16;

/** A function that calls nothing and has a frame up to this size need not be counted. */
const LEAF_SLOTS = 256;

/**
 * The call stack's allowance, in slots. The sandbox gives the guest's thread a native stack many
 * times larger than what this many slots can take in any tier of the engine, so that the engine's
 * own limit, which differs between machines, is not the one that is met.
 */
export const STACK_SLOTS = 1_048_576;

/** Slots of the function's frame. */
export function frameSlots(scan: Scan): number {
  return SLOTS_PER_CALL + scan.localCount + scan.maxHeight;
}

export function isCounted(scan: Scan): boolean {
  return !scan.isLeaf || frameSlots(scan) > LEAF_SLOTS;
}
