import { leaseIdOf, type LeaseFields } from "./terms";
import { payerOf, type LeaseWorld } from "./world";

/** Every number that a lease can move. */
export interface Books {
  state: {
    collected: bigint;
    endsAt: bigint;
    signerUntil: bigint;
    feeBps: bigint;
    poolPpm: bigint;
  };
  reserve: bigint;
  float: bigint;
  fees: bigint;
  /** Balances in the vault. */
  provider: bigint;
  payer: bigint;
  pool: bigint;
  market: bigint;
}

export async function readBooks(world: LeaseWorld, fields: LeaseFields): Promise<Books> {
  const { vault, stakeVault, leaseMarket } = world;
  const [leaseId, id, payer] = [leaseIdOf(fields), BigInt(fields.token), payerOf(fields)];
  const { collected, endsAt, signerUntil, feeBps, poolPpm } = await leaseMarket.leaseOf(leaseId);
  return {
    state: { collected, endsAt, signerUntil, feeBps, poolPpm },
    reserve: await leaseMarket.reserveOf(leaseId),
    float: (await leaseMarket.floatOf(payer, fields.token)).balance,
    fees: await leaseMarket.feesOf(fields.token),
    provider: await vault.balanceOf(fields.provider, id),
    payer: await vault.balanceOf(payer, id),
    pool: await vault.balanceOf(stakeVault, id),
    market: await vault.balanceOf(leaseMarket, id),
  };
}
