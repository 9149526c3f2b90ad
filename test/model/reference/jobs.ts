import { Book } from "./book";
import type { Delegations } from "./delegation";
import { pooledOf } from "./funds";
import { Market } from "./market";
import type { Money } from "./money";
import { keyOf, pairRules, payerOf, type Pair } from "./orders";
import { BPS, divideUp, minOf, outcomeOf, type Outcome, type Rule } from "./rules";

export const MARKET = "jobMarket";
/** The numbers that the chain has for them. */
export const Status = {
  ...{ None: 0n, Open: 1n, Accepted: 2n, Rejected: 3n, Void: 4n },
  ...{ NoResult: 5n, Released: 6n, ReleasedLate: 7n },
} as const;
const Verdict = { Pending: 0n, NoResult: 1n, Accepted: 2n, Rejected: 3n, Void: 4n } as const;

/** What a verifier says, in range or not. */
export interface Said {
  status: bigint;
  units: bigint;
  slashBps: bigint;
}

/** What the verifier says at first: there is no result. */
export const UNDECIDED: Said = { status: Verdict.NoResult, units: 0n, slashBps: 0n };

export interface Job {
  pair: Pair;
  firstUnit: bigint;
  units: bigint;
  collateral: bigint;
  matchedAt: bigint;
  graceUntil: bigint;
  deadline: bigint;
  finalAt: bigint;
  feeBps: bigint;
  poolPpm: bigint;
  ownBps: bigint;
  said: Said;
}

interface Ending {
  status: bigint;
  units: bigint;
  slashBps: bigint;
}

export class Jobs extends Market {
  readonly filled = new Book();
  /** All that ever were. */
  readonly all: Job[] = [];
  readonly #slots = new Map<string, { job: Job; status: bigint }>();
  readonly #mostSeconds: bigint;

  constructor(money: Money, stakes: Delegations, feeBps: bigint) {
    super(MARKET, money, stakes, feeBps);
    this.#mostSeconds = stakes.thawSeconds / 2n;
  }

