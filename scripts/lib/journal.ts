import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { trackTransaction, type EIP1193Provider } from "@nomicfoundation/ignition-core";
import type { Provider, TransactionResponse } from "ethers";

/** What Ignition wrote down, as far as it is read here. */
type Entry = Readonly<Record<string, unknown>>;

const PREPARED = "TRANSACTION_PREPARE_SEND";
const JOURNAL = "journal.jsonl";
const ADDRESSES = "deployed_addresses.json";

/** A deployment that cannot go on yet. */
export class ResumeError extends Error {
  constructor(nonce: number, deployer: string) {
    super(
      `transaction ${nonce} of ${deployer} waits to be mined, but must be in a block before the deployment goes on; run again then`,
    );
    this.name = "ResumeError";
  }
}

function writeWhole(file: string, text: string): void {
  writeFileSync(`${file}.tmp`, text);
  renameSync(`${file}.tmp`, file);
}

function parse(line: string): Entry | undefined {
  try {
    const parsed: unknown = JSON.parse(line);
    return typeof parsed === "object" && parsed !== null ? { ...parsed } : undefined;
  } catch {
    return undefined;
  }
}

function linesOf(folder: string): string[] {
  const file = join(folder, JOURNAL);
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, "utf8").split("\n");
  return lines.filter((line) => line.trim() !== "");
}

function writeLines(folder: string, lines: readonly string[]): void {
  writeWhole(join(folder, JOURNAL), lines.map((line) => `\n${line}`).join(""));
}

/** The journal of a deployment; a last line that a killed process left half written is dropped. */
export function readJournal(folder: string): Entry[] {
  const lines = linesOf(folder);
  const last = lines.at(-1);
  if (last !== undefined && parse(last) === undefined) {
    lines.pop();
    writeLines(folder, lines);
  }
  return lines.map((line, index) => {
    const entry = parse(line);
    if (entry === undefined) throw new Error(`entry ${index + 1} of ${folder} is none`);
    return entry;
  });
}

/** Takes back that a transaction was about to be sent: none was, and Ignition would look for it for ever. */
function forget(folder: string, nonce: number): void {
  const isOther = ({ type, nonce: of }: Entry) => type !== PREPARED || of !== nonce;
  writeLines(
    folder,
    linesOf(folder).filter((line) => isOther(parse(line) ?? {})),
  );
}

function addressIn({ type, result, contractAddress }: Entry): unknown {
  if (type === "CONTRACT_AT_EXECUTION_STATE_INITIALIZE") return contractAddress;
  if (type !== "DEPLOYMENT_EXECUTION_STATE_COMPLETE") return undefined;
  const isResult = typeof result === "object" && result !== null && "address" in result;
  return isResult ? result.address : undefined;
}

/** What is deployed, by the names of Ignition. */
export function deployedIn(entries: readonly Entry[]): Map<string, string> {
  const deployed = new Map<string, string>();
  for (const entry of entries) {
    const address = addressIn(entry);
    const { futureId } = entry;
    if (typeof address === "string" && typeof futureId === "string") {
      deployed.set(futureId, address);
    }
  }
  return deployed;
}

/** Writes the addresses of a deployment from its journal: a process killed between the two left them behind it. */
export function writeDeployed(folder: string): void {
  const deployed = deployedIn(readJournal(folder));
  if (deployed.size === 0) return;
  const text = JSON.stringify(Object.fromEntries(deployed), null, 2);
  writeWhole(join(folder, ADDRESSES), `${text}\n`);
}

/** Nonces of transactions that were about to be sent, and of which nothing was written down since. */
export function unsentIn(entries: readonly Entry[]): number[] {
  const unsent = new Map<string, number>();
  const sent = new Set<string>();
  for (const { type, futureId, networkInteractionId, nonce } of entries) {
    const key = `${String(futureId)} ${String(networkInteractionId)}`;
    if (type === PREPARED && typeof nonce === "number") unsent.set(key, nonce);
    if (type === "TRANSACTION_SEND") sent.add(key);
  }
  return [...unsent]
    .filter(([key]) => !sent.has(key))
    .map(([, nonce]) => nonce)
    .sort((a, b) => a - b);
}

/** The first block after which an account had sent more than `nonce` transactions; looked for from the last one down. */
async function blockOf(provider: Provider, account: string, nonce: number): Promise<number> {
  const isAfter = async (block: number) =>
    (await provider.getTransactionCount(account, block)) > nonce;
  // Doubling steps back, since nodes forget the state of old blocks.
  let high = await provider.getBlockNumber();
  let step = 1;
  let low = high - step;
  while (low >= 0 && (await isAfter(low))) {
    high = low;
    step *= 2;
    low = high - step;
  }
  low = Math.max(low, -1);
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (await isAfter(middle)) high = middle;
    else low = middle;
  }
  return high;
}

async function hashOf(provider: Provider, account: string, nonce: number): Promise<string> {
  const number = await blockOf(provider, account, nonce);
  const block = await provider.getBlock(number, true);
  const isIt = (sent: TransactionResponse) => sent.from === account && sent.nonce === nonce;
  const found = block?.prefetchedTransactions.find(isIt);
  if (found === undefined) {
    throw new Error(`block ${number} has no transaction ${nonce} of ${account}, but must`);
  }
  return found.hash;
}

export interface Resumed {
  folder: string;
  chain: EIP1193Provider;
  provider: Provider;
  deployer: string;
}

/**
 * Makes a killed deployment ready to go on. A process that dies between sending a transaction and writing its hash down
 * leaves one that Ignition takes for somebody else's, and would send again under another address: it is looked up by its
 * nonce and told to Ignition.
 */
export async function resume({ folder, chain, provider, deployer }: Resumed): Promise<void> {
  const unsent = unsentIn(readJournal(folder));
  const [mined, waiting] = await Promise.all([
    provider.getTransactionCount(deployer, "latest"),
    provider.getTransactionCount(deployer, "pending"),
  ]);
  for (const nonce of unsent) {
    if (nonce >= waiting) forget(folder, nonce);
    else if (nonce >= mined) throw new ResumeError(nonce, deployer);
    else await trackTransaction(folder, await hashOf(provider, deployer, nonce), chain, 1);
  }
  writeDeployed(folder);
}
