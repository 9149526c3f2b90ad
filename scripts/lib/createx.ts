import { id, type JsonRpcProvider } from "ethers";

const CREATE_X = "0xba5Ed099633D3B313e4D5F7bdc1305d3c28ba5Ed";

/**
 * Puts CreateX on a client that stands for a public chain, where it is. The code is what Ignition itself puts on an
 * embedded chain that has none.
 */
export async function placeCreateX(provider: JsonRpcProvider): Promise<void> {
  // Loading Hardhat takes a while, and no other page needs it.
  const { default: hre } = await import("hardhat");
  const { buildModule } = await import("@nomicfoundation/hardhat-ignition/modules");
  // It comes with the first contract that is deployed by it, whichever that is.
  const any = buildModule("Any", (module) => ({ vault: module.contract("Vault") }));
  const strategyConfig = { salt: id("any") };
  await hre.ignition.deploy(any, { strategy: "create2", strategyConfig });
  const code = await hre.ethers.provider.getCode(CREATE_X);
  if (code === "0x") throw new Error(`Ignition left no CreateX at ${CREATE_X}`);
  await provider.send("anvil_setCode", [CREATE_X, code]);
}
