import type { EngineMemory } from "../wasm/engine";
import type { WasiName } from "../wasm/signatures";
import { VirtualClock } from "./clock";
import { Descriptors } from "./descriptors";
import { MemoryFileSystem } from "./filesystem";
import { GuestMemory } from "./memory";
import type { Meter } from "./meter";
import { OutputSink } from "./output";
import { seededRandom, type RandomState } from "./random";

/** What a run is given from outside. */
export interface WasiOptions {
  readonly input: Uint8Array;
  readonly args: readonly string[];
  readonly env: readonly string[];
  readonly random: RandomState;
  readonly outputBytes: number;
  readonly fileBytes: number;
}

/** All that the host functions of one run share. Nothing in it outlives the run. */
export interface WasiContext {
  readonly memory: GuestMemory;
  readonly meter: Meter;
  readonly fs: MemoryFileSystem;
  readonly descriptors: Descriptors;
  readonly output: OutputSink;
  readonly clock: VirtualClock;
  readonly fillRandom: (target: Uint8Array) => void;
  readonly input: Uint8Array;
  readonly args: readonly string[];
  readonly env: readonly string[];
}

/** A host function: numbers arrive unsigned, and a failure is thrown as a fault. */
export type HostFunction = (...args: never[]) => void;

export type HostFunctions<Names extends WasiName = WasiName> = Record<Names, HostFunction>;

export function createContext(
  options: WasiOptions,
  meter: Meter,
  memory: EngineMemory | undefined,
): WasiContext {
  const fs = new MemoryFileSystem(options.input, options.fileBytes);
  return {
    memory: new GuestMemory(memory),
    meter,
    fs,
    descriptors: new Descriptors(fs),
    output: new OutputSink(options.outputBytes),
    clock: new VirtualClock(() => meter.used),
    fillRandom: seededRandom(options.random),
    input: options.input,
    args: options.args,
    env: options.env,
  };
}
