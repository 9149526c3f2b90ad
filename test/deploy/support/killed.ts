import { HardhatArtifactResolver } from "@nomicfoundation/hardhat-ignition/helpers";
import { buildModule } from "@nomicfoundation/hardhat-ignition/modules";
import {
  DeploymentResultType,
  deploy,
  type DeploymentResult,
  type EIP1193Provider,
} from "@nomicfoundation/ignition-core";
import { network } from "hardhat";
import hre from "hardhat";

import type { Kill } from "./run";

/** Contracts of the module: one, and then batches, of which all are in flight together. */
const WIDTH = 4;
export const CONTRACTS = 1 + 2 * WIDTH;

const MODULE = buildModule("Many", (m) => {
  let batch = [m.contract("Vault", [], { id: "first" })];
  for (let made = 1; made < CONTRACTS; made += WIDTH) {
    const after = batch;
    batch = Array.from({ length: WIDTH }, (_, at) =>
      m.contract("Vault", [], { id: `n${made + at}`, after }),
    );
  }
  return {};
});

/** What a process that dies sees of the chain meanwhile. */
export type Sight = "all" | "none" | "not its first";

export interface Death {
  when: Kill;
  /** Transactions that it sends before the one at which it dies. */
  spared: number;
  /** Whose receipts it sees; left out, all. */
  sight?: Sight;
  /** On a chain that mines when it is told to: after so many transactions of this process. */
  mined?: number;
}

const DEAD = "the process is dead";
/** Blocks asked for in a row, after which a process that waits for what it cannot see is killed too. */
const PATIENCE = 12;

/** A node as a process sees it that dies: nothing it asks for afterwards is answered. */
function dying({ when, spared, sight = "all", mined }: Death): EIP1193Provider {
  let sent = 0;
  let isDead = false;
  let waited = 0;
  let first: unknown;
  return {
    request: async (args) => {
      waited = args.method === "eth_getBlockByNumber" ? waited + 1 : 0;
      isDead ||= waited > PATIENCE;
      if (isDead) throw new Error(DEAD);
      if (args.method === "eth_getTransactionReceipt" && sight !== "all") {
        const [hash] = Array.isArray(args.params) ? (args.params as readonly unknown[]) : [];
        if (sight === "none" || hash === first) return null;
      }
      if (args.method !== "eth_sendTransaction") return network.provider.request(args);
      isDead = sent === spared;
      sent += 1;
      if (isDead && when === "before") throw new Error(DEAD);
      const hash = await network.provider.request(args);
      first ??= hash;
      if (sent === mined) await network.provider.send("evm_mine", []);
      if (isDead && when === "unanswered") throw new Error(DEAD);
      return hash;
    },
  };
}

async function deployOver(
  provider: EIP1193Provider,
  deploymentDir: string,
): Promise<DeploymentResult> {
  const [from] = await hre.ethers.getSigners();
  return deploy({
    ...{ provider, deploymentDir, ignitionModule: MODULE, deploymentParameters: {} },
    artifactResolver: new HardhatArtifactResolver(hre),
    accounts: [from?.address ?? ""],
    config: { blockPollingInterval: 5, requiredConfirmations: 1 },
    ...{ maxRetries: 1, retryInterval: 1 },
  });
}

/** Runs the deployment until it dies; false where it ended before. */
export async function deployAndDie(folder: string, death: Death): Promise<boolean> {
  try {
    const { type } = await deployOver(dying(death), folder);
    if (type === DeploymentResultType.SUCCESSFUL_DEPLOYMENT) return false;
    throw new Error(`the deployment ended as ${type}`);
  } catch (error) {
    if (error instanceof Error && error.message.includes(DEAD)) return true;
    throw error;
  }
}

/** Runs the deployment to its end. */
export async function deployToEnd(folder: string): Promise<DeploymentResult> {
  return deployOver(network.provider, folder);
}
