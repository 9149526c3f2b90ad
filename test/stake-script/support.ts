import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { setBalance } from "@nomicfoundation/hardhat-network-helpers";
import { Wallet, parseEther } from "ethers";
import hre, { ethers } from "hardhat";
import { TASK_NODE_CREATE_SERVER } from "hardhat/builtin-tasks/task-names";
import type { JsonRpcServer } from "hardhat/types";

import { deployWeft } from "../../scripts/lib/deploy";
import { TestToken__factory } from "../../typechain-types";
import { runScript, type Ended } from "../support/script";

/** A node that others reach over HTTP, on the chain of the tests. */
export interface LocalNode {
  url: string;
  stop: () => Promise<void>;
}

export async function startNode(): Promise<LocalNode> {
  const settings = { hostname: "127.0.0.1", port: 0, provider: hre.network.provider };
  const server: unknown = await hre.run(TASK_NODE_CREATE_SERVER, settings);
  if (!isServer(server)) throw new Error("Hardhat made no server");
  const { address, port } = await server.listen();
  return { url: `http://${address}:${port}`, stop: () => server.close() };
}

function isServer(value: unknown): value is JsonRpcServer {
  return typeof value === "object" && value !== null && "listen" in value && "close" in value;
}

/** Fixture: the protocol, and a provider and a delegator who hold 100 WEFT each. */
export async function deployForScript() {
  const { weft } = await deployWeft(hre);
  const [deployer] = await ethers.getSigners();
  if (deployer === undefined) throw new Error("no accounts");
  const token = await new TestToken__factory(deployer).deploy();
  const [provider, delegator] = [Wallet.createRandom(), Wallet.createRandom()];
  for (const { address } of [provider, delegator]) {
    await setBalance(address, parseEther("10"));
    await weft.weftToken.transfer(address, parseEther("100"));
  }
  const addresses = {
    "StakeVault#StakeVault": await weft.stakeVault.getAddress(),
    "JobMarket#JobMarket": await weft.jobMarket.getAddress(),
  };
  return { weft, provider, delegator, addresses, token: await token.getAddress() };
}

/** A directory with the addresses that a deployment writes, for one test. */
export function writeAddresses(addresses: Readonly<Record<string, unknown>>): {
  file: string;
  remove: () => void;
} {
  const directory = mkdtempSync(join(tmpdir(), "weft-stake-"));
  const file = join(directory, "deployed_addresses.json");
  writeFileSync(file, JSON.stringify(addresses));
  return { file, remove: () => rmSync(directory, { recursive: true, force: true }) };
}

/** Runs the script as `npm run stake` does, with a key in the environment or none. */
export const runStake = (args: readonly string[], key?: string): Promise<Ended> =>
  runScript("stake", args, { env: { WEFT_KEY: key } });

/** The one document that a command printed. */
export function documentOf({ code, stdout, stderr }: Ended): Record<string, unknown> {
  if (code !== 0) throw new Error(`it ended with ${String(code)}: ${stderr}`);
  const parsed: unknown = JSON.parse(stdout);
  if (typeof parsed !== "object" || parsed === null) throw new Error(`no document: ${stdout}`);
  return Object.fromEntries(Object.entries(parsed));
}
