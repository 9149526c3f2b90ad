import type { Outcome } from "./story";
import { PRICE } from "./story";
import { FLOAT, type World } from "./world";

function same(what: string, actual: bigint, expected: bigint): void {
  if (actual !== expected) throw new Error(`${what} is ${actual}, but should be ${expected}`);
}

/** Holds every sum to the base unit: what was served, signed, collected, and what everybody has now. */
export async function checkSums(world: World, outcome: Outcome): Promise<void> {
  const { vault, leaseMarket, at, provider } = world;
  const { tenants, tiles, collected, paid, fee, pooled } = outcome;
  let total = 0n;
  for (const { party, meter } of tenants) {
    const served = BigInt(tiles.filter(({ client }) => client === party.name).length) * PRICE;
    same(`what ${party.name} signed for`, meter.signed, served);
    same(`what ${party.name} paid`, collected.get(party.name) ?? 0n, served);
    const { balance } = await leaseMarket.floatOf(party.signer, at.money);
    same(`the float of ${party.name}`, balance, FLOAT - served);
    total += served;
  }
  const token = BigInt(at.money);
  same("what was divided", paid + fee, total);
  same("the provider's balance", await vault.balanceOf(provider.signer, token), paid - pooled);
  same("the fees", await leaseMarket.feesOf(at.money), fee);
  same("the delegators' part", await vault.balanceOf(at.stakeVault, token), pooled);
  const floats = FLOAT * BigInt(tenants.length) - total;
  same("what the market holds", await vault.balanceOf(at.leaseMarket, token), floats + fee);
}
