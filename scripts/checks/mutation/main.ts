import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { runCommand } from "../../lib/command";
import { withFolder } from "../../lib/folder";
import { toJson } from "../../lib/json";
import { UsageError } from "../../lib/usage";
import { Campaign } from "./campaign";
import { Compiler } from "./code";
import { mutantsOf, sampleOf, type Mutant } from "./operators";
import { readOptions, USAGE, type Options } from "./options";
import {
  describe,
  isGood,
  reportOf,
  totalOf,
  type Argument,
  type FileReport,
  type Report,
} from "./report";
import { Runner } from "./runner";
import { filesInScope } from "./scope";
import { specsOf } from "./specs";

const ROOT = resolve(__dirname, "../../..");
const ARGUMENTS = join(ROOT, "mutation", "equivalent.json");
const REPORT = join(ROOT, "mutation", "report.json");

const say = (line: string): void => void process.stderr.write(`${line}\n`);

async function run(options: Options): Promise<void> {
  const compiler = new Compiler(ROOT);
  const files = filesInScope(ROOT, options.contracts);
  if (files.length === 0)
    throw new UsageError(`no contract in scope is named ${options.contracts.join(", ")}`);
  const made = new Map(files.map((file) => [file, mutantsOf(file, compiler.read(file))]));
  const all = [...made.values()].flat().filter(({ id }) => id.includes(options.only));
  const chosen = options.sample === undefined ? all : sampleOf(all, options.sample, options.seed);
  say(`${all.length} mutants in ${files.length} files, ${chosen.length} to try`);
  if (options.list) {
    for (const [file, mutants] of made) process.stdout.write(`${mutants.length}\t${file}\n`);
    return;
  }
  const started = Date.now();
  const report = await withFolder("weft-mutation-", (folder) =>
    tryAll(compiler, chosen, made, { ...options, folder }),
  );
  say(`${Math.round((Date.now() - started) / 1000)} s`);
  if (options.write) write(report);
  process.stdout.write(`${options.json ? toJson(report) : describe(report)}\n`);
  if (!isGood(report)) process.exitCode = 1;
}

async function tryAll(
  compiler: Compiler,
  chosen: readonly Mutant[],
  made: ReadonlyMap<string, readonly Mutant[]>,
  { folder, jobs }: { folder: string; jobs: number },
): Promise<Report> {
  const names = compiler.deployable().map(({ name }) => name);
  const campaign = new Campaign(compiler, (name) => specsOf(ROOT, name, names), say);
  const runners = Array.from(
    { length: jobs },
    (_, index) => new Runner(ROOT, join(folder, `${index}`)),
  );
  try {
    const results = await campaign.run(chosen, runners);
    const args = JSON.parse(readFileSync(ARGUMENTS, "utf8")) as Argument[];
    return reportOf(results, args, made);
  } finally {
    for (const runner of runners) runner.stop();
  }
}

/** Files that were tried whole take the place of what was written about them. */
function write({ files }: Report): void {
  const former = (JSON.parse(readFileSync(REPORT, "utf8")) as { files: Record<string, FileReport> })
    .files;
  const whole = Object.entries(files).filter(([, { made, tried }]) => made === tried);
  const merged = Object.fromEntries(
    Object.entries({ ...former, ...Object.fromEntries(whole) }).sort(([a], [b]) =>
      a < b ? -1 : 1,
    ),
  );
  writeFileSync(`${REPORT}.tmp`, `${toJson({ ...totalOf(merged), files: merged })}\n`);
  renameSync(`${REPORT}.tmp`, REPORT);
  say(`wrote ${whole.length} of ${Object.keys(files).length} files to mutation/report.json`);
}

void runCommand({ usage: USAGE, readOptions, run, endsAtOnce: true });
