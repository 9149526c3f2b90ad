import { checkUint } from "../words/range";

const BPS = 10_000n;
const PPM = 1_000_000n;
/** How many times a provider's own active stake counts of what others delegated to it. */
const DELEGATION_MULTIPLE = 10n;
/** A pool with more shares for a base unit takes no stake in. */
const MAX_SHARES_PER_UNIT = 1n << 16n;

/** How far a pool may move between reading and calling, in basis points, where nothing else is said. */
export const DEFAULT_TOLERANCE_BPS = 50;

/** All of a pool's stake and the shares that hold it. */
export interface PoolShares {
  stake: bigint;
  shares: bigint;
}

/** Shares that delegated stake buys, as the contract computes them. Rounds down. */
export function sharesFor({ pool, amount }: { pool: PoolShares; amount: bigint }): bigint {
  return pool.shares === 0n ? amount : (amount * pool.shares) / pool.stake;
}

/** What shares are worth in WEFT base units, as the contract computes it. Rounds down. */
export function worthOf({ pool, shares }: { pool: PoolShares; shares: bigint }): bigint {
  return shares === 0n ? 0n : (shares * pool.stake) / pool.shares;
}

/**
 * Fewest shares that are worth an amount. Of somebody whose shares are worth just that, all of them: no dust stays
 * behind.
 *
 * @param held Shares of the one who leaves.
 */
export function sharesWorth({
  pool,
  amount,
  held,
}: {
  pool: PoolShares;
  amount: bigint;
  held: bigint;
}): bigint {
  if (pool.stake === 0n || amount === 0n) return amount;
  if (amount === worthOf({ pool, shares: held })) return held;
  return (amount * pool.shares + pool.stake - 1n) / pool.stake;
}

/** The least that is accepted where an expected value may be missed by a tolerance. */
export function leastOf(expected: bigint, toleranceBps = DEFAULT_TOLERANCE_BPS): bigint {
  const tolerance = checkUint("toleranceBps", toleranceBps, 16);
  return tolerance >= BPS ? 0n : (expected * (BPS - tolerance)) / BPS;
}

/**
 * What a pool would get of the pay of a job matched now, in parts per million: by its share of the stake that counts,
 * less the commission.
 *
 * @param own The provider's own stake, active and thawing.
 * @param delegated The pool's active stake.
 */
export function poolPpmOf({
  own,
  delegated,
  commissionBps,
}: {
  own: bigint;
  delegated: bigint;
  commissionBps: number;
}): number {
  const most = own * DELEGATION_MULTIPLE;
  const counted = delegated < most ? delegated : most;
  if (counted === 0n) return 0;
  const kept = BPS - BigInt(commissionBps);
  return Number((counted * kept * (PPM / BPS)) / (own + counted));
}

/**
 * What a pool can still take in, in WEFT base units.
 *
 * @param closedUntil Last unix second at which it takes nobody in.
 * @param time Unix second of the delegation.
 */
export function roomOf({
  own,
  delegated,
  pool,
  closedUntil,
  time,
}: {
  own: bigint;
  delegated: bigint;
  pool: PoolShares;
  closedUntil: number;
  time: number;
}): bigint {
  if (time <= closedUntil) return 0n;
  const isDevalued = pool.stake * MAX_SHARES_PER_UNIT < pool.shares;
  const room = own * DELEGATION_MULTIPLE - delegated;
  return isDevalued || room < 0n ? 0n : room;
}
