import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";

import { toJson } from "./lib/json";
import { Ledger } from "./lib/ledger";
import { sentenceOf } from "./lib/sentence";
import { UsageError } from "./lib/usage";
import { asText, summarize } from "./works/report";
import { tell, type Outcome } from "./works/story";
import { openWorld } from "./works/world";

const USAGE = `Usage: npm run works -- [options]

A work is minted on an embedded chain, sold, resold, given away, cleared, remixed and auctioned, and every
price is shown by who got what of it.

  --json           print the result as JSON on stdout; amounts in base units
  --help           print this text
`;

function readOptions(argv: readonly string[]): { isJson: boolean } | "help" {
  try {
    const { values } = parseArgs({
      args: [...argv],
      strict: true,
      options: {
        json: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    });
    return values.help ? "help" : { isJson: values.json };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    // Node goes on to explain how to pass what begins with a dash.
    throw new UsageError(message.split(". ")[0] ?? message);
  }
}

/** Every price is what seller, royalty and fee are together, and every buyer on the market is cleared. */
function checkSums({ chapters }: Outcome): void {
  for (const { what, sold, isCleared } of chapters) {
    const { price, proceeds, royalty, fee } = sold;
    if (proceeds + royalty + fee !== price) throw new Error(`the parts of "${what}" are not all`);
    const isForEther = BigInt(sold.currency) === 0n;
    if (isForEther && !isCleared) throw new Error(`the buyer of "${what}" is not cleared`);
  }
}

async function run(isJson: boolean): Promise<void> {
  const say = (text: string): void => void process.stderr.write(`${text}\n`);
  const directory = mkdtempSync(join(tmpdir(), "weft-works-"));
  try {
    say("Deploying to the embedded chain");
    const ledger = new Ledger();
    const world = await openWorld(ledger);
    const outcome = await tell({ world, ledger, say, directory });
    checkSums(outcome);
    const text = isJson
      ? toJson(summarize(outcome, ledger))
      : `\n${asText(world, outcome, ledger)}`;
    process.stdout.write(`${text}\n`);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

async function main(): Promise<void> {
  try {
    const options = readOptions(process.argv.slice(2));
    if (options === "help") process.stdout.write(USAGE);
    else await run(options.isJson);
  } catch (error) {
    process.stderr.write(`${sentenceOf(error)}\n`);
    process.exitCode = error instanceof UsageError ? 2 : 1;
  }
}

void main();
