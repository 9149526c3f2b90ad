import { FileContentStore } from "@weft/sdk/node";
import hre from "hardhat";

import { runCommand } from "./lib/command";
import { withFolder } from "./lib/folder";
import { Ledger } from "./lib/ledger";
import { openMarket } from "./main-job/market";
import { USAGE, readOptions, type Options } from "./main-job/options";
import { Output } from "./main-job/output";
import { Progress } from "./main-job/progress";
import { showRefusals } from "./main-job/refusals";
import { checkMoney, holdingsOf, summarize, tell as report } from "./main-job/report";
import { scoresOf, tellScores } from "./main-job/scores";
import { withdrawAll } from "./main-job/settle";
import { tell } from "./main-job/story";
import { assemble, readTask } from "./main-job/task";
import { tellVerified } from "./main-job/verified/tell";
import { listByVote } from "./main-job/vote/listing";
import { tellRefusals, tellVotes } from "./main-job/vote/report";
import { tellVote } from "./main-job/vote/tell";
import { tellSales } from "./main-job/works/report";
import { tellWorks } from "./main-job/works/tell";

/** Runs the story once and writes what came of it. */
async function run(options: Options, signal: AbortSignal): Promise<void> {
  const progress = new Progress();
  const task = readTask(options);
  const output = new Output(options.out);
  try {
    progress.say("Deploying to the embedded chain");
    await hre.run("compile", { quiet: true });
    const ledger = new Ledger();
    const market = await openMarket(ledger);
    const context = { market, ledger, progress, signal };
    const listing = await listByVote(context);
    const before = await scoresOf(market);
    const chapters = await tell(context, task);
    const verified =
      options.wasm === undefined
        ? await withFolder("weft-secrets-", (folder) => tellVerified(context, task, folder))
        : [];
    const store = new FileContentStore(output.folder("content"));
    const works = await tellWorks(context, { task, chapters, store });
    signal.throwIfAborted();
    // As the work left them: the vote takes more than a week.
    const scores = await scoresOf(market);
    const votes = { listing, fee: await tellVote(context) };
    await withdrawAll(market, ledger);
    signal.throwIfAborted();

    for (const { name, bytes } of assemble(task, chapters)) output.write(name, bytes);
    const summary = summarize(task, { chapters, verified, scores, works, votes });
    output.write("receipts.json", `${JSON.stringify(summary, null, 2)}\n`);
    const holdings = await holdingsOf(market);
    await checkMoney(market, holdings);
    const files = output.publish();

    if (options.isRefusals) {
      const tables = [await showRefusals(market, task), tellRefusals(votes)];
      progress.say(`\n${tables.join("\n\n")}\n`);
    }
    if (options.isJson) process.stdout.write(`${JSON.stringify({ ...summary, files }, null, 2)}\n`);
    else {
      const parts = [
        report([...chapters, ...verified], holdings, ledger),
        tellScores(before, scores),
        ...(works === undefined ? [] : [tellSales(works)]),
        tellVotes(votes),
        files.join("\n"),
      ];
      process.stdout.write(`\n${parts.join("\n\n")}\n`);
    }
  } finally {
    progress.endBars();
    output.discard();
  }
}

void runCommand({ usage: USAGE, readOptions, run, misuse: 1, explains: true });
