import { AbiCoder } from "ethers";
import { Etherscan } from "@nomicfoundation/hardhat-verify/etherscan";
import { getVerificationInformation, type VerifyInfo } from "@nomicfoundation/ignition-core";

import { GOVERNOR_ID, TIMELOCK_ID } from "./contracts";

/** Explorers are asked in the name of somebody, who has a key of theirs. */
export class ExplorerKeyError extends Error {
  constructor() {
    super("WEFT_EXPLORER_KEY is missing, but must be a key of the explorer's API");
    this.name = "ExplorerKeyError";
  }
}

/** Contracts that the explorer did not take for what they were said to be. */
export class VerificationError extends Error {
  constructor(reasons: readonly string[]) {
    super(`not verified: ${reasons.join("; ")}; run again, which leaves out those that are`);
    this.name = "VerificationError";
  }
}

/** One explorer, for one chain. */
export interface Explorer {
  key: string | undefined;
  chainId: number;
  /** Speaks the second version of Etherscan's API; left out, Etherscan. */
  apiUrl?: string | undefined;
}

function connect({ key, chainId, apiUrl }: Explorer): Etherscan {
  if (key === undefined || key.trim() === "") throw new ExplorerKeyError();
  const explorer = new Etherscan(key, "", "", chainId);
  // The constructor knows one address of the second version; a chain id in every request is what makes it the second.
  if (apiUrl !== undefined) explorer.apiUrl = apiUrl;
  return explorer;
}

/** Every contract that a journal deployed, with what the compiler was given for it: all of that, or what it imports. */
async function contractsOf(folder: string, chainId: number, isWhole: boolean) {
  // Which chains have explorers is not for Ignition to say.
  const chain = { chainId, network: `chain ${chainId}`, urls: { apiURL: "", browserURL: "" } };
  const all: VerifyInfo[] = [];
  for await (const [known, info] of getVerificationInformation(folder, [chain], isWhole)) {
    if (known === null) throw new Error(`${folder} lacks what the compiler was given for ${info}`);
    all.push(withSelection(info));
  }
  return all;
}

function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? { ...value } : {};
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
function withTimelock(all: readonly VerifyInfo[], deployed: ReadonlyMap<string, string>) {
  const governor = all.find(({ address }) => address === deployed.get(GOVERNOR_ID));
  const address = deployed.get(TIMELOCK_ID);
  if (governor === undefined || address === undefined) return all;
  const name = governor.name.replaceAll("WeftGovernor", "WeftTimelock");
  const args = AbiCoder.defaultAbiCoder().encode(["address"], [governor.address]).slice(2);
  return [...all, { ...governor, address, name, args }];
}

/** Why the explorer did not take a contract for what it was said to be; undefined where it did. */
async function submit(explorer: Etherscan, info: VerifyInfo): Promise<string | undefined> {
  const { address, sourceCode, name, compilerVersion, args } = info;
  try {
    const sent = await explorer.verify(address, sourceCode, name, compilerVersion, args);
    const status = await explorer.getVerificationStatus(sent.message);
    return status.isSuccess() || status.isAlreadyVerified() ? undefined : status.message;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
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
 * @throws ExplorerKeyError, VerificationError
 */
export async function verifyAll({ folder, deployed, explorer, report }: VerifyOptions) {
  const client = connect(explorer);
  const failed = new Map<string, string>();
  for (const isWhole of [false, true]) {
    const all = withTimelock(await contractsOf(folder, explorer.chainId, isWhole), deployed);
    for (const info of all) {
      if (isWhole && !failed.has(info.address)) continue;
      if (!isWhole && (await client.isVerified(info.address))) {
        report(`${info.name} at ${info.address} was verified before`);
        continue;
      }
      const reason = await submit(client, info);
      if (reason === undefined) {
        failed.delete(info.address);
        report(`${info.name} at ${info.address} is verified`);
      } else {
        failed.set(info.address, `${info.name} at ${info.address}: ${reason}`);
      }
    }
    if (failed.size === 0) return;
  }
  throw new VerificationError([...failed.values()]);
}
