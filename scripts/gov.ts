import { runCommand } from "./lib/command";
import { checkTaken } from "./lib/given";
import { toJson } from "./lib/json";
import { manualOf } from "./lib/manual";
import { UsageError } from "./lib/usage";
import { COMMANDS, optionsOf, type Command } from "./gov/commands";
import { OPTIONS, readArguments, type Given } from "./gov/options";
import type { Report } from "./gov/report";
import { openSession, readKey, signerOf } from "./gov/session";

const USAGE = manualOf({
  script: "gov",
  about: `Propose, vote, queue and execute. The key of the account that acts is read from an encrypted
keystore, or from WEFT_KEY in the environment, and never from an argument.`,
  commands: COMMANDS,
  options: OPTIONS,
});

interface Order {
  name: string;
  command: Command;
  given: Given;
}

/** The command that a command line means, with options that it takes. */
function readOrder(argv: readonly string[]): Order | "help" {
  const { words, given } = readArguments(argv);
  if (given.has("help")) return "help";
  const [name, ...others] = words;
  const command = COMMANDS.get(name ?? "");
  if (name === undefined || command === undefined || others.length > 0) {
    const allowed = [...COMMANDS.keys()].join(", ");
    throw new UsageError(`one command must be given, and options alone; allowed are ${allowed}`);
  }
  checkTaken(name, given, optionsOf(command));
  command.check(given);
  return { name, command, given };
}

function print(name: string, given: Given, { data, text }: Report): void {
  // A signed ballot is data for whoever brings it, and nothing beside it.
  const document = name === "sign" ? data : { command: name, ...data };
  process.stdout.write(`${given.has("json") ? toJson(document) : text}\n`);
}

async function run({ name, command, given }: Order): Promise<void> {
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

void runCommand({ usage: USAGE, readOptions: readOrder, run, endsAtOnce: true });
