import { wasiType, type WasiName } from "../../src/wasm/signatures";
import {
  encodeModule,
  I32,
  I64,
  sleb,
  uleb,
  type Code,
  type Func,
  type ModuleShape,
  type Signature,
} from "./encoder";

export const i32 = (n: number): Code => [0x41, ...sleb(n | 0)];
export const i64 = (n: bigint | number): Code => [0x42, ...sleb(BigInt.asIntN(64, BigInt(n)))];
export const get = (n: number): Code => [0x20, ...uleb(n)];
export const set = (n: number): Code => [0x21, ...uleb(n)];
export const call = (n: number): Code => [0x10, ...uleb(n)];
export const block = (...code: Code): Code => [0x02, 0x40, ...code, 0x0b];
export const loop = (...code: Code): Code => [0x03, 0x40, ...code, 0x0b];
export const when = (...code: Code): Code => [0x04, 0x40, ...code, 0x0b];
export const br = (n: number): Code => [0x0c, ...uleb(n)];
export const brIf = (n: number): Code => [0x0d, ...uleb(n)];
export const f64 = (n: number): Code => {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setFloat64(0, n, true);
  return [0x44, ...bytes];
};
export const f32 = (n: number): Code => {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setFloat32(0, n, true);
  return [0x43, ...bytes];
};

export const DROP = 0x1a;
export const RETURN = 0x0f;
export const UNREACHABLE = 0x00;
export const ADD = 0x6a;
export const SUB = 0x6b;
export const I32_STORE: Code = [0x36, 2, 0];
export const I32_STORE8: Code = [0x3a, 0, 0];
export const I32_LOAD: Code = [0x28, 2, 0];
export const I64_STORE: Code = [0x37, 3, 0];
export const F32_STORE: Code = [0x38, 2, 0];
export const F64_STORE: Code = [0x39, 3, 0];
export const MEMORY_GROW: Code = [0x40, 0];
export const MEMORY_SIZE: Code = [0x3f, 0];

export const VOID: Signature = { params: [], results: [] };

export interface ProgramShape extends Omit<ModuleShape, "imports" | "functions"> {
  imports?: WasiName[];
  locals?: number[];
  /** Body of `_start`. */
  code: Code;
  /** Further functions; their indices follow that of `_start`. */
  more?: Func[];
}

/** A command: the imports, then `_start`, then the rest; one page of memory unless told otherwise. */
export function program(shape: ProgramShape): Uint8Array {
  const { imports = [], locals = [], code, more = [], exports: others = [], ...rest } = shape;
  return encodeModule({
    memory: { min: 1 },
    ...rest,
    imports: imports.map((name) => {
      const { params, results } = wasiType(name);
      return { name, type: { params: [...params], results: [...results] } };
    }),
    functions: [{ type: VOID, locals, code }, ...more],
    exports: [{ name: "_start", kind: 0, index: imports.length }, ...others],
  });
}

/** An active data segment. */
export function data(address: number, bytes: number[] | string): Code {
  const content = typeof bytes === "string" ? [...new TextEncoder().encode(bytes)] : bytes;
  return [0, i32(address), 0x0b, uleb(content.length), content];
}

/** Stores of i32 constants, at ascending addresses. */
export function words(address: number, ...values: number[]): Code {
  return values.map((value, i) => [i32(address + i * 4), i32(value), ...I32_STORE]);
}

/** Writes `length` bytes at `address` to a descriptor, with `fd_write` at index `fn`; uses 0..15. */
export function write(fn: number, fd: number, address: number, length: number): Code {
  return [words(0, address, length), i32(fd), i32(0), i32(1), i32(8), call(fn), DROP];
}

/** Calls a host function and stores its error number as a byte at `to`. */
export function errnoTo(to: number, ...callCode: Code): Code {
  return [i32(to), ...callCode, ...I32_STORE8];
}

/** A loop that runs `times` times, counting in local `counter`. */
export function repeat(counter: number, times: number, ...code: Code): Code {
  const again: Code = [get(counter), i32(1), SUB, 0x22, ...uleb(counter), brIf(0)];
  return [i32(times), set(counter), loop(...code, ...again)];
}

export { I32, I64 };
