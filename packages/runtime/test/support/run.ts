import { compile, execute, notStarted, type Outcome } from "../../src/guest/execute";
import { prepareProgram } from "../../src/wasm/prepare";

export const MIB = 1024 * 1024;
export const SEED = `0x${"5e".repeat(32)}` as const;

export const LIMITS = Object.freeze({
  fuel: 100_000_000n,
  memoryBytes: 16 * MIB,
  wallMs: 10_000,
  outputBytes: MIB,
  fileBytes: MIB,
});

export interface BareOptions {
  fuel?: bigint;
  memoryBytes?: number;
  outputBytes?: number;
  fileBytes?: number;
  input?: Uint8Array;
  args?: string[];
  env?: string[];
}

/** Runs a program in this process: the same code as in the sandbox, without its start-up time. */
export function runBare(wasm: Uint8Array, options: BareOptions = {}): Outcome {
  const settings = { ...LIMITS, ...options };
  const prepared = prepareProgram(wasm, settings);
  const module = compile(prepared.wasm);
  if ("exit" in module) return notStarted(module);
  return execute(module, {
    ...settings,
    input: options.input ?? new Uint8Array(0),
    args: options.args ?? [],
    env: options.env ?? [],
    random: [1, 2, 3, 4],
  });
}

export function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
