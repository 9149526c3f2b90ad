import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { CHAINS_FILE, chainsSource } from "./lib/chains";
import { runScript } from "./lib/script";

const DEPLOYMENTS = join(__dirname, "../deployments");

/** Tells the SDK of the public chains' deployments; with `--check`, says whether it was told of them all. */
async function main(): Promise<void> {
  const text = await chainsSource(DEPLOYMENTS);
  if (!process.argv.includes("--check")) {
    writeFileSync(CHAINS_FILE, text);
  } else if (readFileSync(CHAINS_FILE, "utf8") !== text) {
    throw new Error(`${CHAINS_FILE} is stale; run npm run deployments, and commit it`);
  }
}

runScript(main);
