import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { getAddress } from "ethers";

/** What Ignition wrote down, as far as it is read here. */
export type Entry = Readonly<Record<string, unknown>>;

const JOURNAL = "journal.jsonl";
const ADDRESSES = "deployed_addresses.json";
const CHECKED = "checked.json";

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

/** The lines of a journal, without a last one that a killed process left half written. */
function wholeLinesOf(folder: string): string[] {
  const lines = linesOf(folder);
  const last = lines.at(-1);
  return last !== undefined && parse(last) === undefined ? lines.slice(0, -1) : lines;
}

/**
 * The journal of a deployment; a last line that is half written is left out, and stays in the file: its writer may be
 * about to end it.
 */
export function readJournal(folder: string): Entry[] {
  return wholeLinesOf(folder).map((line, index) => {
    const entry = parse(line);
    if (entry === undefined) throw new Error(`entry ${index + 1} of ${folder} is none`);
    return entry;
  });
}

/** Takes a last line that a killed process left half written out of the file; for who has locked the deployment. */
export function repairJournal(folder: string): void {
  const lines = wholeLinesOf(folder);
  if (lines.length < linesOf(folder).length) writeLines(folder, lines);
}

/** Writes entries behind those that are there; for who has locked the deployment. */
export function append(folder: string, entries: readonly Entry[]): void {
  writeLines(folder, [...wholeLinesOf(folder), ...entries.map((entry) => JSON.stringify(entry))]);
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

/** Who deployed: the one account that every transaction of a journal is from. */
export function senderIn(entries: readonly Entry[]): string {
  const senders = entries.flatMap(({ from }) =>
    typeof from === "string" ? [getAddress(from)] : [],
  );
  const [sender, ...others] = new Set(senders);
  if (sender !== undefined && others.length === 0) return sender;
  const found = sender === undefined ? "nobody" : [sender, ...others].join(" and ");
  throw new Error(`the journal is of transactions from ${found}, but must be from one account`);
}

/** The block of the first transaction of a deployment; that of the chain where the journal knows of none. */
export function firstBlockIn(entries: readonly Entry[]): number {
  const blocks = entries.flatMap(({ type, receipt }) => {
    if (type !== "TRANSACTION_CONFIRM") return [];
    const isMined = typeof receipt === "object" && receipt !== null && "blockNumber" in receipt;
    return isMined && typeof receipt.blockNumber === "number" ? [receipt.blockNumber] : [];
  });
  return blocks.length === 0 ? 0 : Math.min(...blocks);
}

/** Writes the addresses of a deployment from its journal: a process killed between the two left them behind it. */
export function writeDeployed(folder: string): void {
  const deployed = deployedIn(readJournal(folder));
  if (deployed.size === 0) return;
  const text = JSON.stringify(Object.fromEntries(deployed), null, 2);
  writeWhole(join(folder, ADDRESSES), `${text}\n`);
}

/** Addresses whose wiring a run has read back, and found to be as it was asked for. */
export function readChecked(folder: string): Set<string> {
  const file = join(folder, CHECKED);
  const parsed: unknown = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : [];
  if (!Array.isArray(parsed)) throw new Error(`${file} is no list of addresses`);
  return new Set(parsed.map(String));
}

/** Writes down what was read back, so that later runs know that what differs since was changed by governance. */
export function writeChecked(folder: string, addresses: readonly string[]): void {
  writeWhole(join(folder, CHECKED), `${JSON.stringify(addresses, null, 2)}\n`);
}
