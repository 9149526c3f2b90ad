import { isContractFuture, type IgnitionModule } from "@nomicfoundation/ignition-core";
import { dataLength, formatEther, type Provider } from "ethers";
import type { HardhatRuntimeEnvironment } from "hardhat/types";

import { GOVERNOR_ID } from "./contract-ids";
import { ParameterError, type Parameters } from "./parameters";

const DAY = 86_400;
/** Hardhat's own network. */
const EMBEDDED = "hardhat";
/** As the governor has it. */
const MAX_GUARDIAN_SECONDS = 365 * DAY;

/** Gas of a deployment: of the transaction, of each byte of code that stays, and of each that is sent. */
const GAS = { transaction: 53_000n, byteKept: 200n, byteSent: 18n } as const;
/** What constructors write, and fees that rise meanwhile. */
const MARGIN_PERCENT = 130n;

/** An account that cannot pay for a deployment. */
export class BalanceError extends Error {
  constructor(deployer: string, balance: bigint, needed: bigint) {
    super(
      `the balance of ${deployer} is ${formatEther(balance)} ether, but must be at least ${formatEther(needed)} for what is left to deploy`,
    );
    this.name = "BalanceError";
  }
}

/** A deployment to be published, of a chain that ends with the process. */
export class EmbeddedNetworkError extends Error {
  constructor(network: string, others: readonly string[]) {
    super(
      `the network is ${network}, whose chain ends with this process, but must be one that stays: ${others.join(", ")}`,
    );
    this.name = "EmbeddedNetworkError";
  }
}

/** Refuses to publish a deployment to the embedded network. */
export function refuseEmbedded({
  network,
  config,
}: Pick<HardhatRuntimeEnvironment, "network" | "config">): void {
  if (network.name !== EMBEDDED) return;
  const others = Object.keys(config.networks).filter((name) => name !== EMBEDDED);
  throw new EmbeddedNetworkError(network.name, others);
}

/** A journal of a chain that is gone, as a local one is when its client starts again. */
export class StaleJournalError extends Error {
  constructor(folder: string, id: string, address: string) {
    super(
      `the journal in ${folder} has ${id} at ${address}, but this chain has no code there; it must be of this chain: remove the folder of a local chain that began anew`,
    );
    this.name = "StaleJournalError";
  }
}

/** Refuses to go on with a deployment that this chain knows nothing of. */
export async function checkJournal(
  provider: Provider,
  folder: string,
  deployed: ReadonlyMap<string, string>,
): Promise<void> {
  for (const [id, address] of deployed) {
    const code = await provider.getCode(address);
    if (code === "0x") throw new StaleJournalError(folder, id, address);
  }
}

/** Ids and contracts of what a module deploys, those of the modules that it uses included. */
function contractsOf(module: IgnitionModule): Map<string, string> {
  const all = new Map<string, string>();
  for (const submodule of module.submodules) {
    for (const [id, name] of contractsOf(submodule)) all.set(id, name);
  }
  for (const future of module.futures) {
    const isDeployed = isContractFuture(future) && !("address" in future);
    if (isDeployed) all.set(future.id, future.contractName);
  }
  return all;
}

async function gasOf(hre: HardhatRuntimeEnvironment, names: Iterable<string>): Promise<bigint> {
  let gas = 0n;
  for (const name of names) {
    const { bytecode, deployedBytecode } = await hre.artifacts.readArtifact(name);
    const [sent, kept] = [BigInt(dataLength(bytecode)), BigInt(dataLength(deployedBytecode))];
    gas += GAS.transaction + sent * GAS.byteSent + kept * GAS.byteKept;
    // The governor makes its timelock.
    if (name === "WeftGovernor") gas += await gasOf(hre, ["WeftTimelock"]);
  }
  return gas;
}

/** Refuses, before the first transaction, what the chain would refuse in the middle of a deployment. */
export async function checkBeforeDeploy(
  hre: HardhatRuntimeEnvironment,
  module: IgnitionModule,
  { deployed, deployer, parameters }: PreflightParameters,
): Promise<void> {
  const missing = [...contractsOf(module)].filter(([id]) => !deployed.has(id));
  if (missing.some(([id]) => id === GOVERNOR_ID)) {
    const block = await hre.ethers.provider.getBlock("latest");
    checkTerm(parameters, block?.timestamp ?? 0);
  }
  const gas = await gasOf(
    hre,
    missing.map(([, name]) => name),
  );
  const { maxFeePerGas, gasPrice } = await hre.ethers.provider.getFeeData();
  const needed = (gas * (maxFeePerGas ?? gasPrice ?? 0n) * MARGIN_PERCENT) / 100n;
  const balance = await hre.ethers.provider.getBalance(deployer);
  if (balance < needed) throw new BalanceError(deployer, balance, needed);
}

export interface PreflightParameters {
  /** Ids of what is deployed already. */
  deployed: ReadonlyMap<string, string>;
  deployer: string;
  parameters: Parameters;
}

function dateOf(second: number): string {
  return new Date(second * 1_000).toISOString().slice(0, 10);
}

/** A term that begins in the past or lasts too long is refused by the clock of the chain, not by that of this machine. */
export function checkTerm({ guardianUntil }: Parameters, now: number): void {
  if (guardianUntil === 0) return;
  const latest = now + MAX_GUARDIAN_SECONDS;
  if (guardianUntil > now && guardianUntil <= latest) return;
  const allowed = `after ${dateOf(now)} and not after ${dateOf(latest)}, by the clock of the chain`;
  throw new ParameterError("parameters", "guardianUntil", dateOf(guardianUntil), allowed);
}
