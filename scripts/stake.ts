import { runCommand } from "./lib/command";
import { connect, readKey } from "./stake/connect";
import { asJson, asText } from "./stake/report";
import { USAGE, readOrder, type Order } from "./stake/usage";
import { accountOf } from "./stake/values";

/** Reads every argument before anything is asked or sent. */
async function run({ name, command, given }: Order): Promise<void> {
  const action = command.plan(given, readKey(process.env));
  const session = await connect({
    network: given.text("network") ?? "localhost",
    deployment: given.text("deployment"),
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

void runCommand({ usage: USAGE, readOptions: readOrder, run, endsAtOnce: true });
