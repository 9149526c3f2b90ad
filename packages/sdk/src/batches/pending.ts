import type { Signer } from "ethers";
import { WeftError } from "../errors/weft-error";
import { pause } from "../net/pause";

const DEFAULT_WAIT_MS = 120_000;
const POLL_MS = 500;

/**
 * Waits until every transaction of a signer that the node knows is mined: what a run before a crash sent would otherwise
 * land beside what this one sends. A signal ends the wait, and then nothing may be sent.
 *
 * @throws WeftError TRANSACTIONS_PENDING, which may pass.
 */
export async function settlePending(
  signer: Signer,
  {
    waitMs = DEFAULT_WAIT_MS,
    signal,
  }: { waitMs?: number | undefined; signal?: AbortSignal | undefined } = {},
): Promise<void> {
  const { provider } = signer;
  if (provider === null) return;
  const account = await signer.getAddress();
  const until = Date.now() + waitMs;
  while (signal?.aborted !== true) {
    const [mined, known] = await Promise.all([
      provider.getTransactionCount(account, "latest"),
      provider.getTransactionCount(account, "pending"),
    ]);
    if (known <= mined) return;
    if (Date.now() >= until) {
      throw new WeftError(
        "TRANSACTIONS_PENDING",
        `${known - mined} transactions of ${account} are not mined yet; wait for them, or replace them`,
        { details: { account, mined, known }, retryable: true },
      );
    }
    await pause(POLL_MS, signal);
  }
}
