import { parseOptions, wholeOf } from "../lib/options";
import { UsageError } from "../lib/usage";

/** What the main job was asked to do. */
export interface Options {
  /** Program to run; the path tracer if left out. */
  wasm: string | undefined;
  /** Inputs, one a chunk; the tiles of the picture if no program is given. */
  inputs: readonly string[];
  /** Directory for results. */
  out: string;
  /** Print the result as JSON on stdout. */
  isJson: boolean;
  /** Show what market and governor refuse, and how they say so. */
  isRefusals: boolean;
  /** Paths for each pixel of the picture. */
  samples: number;
}

export const USAGE = `Usage: npm start -- [options]

Runs the market on an embedded chain: three providers stake and sign offers, a client signs a
request, the work runs in the sandbox, an attester executes it again, everybody is paid. Then one
chunk is verified in the other ways: by a jury, by a quorum, by a proof; and the picture is minted with
what it was computed by, sold, and sold on, with its royalty (neither with --wasm). Votes begin and end
it: the first lists the token that is paid with, the last changes the fee, which the next job pays.

  --wasm FILE      run this WASI program instead of the path tracer
  --input FILE     one chunk of input, given to it as stdin and /input; may be repeated
  --samples N      paths for each pixel of the picture, 1 to 1024 (default 144)
  --out DIR        where picture, results and receipts are written (default out)
  --refusals       also show what market and governor refuse, in one sentence each
  --json           print the result as JSON on stdout
  --help           print this text
`;

const OPTIONS = {
  wasm: { type: "string" },
  input: { type: "string", multiple: true },
  out: { type: "string", default: "out" },
  samples: { type: "string", default: "144" },
  json: { type: "boolean", default: false },
  refusals: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;

/** Reads the command line, or returns "help". */
export function readOptions(argv: readonly string[]): Options | "help" {
  const values = parseOptions(argv, OPTIONS);
  if (values.help) return "help";
  const { input: inputs = [] } = values;
  if (values.wasm === undefined && inputs.length > 0) {
    throw new UsageError("--input needs --wasm, the program that reads it");
  }
  return {
    wasm: values.wasm,
    inputs,
    out: values.out,
    isJson: values.json,
    isRefusals: values.refusals,
    samples: wholeOf("samples", values.samples, 1, 1_024),
  };
}
