import { FetchRequest } from "ethers";

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
const TIMEOUT_MS = 10_000;
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

async function ask(url: string, method: string, params: unknown[]): Promise<unknown> {
  const request = new FetchRequest(url);
  request.timeout = TIMEOUT_MS;
  request.body = { jsonrpc: "2.0", id: 1, method, params };
  const response = await request.send();
  response.assertOk();
  const answer: unknown = response.bodyJson;
  if (typeof answer === "object" && answer !== null && "result" in answer) return answer.result;
  throw new Error(`${method} has no answer: ${JSON.stringify(answer)}`);
}

/** The time of the newest block, as people read it. */
async function timeAt(url: string): Promise<string> {
  const block = await ask(url, "eth_getBlockByNumber", ["latest", false]);
  if (typeof block !== "object" || block === null || !("timestamp" in block)) return "unknown";
  return new Date(Number(block.timestamp) * 1_000).toISOString().replace(".000Z", "Z");
}

async function wait(seconds: number): Promise<void> {
  const url = process.env["WEFT_RPC_URL"] ?? "http://127.0.0.1:8545";
  try {
    await ask(url, "evm_increaseTime", [seconds + 1]);
    await ask(url, "evm_mine", []);
    process.stdout.write(`the chain's time is ${await timeAt(url)}\n`);
  } catch (cause) {
    // Without the URL's path, which often holds a key.
    const says = `no node at ${new URL(url).host} lets its time be moved; those of local chains do`;
    throw new Error(says, { cause });
  }
}

void runCommand({ usage: USAGE, readOptions: readSeconds, run: wait, endsAtOnce: true });
