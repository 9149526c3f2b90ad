import { parseOptions, wholeOf } from "../../lib/options";
import type { Size } from "./run";

export interface Options extends Size {
  isJson: boolean;
}

export const USAGE = `Usage: npm run sim:verification -- [options]

Simulates ways to verify a result against saboteurs: one provider, audits, majorities and quorums with
credibility, by the rules that the contract has. Prints how many results are wrong, and what it costs.

  --jobs N         jobs of a run (default 40000)
  --providers N    providers, 24 at least (default 200)
  --rate PERCENT   share of the jobs in which saboteurs lie (default 30)
  --seed N         seed of the run (default 1)
  --json           print a JSON document on stdout, and nothing else
  --help           print this text

Exit codes: 0 done, 1 failed, 2 wrong arguments.
`;

const OPTIONS = {
  jobs: { type: "string", default: "40000" },
  providers: { type: "string", default: "200" },
  rate: { type: "string", default: "30" },
  seed: { type: "string", default: "1" },
  json: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;

/** Reads the command line, or returns "help". */
export function readOptions(argv: readonly string[]): Options | "help" {
  const { help, json, jobs, providers, rate, seed } = parseOptions(argv, OPTIONS);
  if (help) return "help";
  return {
    jobs: wholeOf("jobs", jobs, 1, 10_000_000),
    providers: wholeOf("providers", providers, 24, 100_000),
    rate: wholeOf("rate", rate, 0, 100) / 100,
    seed: wholeOf("seed", seed, 0, 999_999_999),
    isJson: json,
  };
}
