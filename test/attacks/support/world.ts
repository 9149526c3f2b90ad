import { ethers } from "hardhat";

import { deployWorld, sendAs, type World } from "../../support/deploy";
import { now } from "../../support/time";
import type { LeaseWorld } from "../../lease/support/world";
import type { OneShotWorld } from "../../oneshot/support";

/** The whole protocol, and the same seen as its markets of leases and of finished results see it. */
export interface Attacked {
  world: World;
  leases: LeaseWorld;
  claims: OneShotWorld;
}

/** Fixture: the whole protocol, with everybody opted in to all three markets. */
export async function deployAttacked(): Promise<Attacked> {
  const world = await deployWorld();
  const { vault, leaseMarket, oneShotMarket } = world;
  for (const party of world.parties) {
    for (const market of [leaseMarket, oneShotMarket]) {
      const optIn = [await market.getAddress(), true] as const;
      await sendAs(party, vault, vault.interface.encodeFunctionData("setOperator", [...optIn]));
    }
  }
  const otherToken = await ethers.deployContract("TestToken");
  const { wallet, key: walletKey } = world.clientWallet;
  if (wallet === null) throw new Error("the client's wallet is no wallet");
  const domain = {
    name: "Weft LeaseMarket",
    version: "1",
    chainId: world.domain.chainId,
    verifyingContract: await leaseMarket.getAddress(),
  };
  const leases = {
    ...world,
    ...{ otherToken, domain, startsAt: await now() },
    ...{ hot: world.attester, operator: world.beneficiary, delegator: world.matcher },
  };
  const claims = {
    ...world,
    ...{ market: oneShotMarket, otherToken, wallet, walletKey },
    provider: world.provider.key,
    otherProvider: world.otherProvider.key,
    sponsor: world.payer.key,
    delegator: world.matcher,
    clients: [
      ...([world.client.key, world.otherClient.key] as const),
      ...([world.attester, world.beneficiary] as const),
    ] as const,
  };
  return { world, leases, claims };
}
