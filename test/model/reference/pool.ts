import { Book } from "./book";
import { Pot, Queue } from "./pot";

/** Earnings are counted to this part of a base unit for each share. */
const SCALE = 10n ** 30n;

/** What one account has in a pool. */
export class Member {
  shares = 0n;
  readonly queue = new Queue();
  /** Credited and not claimed, by token. */
  readonly owed = new Book();
  /** What each of its shares earned since they last changed, by token. */
  readonly #perShare = new Book();

  earn(token: string, perShare: bigint): void {
    if (this.shares > 0n) this.#perShare.add(perShare, token);
  }

  earned(token: string): bigint {
    return this.owed.get(token) + (this.shares * this.#perShare.get(token)) / SCALE;
  }

  /** Credits what the shares earned, before they change. */
  credit(tokens: readonly string[]): void {
    for (const token of tokens) {
      this.owed.set(this.earned(token), token);
      this.#perShare.set(0n, token);
    }
  }
}

/** What others delegated to a provider for one market. */
export class Pool {
  readonly pot = new Pot();
  readonly tokens: readonly string[];
  readonly members = new Map<string, Member>();
  thawingShares = 0n;
  locked = 0n;
  closedUntil: bigint;
  #commission: bigint;
  #raise: { bps: bigint; at: bigint } | undefined;

  constructor(commission: bigint, tokens: readonly string[], now: bigint) {
    this.#commission = commission;
    this.tokens = tokens;
    this.closedUntil = now - 1n;
  }

  get earningShares(): bigint {
    return this.pot.shares - this.thawingShares;
  }

  get active(): bigint {
    return this.pot.worth(this.earningShares);
  }

  commissionAt(now: bigint): bigint {
    return this.#raise !== undefined && this.#raise.at <= now ? this.#raise.bps : this.#commission;
  }

  /** A raise that was announced and does not hold yet. */
  raiseAt(now: bigint): { bps: bigint; at: bigint } {
    const isPending = this.#raise !== undefined && this.#raise.at > now;
    return isPending && this.#raise !== undefined ? this.#raise : { bps: 0n, at: 0n };
  }

  setCommission(bps: bigint, now: bigint, thawSeconds: bigint): void {
    const current = this.commissionAt(now);
    this.#raise = bps > current ? { bps, at: now + thawSeconds } : undefined;
    this.#commission = bps > current ? current : bps;
  }

  member(account: string): Member {
    const member = this.members.get(account) ?? new Member();
    this.members.set(account, member);
    return member;
  }

  share(token: string, amount: bigint): void {
    const perShare = (amount * SCALE) / this.earningShares;
    for (const member of this.members.values()) member.earn(token, perShare);
  }

  /** Takes stake from all shares alike; closes for a while where that halved a share, and voids what is worth nothing. */
  lose(amount: bigint, now: bigint, thawSeconds: bigint): void {
    const left = this.pot.stake - amount;
    const isHalved = left === 0n || this.pot.stepAt(left) !== this.pot.stepAt(this.pot.stake);
    this.pot.stake = left;
    if (isHalved) this.closedUntil = now + thawSeconds / 2n;
    if (left !== 0n) return;
    for (const member of this.members.values()) {
      member.credit(this.tokens);
      member.shares = 0n;
      member.queue.voidAll();
    }
    this.thawingShares = 0n;
    this.pot.empty();
  }
}
