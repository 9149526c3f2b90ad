import { feeOf, pooledOf } from "../jobs/amounts";
import { LeaseReason } from "./reason";
import type { Lease } from "./types";

const HOUR = 3_600n;

/** The most that a lease can have cost by a second, by its rate. Rounds down, as the contract does. */
export function allowedByRate(
  { ratePerHour, startsAt }: Pick<Lease, "ratePerHour" | "startsAt">,
  { endsAt, time }: { endsAt: number; time: number },
): bigint {
  const until = Math.min(time, endsAt);
  return until > startsAt ? (ratePerHour * BigInt(until - startsAt)) / HOUR : 0n;
}

export interface DueParameters {
  lease: Lease;
  /** Token base units of the voucher; zero for elapsed time alone. */
  amount: bigint;
  /** What was paid so far, and when time stops counting; of a lease not opened, zero and its terms. */
  state: { collected: bigint; endsAt: number };
  /** What the float or the reserve holds. */
  purse: bigint;
  /** Unix second of the collection. */
  time: number;
}

/**
 * What a valid voucher would be paid at a second, and why no more, as the contract computes it.
 *
 * @example
 * const { due } = dueOf({ lease, amount, state, purse, time });
 */
export function dueOf({ lease, amount, state, purse, time }: DueParameters): {
  due: bigint;
  reason: LeaseReason;
} {
  const limits: [bigint, LeaseReason][] = [
    [allowedByRate(lease, { endsAt: state.endsAt, time }), LeaseReason.Rate],
    [lease.cap, LeaseReason.Cap],
  ];
  let owed = amount > lease.elapsedCap ? amount : lease.elapsedCap;
  let reason = LeaseReason.Voucher;
  for (const [limit, name] of limits) if (owed > limit) [owed, reason] = [limit, name];
  const due = owed > state.collected ? owed - state.collected : 0n;
  return due > purse ? { due: purse, reason: LeaseReason.Funds } : { due, reason };
}

/** How what is paid for a lease is divided: `paid` and `fee` sum to it. */
export interface PayParts {
  /** What the provider receives, its delegators' part included. */
  paid: bigint;
  /** The delegators' part of `paid`. */
  pooled: bigint;
  /** What the protocol receives. */
  fee: bigint;
}

interface LeaseShares {
  /** Fee at the opening, in basis points. */
  feeBps: number;
  /** Delegators' part of the rest at the opening, in parts per million. */
  poolPpm: number;
}

function partsOfAll(payment: bigint, { feeBps, poolPpm }: LeaseShares): PayParts {
  const fee = feeOf({ payment, feeBps });
  const paid = payment - fee;
  return { paid, pooled: pooledOf({ paid, poolPpm }), fee };
}

/**
 * How a payment is divided, to the base unit: the parts of all that was paid by then, less those of
 * what was paid before. However it is split into vouchers and calls, the sums come out the same.
 */
export function partsOf(
  payment: LeaseShares & {
    /** Token base units paid for the lease before. */
    before: bigint;
    /** Token base units paid now. */
    amount: bigint;
  },
): PayParts {
  const old = partsOfAll(payment.before, payment);
  const all = partsOfAll(payment.before + payment.amount, payment);
  return { paid: all.paid - old.paid, pooled: all.pooled - old.pooled, fee: all.fee - old.fee };
}
