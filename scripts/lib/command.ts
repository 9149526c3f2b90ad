import { sentenceOf } from "./sentence";
import { UsageError } from "./usage";

export interface Command<Options> {
  usage: string;
  readOptions: (argv: readonly string[]) => Options | "help";
  /** Does it; the signal says that the process is asked to end. */
  run: (options: Options, signal: AbortSignal) => Promise<void>;
  /** Exit code for wrong arguments; left out, 2. */
  misuse?: number;
  /** Whether wrong arguments are answered with the usage too. */
  explains?: boolean;
  /** Whether SIGINT ends the process at once: of commands that have nothing to tidy up. */
  endsAtOnce?: boolean;
}

function stopped(): AbortSignal {
  const interruption = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"] as const) {
    process.on(name, () => interruption.abort(new Error(`stopped by ${name}`)));
  }
  return interruption.signal;
}

/** Runs a command by the arguments of the process: one sentence on stderr and an exit code where it fails. */
export async function runCommand<Options>(command: Command<Options>): Promise<void> {
  const { usage, readOptions, run, misuse = 2, explains = false } = command;
  const signal = command.endsAtOnce === true ? new AbortController().signal : stopped();
  try {
    const options = readOptions(process.argv.slice(2));
    if (options === "help") process.stdout.write(usage);
    else await run(options, signal);
  } catch (error) {
    process.stderr.write(`${sentenceOf(error)}\n`);
    if (explains && error instanceof UsageError) process.stderr.write(`\n${usage}`);
    process.exitCode = error instanceof UsageError ? misuse : 1;
  }
}
