import type { Sources } from "./sources";

/** What we read of the compiler's answer. */
export interface Output {
  errors?: { severity: string; formattedMessage: string }[];
  sources: Record<string, { id: number; ast?: unknown }>;
  contracts?: Record<string, Record<string, Compiled>>;
}

export interface Code {
  object: string;
  sourceMap: string;
  linkReferences: object;
}

export interface Compiled {
  abi: unknown[];
  metadata?: string;
  evm: { bytecode: Code; deployedBytecode: Code };
}

export interface Input {
  language: "Solidity";
  sources: Sources;
  settings: Record<string, unknown>;
}

/** Asks the compiler of the lock file. */
export async function compile(input: Input): Promise<Output> {
  const solc: { compile(input: string): string } = await import("solc");
  return JSON.parse(solc.compile(JSON.stringify(input))) as Output;
}

/** The errors of an answer, warnings left out. */
export function errorsOf({ errors = [] }: Output): string[] {
  return errors.flatMap(({ severity, formattedMessage }) =>
    severity === "error" ? [formattedMessage] : [],
  );
}

/** Such as 0.8.37. */
export async function versionOfSolc(): Promise<string> {
  const solc: { version(): string } = await import("solc");
  return solc.version().replace(/\+.*/, "");
}
