import { JobMarket__factory } from "../contracts";
import { EventMissingError } from "../errors/weft-error";
import { eventsIn, type LogHolder } from "../events/events";
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

/** The ends of jobs in a transaction, in order. */
export function endsFromReceipt({ receipt, market }: ReceiptParameters): EndedJob[] {
  const event = JobMarket__factory.connect(market).getEvent("JobEnded");
  return eventsIn(receipt, market, event).map((args) => ({
    jobId: args.jobId,
    status: toJobStatus(args.status),
    unitsPaid: args.unitsPaid,
    paid: args.paid,
    fee: args.fee,
    refunded: args.refunded,
    slashed: args.slashed,
  }));
}

/**
 * The end of the job that a transaction ended.
 *
 * @throws EventMissingError where it ended none, or more than one.
 */
export function endFromReceipt(parameters: ReceiptParameters): EndedJob {
  const [end, ...others] = endsFromReceipt(parameters);
  if (end === undefined || others.length !== 0) {
    throw new EventMissingError("single JobEnded", parameters.market, parameters.receipt.hash);
  }
  return end;
}
