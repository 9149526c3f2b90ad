import { loadFixture } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";

import {
  WEFT,
  delegate,
  deployPool,
  share,
  undelegate,
  type DelegationWorld,
} from "./delegation.support";

describe("StakeVault: earnings that were credited and not claimed yet", () => {
  let world: DelegationWorld;
  beforeEach(async () => {
    world = await loadFixture(deployPool);
    await delegate(world, world.alice, 4n * WEFT);
    await share(world, world.money, 400n);
  });

  const CHANGES = [
    ["delegates more", () => delegate(world, world.alice, WEFT)],
    ["takes a part out", () => undelegate(world, world.alice, WEFT)],
  ] as const;

  for (const [name, change] of CHANGES) {
    it(`add up however often the delegator ${name} between`, async () => {
      const { stakes, vault, provider, market, money, alice } = world;
      await change();
      await share(world, money, 70n);
      await change();
      await share(world, money, 5n);
      await change();
      // Alone in the pool, alice earns all of it, less what rounding down leaves behind.
      const owed = await stakes.earningsOf(provider, market, alice, money);
      expect(owed >= 472n && owed <= 475n, owed.toString()).to.equal(true);
      await stakes.connect(alice).claimEarnings(provider, market, money);
      expect(await vault.balanceOf(alice, await money.getAddress())).to.equal(owed);
      expect(await stakes.earningsOf(provider, market, alice, money)).to.equal(0n);
    });
  }
});
