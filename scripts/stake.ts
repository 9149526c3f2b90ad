import { sentenceOf } from "./lib/sentence";
import { UsageError } from "./lib/usage";
import { connect, readKey } from "./stake/connect";
import { asJson, asText } from "./stake/report";
import { USAGE, readOrder, type Order } from "./stake/usage";
import { accountOf } from "./stake/values";

const asTyped = (_: string, text: string): string => text;

/** Reads every argument before anything is asked or sent. */
async function run({ name, command, given }: Order): Promise<void> {
  const action = command.plan(given, readKey(process.env));
  const session = await connect({
    network: given.maybe("network", asTyped) ?? "localhost",
    deployment: given.maybe("deployment", asTyped),
    market: given.maybe("market", accountOf),
  });
  try {
    const report = await action(session);
    const data = { command: name, ...report.data };
    const text = given.has("json") ? asJson({ ...report, data }) : asText(report);
    process.stdout.write(`${text}\n`);
  } finally {
    session.provider.destroy();
  }
}

async function main(): Promise<void> {
  try {
    const order = readOrder(process.argv.slice(2));
    if (order === "help") process.stdout.write(USAGE);
    else await run(order);
  } catch (error) {
    process.stderr.write(`${sentenceOf(error)}\n`);
    process.exitCode = error instanceof UsageError ? 2 : 1;
  }
}

void main();
