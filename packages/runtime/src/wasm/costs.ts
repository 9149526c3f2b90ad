import { Op } from "./opcodes";

/**
 * What fuel is charged for. These numbers are part of every receipt: changing one changes what a
 * program costs, so a change needs a new `ENGINE` name in the job specification.
 */
export const COSTS = Object.freeze({
  /** Bytes moved by a bulk memory instruction or a host call for one unit. A power of two. */
  bytesPerUnit: 8,
  /** Units for one page of memory gained. */
  page: 65_536 / 8,
  /** Locals set to zero on entry for one unit. */
  localsPerUnit: 8,
  /** Units for any call of a host function, whatever it does. */
  hostCall: 64,
  /** Units for one directory entry, or other item that a host function walks over. */
  hostItem: 16,
});

/**
 * A stretch of straight code of this many instructions or more is charged where it starts; a
 * shorter one is charged in advance, with the head of the loop or function it belongs to.
 */
export const CHARGED_IN_PLACE_FROM = 32;

/** At most this many instructions that may never run are charged in advance by one head. */
export const CHARGED_IN_ADVANCE_MAX = 128;

/** Units for one instruction: those that only mark structure make no machine code and are free. */
export function costOf(op: number): number {
  switch (op) {
    case Op.Block:
    case Op.Loop:
    case Op.Else:
    case Op.End:
    case Op.Nop:
      return 0;
    default:
      return 1;
  }
}
