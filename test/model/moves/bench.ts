import { BPS, WEFT } from "../reference/rules";
import { STAKE_VAULT, type Lock } from "../reference/stake";
import { BENCH, CLIENTS, PROVIDERS, TOKENS, type World } from "../reference/world";
import type { Choices } from "./choices";
import type { Move, Plan } from "./move";

const TO = { to: STAKE_VAULT, from: BENCH };

/** A lock of before, mostly said again as it was. */
function lockOf(world: World, choices: Choices): Lock {
  const provider = choices.of(PROVIDERS);
  const known: Lock = { provider, market: BENCH, amount: WEFT, ownBps: BPS };
  const isLarge = ({ amount }: Lock): boolean => amount > 3n;
  const lock = world.locks.length === 0 ? known : choices.rightly(world.locks, isLarge);
  const { amount, ownBps } = lock;
  return choices.mostly(
    [lock],
    [
      { ...lock, amount: amount + 1n },
      { ...lock, ownBps: BPS },
      { ...lock, ownBps: ownBps > 0n ? ownBps - 1n : 0n },
      { ...lock, amount: 0n },
      known,
    ],
  );
}

/** A lock that ends is forgotten where it was said as it was; the rest stays to be said wrongly. */
function ending(world: World, lock: Lock, move: Move): Move {
  const { refusals, commit } = move.outcome;
  const forget = (): void => {
    commit();
    world.locks = world.locks.filter((other) => other !== lock);
  };
  return { ...move, outcome: { refusals, commit: forget } };
}

const lock: Plan = (world, choices) => {
  const isFree = (one: string): boolean => world.stakes.of(one, BENCH).free > 0n;
  const provider = choices.rightly(PROVIDERS, isFree);
  const amount = choices.part(world.stakes.of(provider, BENCH).free);
  const { refusals, commit } = world.stakes.lock(provider, BENCH, amount);
  const keep = (): void => {
    commit();
    world.locks.push({ provider, market: BENCH, amount, ownBps: BPS });
  };
  return {
    ...{ ...TO, method: "lock", args: [provider, amount] },
    outcome: { refusals, commit: keep },
  };
};

const lockFor: Plan = (world, choices) => {
  const isFree = (one: string): boolean => world.stakes.of(one, BENCH).free > 0n;
  const provider = choices.rightly(PROVIDERS, isFree);
  const token = choices.mostly<string>(["gold"], TOKENS);
  const { free, freeOfPool } = world.stakes.of(provider, BENCH);
  const amount = choices.part(choices.of([free + freeOfPool, free, free + WEFT]));
  const { ownBps } = world.stakes.partsOf(provider, BENCH, amount);
  const { refusals, commit } = world.stakes.lockFor(provider, BENCH, amount, token);
  const keep = (): void => {
    commit();
    world.locks.push({ provider, market: BENCH, amount, ownBps });
  };
  return {
    ...{ ...TO, method: "lockFor", args: [provider, amount, token] },
    outcome: { refusals, commit: keep },
  };
};

const unlock: Plan = (world, choices) => {
  const lock = lockOf(world, choices);
  const { provider, amount, ownBps } = lock;
  return ending(world, lock, {
    ...{ ...TO, method: "unlock", args: [provider, amount, ownBps] },
    outcome: world.stakes.unlock(lock),
  });
};

const slash: Plan = (world, choices) => {
  const lock = lockOf(world, choices);
  const [amount, client] = [choices.part(lock.amount), choices.of(CLIENTS)];
  const { provider, amount: locked, ownBps } = lock;
  return ending(world, lock, {
    ...{ ...TO, method: "slash", args: [provider, locked, ownBps, amount, client] },
    outcome: world.stakes.slash(lock, amount, client, world.now),
  });
};

const slashLate: Plan = (world, choices) => {
  const lock = lockOf(world, choices);
  const [amount, client] = [choices.part(lock.amount), choices.of(CLIENTS)];
  const { provider, amount: locked, ownBps } = lock;
  return ending(world, lock, {
    ...{ ...TO, method: "slashLate", args: [provider, locked, ownBps, amount, client] },
    outcome: world.stakes.slashLate(lock, amount, client, world.now),
  });
};

const shareEarnings: Plan = ({ stakes, money }, choices) => {
  const provider = choices.rightly(PROVIDERS, (one) => stakes.of(one, BENCH).pool !== undefined);
  const token = choices.mostly<string>(["gold"], TOKENS);
  const balance = money.balances.get(token, BENCH);
  const amount = choices.mostly([1_000_003n, 7n, balance / 3n], [0n, balance, balance + 1n]);
  return {
    ...{ ...TO, method: "shareEarnings", args: [provider, token, amount] },
    outcome: stakes.shareEarnings({ provider, market: BENCH }, token, amount),
  };
};

export const BENCH_MOVES = { lock, lockFor, unlock, slash, slashLate, shareEarnings };
