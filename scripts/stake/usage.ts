import { checkTaken } from "../lib/given";
import { manualOf } from "../lib/manual";
import { UsageError } from "../lib/usage";
import { COMMANDS, type Command } from "./commands";
import { COMMON, OPTIONS, readArguments, type Given } from "./given";

export const USAGE = manualOf({
  script: "stake",
  about: `Stake WEFT behind a market, or behind a provider. The key of the account that acts is read from
WEFT_KEY in the environment, and never from an argument.`,
  commands: COMMANDS,
  options: OPTIONS,
});

/** A command line that makes sense so far: what it takes is checked by the command. */
export interface Order {
  name: string;
  command: Command;
  given: Given;
}

/**
 * Reads the command line.
 *
 * @throws UsageError for a command or an option that does not exist, or not together.
 */
export function readOrder(argv: readonly string[]): Order | "help" {
  const { words, given } = readArguments(argv);
  if (given.has("help")) return "help";
  const allowed = [...COMMANDS.keys()].join(", ");
  const [name, ...others] = words;
  if (name === undefined) throw new UsageError(`no command was given; allowed are ${allowed}`);
  const command = COMMANDS.get(name);
  if (command === undefined) {
    throw new UsageError(`the first word is no command; allowed are ${allowed}`);
  }
  if (others.length > 0) {
    throw new UsageError(`${name} is followed by another word, but must be by options alone`);
  }
  checkTaken(name, given, [...command.options, ...COMMON]);
  return { name, command, given };
}
