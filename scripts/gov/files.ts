import { readFileSync } from "node:fs";

import { InvalidFieldError, governance } from "@weft/sdk";
import { getAddress, isAddress, isHexString } from "ethers";

import { UsageError } from "../lib/usage";

type Fields = ReadonlyMap<string, unknown>;

function parse(option: string, file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    throw new UsageError(`--${option} is ${file}, but must be a file of JSON`);
  }
}

function fieldsOf(what: string, value: unknown): Fields {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new UsageError(`${what} must be an object`);
  }
  return new Map(Object.entries(value));
}

/** Refuses fields that nobody reads: a misspelt one would be left out in silence. */
function checkNames(what: string, fields: Fields, allowed: readonly string[]): void {
  const strange = [...fields.keys()].find((name) => !allowed.includes(name));
  if (strange === undefined) return;
  throw new UsageError(`${what} has "${strange}", but may have only ${allowed.join(", ")}`);
}

/** What does not fit is an argument that is wrong, and no failure of the command. */
export function fitting<T>(what: string, make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (error instanceof InvalidFieldError) throw new UsageError(`${what}: ${error.message}`);
    throw error;
  }
}

function textOf(what: string, fields: Fields, name: string): string {
  const value = fields.get(name);
  if (typeof value === "string" && value !== "") return value;
  throw new UsageError(`${what} has no "${name}", but must have it, as a text`);
}

/** An address, or `@` and the name of a contract of the deployment. */
function resolve(what: string, text: string, addresses: ReadonlyMap<string, string>): string {
  if (!text.startsWith("@")) return text;
  const found = addresses.get(text.slice(1));
  if (found !== undefined) return found;
  const names = [...addresses.keys()].join(", ");
  throw new UsageError(`${what} is ${text}, but must name one of ${names}`);
}

function resolveAll(what: string, value: unknown, addresses: ReadonlyMap<string, string>): unknown {
  if (typeof value === "string") return resolve(what, value, addresses);
  return Array.isArray(value) ? value.map((each) => resolveAll(what, each, addresses)) : value;
}

function weiOf(what: string, value: unknown): bigint | undefined {
  if (value === undefined) return undefined;
  if (typeof value === "string" && /^\d+$/.test(value)) return BigInt(value);
  throw new UsageError(`${what} has a "value" that is no text of digits, in wei`);
}

/** A proposal as people write it down. */
export interface ProposalFile {
  description: string;
  calls: governance.ProposalCall[];
}

interface WrittenCall {
  what: string;
  to: string;
  args: readonly unknown[];
  signature: string | undefined;
  value: bigint | undefined;
}

function writtenCall(what: string, call: unknown): WrittenCall {
  const parts = fieldsOf(what, call);
  checkNames(what, parts, ["to", "function", "args", "value"]);
  const args: unknown = parts.get("args") ?? [];
  if (!Array.isArray(args)) throw new UsageError(`${what} has "args" that are no list`);
  const value = weiOf(what, parts.get("value"));
  const signature = parts.has("function") ? textOf(what, parts, "function") : undefined;
  if (signature === undefined && (value === undefined || args.length > 0)) {
    throw new UsageError(`${what} has no "function", but must have it, or a "value" alone`);
  }
  return { what, to: textOf(what, parts, "to"), args, signature, value };
}

function encode(call: WrittenCall, addresses: ReadonlyMap<string, string>) {
  const { what, signature, args, value } = call;
  const to = resolve(what, call.to, addresses);
  if (!isAddress(to)) throw new UsageError(`${what} must be to an address, or to @ and a name`);
  if (signature === undefined) return { to: getAddress(to), data: "0x", value: value ?? 0n };
  return fitting(what, () =>
    governance.encodeCall({
      ...{ to, signature, args: args.map((each) => resolveAll(what, each, addresses)) },
      ...(value === undefined ? {} : { value }),
    }),
  );
}

/**
 * Reads a proposal: a description, and calls by the names of their contracts and functions. Its form is checked at
 * once, and its names when the addresses are known.
 */
export function readProposalFile(
  file: string,
): (addresses: ReadonlyMap<string, string>) => ProposalFile {
  const fields = fieldsOf(file, parse("file", file));
  checkNames(file, fields, ["description", "calls"]);
  const listed: unknown = fields.get("calls");
  if (!Array.isArray(listed) || listed.length === 0) {
    throw new UsageError(`${file} has no "calls", but must have a list of one at least`);
  }
  const description = textOf(file, fields, "description");
  const calls = listed.map((call: unknown, index) =>
    writtenCall(`call ${index + 1} of ${file}`, call),
  );
  return (addresses) => ({ description, calls: calls.map((call) => encode(call, addresses)) });
}

function ballotOf(what: string, value: unknown): governance.Ballot {
  const fields = fieldsOf(what, value);
  const id = textOf(what, fields, "proposalId");
  const signature = textOf(what, fields, "signature");
  if (!/^(\d+|0x[0-9a-fA-F]+)$/.test(id)) throw new UsageError(`${what} has no number as its id`);
  if (!isHexString(signature)) throw new UsageError(`${what} has no signature in hex`);
  const voter = textOf(what, fields, "voter");
  const isAccount: boolean = isAddress(voter);
  if (!isAccount) throw new UsageError(`${what} has ${voter} as its voter, and no address`);
  const support = fitting(what, () => governance.checkSupport(Number(fields.get("support"))));
  return { proposalId: BigInt(id), support, voter, signature };
}

/** Reads signed ballots: one, or a list. */
export function readBallots(file: string): governance.Ballot[] {
  const parsed = parse("ballots", file);
  const list: unknown[] = Array.isArray(parsed) ? parsed : [parsed];
  return list.map((each, index) => ballotOf(`ballot ${index + 1} of ${file}`, each));
}
