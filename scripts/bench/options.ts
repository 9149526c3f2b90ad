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
  /** Write the tables of `docs/throughput.md` too. */
  isPage: boolean;
}

const MAX_SIZE = 200;
const SIZES = "1,10,50,200";

/** What can be measured. */
export const FLOWS = ["jobs", "claims", "vouchers"] as const;
export type Flow = (typeof FLOWS)[number];

export const USAGE = `Usage: npm run bench:throughput -- [options]

Measures jobs, one-shot claims and vouchers in batches on the embedded chain: gas and calldata of an
item, items that a block holds, items a second on this machine.

  --sizes LIST     items in a batch, 1 to ${MAX_SIZE}, apart by commas (default ${SIZES})
  --flows LIST     of ${FLOWS.join(", ")}, apart by commas (default all)
  --out FILE       where the JSON document is written (default out/bench/throughput.json)
  --json           print the JSON document on stdout, and nothing else
  --page           write both tables into docs/throughput.md; for all flows and the default sizes
  --help           print this text

Exit codes: 0 done, 1 failed, 2 wrong arguments.
`;

const OPTIONS = {
  sizes: { type: "string", default: SIZES },
  flows: { type: "string", default: FLOWS.join(",") },
  out: { type: "string", default: "out/bench/throughput.json" },
  json: { type: "boolean", default: false },
  page: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;

/** Reads the command line, or returns "help". */
export function readOptions(argv: readonly string[]): Options | "help" {
  const { help, json, out, page, sizes, flows } = parseOptions(argv, OPTIONS);
  if (help) return "help";
  if (out === "") throw new UsageError("--out is empty, but must name a file");
  if (page && (sizes !== SIZES || flows !== FLOWS.join(","))) {
    throw new UsageError("--page is for all flows and the default sizes, as the page has them");
  }
  return { sizes: readSizes(sizes), flows: readFlows(flows), out, isJson: json, isPage: page };
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
