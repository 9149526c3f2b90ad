import type { Provider } from "ethers";
import { OneShotMarket__factory } from "../contracts";
import { eventsIn } from "../events/events";
import { latestBlock } from "../calls/clock";
import { logsBetween } from "../calls/logs";

/** A claim that was paid. */
export interface PaidResult {
  /** Digest of the acceptance. */
  id: string;
  /** Token base units that the payer paid. */
  amount: bigint;
  /** What the protocol received of it; the rest went to the provider, its delegators' part included. */
  fee: bigint;
  /** Hash of the transaction. */
  transaction: string;
}

const IDS_AT_A_TIME = 100;

/** Which of some claims were paid, by their ids: the word of the chain on whether a transaction landed. */
export async function paidResults(parameters: {
  provider: Provider;
  /** Address of the one-shot market. */
  market: string;
  ids: readonly string[];
  /** The first block to look at; best that at which the first claim was sent. */
  since?: number;
  /** The last block to look at; the newest where it is left out. */
  until?: number;
}): Promise<Map<string, PaidResult>> {
  const { provider, market, ids, since: from = 0 } = parameters;
  const event = OneShotMarket__factory.connect(market).getEvent("ResultPaid");
  const found = new Map<string, PaidResult>();
  if (ids.length === 0) return found;
  const to = parameters.until ?? (await latestBlock(provider)).number;
  for (let at = 0; at < ids.length; at += IDS_AT_A_TIME) {
    const topics = [event.fragment.topicHash, ids.slice(at, at + IDS_AT_A_TIME)];
    const logs = await logsBetween({ provider, address: market, topics, from, to });
    for (const log of logs) {
      const holder = { hash: log.transactionHash, logs: [log] };
      for (const { id, amount, fee } of eventsIn(holder, market, event)) {
        found.set(id, { id, amount, fee, transaction: log.transactionHash });
      }
    }
  }
  return found;
}
