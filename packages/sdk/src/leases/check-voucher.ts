import type { LeaseView } from "../calls/lease/show";
import { MIN_COLLECT_SECONDS } from "./check-lease";
import { allowedByRate } from "./dues";
import type { Voucher } from "./types";
import type { VoucherFault, VoucherFaultName } from "./voucher-fault";
import type { VoucherSigner } from "./voucher-signature";

/** What a provider allows itself to be owed. */
export interface VoucherLimits {
  /** The most that may be unpaid and not held for leases of one payer: what a client that turns out bad can cost. */
  exposure: bigint;
  /**
   * The shortest time that the provider needs to collect: a reserve counts as held for a lease only where it has that
   * long after the end, or after its voucher signer was revoked. An hour where it is left out, the market's shortest.
   */
  collectSeconds?: number;
}

export interface CheckVoucherParameters {
  voucher: Voucher;
  /** Where the lease stands; see `lease.show`. */
  view: LeaseView;
  /** Whose signature it bears; see `signerOfVoucher`. */
  signedBy: VoucherSigner;
  /** The highest amount accepted for the lease so far. */
  highest: bigint;
  /** What the voucher must add to it. */
  price: bigint;
  limits: VoucherLimits;
  /** Unix second of the check; that of the view where it is left out. */
  time?: number;
  /** What is unpaid of other leases that draw on the same float. */
  otherUnpaid?: bigint;
  /**
   * What is unpaid and not held of other leases of the same payer and token, those on its float among them; see
   * `unheldOf`. What draws on the float where it is left out.
   */
  otherUnheld?: bigint;
}

/** What of a voucher is not paid yet. */
export function unpaidOf({
  voucher,
  view,
}: Pick<CheckVoucherParameters, "voucher" | "view">): bigint {
  const { cap } = voucher.lease;
  const owed = voucher.amount < cap ? voucher.amount : cap;
  return owed > view.collected ? owed - view.collected : 0n;
}

type HeldParameters = Pick<CheckVoucherParameters, "voucher" | "view" | "signedBy" | "limits"> & {
  time: number;
};

/**
 * Whether the lease has a purse of its own for what it owes, for long enough to collect it, and by a word that cannot
 * be taken back before.
 */
function isHeld({ voucher, view, signedBy, limits, time }: HeldParameters): boolean {
  const { reserve, collectSeconds } = voucher.lease;
  const isLong = collectSeconds >= (limits.collectSeconds ?? MIN_COLLECT_SECONDS);
  const isOver = time > view.endsAt + collectSeconds;
  const isRevoked = view.signerUntil !== 0 && time > view.signerUntil;
  // A wallet can deny its word at any time, and then nobody's signature is what it was.
  const isKept = signedBy === "client" || (signedBy === "voucherSigner" && !isRevoked);
  return view.isOpen && reserve !== 0n && isLong && !isOver && isKept;
}

/** What of a voucher is neither paid nor held for its lease: what the provider risks on it. */
export function unheldOf(parameters: HeldParameters): bigint {
  const unpaid = unpaidOf(parameters);
  if (!isHeld(parameters)) return unpaid;
  const { purse } = parameters.view;
  return unpaid > purse ? unpaid - purse : 0n;
}

/**
 * What a voucher must go beyond: the highest that was taken, or what vouchers before brought, where the provider has
 * forgotten them. By elapsed time, up to `elapsedCap`, more can have been paid than was promised.
 */
function floorOf({ voucher, view, highest }: CheckVoucherParameters): bigint {
  const byVouchers = view.collected > voucher.lease.elapsedCap ? view.collected : 0n;
  return highest > byVouchers ? highest : byVouchers;
}

type Check = (parameters: CheckVoucherParameters & { time: number }) => string | undefined;

const CHECKS: readonly [VoucherFaultName, Check][] = [
  [
    "InvalidSignature",
    ({ voucher, signedBy }) =>
      signedBy === "nobody"
        ? `the voucher needs a signature of client ${voucher.lease.client} or its voucher signer, for this chain, this market, this lease and exactly ${voucher.amount}`
        : undefined,
  ],
  [
    "SignerRevoked",
    ({ view, signedBy }) =>
      signedBy === "voucherSigner" && view.signerUntil !== 0
        ? "the voucher signer was revoked; the client must sign itself"
        : undefined,
  ],
  [
    "TooLow",
    (parameters) => {
      const { voucher, price } = parameters;
      const before = floorOf(parameters);
      return voucher.amount < before + price
        ? `the voucher is of ${voucher.amount}; at least ${before + price} is needed, ${before} of it for what was served before`
        : undefined;
    },
  ],
  [
    "AboveCap",
    ({ voucher }) =>
      voucher.amount > voucher.lease.cap
        ? `the voucher is of ${voucher.amount}; the lease pays ${voucher.lease.cap} at most`
        : undefined,
  ],
  [
    "NotRunning",
    ({ voucher, view, time }) =>
      time < voucher.lease.startsAt || time >= view.endsAt
        ? `the lease runs from second ${voucher.lease.startsAt} to ${view.endsAt}; it is ${time}`
        : undefined,
  ],
  [
    "AboveRate",
    ({ voucher, view, time }) => {
      const allowed = allowedByRate(voucher.lease, { endsAt: view.endsAt, time });
      return voucher.amount > allowed
        ? `the voucher is of ${voucher.amount}; by its rate the lease can have cost ${allowed} so far`
        : undefined;
    },
  ],
  [
    "CannotOpen",
    ({ voucher, view, time }) =>
      view.isOpen || (view.isOpenable && time <= voucher.lease.expiry)
        ? undefined
        : "the lease is not open and cannot be opened: its time for that has passed, its nonce was used or cancelled, or its payer took back its signature",
  ],
  [
    "FundsShort",
    ({ voucher, view, otherUnpaid = 0n }) => {
      const others = voucher.lease.reserve === 0n ? otherUnpaid : 0n;
      const unpaid = unpaidOf({ voucher, view }) + others;
      const held = view.purse - view.thawing;
      return unpaid > held
        ? `${unpaid} would be unpaid; what is there for it is ${held}, without what is on its way out, and without a reserve that its payer cannot bring`
        : undefined;
    },
  ],
  [
    "ExposureExceeded",
    (parameters) => {
      const { limits, otherUnpaid = 0n, otherUnheld = otherUnpaid } = parameters;
      if (isHeld(parameters)) return undefined;
      const unheld = unpaidOf(parameters) + otherUnheld;
      return unheld > limits.exposure
        ? `${unheld} of this payer would be unpaid and not held; the provider risks ${limits.exposure} at most, so collect first, or open what has a reserve`
        : undefined;
    },
  ],
];

/**
 * Why a provider should not serve on a voucher: every reason, in order; none where it should. A pure function of the
 * voucher and what is known of its lease.
 *
 * What is unpaid is at risk where it is not held for the lease: a float can be drained by its owner's other leases,
 * a lease that is not open can be cancelled, or find that its reserve went to another one, and a wallet can say no to
 * what it signed. All of one payer is at risk together. A reserve is held until `collectSeconds` after the lease ends,
 * and its client can end it at any second: a provider that counts on it collects within them.
 */
export function checkVoucher(parameters: CheckVoucherParameters): VoucherFault[] {
  const known = { ...parameters, time: parameters.time ?? parameters.view.time };
  return CHECKS.flatMap(([fault, check]) => {
    const sentence = check(known);
    return sentence === undefined ? [] : [{ fault, sentence }];
  });
}
