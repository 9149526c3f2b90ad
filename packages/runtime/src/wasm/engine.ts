/** The part of the engine's interface that is used here; Node's types do not declare it. */

export interface EngineMemory {
  readonly buffer: ArrayBuffer;
}

export interface EngineModule {
  readonly [Symbol.toStringTag]: string;
}

export interface EngineInstance {
  readonly exports: Readonly<Record<string, unknown>>;
}

interface Engine {
  Module: new (bytes: Uint8Array) => EngineModule;
  Instance: new (module: EngineModule, imports: object) => EngineInstance;
  CompileError: new (message?: string) => Error;
  RuntimeError: new (message?: string) => Error;
}

export const engine = (globalThis as unknown as { WebAssembly: Engine }).WebAssembly;
