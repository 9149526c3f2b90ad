/** What follows an opcode in the instruction stream. */
export const Imm = {
  Invalid: 0,
  None: 1,
  Block: 2,
  Index: 3,
  BrTable: 4,
  CallIndirect: 5,
  Memarg: 6,
  I32: 7,
  I64: 8,
  F32: 9,
  F64: 10,
  MemoryByte: 11,
  RefType: 12,
  SelectTypes: 13,
  Prefix: 14,
} as const;

export const Op = {
  Unreachable: 0x00,
  Nop: 0x01,
  Block: 0x02,
  Loop: 0x03,
  If: 0x04,
  Else: 0x05,
  End: 0x0b,
  Br: 0x0c,
  BrIf: 0x0d,
  BrTable: 0x0e,
  Return: 0x0f,
  Call: 0x10,
  CallIndirect: 0x11,
  Drop: 0x1a,
  Select: 0x1b,
  SelectT: 0x1c,
  LocalGet: 0x20,
  LocalSet: 0x21,
  LocalTee: 0x22,
  GlobalGet: 0x23,
  GlobalSet: 0x24,
  TableGet: 0x25,
  TableSet: 0x26,
  F32Load: 0x2a,
  F64Load: 0x2b,
  F32Store: 0x38,
  F64Store: 0x39,
  MemorySize: 0x3f,
  MemoryGrow: 0x40,
  I32Const: 0x41,
  I64Const: 0x42,
  F32Const: 0x43,
  F64Const: 0x44,
  I32Eq: 0x46,
  I32LtS: 0x48,
  I32GtU: 0x4b,
  I64LtS: 0x53,
  F32Eq: 0x5b,
  F64Eq: 0x61,
  I32Add: 0x6a,
  I32Sub: 0x6b,
  I32Or: 0x72,
  I64Sub: 0x7d,
  I64Mul: 0x7e,
  I64ShrU: 0x88,
  F32Copysign: 0x98,
  F64Copysign: 0xa6,
  I64ExtendI32U: 0xad,
  I32ReinterpretF32: 0xbc,
  I64ReinterpretF64: 0xbd,
  F32ReinterpretI32: 0xbe,
  F64ReinterpretI64: 0xbf,
  RefNull: 0xd0,
  RefIsNull: 0xd1,
  RefFunc: 0xd2,
  Prefix: 0xfc,
} as const;

/** The instructions behind prefix 0xfc. */
export const Bulk = {
  TruncSatLast: 7,
  MemoryInit: 8,
  DataDrop: 9,
  MemoryCopy: 10,
  MemoryFill: 11,
  TableInit: 12,
  ElemDrop: 13,
  TableCopy: 14,
  TableGrow: 15,
  TableSize: 16,
  TableFill: 17,
} as const;

interface Row {
  imm: number;
  pop: number;
  push: number;
}

const rows = new Map<number, Row>();

function define(from: number, to: number, pop: number, push: number, imm: number = Imm.None): void {
  for (let op = from; op <= to; op++) rows.set(op, { imm, pop, push });
}

define(0x00, 0x01, 0, 0); // unreachable, nop
define(0x02, 0x03, 0, 0, Imm.Block); // block, loop
define(0x04, 0x04, 1, 0, Imm.Block); // if
define(0x05, 0x05, 0, 0); // else
define(0x0b, 0x0b, 0, 0); // end
define(0x0c, 0x0c, 0, 0, Imm.Index); // br
define(0x0d, 0x0d, 1, 0, Imm.Index); // br_if
define(0x0e, 0x0e, 1, 0, Imm.BrTable);
define(0x0f, 0x0f, 0, 0); // return
define(0x10, 0x10, 0, 0, Imm.Index); // call: by its type
define(0x11, 0x11, 1, 0, Imm.CallIndirect); // and by its type
define(0x1a, 0x1a, 1, 0); // drop
define(0x1b, 0x1b, 3, 1); // select
define(0x1c, 0x1c, 3, 1, Imm.SelectTypes);
define(0x20, 0x20, 0, 1, Imm.Index); // local.get
define(0x21, 0x21, 1, 0, Imm.Index); // local.set
define(0x22, 0x22, 1, 1, Imm.Index); // local.tee
define(0x23, 0x23, 0, 1, Imm.Index); // global.get
define(0x24, 0x24, 1, 0, Imm.Index); // global.set
define(0x25, 0x25, 1, 1, Imm.Index); // table.get
define(0x26, 0x26, 2, 0, Imm.Index); // table.set
define(0x28, 0x35, 1, 1, Imm.Memarg); // loads
define(0x36, 0x3e, 2, 0, Imm.Memarg); // stores
define(0x3f, 0x3f, 0, 1, Imm.MemoryByte); // memory.size
define(0x40, 0x40, 1, 1, Imm.MemoryByte); // memory.grow
define(0x41, 0x41, 0, 1, Imm.I32);
define(0x42, 0x42, 0, 1, Imm.I64);
define(0x43, 0x43, 0, 1, Imm.F32);
define(0x44, 0x44, 0, 1, Imm.F64);
define(0x45, 0x45, 1, 1); // i32.eqz
define(0x46, 0x4f, 2, 1); // i32 comparisons
define(0x50, 0x50, 1, 1); // i64.eqz
define(0x51, 0x66, 2, 1); // i64, f32, f64 comparisons
define(0x67, 0x69, 1, 1); // i32 clz, ctz, popcnt
define(0x6a, 0x78, 2, 1); // i32 arithmetic
define(0x79, 0x7b, 1, 1); // i64 clz, ctz, popcnt
define(0x7c, 0x8a, 2, 1); // i64 arithmetic
define(0x8b, 0x91, 1, 1); // f32 unary
define(0x92, 0x98, 2, 1); // f32 binary
define(0x99, 0x9f, 1, 1); // f64 unary
define(0xa0, 0xa6, 2, 1); // f64 binary
define(0xa7, 0xbf, 1, 1); // conversions
define(0xc0, 0xc4, 1, 1); // sign extension
define(0xd0, 0xd0, 0, 1, Imm.RefType); // ref.null
define(0xd1, 0xd1, 1, 1); // ref.is_null
define(0xd2, 0xd2, 0, 1, Imm.Index); // ref.func
define(0xfc, 0xfc, 0, 0, Imm.Prefix);

function column(pick: (row: Row) => number): Uint8Array {
  const table = new Uint8Array(256);
  for (const [op, row] of rows) table[op] = pick(row);
  return table;
}

/** Immediate kind by opcode; `Imm.Invalid` where no accepted instruction has the opcode. */
export const IMMEDIATE = column((row) => row.imm);
/** Operands taken by opcode, calls and blocks apart. */
export const POPS = column((row) => row.pop);
/** Operands left by opcode, calls and blocks apart. */
export const PUSHES = column((row) => row.push);

/** What a refused opcode belongs to, for the sentence that refuses it. */
export function featureOf(op: number): string {
  if (op >= 0x06 && op <= 0x0a) return "exception handling";
  if (op === 0x12 || op === 0x13) return "tail calls";
  if (op === 0x14 || op === 0x15) return "typed function references";
  if (op >= 0x18 && op <= 0x1f) return "exception handling";
  if (op === 0xfb) return "garbage collection";
  if (op === 0xfd) return "SIMD";
  if (op === 0xfe) return "threads and atomics";
  return "an unknown extension";
}
