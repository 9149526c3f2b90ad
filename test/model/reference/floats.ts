import type { Money } from "./money";
import { minOf, outcomeOf, type Outcome, type Rule } from "./rules";

const THAW_SECONDS = 86_400n;

/** What an account keeps for the leases it pays. */
export interface Float {
  balance: bigint;
  /** What of it was asked back. */
  thawing: bigint;
  /** When that can leave; zero where nothing was asked for. */
  readyAt: bigint;
}

/** What all accounts keep for their leases. */
export class Floats {
  readonly #market: string;
  readonly #money: Money;
  readonly #floats = new Map<string, Float>();

  constructor(market: string, money: Money) {
    this.#market = market;
    this.#money = money;
  }

  of(payer: string, token: string): Float {
    const key = `${payer},${token}`;
    const float = this.#floats.get(key) ?? { balance: 0n, thawing: 0n, readyAt: 0n };
    this.#floats.set(key, float);
    return float;
  }

  fund(from: string, payer: string, token: string, amount: bigint): Outcome {
    const rules: Rule[] = [
      [amount === 0n, "LeaseZeroAmount"],
      ...this.#money.spendRules(from, this.#market, token, amount),
    ];
    return outcomeOf(rules, () => {
      this.of(payer, token).balance += amount;
      const market = this.#market;
      this.#money.spend({ owner: from, spender: market, receiver: market, token }, amount);
    });
  }

  /** Asks for so much in all: for more than before the wait starts anew, for less it stays. */
  thaw(payer: string, token: string, amount: bigint, now: bigint): Outcome {
    const float = this.of(payer, token);
    return outcomeOf([[amount > float.balance, "FloatInsufficient"]], () => {
      if (amount > float.thawing) float.readyAt = now + THAW_SECONDS;
      if (amount === 0n) float.readyAt = 0n;
      float.thawing = amount;
    });
  }

  withdraw(payer: string, token: string, now: bigint): Outcome {
    const float = this.of(payer, token);
    const { thawing, readyAt } = float;
    return outcomeOf([[thawing === 0n || now < readyAt, "FloatNotReady"]], () => {
      this.draw(payer, token, thawing);
      float.thawing = 0n;
      float.readyAt = 0n;
      this.#money.balances.move(thawing, token, this.#market, payer);
    });
  }

  /** What was not asked back goes first. */
  draw(payer: string, token: string, amount: bigint): void {
    const float = this.of(payer, token);
    float.balance -= amount;
    float.thawing = minOf(float.thawing, float.balance);
    if (float.thawing === 0n) float.readyAt = 0n;
  }
}
