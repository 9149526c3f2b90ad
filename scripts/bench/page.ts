import { readFileSync } from "node:fs";
import { join } from "node:path";

import { writePage } from "../lib/page";
import { grouped } from "../lib/table";
import { BLOCK_GAS, type Measurement } from "./measure";
import { inBlocks, type Document } from "./report";

const PAGE = join(__dirname, "../../docs/throughput.md");
/** Any table of a page: its head, and the lines below it. */
const TABLE = /^\|.*\|\n(?:\|.*\|\n)+/gm;
const IN_BLOCKS = BLOCK_GAS.map((gas) => `in ${gas / 1_000_000}M gas`);

function markdown(head: readonly string[], texts: number, rows: readonly string[][]): string {
  const rule = head.map((_, column) => (column < texts ? "---" : "--:"));
  return [head, rule, ...rows].map((cells) => `| ${cells.join(" | ")} |\n`).join("");
}

function rowOf(one: Measurement): string[] {
  const figures = [one.items, one.transactions, one.gas, one.bytes, one.gasLimit].map(grouped);
  return [`\`${one.label}\``, ...figures, ...inBlocks(one.perBlock)];
}

/** Both tables of `docs/throughput.md`, in place of those that stand there. */
export async function writeTables({ measured, peers }: Document): Promise<void> {
  const ours = ["flow", "n", "transactions", "gas", "calldata bytes", "gas limit", ...IN_BLOCKS];
  const theirs = ["beside", "peer", "figure", "n", "gas", ...IN_BLOCKS];
  const tables = [
    markdown(ours, 1, measured.map(rowOf)),
    markdown(
      theirs,
      3,
      peers.map(({ flow, name, source, items, gas, perBlock }) => [
        ...[flow, name, source, grouped(items), grouped(gas)],
        ...inBlocks(perBlock),
      ]),
    ),
  ];
  await writePage(
    PAGE,
    readFileSync(PAGE, "utf8").replace(TABLE, (old) => tables.shift() ?? old),
  );
}
