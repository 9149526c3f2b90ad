import { execFileSync } from "node:child_process";
import { renameSync, rmSync } from "node:fs";
import { join } from "node:path";

import { mimc7Constants } from "../lib/inference/mimc7";

/** The circuit in the language of R1CS, and the program that works out its private signals. */
export interface Compiled {
  r1cs: string;
  wasm: string;
}

/** The text of `circuits/lib/mimc7_constants.circom`. */
export function constantsFile(): string {
  const list = mimc7Constants().map((constant) => `        ${constant}`);
  return [
    "pragma circom 2.1.6;",
    "",
    '// Made by `npm run circuit`: zero, then the Keccak-256 hashes of hashes that begin with that of "mimc".',
    "function mimc7_constants() {",
    `    return [\n${list.join(",\n")}\n    ];`,
    "}",
    "",
  ].join("\n");
}

/** Compiles a circuit into a folder, with the compiler from npm. */
export function compile(source: string, folder: string): Compiled {
  const arguments_ = [source, "--r1cs", "--wasm", "--O2", "-o", folder];
  execFileSync(process.execPath, [require.resolve("circom2/cli.js"), ...arguments_], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const programs = join(folder, "inference_js");
  const wasm = join(folder, "inference.wasm");
  renameSync(join(programs, "inference.wasm"), wasm);
  rmSync(programs, { recursive: true });
  return { r1cs: join(folder, "inference.r1cs"), wasm };
}
