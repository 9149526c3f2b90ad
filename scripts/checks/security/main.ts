import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { withFolder } from "../../lib/folder";
import { writeAnalysis } from "./analysis";
import { findingsOf } from "./findings";
import { verdictOf, type SlitherResult } from "./verdict";
import { installSlither, runSlither, SlitherMissing } from "./slither";
import { describe, triage, type Judgement } from "./judgements";

const ROOT = resolve(__dirname, "../../..");
const SOURCES = ["contracts/**/*.sol", "test/invariant/**/*.sol"];

function isLinted(): boolean {
  const { status } = spawnSync(
    join(ROOT, "node_modules", ".bin", "solhint"),
    [...SOURCES, "--max-warnings", "0", "--disc"],
    { cwd: ROOT, stdio: "inherit" },
  );
  return status === 0;
}

async function analyse(): Promise<SlitherResult> {
  try {
    const slither = installSlither(join(ROOT, "node_modules", ".cache", "weft-slither"));
    return await withFolder("weft-slither-", async (folder) => {
      await writeAnalysis(ROOT, folder);
      const report = runSlither(slither, ROOT, folder);
      const findings = findingsOf(report, (name) => readFileSync(join(ROOT, name)));
      const judgements = JSON.parse(
        readFileSync(join(__dirname, "triage.json"), "utf8"),
      ) as Judgement[];
      const result = triage(findings, judgements);
      process.stdout.write(`${describe(result)}\n`);
      return { isClean: result.fresh.length === 0 && result.stale.length === 0 };
    });
  } catch (error) {
    if (!(error instanceof SlitherMissing)) throw error;
    process.stdout.write(`Slither did not run: ${error.message}\n`);
    return { missing: error.message };
  }
}

/** Runs solhint, and Slither where the machine has what it needs; says of each what came of it. */
async function main(): Promise<void> {
  const started = Date.now();
  const linted = isLinted();
  const { line, isOk } = verdictOf(linted, await analyse());
  const seconds = Math.round((Date.now() - started) / 1000);
  process.stdout.write(`${line}; ${seconds} s\n`);
  process.exitCode = isOk ? 0 : 1;
}

void main().catch((error: unknown) => {
  process.stderr.write(`security: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
