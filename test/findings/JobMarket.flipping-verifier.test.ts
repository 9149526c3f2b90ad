import { loadFixture, time } from "@nomicfoundation/hardhat-network-helpers";
import { packJob } from "@weft/sdk";
import { expect } from "chai";

import { assertConservation } from "../support/conservation";
import { deployWorld } from "../support/deploy";
import { match, Status, Verdict } from "../support/market-actions";
import { draftOf } from "../support/market-orders";

describe("finding: a verifier that changes its answer between settle and expire", () => {
  for (const answer of ["NoResult", "Pending"] as const) {
    it(`cannot keep settle shut after finalAt by answering ${answer}`, async () => {
      const world = await loadFixture(deployWorld);
      const { jobMarket, verifier } = world;
      await verifier.setVerdict(Verdict[answer], 0n, 0n);
      const job = await match(world, await draftOf(world));
      await time.setNextBlockTimestamp(job.finalAt);
      await expect(jobMarket.settle(packJob(job))).to.be.reverted;
      const status = answer === "NoResult" ? Status.NoResult : Status.Void;
      await expect(jobMarket.settle(packJob(job))).to.emit(jobMarket, "JobEnded");
      expect(await jobMarket.statusOf(packJob(job))).to.equal(status);
      await assertConservation(world);
    });
  }
});
