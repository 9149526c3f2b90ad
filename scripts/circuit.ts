import {
  copyFileSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";

import { compile, constantsFile } from "./circuit/compile";
import { setUp } from "./circuit/setup";
import { CIRCUITS, circuitFiles } from "./lib/inference/files";
import { UsageError } from "./lib/usage";

const USAGE = "usage: npm run circuit [-- --check]";
const CONSTANTS = join(CIRCUITS, "lib/mimc7_constants.circom");

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

function isSame(one: string, other: string): boolean {
  return readFileSync(one).equals(readFileSync(other));
}

/** Puts a file in the place of another, whole or not at all. */
function install(from: string, to: string): void {
  copyFileSync(from, `${to}.tmp`);
  renameSync(`${to}.tmp`, to);
}

/** Makes the files of the circuit, and either keeps them or compares them with those that are committed. */
async function main(options: readonly string[]): Promise<void> {
  const isCheck = options[0] === "--check";
  if (options.length > (isCheck ? 1 : 0)) throw new UsageError(USAGE);
  const folder = mkdtempSync(join(tmpdir(), "weft-circuit-"));
  try {
    const constants = join(folder, "mimc7_constants.circom");
    writeFileSync(constants, constantsFile());
    if (!isCheck) install(constants, CONSTANTS);
    say("compiling");
    const { r1cs, wasm } = compile(join(CIRCUITS, "inference.circom"), folder);
    const made = { ...circuitFiles(folder), wasm };
    await setUp(r1cs, made, { folder, progress: say });
    const committed = circuitFiles();
    const pairs = [
      [constants, CONSTANTS],
      [made.wasm, committed.wasm],
      [made.zkey, committed.zkey],
      [made.key, committed.key],
    ] as const;
    for (const [from, to] of pairs) {
      if (!isCheck) install(from, to);
      const isFresh = isSame(from, to);
      const name = relative(join(CIRCUITS, ".."), to);
      process.stdout.write(`${name}: ${isFresh ? "as committed" : "DIFFERS"}\n`);
      if (!isFresh) process.exitCode = 1;
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
