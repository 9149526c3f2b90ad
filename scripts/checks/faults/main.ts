import { spawnSync } from "node:child_process";
import { cpSync, existsSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { withFolder } from "../../lib/folder";
import { parseOptions } from "../../lib/options";
import { UsageError } from "../../lib/usage";
import faults from "./faults.json";

/** A mistake in a contract, the invariant it breaks, and the campaign that has to find it. */
interface Fault {
  breaks: string;
  fault: string;
  campaign: string;
  file: string;
  from: string;
  to: string;
}

interface Found {
  fault: Fault;
  /** The call that could not be, or the invariant; undefined where nothing was found. */
  by: string | undefined;
  seconds: number;
}

const USAGE = `Usage: npm run fuzz:faults -- [options]

Plants faults in a copy of the contracts, one at a time, and has the invariants of test/invariant find each.

  --breaks ID      only those that break this invariant of docs/invariants.md, such as G1
  --campaign NAME  only those that this campaign finds, such as Governance
  --help           print this text

Exit codes: 0 all found, 1 one was not, 2 wrong arguments.
`;

const ROOT = join(__dirname, "../../..");
const COPIED = [
  "contracts",
  "test/invariant",
  "scripts",
  "artifacts",
  "cache",
  "package.json",
  "hardhat.config.ts",
  "foundry.toml",
  "tsconfig.json",
  "tsconfig.base.json",
];

function run(folder: string, command: string, args: readonly string[]) {
  const { status, stdout, stderr, error } = spawnSync(
    join(ROOT, "node_modules/.bin", command),
    args,
    {
      cwd: folder,
      encoding: "utf8",
      maxBuffer: 2 ** 30,
      env: { ...process.env, FOUNDRY_PROFILE: "ci" },
    },
  );
  if (error !== undefined) throw error;
  return { status, output: `${stdout}${stderr}` };
}

/** A copy to break, with what was compiled already: only what a fault touches is compiled again. */
function copyTo(folder: string): void {
  for (const name of COPIED) {
    if (existsSync(join(ROOT, name)))
      cpSync(join(ROOT, name), join(folder, name), { recursive: true });
  }
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
  const cache = join(folder, "cache/solidity-files-cache.json");
  const text = readFileSync(cache, "utf8").replaceAll(`${ROOT}/contracts`, `${folder}/contracts`);
  writeFileSync(cache, text);
}

function compile(folder: string): void {
  const { status, output } = run(folder, "hardhat", ["compile", "--quiet", "--no-typechain"]);
  if (status !== 0) throw new Error(`the copy does not compile:\n${output}`);
}

/** What stopped a campaign: the last call of the sequence that it was shrunk to. */
function stopOf(output: string): string | undefined {
  if (!output.includes("[FAIL")) return undefined;
  const calls = [...output.matchAll(/\[\S+:(\w+)\]\S* calldata=(\w+)\(/g)];
  const [, contract, name] = calls.at(-1) ?? [];
  return contract === undefined || name === undefined ? "the invariants" : `${contract}.${name}`;
}

function plant(folder: string, fault: Fault): Found {
  const started = Date.now();
  const file = join(folder, fault.file);
  const text = readFileSync(file, "utf8");
  if (text.split(fault.from).length !== 2) {
    throw new Error(`"${fault.fault}" is to change one place of ${fault.file}, which is not there`);
  }
  writeFileSync(file, text.replace(fault.from, fault.to));
  try {
    compile(folder);
    const args = ["test", "--offline", "--match-contract", `^${fault.campaign}Test$`];
    const { output } = run(folder, "forge", args);
    const by = stopOf(output);
    return { fault, by, seconds: Math.round((Date.now() - started) / 1_000) };
  } finally {
    writeFileSync(file, text);
  }
}

function chosen(argv: readonly string[]): Fault[] | "help" {
  const options = parseOptions(argv, {
    breaks: { type: "string" },
    campaign: { type: "string" },
    help: { type: "boolean" },
  });
  if (options.help === true) return "help";
  const isChosen = ({ breaks, campaign }: Fault) =>
    (options.breaks ?? breaks) === breaks && (options.campaign ?? campaign) === campaign;
  const some = faults.filter(isChosen);
  if (some.length > 0) return some;
  const ids = [...new Set(faults.map(({ breaks }) => breaks))].join(", ");
  throw new UsageError(`no fault is like that, but there are faults that break ${ids}`);
}

async function main(): Promise<number> {
  const some = chosen(process.argv.slice(2));
  if (some === "help") {
    process.stdout.write(USAGE);
    return 0;
  }
  const found = await withFolder("weft-faults-", (folder) => {
    copyTo(folder);
    compile(folder);
    return Promise.resolve(
      some.map((fault) => {
        const result = plant(folder, fault);
        const how = result.by === undefined ? "NOT FOUND" : `found by ${result.by}`;
        process.stdout.write(`${fault.breaks} ${fault.fault}: ${how}, ${result.seconds} s\n`);
        return result;
      }),
    );
  });
  const missed = found.filter(({ by }) => by === undefined);
  process.stdout.write(`${found.length} faults planted, ${found.length - missed.length} found\n`);
  return missed.length === 0 ? 0 : 1;
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = error instanceof UsageError ? 2 : 1;
  },
);
