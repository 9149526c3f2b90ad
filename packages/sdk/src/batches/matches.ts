import { ZeroAddress, type Provider } from "ethers";
import { chainIdOf } from "../calls/chain-id";
import { latestBlock } from "../calls/clock";
import { logsBetween } from "../calls/logs";
import { read } from "../calls/read";
import { send } from "../calls/send";
import { JobMarket__factory, type JobMarket } from "../contracts";
import { eventsIn } from "../events/events";
import { jobsFromReceipt, type MatchedJob } from "../jobs/receipts";
import { unpackJob } from "../jobs/pack-job";
import { offerDigest, requestDigest } from "../orders/digest";
import { packMatch } from "../orders/match";
import type { MatchStruct } from "../orders/structs";
import { marketDomain } from "../orders/typed-data";
import type { Match } from "../orders/types";
import { isSameAccount } from "../words/range";
import { failedItems } from "./failed";
import { batchGas, CONDITION_GAS, mostGas, WALLET_GAS, walletCounter } from "./gas";
import { explainCode } from "./item-error";
import type { BatchResult } from "./outcome";
import { packAll, runBatches, type BatchDoor, type BatchOptions } from "./run";

const MATCH_GAS = 250_000n;

export interface MatchBatchParameters extends BatchOptions {
  /** Address of the market. */
  market: string;
  matches: readonly Match[];
  /**
   * The first block that may hold what an earlier run with these matches did: that at which it began. Two orders of
   * several units can be matched again and again, so that only this tells a repeat from another match of the two.
   * Matches that other accounts sent are not counted. Those that the same account sent with the same orders, units and
   * price are, whichever run they were of: nothing on the chain tells them apart.
   */
  since: number;
}

/** A job that a batch opened. */
export interface BatchedMatch extends MatchedJob {
  /** Token base units that the matcher received. */
  tip: bigint;
}

interface PackedMatch {
  struct: MatchStruct;
  /** Digest of the offer. */
  offer: string;
  /** What tells matches apart: orders, units and price. */
  key: string;
}

function keyOf(parts: {
  offer: string;
  request: string;
  units: bigint;
  pricePerUnit: bigint;
}): string {
  return [parts.offer, parts.request, parts.units, parts.pricePerUnit].join("/");
}

/** Whether a transaction was sent by an account; one that the node has forgotten counts as sent by it. */
async function isSentBy(provider: Provider, hash: string, account: string): Promise<boolean> {
  const sent = await read(() => provider.getTransaction(hash));
  return sent === null || isSameAccount(sent.from, account);
}

/** How often matches of these offers were made by an account since a block, by their keys. */
async function madeSince(
  contract: JobMarket,
  account: string,
  offers: readonly string[],
  since: number,
): Promise<Map<string, number>> {
  const made = new Map<string, number>();
  const topic = contract.getEvent("JobMatched").fragment.topicHash;
  const topics = [topic, null, null, [...new Set(offers)]];
  const address = await contract.getAddress();
  const { runner } = contract;
  const provider = runner?.provider;
  if (offers.length === 0 || provider === null || provider === undefined) return made;
  const to = (await read(() => latestBlock(provider))).number;
  const logs = await logsBetween({ provider, address, topics, from: since, to });
  for (const hash of new Set(logs.map(({ transactionHash }) => transactionHash))) {
    if (!(await isSentBy(provider, hash, account))) continue;
    const own = logs.filter(({ transactionHash }) => transactionHash === hash);
    const events = eventsIn({ hash, logs: own }, address, contract.getEvent("JobMatched"));
    for (const { offer, job } of events) {
      const { request, units, pricePerUnit } = unpackJob(job);
      const key = keyOf({ offer, request, units, pricePerUnit });
      made.set(key, (made.get(key) ?? 0) + 1);
    }
  }
  return made;
}

async function gasOf(parameters: MatchBatchParameters): Promise<bigint> {
  if (parameters.gasPerItem !== undefined) return parameters.gasPerItem;
  const walletsAmong = walletCounter(parameters.signer.provider);
  return mostGas(parameters.matches, async ({ offer, request }) => {
    const accounts = [offer.provider, request.client];
    if (request.payer !== ZeroAddress) accounts.push(request.payer);
    const conditions = [offer.condition, request.condition].filter((each) => each !== ZeroAddress);
    const wallets = await walletsAmong(accounts);
    return MATCH_GAS + WALLET_GAS * wallets + CONDITION_GAS * BigInt(conditions.length);
  });
}

/**
 * Brings many pairs of orders together, by as many transactions as it takes. A pair that the market refuses stops no
 * other. Matches that the signer made since the block that is named are passed over, as often as it made them.
 *
 * @example
 * const since = await provider.getBlockNumber(); // kept, so that a repeat after a crash can name it again
 * const { outcomes } = await market.matchBatch({ signer, market: address, matches, since });
 */
export async function matchBatch(
  parameters: MatchBatchParameters,
): Promise<BatchResult<Match, BatchedMatch>> {
  const { signer, market, matches, since } = parameters;
  const contract = JobMarket__factory.connect(market, signer);
  packAll(matches, packMatch);
  const gasPerItem = await gasOf(parameters);
  const chainId = signer.provider === null ? 0n : await chainIdOf(signer.provider);
  const domain = marketDomain({ chainId, contract: market });
  const structs = (items: readonly PackedMatch[]) => items.map(({ struct }) => struct);
  let made: Promise<Map<string, number>> | undefined;

  const door: BatchDoor<Match, PackedMatch, BatchedMatch> = {
    ...batchGas(gasPerItem),
    pack: (match) => {
      const offer = offerDigest(domain, match.offer);
      const request = requestDigest(domain, match.request);
      return { struct: packMatch(match), offer, key: keyOf({ ...match, offer, request }) };
    },
    encode: (items) =>
      contract.interface.encodeFunctionData("matchBatch", [structs(items), gasPerItem]),
    look: async (items) => {
      made ??= madeSince(
        contract,
        await signer.getAddress(),
        matches.map(({ offer }) => offerDigest(domain, offer)),
        since,
      );
      const left = await made;
      return items.map(({ key }) => {
        const count = left.get(key) ?? 0;
        if (count === 0) return undefined;
        left.set(key, count - 1);
        return "before";
      });
    },
    send: (items, overrides) =>
      send(parameters, () => contract.matchBatch(structs(items), gasPerItem, overrides)),
    read: async (receipt, items) => {
      const failed = failedItems(receipt, market);
      const jobs = jobsFromReceipt({ receipt, market }).values();
      const paid = eventsIn(receipt, market, contract.getEvent("TipPaid"));
      const tips = new Map(paid.map(({ jobId, amount }) => [jobId, amount]));
      const at = { blockTag: receipt.blockNumber };
      return Promise.all(
        items.map(async ({ struct }, index) => {
          const code = failed.get(index);
          if (code !== undefined) {
            return explainCode(code, () => contract.matchOrders.staticCall(struct, at));
          }
          const { value, done } = jobs.next();
          if (done === true) return undefined;
          return { result: { ...value, tip: tips.get(value.jobId) ?? 0n } };
        }),
      );
    },
  };
  return runBatches(parameters, door, matches);
}
