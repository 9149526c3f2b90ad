import { parseOptions } from "../lib/options";
import { UsageError } from "../lib/usage";

/** What the benchmark was asked to do. */
export interface Options {
  /** Items in a batch, smallest first. */
  sizes: readonly number[];
  /** What is measured. */
  flows: readonly Flow[];
  /** File for the JSON document. */
  out: string;
  /** Print the JSON document on stdout, and nothing else. */
  isJson: boolean;
}

const MAX_SIZE = 200;

/** What can be measured. */
export const FLOWS = ["jobs", "claims", "vouchers"] as const;
export type Flow = (typeof FLOWS)[number];

export const USAGE = `Usage: npm run bench:throughput -- [options]

Measures jobs, one-shot claims and vouchers in batches on the embedded chain: gas and calldata of an
item, items that a block holds, items a second on this machine.

  --sizes LIST     items in a batch, 1 to ${MAX_SIZE}, apart by commas (default 1,10,50,200)
  --flows LIST     of ${FLOWS.join(", ")}, apart by commas (default all)
  --out FILE       where the JSON document is written (default out/bench/throughput.json)
  --json           print the JSON document on stdout, and nothing else
  --help           print this text

Exit codes: 0 done, 1 failed, 2 wrong arguments.
`;

const OPTIONS = {
  sizes: { type: "string", default: "1,10,50,200" },
  flows: { type: "string", default: FLOWS.join(",") },
  out: { type: "string", default: "out/bench/throughput.json" },
  json: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;

/** Reads the command line, or returns "help". */
export function readOptions(argv: readonly string[]): Options | "help" {
  const { help, json, out, sizes, flows } = parseOptions(argv, OPTIONS);
  if (help) return "help";
  if (out === "") throw new UsageError("--out is empty, but must name a file");
  return { sizes: readSizes(sizes), flows: readFlows(flows), out, isJson: json };
}

function readFlows(list: string): Flow[] {
  const names = list.split(",");
  const flows = FLOWS.filter((flow) => names.includes(flow));
  if (flows.length !== new Set(names).size) {
    throw new UsageError(`--flows is ${list}, but must be of ${FLOWS.join(", ")} apart by commas`);
  }
  return flows;
}

function readSizes(list: string): number[] {
  const sizes = list.split(",").map((text) => (/^\d{1,3}$/.test(text) ? Number(text) : 0));
  if (sizes.some((size) => size < 1 || size > MAX_SIZE)) {
    throw new UsageError(
      `--sizes is ${list}, but must be whole numbers from 1 to ${MAX_SIZE} apart by commas`,
    );
  }
  return [...new Set(sizes)].sort((a, b) => a - b);
}
