import { loadFixture } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";

import { assertConservation } from "../support/conservation";
import { deployWorld } from "../support/deploy";
import { match, settle, Status, Verdict } from "../support/market-actions";
import { draftOf, UNITS } from "../support/market-orders";

describe("finding: the market as its own treasury", () => {
  it("refuses it, since fees collected into the market's own balance are lost", async () => {
    const world = await loadFixture(deployWorld);
    const { jobMarket, owner, token, verifier } = world;
    const market = await jobMarket.getAddress();
    await verifier.setVerdict(Verdict.Accepted, UNITS, 0n);
    const job = await match(world, await draftOf(world));
    await settle(world, job, { status: Status.Accepted, units: UNITS, slashBps: 0n });
    await expect(jobMarket.connect(owner).setTreasury(market))
      .to.be.revertedWithCustomError(jobMarket, "MarketInvalidTreasury")
      .withArgs(market);
    await jobMarket.collectFees(token);
    await assertConservation(world);
  });
});
