/** A small encoder of WebAssembly modules, written apart from the one under test. */

export type Code = (number | Code)[];

export const I32 = 0x7f;
export const I64 = 0x7e;
export const F32 = 0x7d;
export const F64 = 0x7c;
export const FUNCREF = 0x70;

export function flatten(code: Code): number[] {
  const out: number[] = [];
  const visit = (items: Code): void => {
    for (const item of items) {
      if (typeof item === "number") out.push(item);
      else visit(item);
    }
  };
  visit(code);
  return out;
}

export function uleb(value: number): number[] {
  const low = value % 128;
  return value < 128 ? [low] : [low + 128, ...uleb(Math.floor(value / 128))];
}

export function sleb(value: bigint | number): number[] {
  const n = BigInt(value);
  const low = Number(n & 0x7fn);
  const rest = n >> 7n;
  const isLast = (rest === 0n && low < 64) || (rest === -1n && low >= 64);
  return isLast ? [low] : [low + 128, ...sleb(rest)];
}

export function text(value: string): number[] {
  const bytes = [...new TextEncoder().encode(value)];
  return [...uleb(bytes.length), ...bytes];
}

const vector = (items: Code[]): Code => [uleb(items.length), items];
const section = (id: number, content: Code): number[] => {
  const bytes = flatten(content);
  return flatten([id, uleb(bytes.length), bytes]);
};

export interface Signature {
  params: number[];
  results: number[];
}

export interface Func {
  type: Signature;
  locals?: number[];
  code: Code;
}

export interface ModuleShape {
  imports?: { module?: string; name: string; type: Signature }[];
  functions?: Func[];
  table?: { min: number; max?: number };
  memory?: { min: number; max?: number } | undefined;
  globals?: { type: number; init: Code }[];
  exports?: { name: string; kind: number; index: number }[];
  start?: number;
  elements?: Code[];
  dataCount?: number;
  data?: Code[];
  /** Bytes put between the header and the first section. */
  front?: Code;
}

const HEADER = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];

function limits({ min, max }: { min: number; max?: number }): number[] {
  return max === undefined ? [0, ...uleb(min)] : [1, ...uleb(min), ...uleb(max)];
}

export function encodeModule(shape: ModuleShape): Uint8Array {
  const { imports = [], functions = [], exports: exported = [], globals = [] } = shape;
  const types: string[] = [];
  const typeIndex = ({ params, results }: Signature): number[] => {
    const key = JSON.stringify({ params, results });
    if (!types.includes(key)) types.push(key);
    return uleb(types.indexOf(key));
  };
  const importItems = imports.map(({ module = "wasi_snapshot_preview1", name, type }) => [
    text(module),
    text(name),
    0,
    typeIndex(type),
  ]);
  const functionItems = functions.map(({ type }) => typeIndex(type));
  const bodies = functions.map(({ locals = [], code }) => {
    const body = flatten([vector(locals.map((type) => [1, type])), code, 0x0b]);
    return [uleb(body.length), body];
  });
  const typeItems = types.map((key) => {
    const { params, results } = JSON.parse(key) as Signature;
    return [0x60, vector(params.map((t) => [t])), vector(results.map((t) => [t]))];
  });
  const parts: Code = [HEADER, shape.front ?? [], section(1, vector(typeItems))];
  if (imports.length > 0) parts.push(section(2, vector(importItems)));
  parts.push(section(3, vector(functionItems)));
  if (shape.table) parts.push(section(4, vector([[FUNCREF, limits(shape.table)]])));
  if (shape.memory) parts.push(section(5, vector([limits(shape.memory)])));
  if (globals.length > 0) {
    parts.push(section(6, vector(globals.map(({ type, init }) => [type, 1, init, 0x0b]))));
  }
  const exportItems = exported.map(({ name, kind, index }) => [text(name), kind, uleb(index)]);
  if (exported.length > 0) parts.push(section(7, vector(exportItems)));
  if (shape.start !== undefined) parts.push(section(8, uleb(shape.start)));
  if (shape.elements) parts.push(section(9, vector(shape.elements)));
  if (shape.dataCount !== undefined) parts.push(section(12, uleb(shape.dataCount)));
  parts.push(section(10, vector(bodies)));
  if (shape.data) parts.push(section(11, vector(shape.data)));
  return new Uint8Array(flatten(parts));
}
