import { parseOptions, wholeOf } from "../../lib/options";
import { UsageError } from "../../lib/usage";

export const USAGE = `Usage: npm run mutation -- [options]

Changes the contracts that hold money or stake, one place at a time, and finds out whether the specs notice.

  --contracts <names>  only these files, by the start of their path or name, with commas between
  --only <text>        only mutants whose name has this text in it, and all of them
  --sample <count>     so many mutants, chosen by the seed (200)
  --seed <number>      another choice (1)
  --all                all mutants, which takes many hours; with --write those that are left
  --jobs <count>       processes side by side (2)
  --json               the result as JSON on stdout
  --list               says what there is to try, and tries nothing
  --write              leaves out what mutation/tried.json says was noticed before, writes down there what
                       comes of each, and says what came of all that were ever tried
  --report             only says what came of all that were ever tried
  --help               this text
`;

export interface Options {
  contracts: string[];
  /** Part of the name of a mutant. */
  only: string;
  /** Undefined for all. */
  sample: number | undefined;
  seed: number;
  jobs: number;
  json: boolean;
  list: boolean;
  write: boolean;
  report: boolean;
}

const FLAG = { type: "boolean", default: false } as const;

/** @throws UsageError for what does not go together. */
export function readOptions(argv: readonly string[]): Options | "help" {
  const given = parseOptions(argv, {
    ...{ contracts: { type: "string" }, only: { type: "string" }, sample: { type: "string" } },
    ...{ seed: { type: "string", default: "1" }, jobs: { type: "string", default: "2" } },
    ...{ all: FLAG, json: FLAG, list: FLAG, write: FLAG, report: FLAG, help: FLAG },
  });
  if (given.help) return "help";
  if (given.all && given.sample !== undefined)
    throw new UsageError("--all and --sample exclude each other");
  const contracts = given.contracts?.split(",").filter((name) => name !== "") ?? [];
  return {
    contracts,
    only: given.only ?? "",
    sample:
      given.all || given.only !== undefined
        ? undefined
        : wholeOf("sample", given.sample ?? "200", 1, 100_000),
    seed: wholeOf("seed", given.seed, 0, 999_999_999),
    jobs: wholeOf("jobs", given.jobs, 1, 16),
    json: given.json,
    list: given.list,
    write: given.write,
    report: given.report,
  };
}
