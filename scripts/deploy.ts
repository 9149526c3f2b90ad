import { ZeroAddress } from "ethers";
import hre from "hardhat";

import { addressesOf, deployWeft } from "./lib/deploy";
import { publishAbis, publishAddresses } from "./lib/publish";
import { checkRoles } from "./lib/roles";

/** Deploys, or finds what is deployed; nothing is published of a deployment that leaves anybody a role too many. */
async function main(): Promise<void> {
  const { weft, fromBlock } = await deployWeft(hre);
  const [signer] = await hre.ethers.getSigners();
  const deployer = signer?.address ?? ZeroAddress;
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

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
