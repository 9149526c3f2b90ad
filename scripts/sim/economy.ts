import { toJson } from "../lib/json";
import { UsageError } from "../lib/usage";
import { readOptions, USAGE } from "./economy/options";
import { printed } from "./economy/report";
import { runAll } from "./economy/run";

function main(): number {
  const options = readOptions(process.argv.slice(2));
  if (options === "help") {
    process.stdout.write(USAGE);
    return 0;
  }
  const { isJson, ...size } = options;
  const report = runAll(size);
  process.stdout.write(`${isJson ? toJson(report) : printed(report)}\n`);
  return 0;
}

try {
  process.exitCode = main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
