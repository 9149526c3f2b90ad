import { runCommand } from "./lib/command";
import { withFolder } from "./lib/folder";
import { toJson } from "./lib/json";
import { Ledger } from "./lib/ledger";
import { parseOptions } from "./lib/options";
import { asText, summarize } from "./works/report";
import { checkParts } from "./works/stall";
import { tell, type Outcome } from "./works/story";
import { openWorld } from "./works/world";

interface Options {
  /** Print the result as JSON on stdout. */
  isJson: boolean;
}

const USAGE = `Usage: npm run works -- [options]

A work is minted on an embedded chain, sold, resold, given away, cleared, remixed and auctioned, and every
price is shown by who got what of it.

  --json           print the result as JSON on stdout; amounts in base units
  --help           print this text
`;

const OPTIONS = {
  json: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;

function readOptions(argv: readonly string[]): Options | "help" {
  const values = parseOptions(argv, OPTIONS);
  return values.help ? "help" : { isJson: values.json };
}

/** Every part of a price went somewhere, and every buyer on the market is cleared. */
function checkSums({ deals }: Outcome): void {
  for (const deal of deals) {
    checkParts(deal);
    const isForEther = BigInt(deal.sold.currency) === 0n;
    if (isForEther && !deal.isCleared) {
      throw new Error(`the buyer of "${deal.what}" is not cleared`);
    }
  }
}

async function run({ isJson }: Options, signal: AbortSignal): Promise<void> {
  const say = (text: string): void => {
    signal.throwIfAborted();
    process.stderr.write(`${text}\n`);
  };
  say("Deploying to the embedded chain");
  const ledger = new Ledger();
  const world = await openWorld(ledger);
  const outcome = await withFolder("weft-works-", (directory) =>
    tell({ world, ledger, say, directory }),
  );
  checkSums(outcome);
  const text = isJson ? toJson(summarize(outcome, ledger)) : `\n${asText(world, outcome, ledger)}`;
  process.stdout.write(`${text}\n`);
}

void runCommand({ usage: USAGE, readOptions, run });
