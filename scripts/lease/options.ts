import { parseOptions, wholeOf } from "../lib/options";

/** What the story was asked to be. */
export interface Options {
  /** Requests of each client that are served. */
  requests: number;
  /** Print the result as JSON on stdout. */
  isJson: boolean;
}

const MOST_REQUESTS = 1_000;

export const USAGE = `Usage: npm run lease -- [options]

Leases a metered HTTP service on an embedded chain: every request brings a voucher for all that was
used so far, the service refuses those that it would not be paid for, and at the end one collection
pays for everything.

  --requests N     requests of each client that are served, 1 to ${MOST_REQUESTS} (default 4)
  --json           print the result as JSON on stdout; amounts in base units
  --help           print this text
`;

const OPTIONS = {
  requests: { type: "string", default: "4" },
  json: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;

/** Reads the command line, or returns "help". */
export function readOptions(argv: readonly string[]): Options | "help" {
  const values = parseOptions(argv, OPTIONS);
  if (values.help) return "help";
  const requests = wholeOf("requests", values.requests, 1, MOST_REQUESTS);
  return { requests, isJson: values.json };
}
