import type { Provider } from "ethers";
import { WeftError } from "../errors/weft-error";

/** Unix second of the next block, as far as it is known: never behind the chain, nor behind this machine. */
export async function nextBlockTime(provider: Provider): Promise<number> {
  const block = await provider.getBlock("latest");
  if (block === null) {
    throw new WeftError("CALL_FAILED", "the node knows no block", { retryable: true });
  }
  return Math.max(block.timestamp + 1, Math.floor(Date.now() / 1000));
}
