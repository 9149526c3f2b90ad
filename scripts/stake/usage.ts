import { UsageError } from "../lib/usage";
import { COMMANDS, type Command } from "./commands";
import { COMMON, OPTIONS, readArguments, type Given } from "./given";

function column(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, says]) => `  ${name.padEnd(width)}  ${says}`).join("\n");
}

function usage(): string {
  const commands = [...COMMANDS].map(([name, { says, options }]) => {
    const takes = options.map((option) => ` --${option}`).join("");
    return [`${name}${takes}`, says] as const;
  });
  const options = Object.entries(OPTIONS).map(([name, { value, says }]) => {
    return [`--${name}${value === undefined ? "" : ` ${value}`}`, says] as const;
  });
  return `Usage: npm run stake -- COMMAND [options]

Stake WEFT behind a market, or behind a provider. The key of the account that acts is read from
WEFT_KEY in the environment, and never from an argument.

${column(commands)}

${column(options)}

Exit codes: 0 done, 1 refused by the chain or not reached, 2 wrong arguments.
`;
}

export const USAGE = usage();

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
  const takes = [...command.options, ...COMMON];
  const strange = given.names.find((option) => !takes.includes(option));
  if (strange !== undefined) {
    const options = takes.map((option) => `--${option}`).join(", ");
    throw new UsageError(`${name} takes no --${strange}; allowed are ${options}`);
  }
  return { name, command, given };
}
