import { JobMarket__factory, StakeVault__factory } from "../contracts";
import { EventMissingError } from "../errors/weft-error";
import { eventIn, eventsIn, type LogHolder } from "../events/events";
import { isSameAccount } from "../words/range";
import type { Job } from "../orders/types";
import type { Outcome } from "./amounts";
import { unpackJob } from "./pack-job";
import { toJobStatus, type JobStatus } from "./status";

/** A job as the market announced it. */
export interface MatchedJob {
  jobId: string;
  /** EIP-712 digest of the offer; that of the request is `job.request`. */
  offer: string;
  job: Job;
}

/** The end of a job as the market announced it. */
export interface EndedJob extends Outcome {
  jobId: string;
  status: JobStatus;
}

interface ReceiptParameters {
  receipt: LogHolder;
  /** Address of the market. */
  market: string;
}

/** The jobs that a transaction opened, in order. */
export function jobsFromReceipt({ receipt, market }: ReceiptParameters): MatchedJob[] {
  const event = JobMarket__factory.connect(market).getEvent("JobMatched");
  return eventsIn(receipt, market, event).map(({ jobId, offer, job }) => ({
    jobId,
    offer,
    job: unpackJob(job),
  }));
}

/**
 * The job that a transaction opened.
 *
 * @throws EventMissingError where it opened none, or more than one.
 * @example
 * const { job } = jobFromReceipt({ receipt, market });
 */
export function jobFromReceipt(parameters: ReceiptParameters): MatchedJob {
  const [job, ...others] = jobsFromReceipt(parameters);
  if (job === undefined || others.length !== 0) {
    throw new EventMissingError("single JobMatched", parameters.market, parameters.receipt.hash);
  }
  return job;
}

interface EndReceiptParameters extends ReceiptParameters {
  /** Address of the stake vault, which tells what delegators got. */
  stakeVault: string;
}

/** The logs from each event of a kind up to the next. */
function chaptersOf(
  { hash, logs }: LogHolder,
  isFirst: (log: LogHolder["logs"][number]) => boolean,
): LogHolder[] {
  const starts = logs.flatMap((log, at) => (isFirst(log) ? [at] : []));
  return starts.map((start, i) => ({ hash, logs: logs.slice(start, starts[i + 1]) }));
}

/** The ends of jobs in a transaction, in order. */
export function endsFromReceipt({ receipt, market, stakeVault }: EndReceiptParameters): EndedJob[] {
  const ended = JobMarket__factory.connect(market).getEvent("JobEnded");
  const unclaimed = JobMarket__factory.connect(market).getEvent("PoolPartUnclaimed");
  const shared = StakeVault__factory.connect(stakeVault).getEvent("EarningsShared");
  const isEnd = (log: LogHolder["logs"][number]) =>
    eventsIn({ hash: receipt.hash, logs: [log] }, market, ended).length !== 0;
  // The market pays right after it says that a job ended: what it shares before the next end is that job's.
  return chaptersOf(receipt, isEnd).map((chapter) => {
    const end = eventIn(chapter, market, ended);
    const pooled = eventsIn(chapter, stakeVault, shared)
      .filter((earnings) => isSameAccount(earnings.market, market))
      .reduce((sum, { amount }) => sum + amount, 0n);
    return {
      jobId: end.jobId,
      status: toJobStatus(end.status),
      unitsPaid: end.unitsPaid,
      paid: end.paid,
      pooled,
      unclaimed: eventsIn(chapter, market, unclaimed).reduce((sum, { amount }) => sum + amount, 0n),
      fee: end.fee,
      refunded: end.refunded,
      slashed: end.slashed,
    };
  });
}

/**
 * The end of the job that a transaction ended.
 *
 * @throws EventMissingError where it ended none, or more than one.
 */
export function endFromReceipt(parameters: EndReceiptParameters): EndedJob {
  const [end, ...others] = endsFromReceipt(parameters);
  if (end === undefined || others.length !== 0) {
    throw new EventMissingError("single JobEnded", parameters.market, parameters.receipt.hash);
  }
  return end;
}
