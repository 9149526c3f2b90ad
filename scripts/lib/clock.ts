import hre from "hardhat";

/** The clock of the chain, which decides what is in time. */
export async function chainTime(): Promise<number> {
  const block = await hre.ethers.provider.getBlock("latest");
  if (block === null) throw new Error("the chain has no block");
  return block.timestamp;
}
