import type { Block, Provider } from "ethers";
import { read } from "./read";
import { WeftError } from "../errors/weft-error";

/** The block with a number, or the newest. */
export async function blockAt(provider: Provider, tag: number | "latest"): Promise<Block> {
  const block = await read(() => provider.getBlock(tag));
  if (block !== null) return block;
  const which = tag === "latest" ? "no block" : `no block ${tag}`;
  throw new WeftError("CALL_FAILED", `the node knows ${which}`, { retryable: true });
}

/** The newest block that the node knows. */
export function latestBlock(provider: Provider): Promise<Block> {
  return blockAt(provider, "latest");
}

/** Unix second of the next block, as far as it is known: never behind the chain, nor behind this machine. */
export async function nextBlockTime(provider: Provider): Promise<number> {
  const { timestamp } = await latestBlock(provider);
  return Math.max(timestamp + 1, Math.floor(Date.now() / 1000));
}
