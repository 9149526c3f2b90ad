import { VAULT } from "../reference/money";
import type { Job } from "../reference/jobs";
import { keyOf, type Pair } from "../reference/orders";
import type { Pot, Queue } from "../reference/pot";
import { STAKED, STAKE_VAULT } from "../reference/stake";
import { JOBS, LEASES, MARKETS, PEOPLE, TOKENS, type World } from "../reference/world";
import type { View } from "./reader";
import type { Session } from "./session";

const HOLDERS = [...PEOPLE, "treasury", STAKE_VAULT, JOBS, LEASES];
const SPENDERS = ["eve", "ada", JOBS, LEASES, STAKE_VAULT];
const STAKERS = ["ada", "bob", "eve"];
const DELEGATORS = ["eve", "dan", "fay"];
const KEYS = ["eve", "fay"];

function wordOf(isTrue: boolean): bigint {
  return isTrue ? 1n : 0n;
}

function moneyViews(session: Session, { money }: World): View[] {
  const wallets = [...TOKENS, STAKED].flatMap((token) =>
    [...PEOPLE, VAULT, STAKE_VAULT].map((holder) =>
      session.view(token, "balanceOf", [holder], () => [money.wallets.get(token, holder)]),
    ),
  );
  const balances = TOKENS.flatMap((token) =>
    HOLDERS.map((holder) =>
      session.view(VAULT, "balanceOf", [holder, token], () => [money.balances.get(token, holder)]),
    ),
  );
  const rights = PEOPLE.flatMap((owner) =>
    SPENDERS.flatMap((spender) => [
      session.view(VAULT, "isOperator", [owner, spender], () => [
        wordOf(money.isOperator(owner, spender)),
      ]),
      ...TOKENS.map((token) =>
        session.view(VAULT, "allowance", [owner, spender, token], () => [
          money.allowances.get(token, owner, spender),
        ]),
      ),
    ]),
  );
  return [...wallets, ...balances, ...rights];
}

function requestWords(queue: Queue, pot: Pot): bigint[] {
  const worths = queue.worths(pot);
  const words = queue.requests.flatMap(({ readyAt }, i) => [
    queue.first + BigInt(i),
    worths[i] ?? 0n,
    readyAt,
  ]);
  return [32n, BigInt(queue.requests.length), ...words];
}

function provisionViews(session: Session, world: World, place: [string, string]): View[] {
  const of = () => world.stakes.of(...place);
  return [
    session.view(STAKE_VAULT, "provisionOf", place, () => {
      const { active, locked, thawing, queue, pool, lastLateAt } = of();
      const { stake, shares, round } = thawing;
      const queued = [queue.first, queue.next, wordOf(pool !== undefined)];
      return [active, locked, stake, shares, round, ...queued, lastLateAt];
    }),
    session.view(STAKE_VAULT, "thawsOf", place, () => requestWords(of().queue, of().thawing)),
    session.view(STAKE_VAULT, "freeOf", place, () => [of().free + of().freeOfPool]),
  ];
}

function poolWords(session: Session, world: World, place: [string, string]): bigint[] {
  const { pool } = world.stakes.of(...place);
  const head = 11n * 32n;
  if (pool === undefined) return [32n, ...Array<bigint>(10).fill(0n), head, 0n];
  const { pot, active, thawingShares, locked, closedUntil, tokens } = pool;
  const { bps, at } = pool.raiseAt(world.now);
  return [
    ...[32n, pot.stake, active, pot.shares, thawingShares, pot.round],
    ...[pool.commissionAt(world.now), bps, at, locked, closedUntil, head],
    ...[BigInt(tokens.length), ...tokens.map((token) => BigInt(session.addressOf(token)))],
  ];
}

