import type { Provider } from "ethers";
import { JobMarket__factory } from "../contracts";
import { eventIn, eventsIn } from "../events/events";
import { endFromReceipt, jobFromReceipt, type EndedJob, type MatchedJob } from "../jobs/receipts";
import { packJob } from "../jobs/pack-job";
import { toJobStatus, type JobStatus } from "../jobs/status";
import { packMatch } from "../orders/match";
import type { Job, Match } from "../orders/types";
import { checkBytes32, checkUint } from "../words/range";
import { read } from "./read";
import { send, type CallOptions, type CallResult } from "./send";

export { expireBatch, settleBatch, type EndBatchParameters } from "../batches/jobs";
export { matchBatch, type BatchedMatch, type MatchBatchParameters } from "../batches/matches";

export interface MarketCall extends CallOptions {
  /** Address of the market. */
  market: string;
}

export interface MatchResult extends CallResult, MatchedJob {
  /** Token base units that the matcher received. */
  tip: bigint;
}

/**
 * Brings two signed orders together and opens their job.
 *
 * @throws ContractError naming the first check that failed; `checkMatch` names all.
 * @example
 * const { jobId, job } = await market.match({ signer, market: address, match });
 */
export async function match(parameters: MarketCall & { match: Match }): Promise<MatchResult> {
  const { signer, market, overrides = {} } = parameters;
  const contract = JobMarket__factory.connect(market, signer);
  const struct = packMatch(parameters.match);
  const receipt = await send(parameters, () => contract.matchOrders(struct, overrides));
  const [tip] = eventsIn(receipt, market, contract.getEvent("TipPaid"));
  return { receipt, ...jobFromReceipt({ receipt, market }), tip: tip?.amount ?? 0n };
}

export type JobCall = MarketCall & { job: Job };
export type EndResult = CallResult & EndedJob;

type Door = "settle" | "expire" | "release";

async function end(parameters: JobCall, door: Door): Promise<EndResult> {
  const { signer, market, job, overrides = {} } = parameters;
  const contract = JobMarket__factory.connect(market, signer);
  const stakeVault = await read(() => contract.stakeVault());
  const receipt = await send(parameters, () => contract[door](packJob(job), overrides));
  return { receipt, ...endFromReceipt({ receipt, market, stakeVault }) };
}

/** Ends a job by its verdict. Anyone may call. */
export function settle(parameters: JobCall): Promise<EndResult> {
  return end(parameters, "settle");
}

/** Ends a job whose deadline has passed without a result. Anyone may call. */
export function expire(parameters: JobCall): Promise<EndResult> {
  return end(parameters, "expire");
}

/** Hands a job back, as its provider, before submitting. */
export function release(parameters: JobCall): Promise<EndResult> {
  return end(parameters, "release");
}

/** Cancels the signer's orders with one nonce, part-filled ones included. */
export async function cancel(
  parameters: MarketCall & { nonce: bigint },
): Promise<CallResult & { nonce: bigint }> {
  const { signer, market, overrides = {} } = parameters;
  const contract = JobMarket__factory.connect(market, signer);
  const asked = checkUint("nonce", parameters.nonce, 64);
  const receipt = await send(parameters, () => contract.cancel(asked, overrides));
  return { receipt, nonce: eventIn(receipt, market, contract.getEvent("NonceCancelled")).nonce };
}

/** Cancels the signer's orders with any of the 256 nonces of a word; `nonceWord` gives a nonce's. */
export async function cancelWord(
  parameters: MarketCall & { word: bigint },
): Promise<CallResult & { word: bigint }> {
  const { signer, market, overrides = {} } = parameters;
  const contract = JobMarket__factory.connect(market, signer);
  const asked = checkUint("word", parameters.word, 56);
  const receipt = await send(parameters, () => contract.cancelWord(asked, overrides));
  return { receipt, word: eventIn(receipt, market, contract.getEvent("NonceWordCancelled")).word };
}

/** Cancels every order that the signer has signed so far, by starting its next epoch. */
export async function cancelAll(parameters: MarketCall): Promise<CallResult & { epoch: number }> {
  const { signer, market, overrides = {} } = parameters;
  const contract = JobMarket__factory.connect(market, signer);
  const receipt = await send(parameters, () => contract.cancelAll(overrides));
  const { epoch } = eventIn(receipt, market, contract.getEvent("EpochStarted"));
  return { receipt, epoch: Number(epoch) };
}

/** Sends the fees collected in a token to the treasury. Anyone may call. */
export async function collectFees(
  parameters: MarketCall & { token: string },
): Promise<CallResult & { amount: bigint }> {
  const { signer, market, token, overrides = {} } = parameters;
  const contract = JobMarket__factory.connect(market, signer);
  const receipt = await send(parameters, () => contract.collectFees(token, overrides));
  const [collected] = eventsIn(receipt, market, contract.getEvent("FeesCollected"));
  return { receipt, amount: collected?.amount ?? 0n };
}

/** Takes back the signer's signature as payer under a request, by the request's digest. */
export async function revokePayer(
  parameters: MarketCall & { request: string },
): Promise<CallResult & { request: string }> {
  const { signer, market, overrides = {} } = parameters;
  const contract = JobMarket__factory.connect(market, signer);
  const digest = checkBytes32("request", parameters.request);
  const receipt = await send(parameters, () => contract.revokePayer(digest, overrides));
  const { request } = eventIn(receipt, market, contract.getEvent("PayerRevoked"));
  return { receipt, request };
}

/** Where a job with these terms stands. */
export async function statusOf(parameters: {
  provider: Provider;
  market: string;
  job: Job;
}): Promise<JobStatus> {
  const contract = JobMarket__factory.connect(parameters.market, parameters.provider);
  return toJobStatus(await read(() => contract.statusOf(packJob(parameters.job))));
}
