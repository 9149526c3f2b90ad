import { Book } from "./book";
import { Credits } from "./credits";
import type { Money } from "./money";
import { type Pool } from "./pool";
import { Pot, Queue } from "./pot";
import { BPS, DAY, NOBODY, PPM, lessOf, minOf, outcomeOf, type Outcome, type Rule } from "./rules";

export const STAKE_VAULT = "stakeVault";
export const STAKED = "weft";
/** Delegated stake counts up to so many times the provider's own. */
const MULTIPLE = 10n;
const MOST_REQUESTS = 100;
/** What makes thawing stake too fine to be divided further. */
const FINEST_THAW = 2n ** 32n;
const LATE_WINDOW = 30n * DAY;

/** What an operator may do, as bits. */
export const Scope = { SignOffers: 1n, Submit: 2n, Thaw: 4n } as const;
const ALL_SCOPES = 7n;

/** A provider's own stake behind one market, and the pool of others'. */
export class Provision {
  active = 0n;
  locked = 0n;
  lastLateAt = 0n;
  readonly thawing = new Pot();
  readonly queue = new Queue();
  pool: Pool | undefined;

  /** What of its own can still be locked. */
  get free(): bigint {
    return lessOf(this.active, this.locked);
  }

  /** What of the pool can still be locked. */
  get freeOfPool(): bigint {
    if (this.pool === undefined) return 0n;
    return lessOf(minOf(this.pool.active, this.active * MULTIPLE), this.pool.locked);
  }

  /** All stake that stands behind the provider here. */
  get votes(): bigint {
    return this.active + this.thawing.stake + (this.pool?.pot.stake ?? 0n);
  }

  /** Delegated stake that earns: own stake counts until it has left. */
  get earning(): { own: bigint; counted: bigint } {
    const own = this.active + this.thawing.stake;
    return { own, counted: minOf(this.pool?.active ?? 0n, own * MULTIPLE) };
  }

  mostDelegated(): bigint {
    return this.active * MULTIPLE;
  }
}

/** How a lock is borne. */
export interface Parts {
  own: bigint;
  ownBps: bigint;
  /** The most that this lock could be. */
  free: bigint;
}

/** A lock that is ended. */
export interface Lock {
  provider: string;
  market: string;
  amount: bigint;
  ownBps: bigint;
}

/** Own stake: brought, thawed, locked, slashed, withdrawn. */
export class Stakes {
  readonly credits = new Credits();
  readonly scopes = new Book();
  readonly thawSeconds: bigint;
  protected readonly money: Money;
  readonly #provisions = new Map<string, Provision>();

  constructor(money: Money, thawSeconds: bigint) {
    this.money = money;
    this.thawSeconds = thawSeconds;
  }

  of(provider: string, market: string): Provision {
    const key = `${provider},${market}`;
    const provision = this.#provisions.get(key) ?? new Provision();
    this.#provisions.set(key, provision);
    return provision;
  }

  votesOf(provider: string, markets: readonly string[]): bigint {
    return markets.reduce((votes, market) => votes + this.of(provider, market).votes, 0n);
  }

  hasScope(provider: string, key: string, scope: bigint): boolean {
    return (this.scopes.get(provider, key) & scope) !== 0n;
  }

  setOperator(provider: string, key: string, scopes: bigint): Outcome {
    return outcomeOf([[scopes > ALL_SCOPES, "StakeInvalidScopes"]], () =>
      this.scopes.set(scopes, provider, key),
    );
  }

  provision(provider: string, market: string, amount: bigint): Outcome {
    const rules: Rule[] = [
      [market === NOBODY, "StakeInvalidMarket"],
      [amount === 0n, "StakeZeroAmount"],
      ...this.money.pullRules(STAKED, provider, STAKE_VAULT, amount),
    ];
    return outcomeOf(rules, () => {
      this.money.pull(STAKED, provider, STAKE_VAULT, amount);
      this.of(provider, market).active += amount;
    });
  }

  thaw(provider: string, market: string, amount: bigint, now: bigint): Outcome {
    return this.#thaw({ provider, market, amount, now, most: MOST_REQUESTS }, []);
  }

  /** As an operator: half of the queue is the provider's alone. */
  thawFor(key: string, provider: string, market: string, amount: bigint, now: bigint): Outcome {
    const isOperator = this.hasScope(provider, key, Scope.Thaw);
    const most = key === provider ? MOST_REQUESTS : MOST_REQUESTS / 2;
    return this.#thaw({ provider, market, amount, now, most }, [[!isOperator, "StakeNotOperator"]]);
  }

