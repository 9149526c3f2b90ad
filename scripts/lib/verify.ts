import { AbiCoder } from "ethers";
import { getVerificationInformation, type VerifyInfo } from "@nomicfoundation/ignition-core";

import { GOVERNOR_ID, TIMELOCK_ID } from "./contract-ids";
import {
  EtherscanClient,
  ExplorerError,
  fieldsOf,
  type Explorer,
  type Submission,
} from "./etherscan";

/** Contracts that the explorer did not take for what they were said to be. */
export class VerificationError extends Error {
  constructor(reasons: readonly string[]) {
    super(`not verified: ${reasons.join("; ")}; run again, which leaves out those that are`);
    this.name = "VerificationError";
  }
}

/** Every contract that a journal deployed, with what the compiler was given for it: all of that, or what it imports. */
async function contractsOf(folder: string, chainId: number, isWhole: boolean) {
  // Which chains have explorers is not for Ignition to say.
  const chain = { chainId, network: `chain ${chainId}`, urls: { apiURL: "", browserURL: "" } };
  const all: Submission[] = [];
  for await (const [known, info] of getVerificationInformation(folder, [chain], isWhole)) {
    if (known === null) throw new Error(`${folder} lacks what the compiler was given for ${info}`);
    all.push(withSelection(info));
  }
  return all;
}

/** Output is asked for of the sources that are sent, and of no others. */
function withSelection(info: VerifyInfo): VerifyInfo {
  const parsed: unknown = JSON.parse(info.sourceCode);
  const input = fieldsOf(parsed);
  const [sources, settings] = [fieldsOf(input["sources"]), fieldsOf(input["settings"])];
  const outputSelection = Object.fromEntries(
    Object.entries(fieldsOf(settings["outputSelection"])).filter(([name]) =>
      Object.hasOwn(sources, name),
    ),
  );
  const sourceCode = { ...input, settings: { ...settings, outputSelection } };
  return { ...info, sourceCode: JSON.stringify(sourceCode) };
}

/** The timelock, which Ignition did not deploy: the governor made it, of the governor's own sources. */
function withTimelock(all: readonly Submission[], deployed: ReadonlyMap<string, string>) {
  const governor = all.find(({ address }) => address === deployed.get(GOVERNOR_ID));
  const address = deployed.get(TIMELOCK_ID);
  if (governor === undefined || address === undefined) return all;
  const name = governor.name.replaceAll("WeftGovernor", "WeftTimelock");
  const args = AbiCoder.defaultAbiCoder().encode(["address"], [governor.address]).slice(2);
  return [...all, { ...governor, address, name, args }];
}

export interface VerifyOptions {
  folder: string;
  /** Addresses by Ignition's names. */
  deployed: ReadonlyMap<string, string>;
  explorer: Explorer;
  /** Hears what becomes of each contract. */
  report: (line: string) => void;
}

/**
 * Tells an explorer the sources of every contract of a deployment. Each goes with what it imports; where the explorer
 * finds other code in that, once more with all that it was compiled with, which the optimizer may have been swayed by.
 *
 * @throws ExplorerKeyError, ExplorerUrlError, VerificationError
 */
export async function verifyAll({ folder, deployed, explorer, report }: VerifyOptions) {
  const client = new EtherscanClient(explorer);
  const contracts = async (isWhole: boolean) =>
    withTimelock(await contractsOf(folder, explorer.chainId, isWhole), deployed);
  await verifyContracts(client, contracts, report);
}

/**
 * Goes through all contracts, whatever becomes of one; `contracts` are with what they import, or with all.
 *
 * @throws VerificationError
 */
export async function verifyContracts(
  client: EtherscanClient,
  contracts: (isWhole: boolean) => Promise<readonly Submission[]>,
  report: (line: string) => void,
): Promise<void> {
  // An explorer that came to no verdict is not told more: that is for the next run.
  const [refused, undecided] = [new Map<string, string>(), new Map<string, string>()];
  const take = async (contract: Submission, isWhole: boolean): Promise<void> => {
    const [{ address }, title] = [contract, `${contract.name} at ${contract.address}`];
    if (!isWhole && (await client.isVerified(address))) {
      report(`${title} was verified before`);
      return;
    }
    const reason = await client.verify(contract);
    refused.delete(address);
    if (reason === undefined) report(`${title} is verified`);
    else refused.set(address, `${title}: ${reason}`);
  };
  for (const isWhole of [false, true]) {
    if (isWhole && refused.size === 0) break;
    for (const contract of await contracts(isWhole)) {
      const { name, address } = contract;
      if (isWhole && !refused.has(address)) continue;
      try {
        await take(contract, isWhole);
      } catch (error) {
        if (!(error instanceof ExplorerError)) throw error;
        refused.delete(address);
        undecided.set(address, `${name} at ${address}: ${error.message}`);
      }
    }
  }
  const reasons = [...refused.values(), ...undecided.values()];
  if (reasons.length > 0) throw new VerificationError(reasons);
}
