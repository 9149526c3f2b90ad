import { grouped, table } from "../lib/table";
import { BLOCK_GAS, type Measurement } from "./measure";
import type { Peer } from "./peers";

/** The document that is written and, on demand, printed. */
export interface Document {
  chain: string;
  blockGas: readonly number[];
  measured: readonly Measurement[];
  peers: readonly Peer[];
}

const PER_BLOCK = BLOCK_GAS.map((gas) => `per ${gas / 1_000_000}M block`);

function inBlocks(perBlock: Measurement["perBlock"]): string[] {
  return BLOCK_GAS.map((gas) => {
    const items = perBlock[gas];
    return items === undefined || items === null ? "" : grouped(items);
  });
}

/** Both tables, with what their columns mean. */
export function report({ measured, peers }: Document): string {
  const ours = measured.map(({ label, items, gas, bytes, gasLimit, perBlock, perSecond }) => [
    ...[label, grouped(items), grouped(gas), grouped(bytes), grouped(gasLimit)],
    ...[...inBlocks(perBlock), grouped(perSecond)],
  ]);
  const theirs = peers.map(({ flow, name, source, items, gas, perBlock }) => [
    ...[flow, name, source, grouped(items), grouped(gas)],
    ...inBlocks(perBlock),
  ]);
  return [
    table(["flow", "n", "gas", "bytes", "gas limit", ...PER_BLOCK, "per second"], ours),
    table(["beside", "peer", "figure", "n", "gas", ...PER_BLOCK], theirs),
    `gas, bytes: of an item; full transactions, calldata.
gas limit: what the largest transaction must come with; it uses less.
per block: items that the block's gas pays for; empty where a transaction does not go into the block.
per second: sending and mining on the embedded chain, on this machine; signing not counted.`,
  ].join("\n\n");
}
