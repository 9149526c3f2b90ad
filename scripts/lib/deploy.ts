import { join } from "node:path";

import { concat, dataSlice, id } from "ethers";
import type { HardhatRuntimeEnvironment } from "hardhat/types";

import WeftModule from "../../deploy/modules/Weft";
import { addressesOf, connectWeft, forEachContract, type Addresses, type Weft } from "./contracts";
import {
  deployedIn,
  firstBlockIn,
  readChecked,
  readJournal,
  senderIn,
  writeChecked,
  writeDeployed,
} from "./journal";
import { lockDeployment } from "./lock";
import { worksMetadata } from "./metadata";
import { WEFT, checkSalt, readParameters, type Parameters } from "./parameters";
import { checkBeforeDeploy, checkJournal } from "./preflight";
import { resume } from "./resume";
import { checkWiring } from "./wiring";

export { addressesOf, ownedOf, type Addresses, type Weft } from "./contracts";
export { WiringError, checkWiring } from "./wiring";

export interface Deployed {
  weft: Weft;
  parameters: Parameters;
  /** Who sent the transactions. */
  deployer: string;
  /** Block of the first transaction; that of the chain on the embedded one. */
  fromBlock: number;
}

export interface DeployOptions {
  /** What else is to be done of a deployment before another process may touch it. */
  finish?: (deployed: Deployed) => Promise<void>;
}

/**
 * Deploys the protocol with the modules under `deploy/`, or finds it where it is deployed already, and reads back
 * what it wired. On a chain that outlives the process a killed deployment goes on where it stopped.
 */
export async function deployWeft(
  hre: HardhatRuntimeEnvironment,
  overrides: Partial<Parameters> = {},
  { finish = () => Promise.resolve() }: DeployOptions = {},
): Promise<Deployed> {
  const [signer] = await hre.ethers.getSigners();
  if (signer === undefined) throw new Error("the network offers no account to deploy from");
  const chainId = Number((await hre.ethers.provider.getNetwork()).chainId);
  const deployer = signer.address;
  const place = { network: hre.network.name, chainId, deployer };
  const read = { ...readParameters(place), ...overrides };
  const salt = checkSalt("the environment", "WEFT_SALT", process.env["WEFT_SALT"]) ?? read.salt;
  const parameters = { ...read, ...(salt === undefined ? {} : { salt }) };
  const send = async () => connectWeft(await deployModules(hre, { deployer, parameters }), signer);
  // The embedded chain ends with the process, and everybody on it is rich.
  if (hre.network.name === "hardhat") {
    const weft = await send();
    await checkWiring(weft, parameters);
    const deployed = { weft, parameters, deployer, fromBlock: 0 };
    await finish(deployed);
    return deployed;
  }
  const folder = journalFolder(hre, chainId);
  const unlock = lockDeployment(folder);
  try {
    await prepare(hre, folder, { deployer, parameters });
    const weft = await send();
    writeDeployed(folder);
    await checkWiring(weft, parameters, readChecked(folder));
    writeChecked(folder, Object.values(await addressesOf(weft)));
    const entries = readJournal(folder);
    const sent = { deployer: senderIn(entries), fromBlock: firstBlockIn(entries) };
    const deployed = { weft, parameters, ...sent };
    await finish(deployed);
    return deployed;
  } finally {
    unlock();
  }
}

async function deployModules(
  hre: HardhatRuntimeEnvironment,
  { deployer, parameters }: { deployer: string; parameters: Parameters },
): Promise<Addresses> {
  const { salt } = parameters;
  const deployed = await hre.ignition.deploy(WeftModule, {
    ...(salt === undefined ? {} : create2(salt, deployer)),
    parameters: moduleParametersOf(parameters),
  });
  return forEachContract((name) => deployed[name].getAddress());
}

/** What the modules under `deploy/` are given; the rest they say themselves. */
export function moduleParametersOf(parameters: Parameters) {
  const { holder, guardian, guardianUntil, feeBps, thawSeconds } = parameters;
  const { firstBudgetWeft, halfLifeEpochs, fractionBps } = parameters;
  return {
    WeftToken: { holder },
    StakeVault: { thawSeconds },
    Governance: { guardian, guardianUntil },
    JobMarket: { feeBps },
    LeaseMarket: { feeBps },
    OneShotMarket: { feeBps },
    Works: { feeBps, metadata: worksMetadata() },
    Rewards: { firstBudget: BigInt(firstBudgetWeft) * WEFT, halfLifeEpochs, fractionBps },
  };
}

/** Where Ignition writes down what it did on a chain. */
export function journalFolder(hre: HardhatRuntimeEnvironment, chainId: number | bigint): string {
  return join(hre.config.paths.ignition, "deployments", `chain-${chainId}`);
}

/** Finds out where a killed deployment stopped, and whether what is left can be paid for. */
async function prepare(
  hre: HardhatRuntimeEnvironment,
  folder: string,
  { deployer, parameters }: { deployer: string; parameters: Parameters },
): Promise<void> {
  await checkJournal(hre.ethers.provider, folder, deployedIn(readJournal(folder)));
  await resume({ folder, chain: hre.ethers.provider });
  const deployed = deployedIn(readJournal(folder));
  await checkBeforeDeploy(hre, WeftModule, { deployed, deployer, parameters });
}

/**
 * Deployment by CreateX, whose addresses hang on the salt, the deployer and what is deployed, and not on the chain. The
 * deployer's address in front of the salt makes it use it alone: nobody else can take the addresses first.
 */
function create2(salt: string, deployer: string) {
  const guarded = concat([deployer, "0x00", dataSlice(id(salt), 0, 11)]);
  return { strategy: "create2", strategyConfig: { salt: guarded } } as const;
}
