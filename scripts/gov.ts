import { toJson } from "./lib/json";
import { sentenceOf } from "./lib/sentence";
import { UsageError } from "./lib/usage";
import { COMMANDS, optionsOf, type Command } from "./gov/commands";
import { OPTIONS, readArguments, type Given } from "./gov/options";
import type { Report } from "./gov/report";
import { openSession, readKey, signerOf } from "./gov/session";

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
  return `Usage: npm run gov -- COMMAND [options]

Propose, vote, queue and execute. The key of the account that acts is read from an encrypted
keystore, or from WEFT_KEY in the environment, and never from an argument.

${column(commands)}

${column(options)}

Exit codes: 0 done, 1 refused by the chain or not reached, 2 wrong arguments.
`;
}

/** The command that a command line means, with options that it takes. */
function readOrder(
  argv: readonly string[],
): { name: string; command: Command; given: Given } | "help" {
  const { words, given } = readArguments(argv);
  if (given.has("help")) return "help";
  const [name, ...others] = words;
  const command = COMMANDS.get(name ?? "");
  if (name === undefined || command === undefined || others.length > 0) {
    const allowed = [...COMMANDS.keys()].join(", ");
    throw new UsageError(`one command must be given, and options alone; allowed are ${allowed}`);
  }
  const takes: readonly string[] = optionsOf(command);
  const strange = given.names.find((option) => !takes.includes(option));
  if (strange !== undefined) {
    const allowed = takes.map((option) => `--${option}`).join(", ");
    throw new UsageError(`${name} takes no --${strange}; allowed are ${allowed}`);
  }
  return { name, command, given };
}

function print(name: string, given: Given, { data, text }: Report): void {
  // A signed ballot is data for whoever brings it, and nothing beside it.
  const document = name === "sign" ? data : { command: name, ...data };
  process.stdout.write(`${given.has("json") ? toJson(document) : text}\n`);
}

async function main(): Promise<void> {
  const order = readOrder(process.argv.slice(2));
  if (order === "help") {
    process.stdout.write(usage());
    return;
  }
  const { name, command, given } = order;
  const session = await openSession(given);
  try {
    const signer = async () =>
      signerOf(await readKey(given, process.env), session, given.has("dry-run"));
    const report = await command.run(given, session, signer);
    print(name, given, report);
    if (report.isFailure === true) process.exitCode = 1;
  } finally {
    session.provider.destroy();
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${sentenceOf(error)}\n`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
});
