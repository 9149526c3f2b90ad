import { DAY } from "./rules";

/** Slashed stake that an account is credited with, from a midnight on. */
interface Credit {
  amount: bigint;
  from: bigint;
}

/** What was slashed for whom, and from when each can have it. */
export class Credits {
  readonly #credits = new Map<string, Credit[]>();

  add(amount: bigint, account: string, readyAt: bigint): void {
    const from = ((readyAt + DAY - 1n) / DAY) * DAY;
    this.#credits.set(account, [...this.#all(account), { amount, from }]);
  }

  /** All of it, due or not. */
  of(account: string): bigint {
    return sumOf(this.#all(account));
  }

  /** What is due, and from when the next is; zero where that is all. */
  dueTo(account: string, now: bigint): { amount: bigint; nextAt: bigint } {
    const all = this.#all(account);
    const later = all.filter(({ from }) => from > now);
    return { amount: sumOf(all) - sumOf(later), nextAt: later[0]?.from ?? 0n };
  }

  take(account: string, now: bigint): void {
    this.#credits.set(
      account,
      this.#all(account).filter(({ from }) => from > now),
    );
  }

  #all(account: string): readonly Credit[] {
    return this.#credits.get(account) ?? [];
  }
}

function sumOf(credits: readonly Credit[]): bigint {
  return credits.reduce((sum, { amount }) => sum + amount, 0n);
}
