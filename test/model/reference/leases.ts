import type { Delegations } from "./delegation";
import { Floats } from "./floats";
import { Market } from "./market";
import type { Money } from "./money";
import { keyOf, payerOf } from "./orders";
import { NOBODY, outcomeOf, type Outcome, type Rule } from "./rules";
import { termRules, type LeaseTerms, type Opening } from "./terms";
import { Scope } from "./stake";

export const LEASE_MARKET = "leaseMarket";

/** Where an open lease stands. */
export interface OpenLease {
  readonly lease: LeaseTerms;
  collected: bigint;
  endsAt: bigint;
  /** Last second of a revoked voucher signer; zero while it is not. */
  signerUntil: bigint;
  /** What is held for this lease alone. */
  reserve: bigint;
  readonly feeBps: bigint;
  readonly poolPpm: bigint;
}

/** What a call about a lease needs and does, once it is known to be open. */
interface Step {
  rules: readonly Rule[];
  commit: () => void;
}

/** The life of leases: opened, filled up, ended, refunded. */
export class LeaseBook extends Market {
  readonly floats: Floats;
  readonly #open = new Map<string, OpenLease>();

  constructor(money: Money, stakes: Delegations, feeBps: bigint) {
    super(LEASE_MARKET, money, stakes, feeBps);
    this.floats = new Floats(LEASE_MARKET, money);
  }

  of(lease: LeaseTerms): OpenLease | undefined {
    return this.#open.get(keyOf(lease));
  }

  open({ lease, signers }: Opening, now: bigint): Outcome {
    const { provider, client, token, reserve } = lease;
    const payer = payerOf(lease);
    const rules: Rule[] = [
      [this.of(lease) !== undefined, "LeaseAlreadyOpen"],
      [now > lease.expiry, "LeaseExpired"],
      ...termRules(lease),
      ...this.nonces.rules(client, lease.nonce),
      ...this.consentRules(lease, signers, lease),
      ...this.stakes.tokenRules(provider, LEASE_MARKET, token),
      ...(reserve === 0n ? [] : this.money.spendRules(payer, LEASE_MARKET, token, reserve)),
    ];
    return outcomeOf(rules, () => {
      this.nonces.use(client, lease.nonce);
      this.#open.set(keyOf(lease), {
        ...{ lease, collected: 0n, endsAt: lease.endsAt, signerUntil: 0n, reserve },
        feeBps: this.feeBps,
        poolPpm: this.stakes.poolPpmOf(provider, LEASE_MARKET, now),
      });
      this.#take(payer, token, reserve);
    });
  }

  #take(owner: string, token: string, amount: bigint): void {
    const [spender, receiver] = [LEASE_MARKET, LEASE_MARKET];
    this.money.spend({ owner, spender, receiver, token }, amount);
  }

  #about(lease: LeaseTerms, step: (open: OpenLease) => Step): Outcome {
    const open = this.of(lease);
    if (open === undefined) return outcomeOf([[true, "LeaseNotOpen"]], () => {});
    const { rules, commit } = step(open);
    return outcomeOf(rules, commit);
  }

  addReserve(lease: LeaseTerms, from: string, amount: bigint, now: bigint): Outcome {
    const isNothing: Rule = [amount === 0n, "LeaseZeroAmount"];
    const outcome = this.#about(lease, (open) => ({
      rules: [
        [lease.reserve === 0n, "LeaseNotReserved"],
        [now >= open.endsAt, "LeaseEndsAlready"],
        ...this.money.spendRules(from, LEASE_MARKET, lease.token, amount),
      ],
      commit: () => {
        open.reserve += amount;
        this.#take(from, lease.token, amount);
      },
    }));
    const refusals = [...outcomeOf([isNothing], () => {}).refusals, ...outcome.refusals];
    return { refusals, commit: outcome.commit };
  }

  /** An end only comes nearer. */
  #ending(open: OpenLease, endsAt: bigint, rule: Rule): Step {
    return {
      rules: [rule, [endsAt >= open.endsAt, "LeaseEndsAlready"]],
      commit: () => {
        open.endsAt = endsAt;
      },
    };
  }

  #payingRule({ client, payer }: LeaseTerms, by: string): Rule {
    return [by !== client && by !== payer, "LeaseNotParty"];
  }

  close(lease: LeaseTerms, by: string, now: bigint): Outcome {
    return this.#about(lease, (open) => this.#ending(open, now, this.#payingRule(lease, by)));
  }

  giveNotice(lease: LeaseTerms, by: string, now: bigint): Outcome {
    const { provider, noticeSeconds } = lease;
    const isProvider = by === provider || this.stakes.hasScope(provider, by, Scope.SignOffers);
    return this.#about(lease, (open) =>
      this.#ending(open, now + noticeSeconds, [!isProvider, "LeaseNotParty"]),
    );
  }

  revokeVoucherSigner(lease: LeaseTerms, by: string, now: bigint): Outcome {
    return this.#about(lease, (open) => {
      const isNone = lease.voucherSigner === NOBODY || open.signerUntil !== 0n;
      return {
        rules: [this.#payingRule(lease, by), [isNone, "LeaseNoSigner"]],
        commit: () => {
          open.signerUntil = now + lease.collectSeconds;
        },
      };
    });
  }

  /** The provider gives up the rest at any time; others wait until its time to collect is over. */
  refundReserve(lease: LeaseTerms, by: string, now: bigint): Outcome {
    return this.#about(lease, (open) => {
      const isProvider = by === lease.provider;
      const isHeld = !isProvider && now <= open.endsAt + lease.collectSeconds;
      return {
        rules: [
          [lease.reserve === 0n, "LeaseNotReserved"],
          [isHeld, "LeaseReserveHeld"],
          [open.reserve === 0n, "LeaseNothingToRefund"],
        ],
        commit: () => {
          if (isProvider && now < open.endsAt) open.endsAt = now;
          this.funds.pay(lease.token, payerOf(lease), open.reserve);
          open.reserve = 0n;
        },
      };
    });
  }
}
