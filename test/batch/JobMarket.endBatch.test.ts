import { loadFixture, time } from "@nomicfoundation/hardhat-network-helpers";
import { jobId, packJob, type Job } from "@weft/sdk";
import { expect } from "chai";
import { ethers } from "hardhat";

import { assertConservation } from "../support/conservation";
import { Status, Verdict } from "../support/market-actions";
import { DONE, END_GAS, GAS, deployFiveJobs, endBatch, marketCode, shuffled } from "./support";

type Five = readonly [Job, Job, Job, Job, Job];

function five(jobs: readonly Job[]): Five {
  const [a, b, c, d, e] = jobs;
  if (!a || !b || !c || !d || !e) throw new Error("five jobs are open");
  return [a, b, c, d, e];
}

describe("JobMarket.settleBatch", () => {
  it("ends each job by its own verdict, whatever the order", async () => {
    for (let seed = 1; seed <= 6; ++seed) {
      const world = await loadFixture(deployFiveJobs);
      const { verifier, jobMarket } = world;
      const [accepted, rejected, voided, pending, missing] = five(world.jobs);
      const slash = { [jobId(accepted)]: 0n, [jobId(rejected)]: 5_000n };
      for (const [job, status] of [
        [accepted, Verdict.Accepted],
        [rejected, Verdict.Rejected],
        [voided, Verdict.Void],
        [missing, Verdict.NoResult],
      ] as const) {
        await verifier.setVerdictOf(jobId(job), status, 1n, slash[jobId(job)] ?? 0n);
      }
      const unknown = { ...accepted, spec: ethers.id("another") };
      const items = shuffled(
        [
          { job: accepted, code: DONE, status: Status.Accepted },
          { job: rejected, code: DONE, status: Status.Rejected },
          { job: voided, code: DONE, status: Status.Void },
          { job: pending, code: marketCode(world, "MarketVerdictPending"), status: Status.Open },
          { job: missing, code: marketCode(world, "MarketNoResult"), status: Status.Open },
          { job: unknown, code: marketCode(world, "MarketJobNotOpen"), status: Status.None },
        ],
        seed,
      );
      const codes = await endBatch(
        world,
        "settleBatch",
        items.map(({ job }) => job),
      );
      expect(codes).to.deep.equal(items.map(({ code }) => code));
      for (const { job, status } of items) {
        expect(await jobMarket.statusOf(packJob(job))).to.equal(status);
      }
      await assertConservation(world);
    }
  });

  it("ends a job named twice once", async () => {
    const world = await loadFixture(deployFiveJobs);
    const [job] = five(world.jobs);
    await world.verifier.setVerdict(Verdict.Accepted, 1n, 0n);
    expect(await endBatch(world, "settleBatch", [job, job])).to.deep.equal([
      DONE,
      marketCode(world, "MarketJobNotOpen"),
    ]);
    await assertConservation(world);
  });

  for (const [mode, what] of [
    [1n, "reverts"],
    [2n, "burns its gas"],
    [4n, "answers 128 KiB"],
    [5n, "answers nothing"],
  ] as const) {
    it(`lets a verifier that ${what} touch its own jobs alone`, async () => {
      const world = await loadFixture(deployFiveJobs);
      const { verifier, jobMarket } = world;
      const [job] = five(world.jobs);
      await verifier.setVerdict(Verdict.Accepted, 1n, 0n);
      await verifier.setMode(mode);
      const codes = await endBatch(world, "settleBatch", world.jobs);
      const expected = mode === 4n ? DONE : marketCode(world, "MarketVerdictPending");
      expect(codes).to.deep.equal(world.jobs.map(() => expected));
      await time.increaseTo(job.finalAt + 1);
      const status = mode === 4n ? Status.Accepted : Status.Void;
      if (mode !== 4n) {
        expect(await endBatch(world, "settleBatch", world.jobs)).to.deep.equal(
          world.jobs.map(() => DONE),
        );
      }
      expect(await jobMarket.statusOf(packJob(job))).to.equal(status);
      await assertConservation(world);
    });
  }

  it("voids nothing for lack of gas, sparing with gas", async () => {
    const world = await loadFixture(deployFiveJobs);
    const [job] = five(world.jobs);
    const low = ethers.id("CappedCallGasTooLow(uint256,uint256)").slice(0, 10);
    await world.verifier.setVerdict(Verdict.Accepted, 1n, 0n);
    await time.increaseTo(job.finalAt + 1);
    expect(await endBatch(world, "settleBatch", [job], 200_000n)).to.deep.equal([low]);
    expect(await endBatch(world, "settleBatch", [job])).to.deep.equal([DONE]);
    expect(await world.jobMarket.statusOf(packJob(job))).to.equal(Status.Accepted);
  });

  it("is refused as a whole when the gas does not cover all items", async () => {
    const world = await loadFixture(deployFiveJobs);
    const { jobMarket } = world;
    const jobs = world.jobs.map(packJob);
    for (const door of ["settleBatch", "expireBatch"] as const) {
      await expect(jobMarket[door](jobs, 2n ** 60n, GAS)).to.be.revertedWithCustomError(
        jobMarket,
        "BatchGasTooLow",
      );
    }
  });
});

describe("JobMarket.expireBatch", () => {
  it("ends the jobs that are due, and names the reason of the others", async () => {
    const world = await loadFixture(deployFiveJobs);
    const { verifier } = world;
    const [late, submitted, silent] = five(world.jobs);
    await verifier.setVerdict(Verdict.NoResult, 0n, 0n);
    await verifier.setVerdictOf(jobId(submitted), Verdict.Accepted, 1n, 0n);
    await verifier.setVerdictOf(jobId(silent), 9n, 0n, 0n);
    const early = marketCode(world, "MarketDeadlineNotPassed");
    expect(await endBatch(world, "expireBatch", [late, submitted])).to.deep.equal([early, early]);
    await time.increaseTo(late.deadline + 10);
    expect(await endBatch(world, "expireBatch", [late, submitted, silent, late])).to.deep.equal([
      DONE,
      marketCode(world, "MarketResultSubmitted"),
      marketCode(world, "MarketVerdictPending"),
      marketCode(world, "MarketJobNotOpen"),
    ]);
    await assertConservation(world);
  });

  it("forgives the first lateness of a provider, which is the first in the batch", async () => {
    const world = await loadFixture(deployFiveJobs);
    const { stakeVault, client, verifier } = world;
    await verifier.setVerdict(Verdict.NoResult, 0n, 0n);
    const [first, second, third] = five(world.jobs);
    await time.increaseTo(third.deadline + 1);
    expect(await endBatch(world, "expireBatch", [third, first, second])).to.deep.equal([
      DONE,
      DONE,
      DONE,
    ]);
    const share = (job: Job) => (job.collateral * BigInt(job.noResultSlashBps) + 9_999n) / 10_000n;
    expect(await stakeVault.creditOf(client.address)).to.equal(share(first) + share(second));
    await assertConservation(world);
  });

  it("ends a job by one of two batches in one block, and pays once", async () => {
    const world = await loadFixture(deployFiveJobs);
    const [job] = five(world.jobs);
    await world.verifier.setVerdict(Verdict.NoResult, 0n, 0n);
    await time.increaseTo(job.finalAt + 1);
    expect(await endBatch(world, "settleBatch", [job], END_GAS)).to.deep.equal([DONE]);
    expect(await endBatch(world, "expireBatch", [job], END_GAS)).to.deep.equal([
      marketCode(world, "MarketJobNotOpen"),
    ]);
    await assertConservation(world);
  });
});