function poolViews(session: Session, world: World, place: [string, string]): View[] {
  const poolOf = () => world.stakes.of(...place).pool;
  const members = DELEGATORS.flatMap((delegator) => {
    const memberOf = () => poolOf()?.members.get(delegator);
    const who = [...place, delegator];
    return [
      session.view(STAKE_VAULT, "delegationOf", who, () => {
        const [pool, member] = [poolOf(), memberOf()];
        if (pool === undefined || member === undefined) return [0n, 0n, 0n];
        const thawing = member.queue.worths(pool.pot).reduce((sum, worth) => sum + worth, 0n);
        return [member.shares, pool.pot.worth(member.shares), thawing];
      }),
      session.view(STAKE_VAULT, "undelegationsOf", who, () => {
        const [pool, member] = [poolOf(), memberOf()];
        if (pool === undefined || member === undefined) return [32n, 0n];
        return requestWords(member.queue, pool.pot);
      }),
      ...TOKENS.map((token) =>
        session.view(STAKE_VAULT, "earningsOf", [...who, token], () => [
          memberOf()?.earned(token) ?? 0n,
        ]),
      ),
    ];
  });
  return [
    session.view(STAKE_VAULT, "poolOf", place, () => poolWords(session, world, place)),
    ...members,
  ];
}

function stakeViews(session: Session, world: World): View[] {
  const { stakes } = world;
  const places = STAKERS.flatMap((staker) => MARKETS.map((at): [string, string] => [staker, at]));
  const odd = STAKERS.map((staker): [string, string] => [staker, "eve"]);
  const keys = STAKERS.flatMap((staker) =>
    KEYS.map((key) =>
      session.view(STAKE_VAULT, "scopesOf", [staker, key], () => [stakes.scopes.get(staker, key)]),
    ),
  );
  const votes = STAKERS.map((staker) =>
    session.view(STAKE_VAULT, "getVotes", [staker], () => [
      stakes.votesOf(staker, [...MARKETS, "eve"]),
    ]),
  );
  const credits = PEOPLE.map((account) =>
    session.view(STAKE_VAULT, "creditOf", [account], () => [stakes.credits.get(account)]),
  );
  return [
    ...[...places, ...odd].flatMap((place) => provisionViews(session, world, place)),
    ...places.flatMap((place) => poolViews(session, world, place)),
    ...[...keys, ...votes, ...credits],
  ];
}

const SIGNERS = ["ada", "bob", "cid", "dan"];
const NONCES = [0n, 1n, 2n, 255n, 256n, 300n];

function jobViews(session: Session, { jobs }: World): View[] {
  const { nonces, funds } = jobs;
  return [
    session.view(JOBS, "feeBps", [], () => [jobs.feeBps]),
    ...TOKENS.map((token) => session.view(JOBS, "feesOf", [token], () => [funds.fees.get(token)])),
    ...SIGNERS.flatMap((signer) => [
      session.view(JOBS, "epochOf", [signer], () => [nonces.epochOf(signer)]),
      ...NONCES.flatMap((index) =>
        [index, (1n << 32n) + index].map((nonce) =>
          session.view(JOBS, "isNonceUsable", [signer, nonce], () => [
            wordOf(nonces.isUsable(signer, nonce)),
          ]),
        ),
      ),
    ]),
  ];
}

/** Questions about what came to be in a run: where each job stands, and how far each order is filled. */
export class News {
  readonly #session: Session;
  readonly #world: World;
  readonly #views: View[] = [];
  #jobs = 0;
  #pairs = 0;

  constructor(session: Session, world: World) {
    this.#session = session;
    this.#world = world;
  }

  views(): readonly View[] {
    const { jobs, pairs } = this.#world;
    for (; this.#jobs < jobs.all.length; this.#jobs++) this.#addJob(jobs.all[this.#jobs]);
    for (; this.#pairs < pairs.length; this.#pairs++) this.#addPair(pairs[this.#pairs]);
    return this.#views;
  }

  #addJob(job: Job | undefined): void {
    if (job === undefined) return;
    const struct = this.#session.papers.job(job);
    const status = () => [this.#world.jobs.statusOf(job)];
    this.#views.push(this.#session.view(JOBS, "statusOf", [struct], status));
  }

  #addPair(pair: Pair | undefined): void {
    if (pair === undefined) return;
    const digests = this.#session.papers.digestsOf(pair);
    const { filled } = this.#world.jobs;
    for (const side of ["offer", "request"] as const) {
      const key = keyOf(pair[side]);
      const units = () => [filled.get(key)];
      this.#views.push(this.#session.view(JOBS, "filledOf", [digests[side]], units));
    }
  }
}

/** Every question whose answer a call can change. */
export function viewsOf(session: Session, world: World): View[] {
  return [
    ...moneyViews(session, world),
    ...stakeViews(session, world),
    ...jobViews(session, world),
  ];
}
