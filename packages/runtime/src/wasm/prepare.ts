import { ProgramRefusedError } from "../errors";
import { sha256, type Hex } from "../receipt/digest";
import { PAGE_BYTES } from "./bounds";
import { EXPORTS } from "./layout";
import { KIND_FUNCTION, parseModule, typeOfFunction, type Module } from "./module";
import { refuse } from "./reader";
import { rewriteModule } from "./rewrite";
import { isWasiName, WASI_MODULE, wasiType } from "./signatures";
import { formatType } from "./types";

export interface PrepareOptions {
  /** Cap of the program's linear memory, in bytes; whole pages of 64 KiB count. */
  memoryBytes: number;
}

/** A program that was checked and rewritten once, to be run many times. */
export interface PreparedProgram {
  /** sha-256 of the bytes the client gave: the program's name in receipts. */
  readonly digest: Hex;
  /** The rewritten module. */
  readonly wasm: Uint8Array;
  /** The cap that was written into it. */
  readonly memoryBytes: number;
  readonly isMetered: boolean;
}

/**
 * Checks a program and rewrites it with fuel, call depth, canonical NaNs and capped memory. The
 * bytes are only read and written here, never given to an engine: that happens in the sandbox.
 *
 * @throws ProgramRefusedError with the exit reason and a sentence, the same on every machine.
 * @example
 * const program = prepareProgram(wasm, { memoryBytes: 64 * 1024 * 1024 });
 */
export function prepareProgram(wasm: Uint8Array, options: PrepareOptions): PreparedProgram {
  return prepare(wasm, options.memoryBytes, true);
}

/** As `prepareProgram`, without metering; for measuring what metering costs. */
export function prepareUnmetered(wasm: Uint8Array, options: PrepareOptions): PreparedProgram {
  return prepare(wasm, options.memoryBytes, false);
}

function prepare(wasm: Uint8Array, memoryBytes: number, isMetered: boolean): PreparedProgram {
  const module = parseModule(wasm);
  checkImports(module);
  checkMemory(module, memoryBytes);
  checkEntry(module);
  return {
    digest: sha256(wasm),
    wasm: rewriteModule(module, { memoryBytes, isMetered }),
    memoryBytes,
    isMetered,
  };
}

function checkImports(module: Module): void {
  for (const { module: from, name, type } of module.imports) {
    const label = printable(`${from}.${name}`);
    if (from !== WASI_MODULE || !isWasiName(name)) {
      throw new ProgramRefusedError("unknown-import", `there is no host function ${label}`);
    }
    const wanted = formatType(wasiType(name));
    const found = formatType(module.types[type] ?? refuse("an import has no type"));
    if (wanted !== found) {
      throw new ProgramRefusedError("unknown-import", `${label} is ${wanted}, not ${found}`);
    }
  }
}

/** A stranger's text, cut and freed of what could confuse a terminal or a page. */
function printable(text: string): string {
  return text.slice(0, 120).replace(/[^\x20-\x7e]/g, "?");
}

function checkMemory(module: Module, memoryBytes: number): void {
  const initial = (module.memory?.initial ?? 0) * PAGE_BYTES;
  if (initial <= memoryBytes) return;
  throw new ProgramRefusedError(
    "out-of-memory",
    `the program starts with ${initial} bytes of memory, more than the ${memoryBytes} allowed`,
  );
}

function checkEntry(module: Module): void {
  const entry = module.exports.find((e) => e.name === EXPORTS.entry && e.kind === KIND_FUNCTION);
  if (entry === undefined) return refuse("the module exports no function _start");
  const type = typeOfFunction(module, entry.index);
  if (type === undefined || type.params.length + type.results.length > 0) {
    refuse("_start takes parameters or gives results");
  }
}
