import type { Market } from "../reference/market";
import { VAULT } from "../reference/money";
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

export function wordOf(isTrue: boolean): bigint {
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
  const credits = PEOPLE.flatMap((account) => [
    session.view(STAKE_VAULT, "creditOf", [account], () => [stakes.credits.of(account)]),
    session.view(STAKE_VAULT, "claimOf", [account], () => {
      const { amount, nextAt } = stakes.credits.dueTo(account, world.now);
      return [amount, nextAt];
    }),
  ]);
  return [
    ...[...places, ...odd].flatMap((place) => provisionViews(session, world, place)),
    ...places.flatMap((place) => poolViews(session, world, place)),
    ...[...keys, ...votes, ...credits],
  ];
}

const SIGNERS = ["ada", "bob", "cid", "dan"];
const NONCES = [0n, 1n, 2n, 255n, 256n, 300n];

function marketViews(session: Session, market: Market): View[] {
  const { name, nonces, funds } = market;
  return [
    session.view(name, "feeBps", [], () => [market.feeBps]),
    ...TOKENS.map((token) => session.view(name, "feesOf", [token], () => [funds.fees.get(token)])),
    ...SIGNERS.flatMap((signer) => [
      session.view(name, "epochOf", [signer], () => [nonces.epochOf(signer)]),
      ...NONCES.flatMap((index) =>
        [index, (1n << 32n) + index].map((nonce) =>
          session.view(name, "isNonceUsable", [signer, nonce], () => [
            wordOf(nonces.isUsable(signer, nonce)),
          ]),
        ),
      ),
    ]),
  ];
}

function floatViews(session: Session, { leases: { floats } }: World): View[] {
  return PEOPLE.flatMap((payer) =>
    TOKENS.map((token) =>
      session.view(LEASES, "floatOf", [payer, token], () => {
        const { balance, thawing, readyAt } = floats.of(payer, token);
        return [balance, thawing, readyAt];
      }),
    ),
  );
}

/** Every question whose answer a call can change. */
export function viewsOf(session: Session, world: World): View[] {
  return [
    ...moneyViews(session, world),
    ...stakeViews(session, world),
    ...marketViews(session, world.jobs),
    ...marketViews(session, world.leases),
    ...floatViews(session, world),
  ];
}
