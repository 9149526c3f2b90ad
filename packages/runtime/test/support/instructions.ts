import { F32, F64, I32, I64, uleb, type Code } from "./encoder";

export type Type = typeof I32 | typeof I64 | typeof F32 | typeof F64;

/** What takes one operand of a type, or two, and leaves one of the other. */
export interface Operation {
  readonly from: Type;
  readonly to: Type;
  readonly code: Code;
}

function range(first: number, last: number, from: Type, to: Type): Operation[] {
  return Array.from({ length: last - first + 1 }, (_, i) => ({ from, to, code: [first + i] }));
}

/** `0xfc n`, which turns floats into integers without trapping. */
function saturating(first: number, from: Type, to: Type): Operation[] {
  return [first, first + 1].map((n) => ({ from, to, code: [0xfc, n] }));
}

export const UNARY: readonly Operation[] = [
  ...range(0x45, 0x45, I32, I32), // eqz
  ...range(0x50, 0x50, I64, I32),
  ...range(0x67, 0x69, I32, I32), // clz, ctz, popcnt
  ...range(0x79, 0x7b, I64, I64),
  ...range(0x8b, 0x91, F32, F32), // abs to sqrt
  ...range(0x99, 0x9f, F64, F64),
  ...range(0xa7, 0xa7, I64, I32), // wrap
  ...range(0xac, 0xad, I32, I64), // extend
  ...range(0xb2, 0xb3, I32, F32), // convert
  ...range(0xb4, 0xb5, I64, F32),
  ...range(0xb6, 0xb6, F64, F32), // demote
  ...range(0xb7, 0xb8, I32, F64),
  ...range(0xb9, 0xba, I64, F64),
  ...range(0xbb, 0xbb, F32, F64), // promote
  ...range(0xc0, 0xc1, I32, I32), // sign extension
  ...range(0xc2, 0xc4, I64, I64),
  ...saturating(0, F32, I32),
  ...saturating(2, F64, I32),
  ...saturating(4, F32, I64),
  ...saturating(6, F64, I64),
];

/** As those above, which trap for numbers that do not fit. */
export const TRAPPING: readonly Operation[] = [
  ...range(0xa8, 0xa9, F32, I32),
  ...range(0xaa, 0xab, F64, I32),
  ...range(0xae, 0xaf, F32, I64),
  ...range(0xb0, 0xb1, F64, I64),
];

/** Division and remainder, whose last operand must not be zero, are among these. */
export const BINARY: readonly Operation[] = [
  ...range(0x46, 0x4f, I32, I32), // comparisons
  ...range(0x51, 0x5a, I64, I32),
  ...range(0x5b, 0x60, F32, I32),
  ...range(0x61, 0x66, F64, I32),
  ...range(0x6a, 0x78, I32, I32),
  ...range(0x7c, 0x8a, I64, I64),
  ...range(0x92, 0x97, F32, F32),
  ...range(0xa0, 0xa5, F64, F64),
];

export const DIVIDES = new Set([0x6d, 0x6e, 0x6f, 0x70, 0x7f, 0x80, 0x81, 0x82]);

/** The operations that show the bits of a NaN: reinterpreting, and the second operand of copysign. */
export const REINTERPRET: readonly Operation[] = [
  { from: F32, to: I32, code: [0xbc] },
  { from: F64, to: I64, code: [0xbd] },
];
export const COPYSIGN: readonly Operation[] = [
  { from: F32, to: F32, code: [0x98] },
  { from: F64, to: F64, code: [0xa6] },
];

/** The operations behind which a float has the bits that it was given, whatever they are. */
export const FROM_BITS: readonly Operation[] = [
  { from: I32, to: F32, code: [0xbe] },
  { from: I64, to: F64, code: [0xbf] },
];

const access = (op: number, alignment: number): [number, number] => [op, alignment];

/** Opcode and alignment by type. */
export const LOADS: Readonly<Record<Type, readonly [[number, number], ...[number, number][]]>> = {
  [I32]: [access(0x28, 2), access(0x2c, 0), access(0x2d, 0), access(0x2e, 1), access(0x2f, 1)],
  [I64]: [access(0x29, 3), access(0x30, 0), access(0x33, 1), access(0x34, 2), access(0x35, 0)],
  [F32]: [access(0x2a, 2), access(0x2a, 0)],
  [F64]: [access(0x2b, 3), access(0x2b, 1)],
};
export const STORES: Readonly<Record<Type, readonly [[number, number], ...[number, number][]]>> = {
  [I32]: [access(0x36, 2), access(0x3a, 0), access(0x3b, 1)],
  [I64]: [access(0x37, 3), access(0x3c, 0), access(0x3d, 1), access(0x3e, 2)],
  [F32]: [access(0x38, 2), access(0x38, 1)],
  [F64]: [access(0x39, 3), access(0x39, 0)],
};

export const memarg = ([op, alignment]: readonly [number, number], offset: number): Code => [
  op,
  alignment,
  uleb(offset),
];
