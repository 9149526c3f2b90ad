import { parseArgs } from "node:util";

import { UsageError } from "../../lib/usage";
import type { Size } from "./run";

export interface Options extends Size {
  isJson: boolean;
}

export const USAGE = `Usage: npm run sim:economy -- [options]

Simulates records and rewards against those who would farm them: dealing with oneself, lying, starting anew.
Prints what it comes to.

  --providers N    honest providers around a newcomer (default 500)
  --days N         days that liars go on (default 360)
  --seed N         seed of the run (default 1)
  --json           print a JSON document on stdout, and nothing else
  --help           print this text

Exit codes: 0 done, 1 failed, 2 wrong arguments.
`;

function whole(name: string, text: string, least: number, most: number): number {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : NaN;
  if (value >= least && value <= most) return value;
  throw new UsageError(`--${name} is ${text}, but must be a whole number from ${least} to ${most}`);
}

/** Reads the command line, or returns "help". */
export function readOptions(argv: readonly string[]): Options | "help" {
  const { help, json, providers, days, seed } = parse(argv);
  if (help) return "help";
  return {
    providers: whole("providers", providers, 1, 100_000),
    days: whole("days", days, 1, 10_000),
    seed: whole("seed", seed, 0, 999_999_999),
    isJson: json,
  };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      strict: true,
      options: {
        providers: { type: "string", default: "500" },
        days: { type: "string", default: "360" },
        seed: { type: "string", default: "1" },
        json: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
