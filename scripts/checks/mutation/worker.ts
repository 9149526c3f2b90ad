import { readFileSync, writeFileSync } from "node:fs";
import { join, sep } from "node:path";
import { clearSnapshots } from "@nomicfoundation/hardhat-network-helpers";
import hre from "hardhat";
import Mocha from "mocha";
import type { Failure, Outcome, Task } from "./messages";

const TESTS = `${sep}test${sep}`;

/** Runs specs with the code of one contract changed, in the process that ran the last ones. */
async function run({ target, built, specs, without, stops }: Task): Promise<Outcome> {
  const path = join(hre.config.paths.artifacts, target.file, `${target.name}.json`);
  const original = readFileSync(path, "utf8");
  writeFileSync(path, JSON.stringify({ ...(JSON.parse(original) as object), ...built }));
  hre.artifacts.clearCache?.();
  await hre.network.provider.send("hardhat_reset");
  await clearSnapshots();
  forgetSpecs();
  try {
    return await runSpecs(specs, new Set(without), stops);
  } finally {
    writeFileSync(path, original);
  }
}

/** Specs keep fixtures and contracts between tests, which are those of the last change. */
function forgetSpecs(): void {
  const root = hre.config.paths.root;
  for (const name of Object.keys(require.cache)) {
    if (name.startsWith(root) && name.includes(TESTS) && !name.includes("node_modules")) {
      Reflect.deleteProperty(require.cache, name);
    }
  }
}

async function runSpecs(specs: string[], without: Set<string>, stops: boolean): Promise<Outcome> {
  // The bare reporter says nothing: the outcome is all that is told.
  const mocha = new Mocha({
    ...hre.config.mocha,
    parallel: false,
    bail: stops,
    reporter: Mocha.reporters.Base,
  });
  for (const file of specs) mocha.addFile(file);
  await mocha.loadFilesAsync();
  mocha.suite.eachTest((test: Mocha.Test) => {
    if (without.has(test.fullTitle())) test.pending = true;
  });
  return new Promise((resolve) => {
    const failed: Failure[] = [];
    let passed = 0;
    const runner = mocha.run(() => {
      mocha.dispose();
      resolve({ failed, passed });
    });
    runner.on("fail", (test) => {
      failed.push({ title: test.fullTitle(), file: test.file ?? test.parent?.file });
    });
    runner.on("pass", () => {
      ++passed;
    });
  });
}

function answer(outcome: Outcome): void {
  if (process.connected) process.send?.(outcome);
}

// Whoever started this is gone.
process.on("disconnect", () => process.exit(1));
process.on("message", (task: Task) => {
  void run(task).then(answer, (error: unknown) => {
    // Specs that do not even load with the change in place have noticed it.
    const message = error instanceof Error ? error.message : String(error);
    answer({ failed: [{ title: `while loading: ${message}` }], passed: 0 });
  });
});
