import { Choices } from "./moves/choices";
import type { Move } from "./moves/move";
import { openingOf } from "./moves/openings";
import { pairOf } from "./moves/pairs";
import { ENDLESS, VAULT } from "./reference/money";
import { UNDECIDED } from "./reference/jobs";
import { BPS, WEFT, type Outcome } from "./reference/rules";
import { STAKED, STAKE_VAULT } from "./reference/stake";
import {
  BENCH,
  CLIENTS,
  JOBS,
  LEASES,
  MARKETS,
  PEOPLE,
  TOKENS,
  type World,
} from "./reference/world";

export const MONEY = 10n ** 12n;
const HOLDING = 10_000n * WEFT;
/** What a few leases have emptied soon. */
const FLOAT = 4_000_000n;
/** More than a vault takes. */
const HOARD = 2n ** 128n;
/** Beyond those that are drawn. */
const FOUNDING_NONCE = 100n;
const LONG = 60n * 86_400n;
/** Let others take only this much from its wallet. */
const CAREFUL = "fay";

type Founding = Move & { isGiven?: boolean };

function give(world: World, token: string, to: string, amount: bigint): Founding {
  const method = token === STAKED ? "transfer" : "mint";
  const commit = () => world.money.wallets.add(amount, token, to);
  return {
    from: "deployer",
    to: token,
    method,
    args: [to, amount],
    outcome: { refusals: [], commit },
  };
}

function allow(world: World, token: string, from: string, spender: string): Founding {
  const amount = from === CAREFUL ? (token === STAKED ? 3n * WEFT : MONEY / 2n) : ENDLESS;
  const commit = () => world.money.approvals.set(amount, token, from, spender);
  return {
    from,
    to: token,
    method: "approve",
    args: [spender, amount],
    outcome: { refusals: [], commit },
  };
}

/** What everybody has before a run: wallets, balances, stake, pools and rights. Each call is one second after another. */
export function* foundingOf(world: World): Generator<Move> {
  const { money, stakes } = world;
  for (const person of PEOPLE) {
    yield give(world, STAKED, person, HOLDING);
    yield allow(world, STAKED, person, STAKE_VAULT);
    for (const token of TOKENS) {
      yield give(world, token, person, 2n * MONEY);
      yield allow(world, token, person, VAULT);
      if (person === CAREFUL) continue;
      const outcome = money.deposit(person, token, MONEY, person);
      yield { from: person, to: VAULT, method: "deposit", args: [token, MONEY, person], outcome };
    }
  }
  yield give(world, "iron", "eve", HOARD);
  const rights: [string, string][] = [
    ...CLIENTS.flatMap((client): [string, string][] => [
      [client, JOBS],
      [client, LEASES],
    ]),
    [BENCH, STAKE_VAULT],
  ];
  for (const [from, spender] of rights) {
    const outcome = money.setOperator(from, spender, true);
    yield { from, to: VAULT, method: "setOperator", args: [spender, true], outcome };
  }
  for (const market of MARKETS) yield* stakeIn(world, market);
  for (const from of CLIENTS) {
    const outcome = world.leases.floats.fund(from, from, "gold", FLOAT);
    yield { from, to: LEASES, method: "fundFloat", args: [from, "gold", FLOAT], outcome };
  }
  // Of a job without a result, which each is at first, the verifier says so.
  const nothing: Outcome = { refusals: [], commit: () => {} };
  const none = [UNDECIDED.status, 0n, 0n];
  yield { from: "owner", to: "oracle", method: "setVerdict", args: none, outcome: nothing };
  const outcome = stakes.setOperator("ada", "fay", 7n);
  yield { from: "ada", to: STAKE_VAULT, method: "setOperator", args: ["fay", 7n], outcome };
  yield* agreements(world);
  yield* duties(world);
}

/** Leases that go on for long, one on a float and one on a reserve, and a job. */
function* agreements(world: World): Generator<Move> {
  const floated = openingOf(world, new Choices([]));
  floated.lease.nonce += FOUNDING_NONCE;
  floated.lease.endsAt = world.now + LONG;
  const reserved = { ...floated, lease: { ...floated.lease } };
  reserved.lease.nonce += 1n;
  reserved.lease.reserve = reserved.lease.cap / 2n;
  for (const opening of [floated, reserved]) {
    world.openings.push(opening);
    yield {
      ...{ from: "eve", to: LEASES, method: "open", args: [opening] },
      encode: (papers) => [papers.leases.opening(opening)],
      outcome: world.leases.open(opening, world.now),
    };
  }
  const pair = pairOf(world, new Choices([]));
  pair.offer.nonce += FOUNDING_NONCE;
  pair.request.nonce += FOUNDING_NONCE;
  world.pairs.push(pair);
  yield {
    ...{ from: "eve", to: JOBS, method: "matchOrders", args: [pair] },
    encode: (papers) => [papers.match(pair)],
    outcome: world.jobs.match(pair, "eve", world.now),
  };
}

/** Stake behind duties; of what one provider asked for, not all can leave while it has that duty. */
function* duties(world: World): Generator<Move> {
  const { stakes } = world;
  const to = STAKE_VAULT;
  const locked = 40n * WEFT;
  for (const provider of ["ada", "bob"]) {
    const { refusals, commit } = stakes.lock(provider, BENCH, locked);
    const keep = (): void => {
      commit();
      world.locks.push({ provider, market: BENCH, amount: locked, ownBps: BPS });
    };
    const outcome = { refusals, commit: keep };
    yield { from: BENCH, to, method: "lock", args: [provider, locked], outcome };
  }
  for (const amount of [50n * WEFT, 30n * WEFT]) {
    const outcome = stakes.thaw("bob", BENCH, amount, world.now);
    yield { from: "bob", to, method: "thaw", args: [BENCH, amount], outcome };
  }
}

/** One provider has a pool with a delegator in it, the other none. */
function* stakeIn(world: World, market: string): Generator<Move> {
  const { stakes } = world;
  const to = STAKE_VAULT;
  for (const from of ["ada", "bob"]) {
    const amount = 100n * WEFT;
    const outcome = stakes.provision(from, market, amount);
    yield { from, to, method: "provision", args: [market, amount], outcome };
  }
  const place = { provider: "ada", market };
  const opening = stakes.openPool(place, 1_000n, ["gold"], world.now);
  yield { from: "ada", to, method: "openPool", args: [market, 1_000n, ["gold"]], outcome: opening };
  const amount = 150n * WEFT;
  const outcome = stakes.delegate("eve", place, amount, 0n, world.now);
  yield { from: "eve", to, method: "delegate", args: ["ada", market, amount, 0n], outcome };
}
