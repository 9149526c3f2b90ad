import type { Module } from "./module";
import { functionCount } from "./module";

/** Names of what a rewritten module exports; nothing else of it can be reached from outside. */
export const EXPORTS = Object.freeze({
  entry: "_start",
  initialise: "initialise",
  memory: "memory",
  fuel: "fuel",
  stack: "stack",
  flags: "flags",
});

/** Bits of the flags global. */
export const FLAG_MEMORY_REFUSED = 1;
export const FLAG_HOST_MEMORY_FAILED = 2;

/** Where in the index spaces the things that rewriting adds are found: always behind the rest. */
export interface Layout {
  readonly fuel: number;
  readonly stack: number;
  readonly flags: number;
  readonly chargeBytes: number;
  readonly chargeEntries: number;
  readonly grow: number;
  /** The most pages the memory may ever have; undefined where there is no memory. */
  readonly maxPages: number | undefined;
}

export function layoutOf(module: Module, maxPages: number): Layout {
  const global = module.globals.count;
  const func = functionCount(module);
  const own = module.memory?.maximum ?? maxPages;
  return {
    fuel: global,
    stack: global + 1,
    flags: global + 2,
    chargeBytes: func,
    chargeEntries: func + 1,
    grow: func + 2,
    maxPages: module.memory === undefined ? undefined : Math.min(own, maxPages),
  };
}
