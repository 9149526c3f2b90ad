import type { Job, Match } from "../orders/types";
import { JobStatus } from "./status";

const BPS = 10_000n;
const PPM = 1_000_000n;

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

/** What delegators get of a provider's pay. Rounds down, in favour of the provider. */
export function pooledOf({ paid, poolPpm }: { paid: bigint; poolPpm: number }): bigint {
  return (paid * BigInt(poolPpm)) / PPM;
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
  /** Token base units that the provider receives where all units are accepted, its delegators' part included. */
  paid: bigint;
  /** Token base units of `paid` that go to its delegators. */
  pooled: bigint;
  /** WEFT base units locked. */
  collateral: bigint;
  /** WEFT base units lost by handing the job back after the grace time, unless the lateness is spared. */
  lateSlash: bigint;
  /** WEFT base units lost by leaving the job without a result, unless the lateness is spared. */
  noResultSlash: bigint;
  /** Most WEFT base units that a verdict can take for a wrong result. */
  wrongSlash: bigint;
}

/**
 * What a match would cost and risk.
 *
 * @param feeBps The market's fee now.
 * @param poolPpm The part of the pay that goes to the provider's delegators; `poolPpmOf` computes it. Zero without a
 * pool.
 * @example
 * const { total, collateral } = quote({ match, feeBps: 100 });
 */
export function quote({
  match: { offer, request, units, pricePerUnit },
  feeBps,
  poolPpm = 0,
}: {
  match: Pick<Match, "offer" | "request" | "units" | "pricePerUnit">;
  feeBps: number;
  poolPpm?: number;
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
    pooled: pooledOf({ paid: payment - fee, poolPpm }),
    collateral,
    lateSlash: slashOf({ collateral, slashBps: offer.lateSlashBps }),
    noResultSlash: slashOf({ collateral, slashBps: offer.noResultSlashBps }),
    wrongSlash: slashOf({ collateral, slashBps: offer.wrongSlashBps }),
  };
}

/** How the payment and the collateral of a job are divided when it ends. */
export interface Outcome {
  unitsPaid: bigint;
  /** Earned by the provider, in token base units, the fee taken out and its delegators' part included. */
  paid: bigint;
  /** What of `paid` goes to its delegators. */
  pooled: bigint;
  /** What of `paid` was theirs but goes with the fees, since none of them is left. */
  unclaimed: bigint;
  /** To the protocol, in token base units. */
  fee: bigint;
  /** Back to the payer, in token base units. */
  refunded: bigint;
  /** From the collateral, in WEFT base units: the provider's stake to the client, its delegators' to nobody. */
  slashed: bigint;
}

interface Ending {
  status: JobStatus;
  /** Units of the verdict, where accepted; more than the job's count as all. */
  units?: bigint;
  /** Slash of the verdict, where rejected; more than the job's `wrongSlashBps` counts as that. */
  slashBps?: number;
  /** The provider was not late for this market in a while (`isLatenessSpared`), so that lateness costs no stake. */
  isSpared?: boolean;
  /** Nobody earns in the provider's pool any more, so that its part goes with the fees. */
  isPoolEmpty?: boolean;
}

function slashBpsOf(job: Job, { status, slashBps = 0, isSpared = false }: Ending): number {
  if (status === JobStatus.Rejected) return Math.min(slashBps, job.wrongSlashBps);
  if (isSpared) return 0;
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
  const pooled = pooledOf({ paid: gross - fee, poolPpm: job.poolPpm });
  const isPoolEmpty = ending.isPoolEmpty ?? false;
  return {
    unitsPaid,
    paid: gross - fee,
    pooled: isPoolEmpty ? 0n : pooled,
    unclaimed: isPoolEmpty ? pooled : 0n,
    fee,
    refunded: (job.units - unitsPaid) * job.pricePerUnit,
    slashed: slashOf({ collateral: job.collateral, slashBps: slashBpsOf(job, ending) }),
  };
}

/** What of a slash the client can claim: the provider's own part of the collateral is lost first, the rest is burnt. */
export function creditedOf({ job, slashed }: { job: Job; slashed: bigint }): bigint {
  const own = (job.collateral * BigInt(job.ownBps)) / BPS;
  return slashed < own ? slashed : own;
}
