import { parseArgs } from "node:util";

import { UsageError } from "../lib/usage";

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

/** Reads the command line, or returns "help". */
export function readOptions(argv: readonly string[]): Options | "help" {
  const values = parse(argv);
  if (values.help) return "help";
  const requests = Number(values.requests);
  if (!/^\d+$/.test(values.requests) || requests < 1 || requests > MOST_REQUESTS) {
    throw new UsageError(
      `--requests is ${values.requests}, but must be a whole number from 1 to ${MOST_REQUESTS}`,
    );
  }
  return { requests, isJson: values.json };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      strict: true,
      options: {
        requests: { type: "string", default: "4" },
        json: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    }).values;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    // Node goes on to explain how to pass what begins with a dash.
    throw new UsageError(message.split(". ")[0] ?? message);
  }
}
