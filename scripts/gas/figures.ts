import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { grouped } from "../lib/table";
import { writePage } from "../lib/page";
import type { Flows } from "./flows";

const ROOT = join(__dirname, "../..");
/** A label of `gas/snapshot.json` in backticks, and the first figure behind it on its line. */
const NAMED = /(`([a-z]\w*(?:\.\w+)+)`[^`\n]*?)\b\d{1,3}(?:,\d{3})+\b/g;
/** The rows below the head of a table, one of whose columns is of gas. */
const GAS_TABLE = /^\|(?:.*\|)? *gas\b.*\|\n\|[-:| ]+\|\n((?:\|.*\n)*)/gm;
/** Measured apart, by `npm run bench:throughput`, which writes it. */
const BENCHMARK = "docs/throughput.md";

/** Pages whose figures are those of the snapshot, by their path in the project. */
export function pagesOfGas(): string[] {
  return readdirSync(join(ROOT, "docs"), { recursive: true, encoding: "utf8" })
    .map((path) => `docs/${path}`)
    .filter((path) => path.endsWith(".md") && path !== BENCHMARK)
    .sort();
}

/** A page with the gas of today behind each label that it names. */
export function withFigures(text: string, flows: Flows): string {
  return text.replace(NAMED, (whole, before: string, label: string) => {
    const gas = flows[label];
    return gas === undefined ? whole : before + grouped(gas);
  });
}

/** Rows of tables of gas that name no label, or one that nobody measures. */
export function unnamedRows(text: string, flows: Flows): string[] {
  const rows = [...text.matchAll(GAS_TABLE)].flatMap(([, body = ""]) => body.trimEnd().split("\n"));
  return rows.filter(
    (row) => ![...row.matchAll(NAMED)].some(([, , label = ""]) => flows[label] !== undefined),
  );
}

/** Writes the gas of today into every page, and returns those that said something else. */
export async function writeFigures(flows: Flows): Promise<string[]> {
  const stale: string[] = [];
  for (const path of pagesOfGas()) {
    const file = join(ROOT, path);
    const text = readFileSync(file, "utf8");
    const fresh = withFigures(text, flows);
    if (fresh === text) continue;
    await writePage(file, fresh);
    stale.push(path);
  }
  return stale;
}
