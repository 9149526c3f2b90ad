import { createContext, type WasiContext, type WasiOptions } from "../wasi/context";
import { hostImports } from "../wasi/host";
import { Meter } from "../wasi/meter";
import { GuestStop } from "../wasi/stop";
import { engine, type EngineInstance, type EngineMemory, type EngineModule } from "../wasm/engine";
import { EXPORTS } from "../wasm/layout";
import { WASI_MODULE } from "../wasm/signatures";
import { classifyTrap, type Ending } from "./traps";

export interface ExecuteOptions extends WasiOptions {
  readonly fuel: bigint;
}

export interface Outcome extends Ending {
  readonly fuel: bigint;
  readonly stdout: Uint8Array;
  readonly stderr: Uint8Array;
}

const NOTHING = new Uint8Array(0);

/** An outcome of a program that never started. */
export function notStarted(ending: Ending): Outcome {
  return { ...ending, fuel: 0n, stdout: NOTHING, stderr: NOTHING };
}

/** Compiles a rewritten program, or says why that is impossible. */
export function compile(wasm: Uint8Array): EngineModule | Ending {
  try {
    return new engine.Module(wasm);
  } catch (error) {
    if (error instanceof engine.CompileError) {
      return { exit: "invalid-module", detail: "the module is not valid" };
    }
    return { exit: "crashed", detail: "the engine could not compile the module" };
  }
}

/**
 * Runs one chunk in a fresh instance. Whatever the program does, this returns; only an endless
 * loop without metering would not.
 */
export function execute(module: EngineModule, options: ExecuteOptions): Outcome {
  const shared: { context?: WasiContext } = {};
  const imports = hostImports(() => shared.context ?? missing());
  let instance: EngineInstance;
  try {
    instance = new engine.Instance(module, { [WASI_MODULE]: imports });
  } catch (error) {
    const counters = { isOutOfFuel: false, isStackExhausted: false, flags: 0 };
    return notStarted(classifyTrap(error, counters));
  }
  const globals = instance.exports;
  const meter = new Meter(globalOf(globals[EXPORTS.fuel], 0n), options.fuel);
  const memory = globals[EXPORTS.memory] as EngineMemory | undefined;
  const context = createContext(options, meter, memory);
  shared.context = context;
  const ending = run(instance, meter);
  return {
    ...ending,
    fuel: meter.used,
    stdout: context.output.stdout.finish(),
    stderr: context.output.stderr.finish(),
  };
}

function missing(): never {
  throw new Error("a host function was called before the instance was complete");
}

/** A program without metering has none of the globals: its counters then stay where they are. */
function globalOf<T>(exported: unknown, otherwise: T): { value: T } {
  return exported === undefined ? { value: otherwise } : (exported as { value: T });
}

function run(instance: EngineInstance, meter: Meter): Ending {
  const { exports } = instance;
  try {
    (exports[EXPORTS.initialise] as (() => void) | undefined)?.();
    (exports[EXPORTS.entry] as () => void)();
    return { exit: "ok" };
  } catch (error) {
    if (error instanceof GuestStop) return endingOf(error);
    return classifyTrap(error, {
      isOutOfFuel: meter.isEmpty,
      isStackExhausted: globalOf(exports[EXPORTS.stack], 0).value < 0,
      flags: globalOf(exports[EXPORTS.flags], 0).value,
    });
  }
}

function endingOf({ exit, detail }: GuestStop): Ending {
  return detail === undefined ? { exit } : { exit, detail };
}
