import { Pool } from "./pool";
import { NOBODY, WEFT, outcomeOf, type Outcome, type Rule } from "./rules";
import { STAKED, STAKE_VAULT, Stakes } from "./stake";

const MOST_COMMISSION = 5_000n;
const MOST_TOKENS = 4;
const LEAST_DELEGATED = WEFT;
/** What makes a pool too fine for newcomers. */
const FINEST_POOL = 2n ** 16n;
const MOST_REQUESTS = 100;

/** Which pool. */
export interface Place {
  provider: string;
  market: string;
}

/** Own stake, and the stake of delegators with what it earns. */
export class Delegations extends Stakes {
  openPool(place: Place, commission: bigint, tokens: readonly string[], now: bigint): Outcome {
    const provision = this.of(place.provider, place.market);
    const isWrongCount = tokens.length === 0 || tokens.length > MOST_TOKENS;
    const isWrongToken = new Set(tokens).size < tokens.length || tokens.includes(NOBODY);
    const rules: Rule[] = [
      [place.market === NOBODY, "StakeInvalidMarket"],
      [provision.pool !== undefined, "StakePoolExists"],
      [commission > MOST_COMMISSION, "StakeCommissionAboveCap"],
      [isWrongCount, "StakeInvalidTokenCount"],
      [isWrongToken, "StakeInvalidToken"],
    ];
    return outcomeOf(rules, () => {
      provision.pool = new Pool(commission, tokens, now);
    });
  }

  setCommission({ provider, market }: Place, commission: bigint, now: bigint): Outcome {
    const { pool } = this.of(provider, market);
    const rules: Rule[] = [
      [pool === undefined, "StakePoolMissing"],
      [commission > MOST_COMMISSION, "StakeCommissionAboveCap"],
    ];
    return outcomeOf(rules, () => pool?.setCommission(commission, now, this.thawSeconds));
  }

  delegate(
    delegator: string,
    { provider, market }: Place,
    amount: bigint,
    minShares: bigint,
    now: bigint,
  ): Outcome {
    const provision = this.of(provider, market);
    const { pool } = provision;
    const shares = pool?.pot.buys(amount) ?? 0n;
    const rules: Rule[] = [
      [amount < LEAST_DELEGATED, "StakeBelowMinimum"],
      [pool === undefined, "StakePoolMissing"],
      [pool !== undefined && now <= pool.closedUntil, "StakePoolClosed"],
      [pool?.pot.isFinerThan(FINEST_POOL) === true, "StakePoolDevalued"],
      [shares < minShares, "StakeTooFewShares"],
      [(pool?.active ?? 0n) + amount > provision.mostDelegated(), "StakePoolFull"],
      ...this.money.pullRules(STAKED, delegator, STAKE_VAULT, amount),
    ];
    return outcomeOf(rules, () => {
      if (pool === undefined) return;
      const member = pool.member(delegator);
      member.credit(pool.tokens);
      member.shares += shares;
      pool.pot.add(amount, shares);
      this.money.pull(STAKED, delegator, STAKE_VAULT, amount);
    });
  }

  undelegate(
    delegator: string,
    { provider, market }: Place,
    shares: bigint,
    minAmount: bigint,
    now: bigint,
  ): Outcome {
    const { pool } = this.of(provider, market);
    const member = pool?.member(delegator);
    const held = member?.shares ?? 0n;
    const left = shares > held ? 0n : (pool?.pot.worth(held - shares) ?? 0n);
    const worth = shares > held ? minAmount : (pool?.pot.worth(shares) ?? 0n);
    const rules: Rule[] = [
      [shares === 0n, "StakeZeroAmount"],
      [shares > held, "StakeInsufficientShares"],
      [worth < minAmount, "StakeTooLittle"],
      [shares < held && left < LEAST_DELEGATED, "StakeBelowMinimum"],
      [(member?.queue.requests.length ?? 0) >= MOST_REQUESTS, "StakeTooManyThaws"],
    ];
    return outcomeOf(rules, () => {
      if (pool === undefined || member === undefined) return;
      member.credit(pool.tokens);
      member.shares -= shares;
      pool.thawingShares += shares;
      member.queue.push(shares, now + this.thawSeconds);
    });
  }

  withdrawDelegated(delegator: string, { provider, market }: Place, now: bigint): Outcome {
    const { pool } = this.of(provider, market);
    if (pool === undefined) return outcomeOf([[true, "StakeNothingReady"]], () => {});
    const { queue } = pool.member(delegator);
    const spare = pool.pot.stake - pool.locked;
    return outcomeOf(queue.rules(pool.pot, spare, now), () => {
      const { amount, shares } = queue.serve(pool.pot, spare, now);
      pool.thawingShares -= shares;
      this.money.wallets.move(amount, STAKED, STAKE_VAULT, delegator);
    });
  }

  /** Whether what a market wants to share reaches anybody. */
  isShared({ provider, market }: Place, amount: bigint): boolean {
    return amount > 0n && (this.of(provider, market).pool?.earningShares ?? 0n) > 0n;
  }

  shareEarnings(place: Place, token: string, amount: bigint): Outcome {
    const { provider, market } = place;
    const { pool } = this.of(provider, market);
    if (pool === undefined || !this.isShared(place, amount)) return outcomeOf([], () => {});
    const rules: Rule[] = [
      [!pool.tokens.includes(token), "StakeTokenNotListed"],
      ...this.money.spendRules(market, STAKE_VAULT, token, amount),
    ];
    return outcomeOf(rules, () => {
      pool.share(token, amount);
      const move = { owner: market, spender: STAKE_VAULT, receiver: STAKE_VAULT, token };
      this.money.spend(move, amount);
    });
  }

  claimEarnings(delegator: string, { provider, market }: Place, token: string): Outcome {
    const { pool } = this.of(provider, market);
    const member = pool?.member(delegator);
    const amount = member?.earned(token) ?? 0n;
    return outcomeOf([[amount === 0n, "StakeNothingToClaim"]], () => {
      if (pool === undefined || member === undefined) return;
      member.credit(pool.tokens);
      member.owed.set(0n, token);
      this.money.balances.move(amount, token, STAKE_VAULT, delegator);
    });
  }
}
