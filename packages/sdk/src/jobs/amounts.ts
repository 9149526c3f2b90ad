import type { Job, Match } from "../orders/types";
import { JobStatus } from "./status";

const BPS = 10_000n;

/** What moves from the payer into the market at a match, in token base units. */
export function paymentOf({
  units,
  pricePerUnit,
}: {
  units: bigint;
  pricePerUnit: bigint;
}): bigint {
  return units * pricePerUnit;
}

/** What the protocol takes of a payment. Rounds down, in favour of the provider. */
export function feeOf({ payment, feeBps }: { payment: bigint; feeBps: number }): bigint {
  return (payment * BigInt(feeBps)) / BPS;
}

/** What a slash takes of a collateral. Rounds up, against the provider. */
export function slashOf({
  collateral,
  slashBps,
}: {
  collateral: bigint;
  slashBps: number;
}): bigint {
  return (collateral * BigInt(slashBps) + BPS - 1n) / BPS;
}

/** What a match would move and lock, before it is made. */
export interface Quote {
  /** Token base units held by the market until the job ends. */
  payment: bigint;
  /** Token base units to the matcher, at once. */
  tip: bigint;
  /** What the payer needs in the vault: payment and tip. */
  total: bigint;
  /** Token base units of the payment that the protocol takes where all units are accepted. */
  fee: bigint;
  /** Token base units that the provider receives where all units are accepted. */
  paid: bigint;
  /** WEFT base units locked. */
  collateral: bigint;
  /** WEFT base units lost by handing the job back after the grace time. */
  lateSlash: bigint;
  /** WEFT base units lost by leaving the job without a result. */
  noResultSlash: bigint;
}

/**
 * What a match would cost and risk.
 *
 * @param feeBps The market's fee now.
 * @example
 * const { total, collateral } = quote({ match, feeBps: 100 });
 */
export function quote({
  match: { offer, request, units, pricePerUnit },
  feeBps,
}: {
  match: Pick<Match, "offer" | "request" | "units" | "pricePerUnit">;
  feeBps: number;
}): Quote {
  const payment = paymentOf({ units, pricePerUnit });
  const tip = units * request.tipPerUnit;
  const fee = feeOf({ payment, feeBps });
  const collateral = units * offer.collateralPerUnit;
  return {
    payment,
    tip,
    total: payment + tip,
    fee,
    paid: payment - fee,
    collateral,
    lateSlash: slashOf({ collateral, slashBps: offer.lateSlashBps }),
    noResultSlash: slashOf({ collateral, slashBps: offer.noResultSlashBps }),
  };
}

/** How the payment and the collateral of a job are divided when it ends. */
export interface Outcome {
  unitsPaid: bigint;
  /** To the provider, in token base units, the fee taken out. */
  paid: bigint;
  /** To the protocol, in token base units. */
  fee: bigint;
  /** Back to the payer, in token base units. */
  refunded: bigint;
  /** From the collateral to the client, in WEFT base units. */
  slashed: bigint;
}

interface Ending {
  status: JobStatus;
  /** Units of the verdict, where accepted; more than the job's count as all. */
  units?: bigint;
  /** Slash of the verdict, where rejected; more than 10,000 counts as 10,000. */
  slashBps?: number;
}

function slashBpsOf(job: Job, { status, slashBps = 0 }: Ending): number {
  if (status === JobStatus.Rejected) return Math.min(slashBps, Number(BPS));
  if (status === JobStatus.NoResult) return job.noResultSlashBps;
  return status === JobStatus.ReleasedLate ? job.lateSlashBps : 0;
}

/**
 * What everybody gets where a job ends with a status, as the market computes it.
 *
 * @example
 * outcomeOf({ job, ending: { status: JobStatus.Accepted, units: 3n } });
 */
export function outcomeOf({ job, ending }: { job: Job; ending: Ending }): Outcome {
  const asked = ending.status === JobStatus.Accepted ? (ending.units ?? job.units) : 0n;
  const unitsPaid = asked < job.units ? asked : job.units;
  const gross = unitsPaid * job.pricePerUnit;
  const fee = feeOf({ payment: gross, feeBps: job.feeBps });
  return {
    unitsPaid,
    paid: gross - fee,
    fee,
    refunded: (job.units - unitsPaid) * job.pricePerUnit,
    slashed: slashOf({ collateral: job.collateral, slashBps: slashBpsOf(job, ending) }),
  };
}
