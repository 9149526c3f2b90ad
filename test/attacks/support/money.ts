import type { AddressLike } from "ethers";

import type { World } from "../../support/deploy";

/** What everybody who could win or lose by an attack has: money in the vault, stake, credit and WEFT. */
export async function fortunesOf(world: World): Promise<Record<string, readonly bigint[]>> {
  const { vault, token, stakeVault, jobMarket, weftToken } = world;
  const accounts: Record<string, string> = {
    ...{ provider: world.provider.address, otherProvider: world.otherProvider.address },
    ...{ client: world.client.address, otherClient: world.otherClient.address },
    ...{ payer: world.payer.address, matcher: world.matcher.address },
    ...{ stranger: world.stranger.address, treasury: world.treasury.address },
    market: await jobMarket.getAddress(),
  };
  const fortunes: Record<string, readonly bigint[]> = {};
  for (const [name, account] of Object.entries(accounts)) {
    const { active, thawing } = await stakeVault.provisionOf(account, jobMarket);
    fortunes[name] = [
      await vault.balanceOf(account, await token.getAddress()),
      await token.balanceOf(account),
      active + thawing,
      await stakeVault.creditOf(account),
      await weftToken.balanceOf(account),
    ];
  }
  return fortunes;
}

/** Balance in the vault, in the token that jobs are paid in. */
export async function moneyOf({ vault, token }: World, account: AddressLike): Promise<bigint> {
  return vault.balanceOf(account, await token.getAddress());
}
