import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { runCommand } from "../../lib/command";
import { withFolder } from "../../lib/folder";
import { toJson } from "../../lib/json";
import { UsageError } from "../../lib/usage";
import { Campaign } from "./campaign";
import { Compiler } from "./code";
import { Ledger } from "./ledger";
import { mutantsOf, sampleOf, type Mutant } from "./operators";
import { readOptions, USAGE, type Options } from "./options";
import {
  describe,
  describeSample,
  isGood,
  reportOf,
  type Argument,
  type Report,
  type Result,
} from "./report";
import { Runner } from "./runner";
import { filesInScope } from "./scope";
import { specsOf } from "./specs";

const ROOT = resolve(__dirname, "../../..");
const ARGUMENTS = join(ROOT, "mutation", "equivalent.json");
const LEDGER = join(ROOT, "mutation", "tried.json");

const say = (line: string): void => void process.stderr.write(`${line}\n`);

type Made = ReadonlyMap<string, readonly Mutant[]>;

function makeAll(compiler: Compiler, names: readonly string[]): Made {
  return new Map(
    filesInScope(ROOT, names).map((file) => [file, mutantsOf(file, compiler.read(file))]),
  );
}

async function run(options: Options): Promise<void> {
  const compiler = new Compiler(ROOT);
  const made = makeAll(compiler, options.contracts);
  if (made.size === 0)
    throw new UsageError(`no contract in scope is named ${options.contracts.join(", ")}`);
  if (options.list) {
    for (const [file, mutants] of made) process.stdout.write(`${mutants.length}\t${file}\n`);
    return;
  }
  const ledger = new Ledger(LEDGER, makeAll(compiler, []));
  if (options.report) {
    conclude(ledger.results(), made, options);
    return;
  }
  const all = [...made.values()].flat().filter(({ id }) => id.includes(options.only));
  const { sample, seed } = options;
  const drawn = sample === undefined ? all : sampleOf(all, sample, seed);
  const open = options.write ? drawn.filter((mutant) => ledger.isOpen(mutant)) : drawn;
  say(`${all.length} mutants in ${made.size} files, ${drawn.length} drawn, ${open.length} to try`);
  const started = Date.now();
  const note = (result: Result): void => (options.write ? ledger.note(result) : undefined);
  const results = await withFolder("weft-mutation-", (folder) =>
    tryAll(compiler, open, note, { ...options, folder }),
  );
  say(`${Math.round((Date.now() - started) / 1000)} s`);
  const known = options.write ? ledger.results() : results;
  if (sample !== undefined) say(describeSample(ofThose(drawn, known)));
  conclude(known, made, options);
}

function ofThose(mutants: readonly Mutant[], results: readonly Result[]): Result[] {
  const names = new Set(mutants.map(({ file, id }) => `${file} ${id}`));
  return results.filter(({ mutant: { file, id } }) => names.has(`${file} ${id}`));
}

function conclude(results: readonly Result[], made: Made, { json }: Options): void {
  const args = JSON.parse(readFileSync(ARGUMENTS, "utf8")) as Argument[];
  const inScope = results.filter(({ mutant }) => made.has(mutant.file));
  const report: Report = reportOf(inScope, args, made);
  process.stdout.write(`${json ? toJson(report) : describe(report)}\n`);
  if (!isGood(report)) process.exitCode = 1;
}

async function tryAll(
  compiler: Compiler,
  chosen: readonly Mutant[],
  note: (result: Result) => void,
  { folder, jobs }: { folder: string; jobs: number },
): Promise<Result[]> {
  const names = compiler.deployable().map(({ name }) => name);
  const campaign = new Campaign(compiler, (name) => specsOf(ROOT, name, names), say, note);
  const runners = Array.from(
    { length: jobs },
    (_, index) => new Runner(ROOT, join(folder, `${index}`)),
  );
  try {
    return await campaign.run(chosen, runners);
  } finally {
    for (const runner of runners) runner.stop();
  }
}

void runCommand({ usage: USAGE, readOptions, run, endsAtOnce: true });
