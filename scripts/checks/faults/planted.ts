import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { compile, errorsOf } from "../compiler/solc";
import { readSource, withImports } from "../compiler/sources";

/** A mistake in a contract, and the invariant of docs/invariants.md that it breaks. */
export interface Fault {
  breaks: string;
  fault: string;
  file: string;
  /** A text that stands in the file once, and what takes its place. */
  from: string;
  to: string;
  /** Of what no campaign carries: the spec that has to find it. */
  spec?: string;
  /** Who noticed it first, when it was last planted. */
  foundBy?: string;
}

export interface Planted extends Fault {
  /** Such as Governance, for `GovernanceTest` of test/invariant; or Specs. */
  campaign: string;
}

const FOLDER = "scripts/checks/faults/planted";

/** All faults; a file of the folder has those that the campaign of its name has to find. */
export function readPlanted(root: string): Planted[] {
  const files = readdirSync(join(root, FOLDER)).filter((file) => file.endsWith(".json"));
  return files.sort().flatMap((file) => {
    const campaign = file.replace(/\.json$/, "");
    return read(root, campaign).map((fault) => ({ ...fault, campaign }));
  });
}

/** Notes who found those of the faults that were planted, and of which nobody did. */
export function writeFound(
  root: string,
  planted: readonly Planted[],
  found: ReadonlyMap<Planted, string>,
): void {
  for (const campaign of new Set(planted.map((fault) => fault.campaign))) {
    const byOf = ({ fault, foundBy }: Fault): string | undefined => {
      const tried = planted.find((each) => each.campaign === campaign && each.fault === fault);
      return tried === undefined ? foundBy : found.get(tried);
    };
    const faults = read(root, campaign).map((fault) => ({ ...fault, foundBy: byOf(fault) }));
    writeFileSync(pathOf(root, campaign), `${JSON.stringify(faults, null, 2)}\n`);
  }
}

function pathOf(root: string, campaign: string): string {
  return join(root, FOLDER, `${campaign}.json`);
}

function read(root: string, campaign: string): Fault[] {
  return JSON.parse(readFileSync(pathOf(root, campaign), "utf8")) as Fault[];
}

/** The file with the fault in it. */
export function plantIn(text: string, { fault, file, from, to }: Fault): string {
  const [before, after, ...more] = text.split(from);
  if (before === undefined || after === undefined || more.length > 0) {
    throw new Error(`"${fault}" is to change one place of ${file}, which is not there`);
  }
  return `${before}${to}${after}`;
}

/** What the compiler has against a file with the fault in it; no code is made of it. */
export async function errorsWith(root: string, fault: Fault): Promise<string[]> {
  const read = (name: string): string => {
    const text = readSource(root, name);
    return name === fault.file ? plantIn(text, fault) : text;
  };
  const settings = { evmVersion: "cancun", outputSelection: {} };
  const sources = withImports([fault.file], read);
  return errorsOf(await compile({ language: "Solidity", sources, settings }));
}
