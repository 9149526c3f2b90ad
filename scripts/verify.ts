import hre from "hardhat";

import { journalFolder } from "./lib/deploy";
import { deployedIn, readJournal } from "./lib/journal";
import { runScript } from "./lib/script";
import { verifyAll } from "./lib/verify";

/** Tells the explorer of the network the sources of what was deployed to it. */
async function main(): Promise<void> {
  const chainId = Number((await hre.ethers.provider.getNetwork()).chainId);
  const folder = journalFolder(hre, chainId);
  const deployed = deployedIn(readJournal(folder));
  const { WEFT_EXPLORER_KEY: key, WEFT_EXPLORER_URL: apiUrl } = process.env;
  const report = (line: string) => process.stdout.write(`${line}\n`);
  if (deployed.size === 0) throw new Error(`${folder} holds no deployment; deploy first`);
  await verifyAll({ folder, deployed, explorer: { key, chainId, apiUrl }, report });
}

runScript(main);
