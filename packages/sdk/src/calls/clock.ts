import type { Block, Provider } from "ethers";
import { WeftError } from "../errors/weft-error";

/** The newest block that the node knows. */
export async function latestBlock(provider: Provider): Promise<Block> {
  const block = await provider.getBlock("latest");
  if (block === null) {
    throw new WeftError("CALL_FAILED", "the node knows no block", { retryable: true });
  }
  return block;
}

/** Unix second of the next block, as far as it is known: never behind the chain, nor behind this machine. */
export async function nextBlockTime(provider: Provider): Promise<number> {
  const { timestamp } = await latestBlock(provider);
  return Math.max(timestamp + 1, Math.floor(Date.now() / 1000));
}
