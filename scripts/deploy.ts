import hre from "hardhat";

import { addressesOf, deployWeft, publishAddresses } from "./lib/deploy";

async function main(): Promise<void> {
  const { weft } = await deployWeft(hre);
  const { chainId } = await hre.ethers.provider.getNetwork();
  const addresses = await addressesOf(weft);
  const file = publishAddresses(chainId, addresses);
  process.stderr.write(
    `Deployed to chain ${chainId}, read back and checked; addresses in ${file}\n`,
  );
  process.stdout.write(`${JSON.stringify(addresses, null, 2)}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
