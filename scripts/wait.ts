import { JsonRpcProvider } from "ethers";

import { runCommand } from "./lib/command";
import { UsageError } from "./lib/usage";

const USAGE = `npm run wait -- <number> seconds|hours|days

Lets time pass on a local chain, which WEFT_RPC_URL names where it is not at http://127.0.0.1:8545: the next block comes
as much later as was asked for, and a second. Other chains take their time.
`;

const SECONDS: ReadonlyMap<string, number> = new Map([
  ["second", 1],
  ["hour", 3_600],
  ["day", 86_400],
]);
const MOST_SECONDS = 366 * 86_400;

/** Seconds of a command line such as "2 days". */
function readSeconds(argv: readonly string[]): number | "help" {
  if (argv.includes("--help")) return "help";
  const [count = "", unit = "", ...others] = argv;
  const seconds = Number(count) * (SECONDS.get(unit.replace(/s$/, "")) ?? NaN);
  if (/^\d{1,8}$/.test(count) && seconds <= MOST_SECONDS && others.length === 0) return seconds;
  throw new UsageError(
    `the time is "${argv.join(" ")}", but must be a number of seconds, hours or days, such as 2 days, and at most a year`,
  );
}

async function wait(seconds: number): Promise<void> {
  const url = process.env["WEFT_RPC_URL"] ?? "http://127.0.0.1:8545";
  const provider = new JsonRpcProvider(url, undefined, { staticNetwork: true });
  try {
    await provider.send("evm_increaseTime", [seconds + 1]);
    await provider.send("evm_mine", []);
    const block = await provider.getBlock("latest");
    const now = new Date(Number(block?.timestamp ?? 0) * 1_000);
    process.stdout.write(`the chain's time is ${now.toISOString().replace(".000Z", "Z")}\n`);
  } catch (cause) {
    const host = new URL(url).host;
    throw new Error(`the node at ${host} lets nobody move its time; local ones do`, { cause });
  } finally {
    provider.destroy();
  }
}

void runCommand({ usage: USAGE, readOptions: readSeconds, run: wait, endsAtOnce: true });
