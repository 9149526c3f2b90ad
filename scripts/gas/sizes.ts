import hre from "hardhat";

/** Bytes of runtime code by contract: our own, deployable ones. */
export async function measureSizes(): Promise<Record<string, number>> {
  const names = await hre.artifacts.getAllFullyQualifiedNames();
  const sizes: Record<string, number> = {};
  for (const name of names.sort()) {
    if (!name.startsWith("contracts/") || name.startsWith("contracts/test/")) continue;
    const { contractName, deployedBytecode } = await hre.artifacts.readArtifact(name);
    const bytes = (deployedBytecode.length - 2) / 2;
    // Interfaces have none, and libraries of internal functions next to none.
    if (bytes > 100) sizes[contractName] = bytes;
  }
  return sizes;
}
