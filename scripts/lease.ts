import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { toJson } from "./lib/json";
import { Ledger } from "./lib/ledger";
import { sentenceOf } from "./lib/sentence";
import { UsageError } from "./lib/usage";
import { checkSums } from "./lease/check";
import { readOptions, USAGE, type Options } from "./lease/options";
import { asText, summarize } from "./lease/report";
import { tell } from "./lease/story";
import { openWorld } from "./lease/world";

/** Tells the story once, and holds it to its sums. */
async function run({ requests, isJson }: Options, signal: AbortSignal): Promise<void> {
  const say = (text: string): void => void process.stderr.write(`${text}\n`);
  const directory = mkdtempSync(join(tmpdir(), "weft-lease-"));
  try {
    say("Deploying to the embedded chain");
    const ledger = new Ledger();
    const world = await openWorld(ledger);
    const outcome = await tell({ world, ledger, say, signal, directory, requests });
    await checkSums(world, outcome);
    const text = isJson
      ? toJson(summarize(outcome, ledger))
      : `\n${asText(world, outcome, ledger)}`;
    process.stdout.write(`${text}\n`);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

async function main(): Promise<void> {
  const interruption = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"] as const) {
    process.on(name, () => interruption.abort(new Error(`stopped by ${name}`)));
  }
  try {
    const options = readOptions(process.argv.slice(2));
    if (options === "help") process.stdout.write(USAGE);
    else await run(options, interruption.signal);
  } catch (error) {
    process.stderr.write(`${sentenceOf(error)}\n`);
    process.exitCode = error instanceof UsageError ? 2 : 1;
  }
}

void main();
