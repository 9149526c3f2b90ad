import { pooledOf } from "./funds";
import { LeaseBook, type OpenLease } from "./leases";
import {
  NEVER,
  Reason,
  entitledTo,
  mostAt,
  type Due,
  type LeaseTerms,
  type Voucher,
} from "./terms";
import { keyOf, payerOf } from "./orders";
import { BPS, NOBODY, lessOf, minOf, outcomeOf, type Outcome } from "./rules";

/** What a voucher brought. Where it is nothing and more than one rule says so, any may be named. */
export interface Brought {
  amount: bigint;
  reasons: readonly bigint[];
}

/** A call that collects: what became of each voucher is known once it is made. */
export interface Collecting {
  outcome: Outcome;
  brought: Brought[];
}

/** Whom a call pays, in what. */
export interface Payee {
  provider: string;
  token: string;
}

/** All of leases: what they are owed, and how providers are paid. */
export class Leases extends LeaseBook {
  /* What leases are owed. */

  #endOf(lease: LeaseTerms): bigint {
    return this.of(lease)?.endsAt ?? lease.endsAt;
  }

  /** What is owed and not paid, whatever the purse holds. */
  #owed(lease: LeaseTerms, amount: bigint, now: bigint): Due {
    const due = entitledTo(lease, amount, minOf(now, this.#endOf(lease)));
    return { ...due, amount: lessOf(due.amount, this.of(lease)?.collected ?? 0n) };
  }

  /** What there is to pay a lease from; a reserve that was not taken yet is one. */
  #purseOf(lease: LeaseTerms): bigint {
    if (lease.reserve === 0n) return this.floats.of(payerOf(lease), lease.token).balance;
    return this.of(lease)?.reserve ?? lease.reserve;
  }

  /** What a good voucher would bring. */
  collectable(lease: LeaseTerms, amount: bigint, now: bigint): Due {
    const owed = this.#owed(lease, amount, now);
    const purse = this.#purseOf(lease);
    return purse < owed.amount ? { amount: purse, reason: Reason.Funds } : owed;
  }

  /** What is wrong with the signature of a voucher. */
  faultOf({ lease, amount, signed }: Voucher, now: bigint): bigint {
    const isSame = signed.amount === amount && keyOf(signed.lease) === keyOf(lease);
    const isMeant = isSame && signed.by !== NOBODY;
    if (isMeant && signed.by === lease.client) return Reason.None;
    if (!isMeant || signed.by !== lease.voucherSigner) return Reason.InvalidSignature;
    const until = this.of(lease)?.signerUntil ?? 0n;
    return until === 0n || now <= until ? Reason.None : Reason.SignerRevoked;
  }

  /** Whether leases on one purse can be owed more at a second than it holds by then. */
  #isShortAt(leases: readonly [LeaseTerms, ...LeaseTerms[]], second: bigint): boolean {
    const [{ reserve, token }] = leases;
    const owed = leases.map((lease) => {
      const collected = this.of(lease)?.collected ?? 0n;
      return mostAt(lease, minOf(second, this.#endOf(lease))) - collected;
    });
    const { thawing, readyAt } = this.floats.of(payerOf(leases[0]), token);
    const gone = reserve === 0n && readyAt <= second ? thawing : 0n;
    return owed.reduce((sum, amount) => sum + amount, 0n) > this.#purseOf(leases[0]) - gone;
  }

  /** What is owed only grows and what the purse holds only shrinks, so there is one second from which it is short. */
  insolventAt(leases: readonly [LeaseTerms, ...LeaseTerms[]], now: bigint): bigint {
    let [before, from] = [now - 1n, NEVER];
    while (from - before > 1n) {
      const between = (before + from) / 2n;
      if (this.#isShortAt(leases, between)) from = between;
      else before = between;
    }
    return from;
  }

  /* How providers are paid. */

  #brought(voucher: Voucher, now: bigint): Brought {
    const { lease, amount } = voucher;
    if (this.of(lease) === undefined) return { amount: 0n, reasons: [Reason.NotOpen] };
    const due = this.collectable(lease, amount, now);
    const fault = amount === 0n ? Reason.None : this.faultOf(voucher, now);
    if (fault === Reason.None) return { amount: due.amount, reasons: [due.reason] };
    return { amount: 0n, reasons: due.amount === 0n ? [due.reason, fault] : [fault] };
  }

  collect(payee: Payee, voucher: Voucher, now: bigint): Collecting {
    const { amount, reasons } = this.#brought(voucher, now);
    const collecting = this.collectBatch(payee, [voucher], now);
    if (amount > 0n) return collecting;
    const refusals = reasons.map((reason) => `LeaseNothingToCollect ${reason}`);
    return { outcome: { refusals, commit: () => {} }, brought: [] };
  }

  /** One payment for all; a voucher that brings nothing stops no other. */
  collectBatch(payee: Payee, vouchers: readonly Voucher[], now: bigint): Collecting {
    const brought: Brought[] = [];
    const outcome = outcomeOf([], () => {
      const sums = { pay: 0n, pooled: 0n };
      for (const voucher of vouchers) {
        const one = this.#brought(voucher, now);
        const open = this.of(voucher.lease);
        if (open !== undefined && one.amount > 0n) {
          const { pay, pooled } = this.#book(open, one.amount);
          sums.pay += pay;
          sums.pooled += pooled;
        }
        brought.push(one);
      }
      this.funds.payProvider(payee.token, payee.provider, sums.pay, sums.pooled);
    });
    return { outcome, brought };
  }

  /** Takes an amount from the purse, and parts it: however a lease is paid, the sum of each part is that of the whole. */
  #book(open: OpenLease, amount: bigint): { pay: bigint; pooled: bigint } {
    const { lease } = open;
    const before = this.#partsOf(open);
    open.collected += amount;
    const after = this.#partsOf(open);
    if (lease.reserve === 0n) this.floats.draw(payerOf(lease), lease.token, amount);
    else open.reserve -= amount;
    this.funds.fees.add(after.fee - before.fee, lease.token);
    return { pay: after.pay - before.pay, pooled: after.pooled - before.pooled };
  }

  #partsOf({ collected, feeBps, poolPpm }: OpenLease): Record<"fee" | "pay" | "pooled", bigint> {
    const fee = (collected * feeBps) / BPS;
    return { fee, pay: collected - fee, pooled: pooledOf(collected - fee, poolPpm) };
  }
}