  /** A job's place is remembered without the epoch of its nonce. */
  #slotOf(client: string, nonce: bigint, firstUnit: bigint): string {
    return `${client},${BigInt.asUintN(32, nonce)},${firstUnit}`;
  }

  #slotOfJob({ pair: { request }, firstUnit }: Job): string {
    return this.#slotOf(request.client, request.nonce, firstUnit);
  }

  statusOf(job: Job): bigint {
    const held = this.#slots.get(this.#slotOfJob(job));
    return held?.job === job ? held.status : Status.None;
  }

  get open(): Job[] {
    return this.all.filter((job) => this.statusOf(job) === Status.Open);
  }

  #unitRules(order: { units: bigint; minUnits: bigint }, units: bigint): Rule[] {
    const left = order.units - this.filled.get(keyOf(order));
    const isLittle = order.units !== 1n && units < order.minUnits && units !== left;
    return [
      [units > left, "MarketOverfilled"],
      [isLittle, "MarketTooFewUnits"],
    ];
  }

  match(pair: Pair, matcher: string, now: bigint): Outcome {
    const { offer, request, units, signers } = pair;
    const [payer, { token }] = [payerOf(request), offer];
    const collateral = units * offer.collateralPerUnit;
    const parts = this.stakes.partsOf(offer.provider, MARKET, collateral);
    const firstUnit = request.units === 1n ? 0n : this.filled.get(keyOf(request));
    const held = this.#slots.get(this.#slotOf(request.client, request.nonce, firstUnit));
    const payment = units * pair.pricePerUnit;
    const tip = units * request.tipPerUnit;
    const rules: Rule[] = [
      ...pairRules(pair, matcher, now, this.#mostSeconds),
      ...this.nonces.rules(offer.provider, offer.nonce),
      ...this.nonces.rules(request.client, request.nonce),
      ...this.#unitRules(offer, units),
      ...this.#unitRules(request, units),
      ...this.consentRules(
        { provider: offer.provider, client: request.client, payer: request.payer },
        { provider: signers.offer, client: signers.request, payer: signers.payer },
        request,
      ),
      [held?.status === Status.Open, "MarketJobSlotBusy"],
      ...this.stakes.tokenRules(offer.provider, MARKET, token),
      [collateral > parts.free, "StakeInsufficientFree"],
      ...this.money.spendRules(payer, MARKET, token, payment + tip),
    ];
    return outcomeOf(rules, () => {
      const deadline = now + request.maxSeconds;
      const job: Job = {
        ...{ pair, firstUnit, units, collateral, matchedAt: now, deadline },
        graceUntil: now + offer.graceSeconds,
        finalAt: deadline + request.verifySeconds,
        feeBps: this.feeBps,
        poolPpm: this.stakes.poolPpmOf(offer.provider, MARKET, now),
        ownBps: parts.ownBps,
        said: UNDECIDED,
      };
      this.#count(offer, offer.provider, units);
      this.#count(request, request.client, units);
      this.stakes.lockFor(offer.provider, MARKET, collateral, token).commit();
      this.all.push(job);
      this.#slots.set(this.#slotOfJob(job), { job, status: Status.Open });
      const move = { owner: payer, spender: MARKET, token };
      this.money.spend({ ...move, receiver: MARKET }, payment);
      this.money.spend({ ...move, receiver: matcher }, tip);
    });
  }

  /** Orders of one unit are used up with their nonce. */
  #count(order: { units: bigint; nonce: bigint }, signer: string, units: bigint): void {
    if (order.units === 1n) this.nonces.use(signer, order.nonce);
    else this.filled.add(units, keyOf(order));
  }

  /** What was said, as far as it makes sense and both sides signed for it. */
  #verdictOf({ said, units, pair }: Job): Said {
    const isKnown = said.status <= Verdict.Void;
    return {
      status: isKnown ? said.status : Verdict.Pending,
      units: minOf(said.units, units),
      slashBps: minOf(said.slashBps, pair.offer.wrongSlashBps),
    };
  }

  settle(job: Job, now: bigint): Outcome {
    const { status, units, slashBps } = this.#verdictOf(job);
    const isOver = now > job.finalAt;
    const isMissing = status === Verdict.NoResult;
    const isPending = status === Verdict.Pending;
    const { noResultSlashBps } = job.pair.offer;
    const endings = new Map<bigint, Ending>([
      [Verdict.Accepted, { status: Status.Accepted, units, slashBps: 0n }],
      [Verdict.Rejected, { status: Status.Rejected, units: 0n, slashBps }],
      [Verdict.NoResult, { status: Status.NoResult, units: 0n, slashBps: noResultSlashBps }],
    ]);
    const ending = endings.get(status) ?? { status: Status.Void, units: 0n, slashBps: 0n };
    return this.#end(job, ending, now, [
      [isMissing && !isOver, "MarketNoResult"],
      [isPending && !isOver, "MarketVerdictPending"],
    ]);
  }

  #noResultRules(job: Job): Rule[] {
    const { status } = this.#verdictOf(job);
    const isJudged = status !== Verdict.Pending && status !== Verdict.NoResult;
    return [
      [status === Verdict.Pending, "MarketVerdictPending"],
      [isJudged, "MarketResultSubmitted"],
    ];
  }

  expire(job: Job, now: bigint): Outcome {
    const slashBps = job.pair.offer.noResultSlashBps;
    return this.#end(job, { status: Status.NoResult, units: 0n, slashBps }, now, [
      [now <= job.deadline, "MarketDeadlineNotPassed"],
      ...this.#noResultRules(job),
    ]);
  }

  release(job: Job, by: string, now: bigint): Outcome {
    const isFree = now <= job.graceUntil;
    const ending = isFree
      ? { status: Status.Released, units: 0n, slashBps: 0n }
      : { status: Status.ReleasedLate, units: 0n, slashBps: job.pair.offer.lateSlashBps };
    return this.#end(job, ending, now, [
      [by !== job.pair.offer.provider, "MarketNotProvider"],
      [now > job.deadline, "MarketDeadlinePassed"],
      ...this.#noResultRules(job),
    ]);
  }

  #end(job: Job, ending: Ending, now: bigint, rules: readonly Rule[]): Outcome {
    const isOpen = this.statusOf(job) === Status.Open;
    if (!isOpen) return outcomeOf([[true, "MarketJobNotOpen"]], () => {});
    return outcomeOf(rules, () => {
      const { offer, request, pricePerUnit } = job.pair;
      const gross = ending.units * pricePerUnit;
      const fee = (gross * job.feeBps) / BPS;
      this.#slots.set(this.#slotOfJob(job), { job, status: ending.status });
      this.funds.fees.add(fee, offer.token);
      this.#free(job, ending, now);
      const pooled = pooledOf(gross - fee, job.poolPpm);
      this.funds.payProvider(offer.token, offer.provider, gross - fee, pooled);
      this.funds.pay(offer.token, payerOf(request), job.units * pricePerUnit - gross);
    });
  }

  #free(job: Job, { status, slashBps }: Ending, now: bigint): void {
    const { offer, request } = job.pair;
    const { collateral: amount, ownBps } = job;
    const lock = { provider: offer.provider, market: MARKET, amount, ownBps };
    const slashed = divideUp(amount * slashBps, BPS);
    if (slashed === 0n) this.stakes.unlock(lock).commit();
    else if (status === Status.Rejected) {
      this.stakes.slash(lock, slashed, request.client, now).commit();
    } else this.stakes.slashLate(lock, slashed, request.client, now).commit();
  }
}
