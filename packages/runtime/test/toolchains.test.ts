import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { DEFAULT_LIMITS, runJob, type JobRun } from "../src";
import { SEED, textOf } from "./support/run";

const run = (wasm: Uint8Array): Promise<JobRun> =>
  runJob({
    wasm,
    chunks: [new TextEncoder().encode("one two\none\n")],
    limits: DEFAULT_LIMITS,
    seed: SEED,
    args: ["program", "argument"],
    env: { NAME: "value" },
  });

/** Compiles with the first command that works; undefined if none is installed or can do it. */
function compileWith(commands: [string, ...string[]][], folder: string): Uint8Array | undefined {
  const target = join(folder, "program.wasm");
  for (const [file, ...args] of commands) {
    const { status } = spawnSync(file, [...args, "-o", target], { stdio: "ignore" });
    if (status === 0) return new Uint8Array(readFileSync(target));
  }
  return undefined;
}

describe("programs of other compilers", () => {
  let folder = "";
  before(() => (folder = mkdtempSync(join(tmpdir(), "weft-toolchain-"))));
  after(() => rmSync(folder, { recursive: true }));

  it("run when AssemblyScript made them", async () => {
    const source = join(__dirname, "support", "assembly", "toolchain.ts");
    const compiler = require.resolve("assemblyscript/bin/asc.js");
    const options = ["--use", "abort=", "--runtime", "incremental", "--baseDir", "/"];
    const wasm = compileWith([[process.execPath, compiler, source, ...options]], folder);
    if (wasm === undefined) throw new Error("nothing was compiled");
    const { receipt } = await run(wasm);
    expect(receipt.chunks[0]?.detail).to.equal("exit code 55");
  });

  it("run when clang made them", async function () {
    const source = join(__dirname, "support", "toolchain.c");
    const wasm = compileWith([["clang", "--target=wasm32-wasi", "-O1", source]], folder);
    if (wasm === undefined) return this.skip();
    const { receipt, outputs } = await run(wasm);
    expect(receipt.chunks[0]?.detail).to.equal("exit code 3");
    expect(textOf(outputs[0] ?? new Uint8Array(0)).split("\n")).to.deep.equal([
      "program has 2 arguments, NAME=value, 2 lines",
      "file holds 3.1428571428571428",
      "entry .",
      "entry ..",
      "entry b",
      "stat 0, size 18",
      "outside 0, time 1704067200",
      "an hour later 1704070800",
      "",
    ]);
  });

  it("run when rustc made them", async function () {
    const source = join(__dirname, "support", "toolchain.rs");
    const targets = ["wasm32-wasip1", "wasm32-wasi"];
    const commands = targets.map((target): [string, ...string[]] => [
      "rustc",
      "--target",
      target,
      "-O",
      source,
    ]);
    const wasm = compileWith(commands, folder);
    if (wasm === undefined) return this.skip();
    const { receipt, outputs } = await run(wasm);
    expect(receipt.chunks[0]?.detail).to.equal("exit code 3");
    expect(textOf(outputs[0] ?? new Uint8Array(0)).split("\n")).to.deep.equal([
      "2 words, 2 arguments",
      "file holds 3.14285714285714279",
      "outside false",
      "time 1704067200",
      "an hour later 1704070800",
      "",
    ]);
  });
});
