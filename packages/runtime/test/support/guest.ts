import type { WasiName } from "../../src/wasm/signatures";
import type { Code } from "./encoder";
import { call, data, errnoTo, i32, i64, program, write } from "./program";
import { runBare, textOf, type BareOptions } from "./run";
import type { Outcome } from "../../src/guest/execute";

/** Where scripts keep things in the guest's memory. */
const RESULTS = 1024;
const STRINGS = 4096;
export const SCRATCH = 16384;

type Argument = number | bigint;

/**
 * Puts together a program that makes host calls one after another and writes out their error
 * numbers, a byte each, and then any region of its memory.
 */
export class Script {
  private readonly names: WasiName[] = ["fd_write"];
  private readonly code: Code = [];
  private readonly strings: Code[] = [];
  private at = STRINGS;
  private calls = 0;

  /** Address and length of a text in the guest's memory. */
  text(value: string | number[]): [number, number] {
    const bytes = typeof value === "string" ? [...new TextEncoder().encode(value)] : value;
    const address = this.at;
    this.at += bytes.length;
    this.strings.push(data(address, bytes));
    return [address, bytes.length];
  }

  /** An array of (address, length) pairs in memory; gives its address and count. */
  vectors(...pairs: [number, number][]): [number, number] {
    const bytes = new Uint8Array(new Uint32Array(pairs.flat()).buffer);
    const [address] = this.text([...bytes]);
    return [address, pairs.length];
  }

  call(name: WasiName, ...args: Argument[]): this {
    if (!this.names.includes(name)) this.names.push(name);
    const values = args.map((arg) => (typeof arg === "bigint" ? i64(arg) : i32(arg)));
    const callCode = [...values, call(this.names.indexOf(name))];
    this.code.push(errnoTo(RESULTS + this.calls++, ...callCode));
    return this;
  }

  /** Opens a path below a directory; the descriptor is the lowest free number. */
  open(path: string, { fd = 3, oflags = 0, rights = 66n, flags = 0 } = {}): this {
    return this.call("path_open", fd, 0, ...this.text(path), oflags, rights, 0n, flags, SCRATCH);
  }

  writeTo(fd: number, content: string): this {
    return this.call("fd_write", fd, ...this.vectors(this.text(content)), SCRATCH + 64);
  }

  raw(...code: Code): this {
    this.code.push(...code);
    return this;
  }

  run(options: BareOptions = {}, ...regions: [number, number][]): ScriptRun {
    const out = [[RESULTS, this.calls] as const, ...regions];
    const code = [...this.code, ...out.map(([address, length]) => write(0, 1, address, length))];
    const wasm = program({ imports: this.names, code, data: this.strings, memory: { min: 4 } });
    const outcome = runBare(wasm, options);
    return new ScriptRun(outcome, this.calls, regions);
  }
}

export class ScriptRun {
  constructor(
    readonly outcome: Outcome,
    private readonly calls: number,
    private readonly regions: readonly [number, number][],
  ) {}

  /** Error numbers of the calls, in order. */
  get errnos(): number[] {
    return [...this.outcome.stdout.subarray(0, this.calls)];
  }

  region(index: number): Uint8Array {
    let at = this.calls;
    for (const [, length] of this.regions.slice(0, index)) at += length;
    return this.outcome.stdout.slice(at, at + (this.regions[index]?.[1] ?? 0));
  }

  text(index: number): string {
    return textOf(this.region(index));
  }

  view(index: number): DataView {
    return new DataView(this.region(index).buffer);
  }
}
