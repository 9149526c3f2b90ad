import { COSTS } from "../wasm/costs";
import { WASI_NAMES, type WasiName } from "../wasm/signatures";
import { Errno, WasiFault } from "./abi";
import type { HostFunctions, WasiContext } from "./context";
import { fileFunctions } from "./files";
import { streamFunctions } from "./streams";
import { systemFunctions } from "./system";
import { treeFunctions } from "./tree";

type Argument = number | bigint;
type Import = (...args: Argument[]) => number;

/**
 * The host functions as the engine calls them. The context is asked for at each call, because it
 * needs the instance's memory, and the instance needs these functions first.
 */
export function hostImports(context: () => WasiContext): Record<WasiName, Import> {
  let functions: HostFunctions | undefined;
  const resolve = (): HostFunctions => {
    functions ??= allFunctions(context());
    return functions;
  };
  const entries = WASI_NAMES.map((name) => [name, guarded(name, context, resolve)] as const);
  return Object.fromEntries(entries) as Record<WasiName, Import>;
}

function allFunctions(context: WasiContext): HostFunctions {
  return {
    ...streamFunctions(context),
    ...fileFunctions(context),
    ...treeFunctions(context),
    ...systemFunctions(context),
  };
}

function guarded(name: WasiName, context: () => WasiContext, all: () => HostFunctions): Import {
  return (...args) => {
    context().meter.charge(COSTS.hostCall);
    const call = all()[name] as (...unsigned: Argument[]) => void;
    try {
      call(...args.map((arg) => (typeof arg === "number" ? arg >>> 0 : arg)));
      return Errno.Success;
    } catch (error) {
      if (error instanceof WasiFault) return error.errno;
      throw error;
    }
  };
}
