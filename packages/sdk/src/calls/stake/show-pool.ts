import { poolPpmOf, roomOf } from "../../staking/pool";
import { toPending, type PendingWithdrawal, type Reader } from "./reader";

/** What others delegated to a provider for a market. Amounts are WEFT base units. */
export interface PoolView {
  /** All of it, on its way out or not. */
  stake: bigint;
  /** The part that can be locked and earns. */
  active: bigint;
  /** Stands behind open jobs. */
  locked: bigint;
  /** What the pool can still take in; nothing while a great loss keeps newcomers out. */
  room: bigint;
  /** Last unix second at which the pool takes nobody in: before it opened, or after a great loss. */
  closedUntil: number;
  shares: bigint;
  /** Shares on their way out. */
  thawingShares: bigint;
  /** Counts the times that a slash left nothing. */
  round: number;
  /** What the provider keeps of the pool's earnings. */
  commissionBps: number;
  /** An announced raise. */
  nextCommission: { commissionBps: number; effectiveAt: number } | undefined;
  /** What the pool would get of the pay of a job matched now, in parts per million. */
  poolPpm: number;
  /** The tokens in which the provider can be paid while somebody delegates. */
  tokens: string[];
}

/** What one account has in a pool. */
export interface DelegationView {
  delegator: string;
  /** Shares that earn. */
  shares: bigint;
  /** What they are worth, in WEFT base units. */
  amount: bigint;
  /** What its requests to leave are worth together, in WEFT base units. */
  thawing: bigint;
  /** The requests, oldest first. */
  undelegations: PendingWithdrawal[];
  /** What it earned and did not claim, in base units of each of the pool's tokens. */
  earnings: { token: string; amount: bigint }[];
}

export async function readPool(
  reader: Reader,
  own: { active: bigint; thawing: bigint },
  time: number,
): Promise<PoolView> {
  const { contract, account, market, at } = reader;
  const pool = await contract.poolOf(account, market, at);
  const commissionBps = Number(pool.commissionBps);
  const delegated = pool.active;
  const closedUntil = Number(pool.closedUntil);
  return {
    stake: pool.stake,
    active: delegated,
    locked: pool.locked,
    room: roomOf({ own: own.active, delegated, pool, closedUntil, time }),
    closedUntil,
    shares: pool.shares,
    thawingShares: pool.thawingShares,
    round: Number(pool.round),
    commissionBps,
    nextCommission:
      pool.nextCommissionAt === 0n
        ? undefined
        : {
            commissionBps: Number(pool.nextCommissionBps),
            effectiveAt: Number(pool.nextCommissionAt),
          },
    poolPpm: poolPpmOf({ own: own.active + own.thawing, delegated, commissionBps }),
    tokens: [...pool.tokens],
  };
}

export async function readDelegation(
  reader: Reader,
  delegator: string | undefined,
  tokens: readonly string[],
): Promise<DelegationView | undefined> {
  if (delegator === undefined) return undefined;
  const { contract, account, market, at } = reader;
  const [{ shares, amount, thawing }, pending, earnings] = await Promise.all([
    contract.delegationOf(account, market, delegator, at),
    contract.undelegationsOf(account, market, delegator, at),
    Promise.all(
      tokens.map(async (token) => ({
        token,
        amount: await contract.earningsOf(account, market, delegator, token, at),
      })),
    ),
  ]);
  const undelegations = pending.map(toPending);
  return { delegator, shares, amount, thawing, undelegations, earnings };
}
