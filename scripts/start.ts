import { runCommand } from "./lib/command";
import { withFolder } from "./lib/folder";
import { Ledger } from "./lib/ledger";
import { openMarket } from "./main-job/market";
import { USAGE, readOptions, type Options } from "./main-job/options";
import { Output } from "./main-job/output";
import { Progress } from "./main-job/progress";
import { showRefusals } from "./main-job/refusals";
import { holdingsOf, summarize, tell as report } from "./main-job/report";
import { listSources, scoresOf, tellScores } from "./main-job/scores";
import { withdrawAll } from "./main-job/settle";
import { tell } from "./main-job/story";
import { assemble, readTask } from "./main-job/task";
import { tellVerified } from "./main-job/verified/tell";

/** Runs the story once and writes what came of it. */
async function run(options: Options, signal: AbortSignal): Promise<void> {
  const progress = new Progress();
  const task = readTask(options);
  const output = new Output(options.out);
  try {
    progress.say("Deploying to the embedded chain");
    const ledger = new Ledger();
    const market = await openMarket(ledger);
    await listSources(market, ledger);
    const before = await scoresOf(market);
    const chapters = await tell({ market, ledger, progress, signal }, task);
    const verified =
      options.wasm === undefined
        ? await withFolder("weft-secrets-", (folder) =>
            tellVerified({ market, ledger, progress, signal }, task, folder),
          )
        : [];
    await withdrawAll(market, ledger);
    signal.throwIfAborted();

    for (const { name, bytes } of assemble(task, chapters)) output.write(name, bytes);
    const after = await scoresOf(market);
    const summary = summarize(task, chapters, verified, after);
    output.write("receipts.json", `${JSON.stringify(summary, null, 2)}\n`);
    const files = output.publish();

    const holdings = await holdingsOf(market);
    if (options.isRefusals) progress.say(`\n${await showRefusals(market, task)}\n`);
    if (options.isJson) process.stdout.write(`${JSON.stringify({ ...summary, files }, null, 2)}\n`);
    else
      process.stdout.write(
        `\n${report([...chapters, ...verified], holdings, ledger)}\n\n${tellScores(before, after)}\n\n${files.join("\n")}\n`,
      );
  } finally {
    progress.endBars();
    output.discard();
  }
}

void runCommand({ usage: USAGE, readOptions, run, misuse: 1, explains: true });
