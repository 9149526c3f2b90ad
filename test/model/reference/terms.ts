import type { Parties } from "./market";
import { NOBODY, minOf, type Rule } from "./rules";

const HOUR = 3_600n;
/** Where a reserve or a voucher signer promises that a provider can collect. */
const LEAST_COLLECT_SECONDS = HOUR;
/** The last second that a time can be, which stands for never. */
export const NEVER = 2n ** 40n - 1n;

/** What provider, client and payer sign. */
export interface LeaseTerms {
  provider: string;
  token: string;
  client: string;
  payer: string;
  voucherSigner: string;
  cap: bigint;
  elapsedCap: bigint;
  ratePerHour: bigint;
  reserve: bigint;
  startsAt: bigint;
  endsAt: bigint;
  expiry: bigint;
  noticeSeconds: bigint;
  collectSeconds: bigint;
  nonce: bigint;
}

/** A lease that somebody brings. */
export interface Opening {
  lease: LeaseTerms;
  /** Who really signed. */
  signers: Parties;
}

/** A voucher that somebody brings: what it says, and what was really signed. */
export interface Voucher {
  lease: LeaseTerms;
  amount: bigint;
  signed: { by: string; lease: LeaseTerms; amount: bigint };
}

/** What is wrong with terms, whoever signed them. */
export function termRules(lease: LeaseTerms): Rule[] {
  const { cap, elapsedCap, ratePerHour, reserve, startsAt, endsAt } = lease;
  const isPromised = reserve > 0n || lease.voucherSigner !== NOBODY;
  const isShort = lease.collectSeconds < LEAST_COLLECT_SECONDS;
  return [
    [startsAt === 0n || endsAt <= startsAt, "LeaseInvalidTimes"],
    [cap === 0n || ratePerHour === 0n, "LeaseInvalidAmounts"],
    [elapsedCap > cap || reserve > cap, "LeaseInvalidAmounts"],
    [isPromised && isShort, "LeaseCollectTimeTooShort"],
  ];
}

/** What the rate allows up to a second, rounded down. */
export function allowedAt({ ratePerHour, startsAt }: LeaseTerms, second: bigint): bigint {
  return second <= startsAt ? 0n : (ratePerHour * (second - startsAt)) / HOUR;
}

/** Why a lease is paid no more, by the numbers that the chain has for it. */
export const Reason = {
  ...{ None: 0n, NotOpen: 1n, InvalidSignature: 2n, SignerRevoked: 3n },
  ...{ Voucher: 5n, Rate: 6n, Cap: 7n, Funds: 8n },
} as const;

/** An amount, and why it is no more. */
export interface Due {
  amount: bigint;
  reason: bigint;
}

/** All that a voucher, or elapsed time, entitles to at a second; of equal limits, the first is named. */
export function entitledTo(lease: LeaseTerms, voucher: bigint, second: bigint): Due {
  const { elapsedCap, cap } = lease;
  const limits: Due[] = [
    { amount: voucher > elapsedCap ? voucher : elapsedCap, reason: Reason.Voucher },
    { amount: allowedAt(lease, second), reason: Reason.Rate },
    { amount: cap, reason: Reason.Cap },
  ];
  return limits.reduce((least, limit) => (limit.amount < least.amount ? limit : least));
}

/** The most that a lease can have cost up to a second. */
export function mostAt(lease: LeaseTerms, second: bigint): bigint {
  return minOf(allowedAt(lease, second), lease.cap);
}
