import type { Signer } from "ethers";
import { read } from "../calls/read";
import { WeftError } from "../errors/weft-error";
import { MACHINE_TIME, type Time } from "../net/time";

const DEFAULT_WAIT_MS = 120_000;
const POLL_MS = 500;
/** For how long nodes have to say that what they knew is gone: some of them lag behind others. */
const DOUBT_MS = 45_000;

export interface PendingOptions {
  waitMs?: number | undefined;
  signal?: AbortSignal | undefined;
  time?: Time;
}

/** What comes after the first of them can be mined only after it, so that one with too low a fee holds all of them up. */
function stuck(account: string, mined: number, known: number): WeftError {
  return new WeftError(
    "TRANSACTIONS_PENDING",
    `${known - mined} transactions of ${account} are not mined yet, the first with nonce ${mined}; wait for it, or replace it by one with the same nonce and a higher fee`,
    { details: { account, mined, known }, retryable: true },
  );
}

/**
 * Waits until every transaction of a signer that the node knows is mined: what a run before a crash sent would otherwise
 * land beside what this one sends. However many there are, the limit is one for the next of them; those that others send
 * meanwhile get no more than one together. A signal ends the wait, and then nothing may be sent.
 *
 * @throws WeftError TRANSACTIONS_PENDING, which may pass.
 */
export async function settlePending(
  signer: Signer,
  { waitMs = DEFAULT_WAIT_MS, signal, time = MACHINE_TIME }: PendingOptions = {},
): Promise<void> {
  const { provider } = signer;
  if (provider === null) return;
  const account = await read(() => signer.getAddress());
  let until = time.now() + waitMs;
  let first: number | undefined;
  let [most, known] = [-1, 0];
  let gone: number | undefined;
  while (signal?.aborted !== true) {
    const [mined, told] = await read(() =>
      Promise.all([
        provider.getTransactionCount(account, "latest"),
        provider.getTransactionCount(account, "pending"),
      ]),
    );
    const now = time.now();
    first ??= told;
    known = Math.max(known, told);
    if (mined > most) {
      if (most >= 0 && mined <= first) until = now + waitMs;
      most = mined;
    }
    // A node that lags knows less than another said before; what a node dropped, none knows from then on.
    gone = told <= mined ? (gone ?? now) : undefined;
    if (known <= most || (gone !== undefined && now - gone >= DOUBT_MS)) return;
    if (!(now < until)) throw stuck(account, most, known);
    await time.pause(POLL_MS, signal);
  }
}
