import { Book } from "./book";
import type { Delegations } from "./delegation";
import type { Money } from "./money";
import { PPM, outcomeOf, type Outcome } from "./rules";

/** The delegators' part of pay, rounded down. */
export function pooledOf(pay: bigint, poolPpm: bigint): bigint {
  return (pay * poolPpm) / PPM;
}

/** What a market keeps of pay, and whom it pays. */
export class Funds {
  readonly fees = new Book();
  readonly #market: string;
  readonly #money: Money;
  readonly #stakes: Delegations;

  constructor(market: string, money: Money, stakes: Delegations) {
    this.#market = market;
    this.#money = money;
    this.#stakes = stakes;
  }

  pay(token: string, to: string, amount: bigint): void {
    this.#money.balances.move(amount, token, this.#market, to);
  }

  /** The delegators' part goes with the fees where no share earns. */
  payProvider(token: string, provider: string, pay: bigint, pooled: bigint): void {
    const place = { provider, market: this.#market };
    if (this.#stakes.isShared(place, pooled)) {
      this.#stakes.shareEarnings(place, token, pooled).commit();
    } else {
      this.fees.add(pooled, token);
    }
    this.pay(token, provider, pay - pooled);
  }

  collectFees(token: string): Outcome {
    return outcomeOf([], () => {
      const amount = this.fees.get(token);
      this.fees.set(0n, token);
      this.pay(token, "treasury", amount);
    });
  }
}
