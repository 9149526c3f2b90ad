import { spawnSync } from "node:child_process";
import { join, resolve } from "node:path";

import { withFolder } from "../../lib/folder";
import { filesBelow } from "./files";

/** Statements that specs must take, in percent of all below `packages/<name>/src`. */
const FLOOR = 90;

const ROOT = resolve(__dirname, "../../..");
const BIN = join(ROOT, "node_modules/.bin");
/** The specs whose subject is the SDK, and the commands that are made of it. */
const SPECS = /^(sdk|identity|conditions|[a-z]+-script)\/.*(?<!\.long)\.test\.ts$/;

function run(cwd: string, command: string, args: readonly string[], env = {}): boolean {
  const { status } = spawnSync(join(BIN, command), args, {
    cwd,
    stdio: "inherit",
    env: { ...process.env, ...env },
  });
  return status === 0;
}

/** Says which statements of a package its specs take; whether they passed and are enough. */
async function measure(name: string, runSpecs: (env: NodeJS.ProcessEnv) => boolean) {
  return withFolder(`weft-coverage-${name}-`, (folder) => {
    const isPassed = runSpecs({ NODE_V8_COVERAGE: folder });
    const sources = `packages/${name}/src`;
    const args = [
      ...["report", "--temp-directory", folder, "--reporter", "text", "--all", "--src", sources],
      ...["--include", `${sources}/**`, "--exclude", "**/generated/**"],
      ...["--check-coverage", "--statements", `${FLOOR}`, "--lines", "0"],
      ...["--functions", "0", "--branches", "0"],
    ];
    return Promise.resolve(run(ROOT, "c8", args) && isPassed);
  });
}

/** Measures which statements of the packages are taken by their specs, which see the sources in place of what is built. */
async function main(): Promise<boolean> {
  const specs = filesBelow(join(ROOT, "test"), ".test.ts").filter((file) => SPECS.test(file));
  const sources = `-r ${join(__dirname, "sources.cjs")}`;
  const sdk = await measure("sdk", (env) =>
    run(ROOT, "hardhat", ["test", "--no-compile", ...specs.map((file) => `test/${file}`)], {
      ...env,
      NODE_OPTIONS: sources,
    }),
  );
  // In one process, since others are stopped before they write down what they came upon.
  const runtime = await measure("runtime", (env) =>
    run(join(ROOT, "packages/runtime"), "mocha", ["--no-parallel", "--timeout", "0"], env),
  );
  return sdk && runtime;
}

void main().then((isEnough) => {
  process.exitCode = isEnough ? 0 : 1;
});