  #thaw(
    by: { provider: string; market: string; amount: bigint; now: bigint; most: number },
    more: readonly Rule[],
  ): Outcome {
    const { amount, now } = by;
    const provision = this.of(by.provider, by.market);
    const rules: Rule[] = [
      ...more,
      [amount === 0n, "StakeZeroAmount"],
      [amount > provision.active, "StakeInsufficient"],
      [provision.queue.requests.length >= by.most, "StakeTooManyThaws"],
    ];
    return outcomeOf(rules, () => {
      const shares = provision.thawing.buys(amount);
      provision.active -= amount;
      provision.thawing.add(amount, shares);
      provision.queue.push(shares, now + this.thawSeconds);
    });
  }

  withdraw(provider: string, market: string, now: bigint): Outcome {
    const provision = this.of(provider, market);
    const { queue, thawing } = provision;
    const spare = provision.active + thawing.stake - provision.locked;
    return outcomeOf(queue.rules(thawing, spare, now), () => {
      const { amount } = queue.serve(thawing, spare, now);
      this.money.wallets.move(amount, STAKED, STAKE_VAULT, provider);
    });
  }

  claim(account: string, now: bigint): Outcome {
    const { amount } = this.credits.dueTo(account, now);
    return outcomeOf([[amount === 0n, "StakeNothingToClaim"]], () => {
      this.credits.take(account, now);
      this.money.wallets.move(amount, STAKED, STAKE_VAULT, account);
    });
  }

  /* What markets do. */

  /** As far as it goes, a lock is of the provider's own stake, to the whole basis point. */
  partsOf(provider: string, market: string, amount: bigint): Parts {
    const provision = this.of(provider, market);
    const { free, freeOfPool } = provision;
    if (amount <= free || provision.pool === undefined) return { own: amount, ownBps: BPS, free };
    const ownBps = (free * BPS) / amount;
    const own = (amount * ownBps) / BPS;
    return { own, ownBps, free: own + freeOfPool };
  }

  /** Own stake alone. */
  lock(provider: string, market: string, amount: bigint): Outcome {
    const provision = this.of(provider, market);
    return outcomeOf([[amount > provision.free, "StakeInsufficientFree"]], () => {
      provision.locked += amount;
    });
  }

  /** The delegators' part of pay agreed now. */
  poolPpmOf(provider: string, market: string, now: bigint): bigint {
    const provision = this.of(provider, market);
    const { own, counted } = provision.earning;
    if (provision.pool === undefined || counted === 0n) return 0n;
    const kept = BPS - provision.pool.commissionAt(now);
    return (counted * kept * (PPM / BPS)) / (own + counted);
  }

  tokenRules(provider: string, market: string, token: string): Rule[] {
    const provision = this.of(provider, market);
    const isUnlisted = provision.pool?.tokens.includes(token) === false;
    return [[isUnlisted && provision.earning.counted > 0n, "StakeTokenNotListed"]];
  }

  lockFor(provider: string, market: string, amount: bigint, token: string): Outcome {
    const provision = this.of(provider, market);
    const { own, free } = this.partsOf(provider, market, amount);
    const rules: Rule[] = [
      ...this.tokenRules(provider, market, token),
      [amount > free, "StakeInsufficientFree"],
    ];
    return outcomeOf(rules, () => {
      provision.locked += own;
      if (provision.pool !== undefined) provision.pool.locked += amount - own;
    });
  }

  #releaseRules({ provider, market, amount, ownBps }: Lock): Rule[] {
    const provision = this.of(provider, market);
    const own = (amount * ownBps) / BPS;
    const isMore = own > provision.locked || amount - own > (provision.pool?.locked ?? 0n);
    return [[isMore, "StakeInsufficientLocked"]];
  }

  #release({ provider, market, amount, ownBps }: Lock): { own: bigint } {
    const provision = this.of(provider, market);
    const own = (amount * ownBps) / BPS;
    provision.locked -= own;
    if (provision.pool !== undefined) provision.pool.locked -= amount - own;
    return { own };
  }

  unlock(lock: Lock): Outcome {
    return outcomeOf(this.#releaseRules(lock), () => {
      this.#release(lock);
    });
  }

  slash(lock: Lock, amount: bigint, recipient: string, now: bigint): Outcome {
    return outcomeOf(this.#slashRules(lock, amount), () => {
      this.#take(lock, this.#release(lock).own, amount, recipient, now);
    });
  }

  /** Spares whoever was not late for this market in a while. */
  slashLate(lock: Lock, amount: bigint, recipient: string, now: bigint): Outcome {
    return outcomeOf(this.#slashRules(lock, amount), () => {
      const { own } = this.#release(lock);
      const provision = this.of(lock.provider, lock.market);
      const { lastLateAt } = provision;
      provision.lastLateAt = now;
      const isSpared = lastLateAt === 0n || now - lastLateAt > LATE_WINDOW;
      if (!isSpared) this.#take(lock, own, amount, recipient, now);
    });
  }

  #slashRules(lock: Lock, amount: bigint): Rule[] {
    return [
      ...this.#releaseRules(lock),
      [amount === 0n, "StakeZeroAmount"],
      [amount > lock.amount, "StakeSlashAboveLock"],
    ];
  }

  /** Of the own part, active stake goes before thawing stake, and the client has it; the pool's part is burnt. */
  #take(lock: Lock, ownPart: bigint, amount: bigint, recipient: string, now: bigint): void {
    const provision = this.of(lock.provider, lock.market);
    const own = minOf(amount, ownPart);
    const fromActive = minOf(own, provision.active);
    provision.active -= fromActive;
    if (own > fromActive) {
      provision.thawing.stake -= own - fromActive;
      if (provision.thawing.isFinerThan(FINEST_THAW)) {
        provision.active += provision.thawing.empty();
        provision.queue.voidAll();
      }
    }
    // No market here slashes to itself.
    if (own > 0n) this.credits.add(own, recipient, now + this.thawSeconds);
    if (amount > own) provision.pool?.lose(amount - own, now, this.thawSeconds);
  }
}
