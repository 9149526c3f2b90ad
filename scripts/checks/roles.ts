import { readFileSync } from "node:fs";
import { join } from "node:path";

import { getAddress, isAddress } from "ethers";
import hre from "hardhat";

import { GOVERNOR_ID } from "../lib/contracts";
import { journalFolder } from "../lib/deploy";
import { firstBlockIn, readJournal } from "../lib/journal";
import { checkRoles } from "../lib/roles";
import { table } from "../lib/table";

/** The addresses that a deployment wrote, by name. */
function readAddresses(chainId: bigint): Record<string, string> {
  const path = join(journalFolder(hre, chainId), "deployed_addresses.json");
  const parsed: unknown = JSON.parse(readFileSync(path, "utf8"));
  if (typeof parsed !== "object" || parsed === null) throw new Error(`${path} holds no addresses`);
  const entries = Object.entries(parsed).flatMap(([name, address]: [string, unknown]) =>
    typeof address === "string" && isAddress(address) ? [[name, address] as const] : [],
  );
  return Object.fromEntries(entries);
}

/** Who deployed: named in the environment where the network offers no key of it. */
async function deployerOf(): Promise<string> {
  const named = process.env["WEFT_DEPLOYER"];
  if (named !== undefined && named !== "") return getAddress(named);
  const [first] = await hre.ethers.getSigners();
  if (first === undefined) throw new Error("WEFT_DEPLOYER must name the account that deployed");
  return first.address;
}

async function main(): Promise<void> {
  const { chainId } = await hre.ethers.provider.getNetwork();
  const [addresses, deployer] = [readAddresses(chainId), await deployerOf()];
  const fromBlock = firstBlockIn(readJournal(journalFolder(hre, chainId)));
  const deployment = { addresses, governor: GOVERNOR_ID, deployer, fromBlock };
  const { held, faults } = await checkRoles(hre.ethers.provider, deployment);
  const rows = held.map(({ contract, role, holder }) => [contract, role, holder]);
  process.stdout.write(`${table(["contract", "role", "holder"], rows)}\n`);
  for (const fault of faults) process.stdout.write(`FAILED ${fault}\n`);
  if (faults.length > 0) process.exitCode = 1;
  else process.stdout.write(`the deployer, ${deployer}, holds nothing\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
