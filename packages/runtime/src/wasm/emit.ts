import { COSTS } from "./costs";
import { FLAG_HOST_MEMORY_FAILED, FLAG_MEMORY_REFUSED, type Layout } from "./layout";
import { Op } from "./opcodes";
import { EMPTY_BLOCK, I64 } from "./types";
import { ByteWriter } from "./writer";

/** Reads the fuel into the function's own copy. */
export function emitReload(out: ByteWriter, fuel: number, copy: number): void {
  out.u8(Op.GlobalGet).u32(fuel);
  out.u8(Op.LocalSet).u32(copy);
}

/**
 * Subtracts `cost` from the function's copy of the fuel, writes it back, and traps below zero. A
 * loop so waits for no load; and since the counter itself is always up to date, what a trap of
 * any other kind leaves in it is exact.
 */
export function emitCharge(out: ByteWriter, fuel: number, cost: number, copy: number): void {
  out.u8(Op.LocalGet).u32(copy);
  out.u8(Op.I64Const).signed(BigInt(cost));
  out.u8(Op.I64Sub, Op.LocalTee).u32(copy);
  out.u8(Op.GlobalSet).u32(fuel);
  out.u8(Op.LocalGet).u32(copy);
  emitTrapBelowZero(out);
}

/** Traps if the i64 on top is negative. */
function emitTrapBelowZero(out: ByteWriter): void {
  out.u8(Op.I64Const, 0, Op.I64LtS, Op.If, EMPTY_BLOCK, Op.Unreachable, Op.End);
}

/** Takes `slots` from the call stack's allowance, keeps what it was, and traps below zero. */
export function emitEnterFrame(
  out: ByteWriter,
  stack: number,
  slots: number,
  before: number,
): void {
  out.u8(Op.GlobalGet).u32(stack);
  out.u8(Op.LocalTee).u32(before);
  out.u8(Op.I32Const).signed(BigInt(slots));
  out.u8(Op.I32Sub, Op.GlobalSet).u32(stack);
  out.u8(Op.LocalGet).u32(before);
  out.u8(Op.I32Const).signed(BigInt(slots));
  out.u8(Op.I32LtS, Op.If, EMPTY_BLOCK, Op.Unreachable, Op.End);
}

/** Sets the allowance to what it was on entry. */
export function emitLeaveFrame(out: ByteWriter, stack: number, before: number): void {
  out.u8(Op.LocalGet).u32(before);
  out.u8(Op.GlobalSet).u32(stack);
}

/** Replaces the f32 on top by the canonical NaN if it is any NaN. */
export function emitCanonicalF32(out: ByteWriter, scratch: number): void {
  out.u8(Op.LocalTee).u32(scratch);
  out.u8(Op.F32Const, 0x00, 0x00, 0xc0, 0x7f);
  out.u8(Op.LocalGet).u32(scratch);
  out.u8(Op.LocalGet).u32(scratch);
  out.u8(Op.F32Eq, Op.Select);
}

/** Replaces the f64 on top by the canonical NaN if it is any NaN. */
export function emitCanonicalF64(out: ByteWriter, scratch: number): void {
  out.u8(Op.LocalTee).u32(scratch);
  out.u8(Op.F64Const, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0xf8, 0x7f);
  out.u8(Op.LocalGet).u32(scratch);
  out.u8(Op.LocalGet).u32(scratch);
  out.u8(Op.F64Eq, Op.Select);
}

/**
 * Body of `(n: i32) -> i32`: charges for n items, `unit` for one unit of fuel, and returns n. The
 * difference cannot overflow: n is below 2^32 and the fuel is never below zero on entry.
 */
export function chargeBody(layout: Layout, unit: number): ByteWriter {
  const out = new ByteWriter().u8(1, 1, I64);
  out.u8(Op.GlobalGet).u32(layout.fuel);
  out.u8(Op.LocalGet, 0, Op.I64ExtendI32U);
  out.u8(Op.I64Const).signed(BigInt(Math.log2(unit)));
  out.u8(Op.I64ShrU, Op.I64Sub, Op.LocalTee, 1, Op.GlobalSet).u32(layout.fuel);
  out.u8(Op.LocalGet, 1);
  emitTrapBelowZero(out);
  return out.u8(Op.LocalGet, 0, Op.End);
}

/**
 * Body of `(pages: i32) -> i32`, which stands for `memory.grow`. A refusal by the cap returns -1,
 * is remembered, and costs nothing; growth within the cap is charged first. If the machine itself
 * cannot give memory that the cap allows, that is a failure of the machine, and must not be seen
 * by the program as an answer.
 */
export function growBody(layout: Layout): ByteWriter {
  const out = new ByteWriter().u8(1, 1, I64);
  out.u8(Op.LocalGet, 0);
  out.u8(Op.I32Const).signed(BigInt(layout.maxPages ?? 0));
  out.u8(Op.MemorySize, 0, Op.I32Sub, Op.I32GtU, Op.If, EMPTY_BLOCK);
  emitSetFlag(out, layout, FLAG_MEMORY_REFUSED);
  out.u8(Op.I32Const).signed(-1n).u8(Op.Return, Op.End);
  out.u8(Op.GlobalGet).u32(layout.fuel);
  out.u8(Op.LocalGet, 0, Op.I64ExtendI32U);
  out.u8(Op.I64Const).signed(BigInt(COSTS.page));
  out.u8(Op.I64Mul, Op.I64Sub, Op.LocalTee, 1, Op.GlobalSet).u32(layout.fuel);
  out.u8(Op.LocalGet, 1);
  emitTrapBelowZero(out);
  out.u8(Op.LocalGet, 0, Op.MemoryGrow, 0, Op.LocalTee, 0);
  out.u8(Op.I32Const).signed(-1n).u8(Op.I32Eq, Op.If, EMPTY_BLOCK);
  emitSetFlag(out, layout, FLAG_HOST_MEMORY_FAILED);
  return out.u8(Op.Unreachable, Op.End, Op.LocalGet, 0, Op.End);
}

function emitSetFlag(out: ByteWriter, layout: Layout, flag: number): void {
  out.u8(Op.GlobalGet).u32(layout.flags);
  out.u8(Op.I32Const, flag, Op.I32Or, Op.GlobalSet).u32(layout.flags);
}
