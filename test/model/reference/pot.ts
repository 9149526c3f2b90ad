import type { Rule } from "./rules";

/** A request to leave a pot; void once the pot was wiped out. */
interface Request {
  shares: bigint;
  readyAt: bigint;
  isVoid: boolean;
}

/** Stake that is held by shares. */
export class Pot {
  stake = 0n;
  shares = 0n;
  round = 0n;

  /** What shares are worth, rounded down. */
  worth(shares: bigint): bigint {
    return shares === 0n ? 0n : (shares * this.stake) / this.shares;
  }

  /** What stake buys: one for one at first, then at what shares are worth, rounded down. */
  buys(amount: bigint): bigint {
    if (this.shares === 0n) return amount;
    return this.stake === 0n ? 0n : (amount * this.shares) / this.stake;
  }

  add(amount: bigint, shares: bigint): void {
    this.stake += amount;
    this.shares += shares;
  }

  remove(shares: bigint): bigint {
    const amount = this.worth(shares);
    this.add(-amount, -shares);
    return amount;
  }

  /** Whether a base unit would have to be divided among more shares than this. */
  isFinerThan(sharesPerUnit: bigint): boolean {
    return this.stake * sharesPerUnit < this.shares;
  }

  /** Which step of one base unit, a half, a quarter and so on a share would be at, were this all the stake. */
  stepAt(stake: bigint): number {
    const sharesPerUnit = this.shares / stake;
    return sharesPerUnit === 0n ? 0 : sharesPerUnit.toString(2).length;
  }

  empty(): bigint {
    const left = this.stake;
    this.stake = 0n;
    this.shares = 0n;
    this.round += 1n;
    return left;
  }
}

/** One owner's requests to leave a pot, oldest first. */
export class Queue {
  first = 0n;
  requests: Request[] = [];

  get next(): bigint {
    return this.first + BigInt(this.requests.length);
  }

  push(shares: bigint, readyAt: bigint): void {
    this.requests.push({ shares, readyAt, isVoid: false });
  }

  voidAll(): void {
    for (const request of this.requests) request.isVoid = true;
  }

  /** What each request is worth now. */
  worths(pot: Pot): bigint[] {
    return this.requests.map(({ shares, isVoid }) => (isVoid ? 0n : pot.worth(shares)));
  }

  /** What keeps the oldest request. */
  rules(pot: Pot, spare: bigint, now: bigint): Rule[] {
    const [oldest] = this.requests;
    if (oldest === undefined) return [[true, "StakeNothingReady"]];
    if (oldest.isVoid) return [];
    const isEarly = oldest.readyAt > now;
    return [
      [isEarly, "StakeNothingReady"],
      [!isEarly && pot.worth(oldest.shares) > spare, "StakeBehindJobs"],
    ];
  }

  /** Serves requests from the oldest on, until one has to wait. */
  serve(pot: Pot, spare: bigint, now: bigint): { amount: bigint; shares: bigint } {
    const served = { amount: 0n, shares: 0n };
    for (const request of [...this.requests]) {
      if (!request.isVoid) {
        const worth = pot.worth(request.shares);
        if (request.readyAt > now || worth + served.amount > spare) break;
        pot.remove(request.shares);
        served.amount += worth;
        served.shares += request.shares;
      }
      this.requests.shift();
      this.first += 1n;
    }
    return served;
  }
}
