import type { World } from "./deploy";

/** What a provider has at the market's disposal. */
export interface Stake {
  active: bigint;
  locked: bigint;
  thawing: bigint;
}

/** Every number that a match or the end of a job can move. */
export interface Books {
  /** Vault balances in one token, by account. */
  balances: Map<string, bigint>;
  fees: bigint;
  stake: Stake;
  /** Slashed stake that the client can claim. */
  credit: bigint;
}

export interface BooksOf {
  token: string;
  provider: string;
  client: string;
  /** Accounts besides the market whose balances are read. */
  accounts: readonly string[];
}

export async function readBooks(world: World, of: BooksOf): Promise<Books> {
  const { vault, stakeVault, jobMarket } = world;
  const market = await jobMarket.getAddress();
  const balances = new Map<string, bigint>();
  for (const account of new Set([market, ...of.accounts])) {
    balances.set(account, await vault.balanceOf(account, BigInt(of.token)));
  }
  const { active, locked, thawing } = await stakeVault.provisionOf(of.provider, market);
  return {
    balances,
    fees: await jobMarket.feesOf(of.token),
    stake: { active, locked, thawing },
    credit: await stakeVault.creditOf(of.client),
  };
}

/** The balances after moves of money; one account may appear in several. */
export function moveBalances(
  before: Books["balances"],
  moves: readonly (readonly [account: string, delta: bigint])[],
): Books["balances"] {
  const after = new Map(before);
  for (const [account, delta] of moves) after.set(account, (after.get(account) ?? 0n) + delta);
  return after;
}
