import { runCommand } from "./lib/command";
import { withFolder } from "./lib/folder";
import { toJson } from "./lib/json";
import { Ledger } from "./lib/ledger";
import { checkSums } from "./lease/check";
import { readOptions, USAGE, type Options } from "./lease/options";
import { asText, summarize } from "./lease/report";
import { tell } from "./lease/story";
import { openWorld } from "./lease/world";

/** Tells the story once, and holds it to its sums. */
async function run({ requests, isJson }: Options, signal: AbortSignal): Promise<void> {
  const say = (text: string): void => void process.stderr.write(`${text}\n`);
  await withFolder("weft-lease-", async (directory) => {
    say("Deploying to the embedded chain");
    const ledger = new Ledger();
    const world = await openWorld(ledger);
    const outcome = await tell({ world, ledger, say, signal, directory, requests });
    await checkSums(world, outcome);
    const text = isJson
      ? toJson(summarize(outcome, ledger))
      : `\n${asText(world, outcome, ledger)}`;
    process.stdout.write(`${text}\n`);
  });
}

void runCommand({ usage: USAGE, readOptions, run });
