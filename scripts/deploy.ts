import hre from "hardhat";

import { addressesOf, deployWeft, type Deployed } from "./lib/deploy";
import { refuseEmbedded } from "./lib/preflight";
import { publishAbis, publishAddresses } from "./lib/publish";
import { checkRoles } from "./lib/roles";
import { runScript } from "./lib/script";

/** Publishes a deployment; nothing of one that leaves anybody a role too many. */
async function publish({ weft, deployer, fromBlock }: Deployed): Promise<void> {
  const { chainId } = await hre.ethers.provider.getNetwork();
  const addresses = await addressesOf(weft);
  const deployment = { addresses, governor: "weftGovernor", deployer, fromBlock };
  const { faults } = await checkRoles(hre.ethers.provider, deployment);
  if (faults.length > 0) throw new Error(`roles are wrong: ${faults.join("; ")}`);
  publishAbis();
  const file = publishAddresses(chainId, addresses);
  process.stderr.write(
    `Deployed to chain ${chainId}, read back and checked; the deployer holds no role; addresses in ${file}\n`,
  );
  process.stdout.write(`${JSON.stringify(addresses, null, 2)}\n`);
}

/** Deploys, or finds what is deployed, and publishes it before another process may deploy. */
async function main(): Promise<void> {
  refuseEmbedded(hre);
  await deployWeft(hre, {}, { finish: publish });
}

runScript(main);
