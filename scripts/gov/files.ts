import { readFileSync } from "node:fs";

import { governance } from "@weft/sdk";
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

/** Reads a proposal: a description, and calls by the names of their contracts and functions. */
export function readProposalFile(
  file: string,
  addresses: ReadonlyMap<string, string>,
): ProposalFile {
  const fields = fieldsOf(file, parse("file", file));
  const calls: unknown = fields.get("calls");
  if (!Array.isArray(calls) || calls.length === 0) {
    throw new UsageError(`${file} has no "calls", but must have a list of one at least`);
  }
  return {
    description: textOf(file, fields, "description"),
    calls: calls.map((call: unknown, index) => {
      const what = `call ${index + 1} of ${file}`;
      const parts = fieldsOf(what, call);
      const to = resolve(what, textOf(what, parts, "to"), addresses);
      if (!isAddress(to)) throw new UsageError(`${what} must be to an address, or to @ and a name`);
      const args = parts.get("args") ?? [];
      if (!Array.isArray(args)) throw new UsageError(`${what} has "args" that are no list`);
      const value = weiOf(what, parts.get("value"));
      const signature = parts.get("function");
      if (signature === undefined) return { to: getAddress(to), data: "0x", value: value ?? 0n };
      return governance.encodeCall({
        to,
        signature: textOf(what, parts, "function"),
        args: args.map((each: unknown) => resolveAll(what, each, addresses)),
        ...(value === undefined ? {} : { value }),
      });
    }),
  };
}

function ballotOf(what: string, value: unknown): governance.Ballot {
  const fields = fieldsOf(what, value);
  const id = textOf(what, fields, "proposalId");
  const signature = textOf(what, fields, "signature");
  if (!/^(\d+|0x[0-9a-fA-F]+)$/.test(id)) throw new UsageError(`${what} has no number as its id`);
  if (!isHexString(signature)) throw new UsageError(`${what} has no signature in hex`);
  return {
    proposalId: BigInt(id),
    support: governance.checkSupport(Number(fields.get("support"))),
    voter: textOf(what, fields, "voter"),
    signature,
  };
}

/** Reads signed ballots: one, or a list. */
export function readBallots(file: string): governance.Ballot[] {
  const parsed = parse("ballots", file);
  const list: unknown[] = Array.isArray(parsed) ? parsed : [parsed];
  return list.map((each, index) => ballotOf(`ballot ${index + 1} of ${file}`, each));
}
