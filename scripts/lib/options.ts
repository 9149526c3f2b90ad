import { parseArgs, type ParseArgsConfig } from "node:util";

import { UsageError } from "./usage";

type Options = NonNullable<ParseArgsConfig["options"]>;
type Values<T extends Options> = ReturnType<
  typeof parseArgs<{ args: string[]; strict: true; options: T }>
>["values"];

/**
 * Reads a command line of options alone.
 *
 * @throws UsageError for an option that does not exist, or a word that is none.
 */
export function parseOptions<const T extends Options>(
  argv: readonly string[],
  options: T,
): Values<T> {
  try {
    return parseArgs({ args: [...argv], strict: true, options }).values;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    // Node goes on to explain how to pass what begins with a dash.
    throw new UsageError(message.split(". ")[0] ?? message);
  }
}

/** The whole number that an option gives. */
export function wholeOf(name: string, text: string, least: number, most: number): number {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : NaN;
  if (value >= least && value <= most) return value;
  throw new UsageError(`--${name} is ${text}, but must be a whole number from ${least} to ${most}`);
}
