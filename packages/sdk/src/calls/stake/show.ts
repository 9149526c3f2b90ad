import type { Provider } from "ethers";
import { StakeVault__factory } from "../../contracts";
import { isLatenessSpared } from "../../staking/lateness";
import { unpackScopes, type Scope } from "../../staking/scopes";
import { latestBlock } from "../clock";
import { read } from "../read";
import { readDelegation, readPool, type DelegationView, type PoolView } from "./show-pool";
import { toPending, type PendingWithdrawal, type Reader } from "./reader";

interface StakeQuestion {
  provider: Provider;
  /** Address of the stake vault. */
  stakeVault: string;
  market: string;
  /** The account that staked, or that others delegate to. */
  account: string;
}

export interface ShowParameters extends StakeQuestion {
  /** Whose delegation to the account is shown. */
  delegator?: string;
  /** Keys whose scopes are shown. */
  operators?: readonly string[];
}

/** All about an account's stake at one market, at one block. Amounts are WEFT base units. */
export interface StakeView {
  /** Number of the block. */
  block: number;
  /** Unix second of the block. */
  time: number;
  /** Own stake that can be locked. */
  active: bigint;
  /** Own stake that stands behind open jobs; `pool.locked` is the delegated. */
  locked: bigint;
  /** What can still be locked, own and delegated; `canTake` says of one collateral whether it can be. */
  free: bigint;
  /** Own stake on its way out. */
  thawing: bigint;
  /** Requests to take own stake out, oldest first; `amount` is what each would bring now. */
  thaws: PendingWithdrawal[];
  /** Slashed stake of others that is credited to the account, due or not. */
  credit: bigint;
  /** What of it `claim` would send now. */
  claimable: bigint;
  /** Unix second from which more of it can be claimed; zero where `claimable` is all. */
  nextClaimAt: number;
  /** Votes by the stake behind the account, in all markets. */
  votes: bigint;
  /** Unix second at which it was last late for the market; zero for never. */
  lastLateAt: number;
  /** Being late now would cost no stake. */
  isNextLatenessSpared: boolean;
  /** What others delegated; undefined without a pool. */
  pool: PoolView | undefined;
  /** What the delegator asked about has in the pool; undefined where none was. */
  delegation: DelegationView | undefined;
  /** The keys asked about. */
  operators: { operator: string; scopes: Scope[] }[];
}

/**
 * The state of an account's stake at a market, all of the same block.
 *
 * @example
 * const { free, isNextLatenessSpared } = await stake.show({ provider, stakeVault, market, account });
 */
export function show(parameters: ShowParameters): Promise<StakeView> {
  return read(async () => {
    const { provider, stakeVault, account, market, operators = [] } = parameters;
    const { number, timestamp: time } = await latestBlock(provider);
    const contract = StakeVault__factory.connect(stakeVault, provider);
    const at = { blockTag: number };
    const reader: Reader = { contract, account, market, at };
    const [own, free, thaws, credit, claim, votes, scopes] = await Promise.all([
      contract.provisionOf(account, market, at),
      contract.freeOf(account, market, at),
      contract.thawsOf(account, market, at),
      contract.creditOf(account, at),
      contract.claimOf(account, at),
      contract.getVotes(account, at),
      Promise.all(operators.map((operator) => contract.scopesOf(account, operator, at))),
    ]);
    const pool = own.hasPool ? await readPool(reader, own, time) : undefined;
    const lastLateAt = Number(own.lastLateAt);
    return {
      block: number,
      time,
      active: own.active,
      locked: own.locked,
      free,
      thawing: own.thawing,
      thaws: thaws.map(toPending),
      credit,
      claimable: claim.amount,
      nextClaimAt: Number(claim.nextAt),
      votes,
      lastLateAt,
      isNextLatenessSpared: isLatenessSpared({ lastLateAt, time }),
      pool,
      delegation: await readDelegation(reader, parameters.delegator, pool?.tokens ?? []),
      operators: operators.map((operator, i) => ({
        operator,
        scopes: unpackScopes(scopes[i] ?? 0n),
      })),
    };
  });
}

/** Whether a provider can take another job with this collateral, in WEFT base units. */
export async function canTake(
  parameters: StakeQuestion & { collateral: bigint },
): Promise<boolean> {
  const { provider, stakeVault, account, market, collateral } = parameters;
  const contract = StakeVault__factory.connect(stakeVault, provider);
  return read(() => contract.canTake(account, market, collateral));
}
