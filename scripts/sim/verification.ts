import { runCommand } from "../lib/command";
import { toJson } from "../lib/json";
import { readOptions, USAGE, type Options } from "./verification/options";
import { printed } from "./verification/report";
import { runAll } from "./verification/run";

function run({ isJson, ...size }: Options): Promise<void> {
  let done = 0;
  const report = runAll(size, () => {
    process.stderr.write(`\r${++done} runs`);
  });
  process.stderr.write("\n");
  process.stdout.write(`${isJson ? toJson(report) : printed(report)}\n`);
  return Promise.resolve();
}

void runCommand({ usage: USAGE, readOptions, run });
