/**
 * Bounds of an accepted module. All are below V8's own, so that the engine's bounds never decide:
 * a module is refused here, by the same number on every machine, or not at all.
 */
export const BOUNDS = Object.freeze({
  moduleBytes: 32 * 1024 * 1024,
  types: 20_000,
  params: 256,
  results: 64,
  imports: 1_000,
  functions: 100_000,
  tables: 8,
  tableEntries: 100_000,
  memoryPages: 65_536,
  globals: 20_000,
  exports: 20_000,
  segments: 50_000,
  functionBytes: 2 * 1024 * 1024,
  rewrittenFunctionBytes: 7_000_000,
  locals: 10_000,
  nesting: 10_000,
  branchTargets: 50_000,
});

/** Bytes in one page of WebAssembly memory. */
export const PAGE_BYTES = 65_536;
