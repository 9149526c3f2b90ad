import { BOUNDS } from "./bounds";
import { refuse, type ByteReader } from "./reader";

export const I32 = 0x7f;
export const I64 = 0x7e;
export const F32 = 0x7d;
export const F64 = 0x7c;
export const FUNCREF = 0x70;
export const EXTERNREF = 0x6f;
export const EMPTY_BLOCK = 0x40;

const NAMES: Readonly<Record<number, string>> = {
  [I32]: "i32",
  [I64]: "i64",
  [F32]: "f32",
  [F64]: "f64",
  [FUNCREF]: "funcref",
  [EXTERNREF]: "externref",
};

export interface FuncType {
  readonly params: readonly number[];
  readonly results: readonly number[];
}

export function isValueType(byte: number): boolean {
  return NAMES[byte] !== undefined;
}

export function isRefType(byte: number): boolean {
  return byte === FUNCREF || byte === EXTERNREF;
}

export function readValueType(reader: ByteReader): number {
  const byte = reader.u8();
  if (byte === 0x7b) refuse("the module uses SIMD, which is not accepted");
  if (!isValueType(byte)) refuse(`0x${byte.toString(16)} is not an accepted value type`);
  return byte;
}

export function readRefType(reader: ByteReader): number {
  const byte = reader.u8();
  if (!isRefType(byte)) refuse(`0x${byte.toString(16)} is not an accepted reference type`);
  return byte;
}

export function readFuncType(reader: ByteReader): FuncType {
  const form = reader.u8();
  if (form !== 0x60) refuse("a type is not a function type: garbage collection is not accepted");
  const params = readList(reader, BOUNDS.params, "parameters");
  const results = readList(reader, BOUNDS.results, "results");
  return { params, results };
}

function readList(reader: ByteReader, limit: number, what: string): number[] {
  const count = reader.count(limit, 1, what);
  return Array.from({ length: count }, () => readValueType(reader));
}

/** A type as text, as in "(i32, i64) -> i32". */
export function formatType(type: FuncType): string {
  const list = (types: readonly number[]): string => types.map((t) => NAMES[t]).join(", ");
  return `(${list(type.params)}) -> ${type.results.length === 0 ? "()" : list(type.results)}`;
}
