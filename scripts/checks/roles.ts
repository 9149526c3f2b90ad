import { readFileSync } from "node:fs";
import { join } from "node:path";

import { isAddress } from "ethers";
import hre from "hardhat";

import { GOVERNOR_ID, TOKEN_ID } from "../lib/contract-ids";
import { journalFolder } from "../lib/deploy";
import { firstBlockIn, readJournal, senderIn } from "../lib/journal";
import { checkRoles, sayDeployer, weftOf } from "../lib/roles";
import { runScript } from "../lib/script";
import { table } from "../lib/table";

/** The addresses that a deployment wrote, by name. */
function readAddresses(folder: string): Record<string, string> {
  const path = join(folder, "deployed_addresses.json");
  const parsed: unknown = JSON.parse(readFileSync(path, "utf8"));
  if (typeof parsed !== "object" || parsed === null) throw new Error(`${path} holds no addresses`);
  const entries = Object.entries(parsed).flatMap(([name, address]: [string, unknown]) =>
    typeof address === "string" && isAddress(address) ? [[name, address] as const] : [],
  );
  return Object.fromEntries(entries);
}

async function main(): Promise<void> {
  const { provider } = hre.ethers;
  const { chainId } = await provider.getNetwork();
  const folder = journalFolder(hre, chainId);
  const [addresses, entries] = [readAddresses(folder), readJournal(folder)];
  const [deployer, fromBlock] = [senderIn(entries), firstBlockIn(entries)];
  const deployment = { addresses, governor: GOVERNOR_ID, deployer, fromBlock };
  const { held, faults } = await checkRoles(provider, deployment);
  const rows = held.map(({ contract, role, holder, isVoted }) => [
    ...[contract, role, holder],
    isVoted === true ? "changed by vote" : "",
  ]);
  process.stdout.write(`${table(["contract", "role", "holder", ""], rows)}\n`);
  for (const fault of faults) process.stdout.write(`FAILED ${fault}\n`);
  if (faults.length > 0) {
    process.exitCode = 1;
    return;
  }
  const token = addresses[TOKEN_ID];
  if (token === undefined) throw new Error(`the deployment has no ${TOKEN_ID}`);
  process.stdout.write(`${sayDeployer(deployer, await weftOf(provider, token, deployer))}\n`);
}

runScript(main);
