import { loadFixture, time } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";

import { assertConservation } from "../support/conservation";
import { deployWorld, STAKE, WEFT } from "../support/deploy";
import { draftOf, signMatch } from "../support/market-orders";
import { fillPool, leavePool, openJob } from "../support/pools";

describe("finding: a delegator of one WEFT that nobody asked for", () => {
  it("ties a provider to the pool's tokens while own stake makes it count, and no longer", async () => {
    const world = await loadFixture(deployWorld);
    const { stakeVault, jobMarket, provider, feeToken } = world;
    await fillPool(world, WEFT);
    const token = await feeToken.getAddress();
    const orders = {
      offer: { token, collateralPerUnit: 0n, expiry: 2 ** 40 - 1 },
      request: { token, minCollateralPerUnit: 0n, expiry: 2 ** 40 - 1 },
    };
    const assertRefused = async () =>
      expect(jobMarket.matchOrders(await signMatch(world, await draftOf(world, orders))))
        .to.be.revertedWithCustomError(stakeVault, "StakeTokenNotListed")
        .withArgs(provider.address, await jobMarket.getAddress(), token);
    await assertRefused();

    await stakeVault.connect(provider.key).thaw(jobMarket, STAKE);
    await assertRefused();
    await time.increase(await stakeVault.thawSeconds());
    await stakeVault.withdraw(provider.address, jobMarket);
    const later = await openJob(world, 0n, orders);
    expect([later.poolPpm, later.collateral]).to.deep.equal([0, 0n]);
    expect(await leavePool(world)).to.equal(WEFT);
    await assertConservation(world);
  });
});
