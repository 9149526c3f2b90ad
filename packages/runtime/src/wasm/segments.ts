import { BOUNDS } from "./bounds";
import type { Module, RawSection } from "./module";
import { functionCount } from "./module";
import { Op } from "./opcodes";
import { refuse, type ByteReader } from "./reader";
import { readRefType, readValueType } from "./types";

function raw(reader: ByteReader, what: string, limit: number, each: () => void): RawSection {
  const count = reader.count(limit, 2, what);
  const from = reader.pos;
  for (let i = 0; i < count; i++) each();
  return { count, items: reader.bytes.subarray(from, reader.pos) };
}

function checkFunction(module: Module, index: number): void {
  if (index >= functionCount(module)) refuse(`there is no function ${index}`);
}

/** One constant and `end`: nothing can be imported for a longer expression to read. */
function skipConstant(module: Module, reader: ByteReader): void {
  const op = reader.u8();
  if (op === Op.I32Const) reader.skipSigned(5);
  else if (op === Op.I64Const) reader.skipSigned(10);
  else if (op === Op.F32Const) reader.skip(4);
  else if (op === Op.F64Const) reader.skip(8);
  else if (op === Op.RefNull) readRefType(reader);
  else if (op === Op.RefFunc) checkFunction(module, reader.u32());
  else refuse(`a constant expression has opcode 0x${op.toString(16)}, which is not accepted`);
  if (reader.u8() !== Op.End) refuse("a constant expression has more than one instruction");
}

export function readGlobals(module: Module, reader: ByteReader): RawSection {
  return raw(reader, "globals", BOUNDS.globals, () => {
    readValueType(reader);
    if (reader.u8() > 1) refuse("a global is neither constant nor mutable");
    skipConstant(module, reader);
  });
}

export function readElements(module: Module, reader: ByteReader): RawSection {
  return raw(reader, "element segments", BOUNDS.segments, () => {
    const flags = reader.u32();
    if (flags > 7) refuse(`an element segment has unknown flags ${flags}`);
    const isActive = (flags & 1) === 0;
    const hasIndex = (flags & 2) !== 0;
    const isExpression = (flags & 4) !== 0;
    if (isActive && hasIndex) checkTable(module, reader.u32());
    if (isActive) skipConstant(module, reader);
    if (!isActive || hasIndex) {
      if (isExpression) readRefType(reader);
      else if (reader.u8() !== 0) refuse("an element segment has an unknown kind");
    }
    const count = reader.count(BOUNDS.tableEntries, 1, "elements");
    for (let i = 0; i < count; i++) {
      if (isExpression) skipConstant(module, reader);
      else checkFunction(module, reader.u32());
    }
  });
}

function checkTable(module: Module, index: number): void {
  if (index >= module.tables.length) refuse(`there is no table ${index}`);
}

export function readData(module: Module, reader: ByteReader): RawSection {
  return raw(reader, "data segments", BOUNDS.segments, () => {
    const flags = reader.u32();
    if (flags > 2) refuse(`a data segment has unknown flags ${flags}`);
    if (flags === 2 && reader.u32() !== 0) refuse("a data segment names a second memory");
    if (flags !== 1) {
      if (module.memory === undefined) refuse("a data segment has no memory to go to");
      skipConstant(module, reader);
    }
    reader.skip(reader.u32());
  });
}

export function readCode(module: Module, reader: ByteReader): ByteReader[] {
  const count = reader.count(BOUNDS.functions, 3, "function bodies");
  if (count !== module.functions.length) {
    refuse(`${module.functions.length} functions are declared and ${count} defined`);
  }
  const bodies: ByteReader[] = [];
  for (let i = 0; i < count; i++) {
    const size = reader.u32();
    if (size > BOUNDS.functionBytes) {
      refuse(`a function of ${size} bytes passes the ${BOUNDS.functionBytes} allowed`);
    }
    bodies.push(reader.window(size));
  }
  return bodies;
}
