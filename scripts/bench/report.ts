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

/** The items that go into each block. */
export function inBlocks(perBlock: Measurement["perBlock"]): string[] {
  return BLOCK_GAS.map((gas) => {
    const items = perBlock[gas];
    return items === undefined || items === null ? "" : grouped(items);
  });
}

/** Both tables, with what their columns mean. */
export function report({ measured, peers }: Document): string {
  const ours = measured.map((one) => [
    ...[one.label, grouped(one.items), grouped(one.transactions), grouped(one.gas)],
    ...[grouped(one.bytes), grouped(one.gasLimit), ...inBlocks(one.perBlock)],
    grouped(one.perSecond),
  ]);
  const theirs = peers.map(({ flow, name, source, items, gas, perBlock }) => [
    ...[flow, name, source, grouped(items), grouped(gas)],
    ...inBlocks(perBlock),
  ]);
  return [
    table(
      ["flow", "n", "transactions", "gas", "bytes", "gas limit", ...PER_BLOCK, "per second"],
      ours,
    ),
    table(["beside", "peer", "figure", "n", "gas", ...PER_BLOCK], theirs),
    `transactions: as many as it takes for each to be below 2^24 gas (EIP-7825) and 100,000 bytes.
gas, bytes: of an item; full transactions, calldata.
gas limit: what the largest transaction must come with; it uses less.
per block: items that the block's gas pays for; empty where a transaction does not go into the block.
per second: sending and mining on the embedded chain, on this machine; signing not counted.`,
  ].join("\n\n");
}
