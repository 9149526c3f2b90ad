import { loadFixture } from "@nomicfoundation/hardhat-network-helpers";
import { jobId, packJob, type Job } from "@weft/sdk";
import { expect } from "chai";

import {
  balanceOf,
  challenge,
  COURT_TERMS,
  deployCourtMarket,
  submitRoot,
  WINDOWS,
  type CourtMarket,
} from "../attacks/support/court-market";
import { inOneBlockAt } from "../support/block";
import { expectedJob, Status, Verdict } from "../support/market-actions";
import { draftOf, signMatch } from "../support/market-orders";
import { nextAt, now } from "../support/time";

/**
 * A job's id is known before the match to whoever brings it: its terms are those of two signed orders, and the second in
 * which they are matched is the matcher's to choose. A provider put a root of nothing on record for an id that was nobody's
 * yet, waited until the window had passed, matched in that very second, and was paid in the same block. Nobody could
 * challenge: who does not know the job does not know what the root is of.
 */
describe("Finding: a result on record before its job", () => {
  let world: CourtMarket;
  let job: Job;
  let match: () => Promise<{ hash: string }>;

  beforeEach(async () => {
    world = await loadFixture(deployCourtMarket);
    const { jobMarket, optimisticVerifier, provider } = world;
    const verifier = await optimisticVerifier.getAddress();
    const draft = await draftOf(world, {
      offer: { verifications: [{ verifier, terms: COURT_TERMS }], maxSeconds: 100_000 },
      request: { verifier, verifierTerms: COURT_TERMS, verifySeconds: 22_000 },
      matcher: provider.key,
    });
    const matchedAt = Number(await now()) + WINDOWS.challengeSeconds + 100;
    const feeBps = await jobMarket.feeBps();
    job = expectedJob(world, draft, { matchedAt, feeBps, firstUnit: 0n });
    await submitRoot(world, job);
    const signed = await signMatch(world, draft);
    match = () => jobMarket.connect(provider.key).matchOrders(signed, { gasLimit: 1_000_000n });
  });

  it("is not paid in the block of its match", async () => {
    const { jobMarket, provider } = world;
    const before = await balanceOf(world, provider);
    await inOneBlockAt(BigInt(job.matchedAt), [
      match,
      () => jobMarket.connect(provider.key).settle(packJob(job), { gasLimit: 900_000n }),
    ]);
    expect(await jobMarket.statusOf(packJob(job)), "matched, and not over").to.equal(Status.Open);
    expect((await balanceOf(world, provider)) - before, "for nothing").to.equal(0n);
  });

  it("counts for nothing from the match on, and costs its provider what a job without a result costs", async () => {
    const { jobMarket, optimisticVerifier, provider, stranger } = world;
    await nextAt(BigInt(job.matchedAt));
    await match();
    const { status } = await optimisticVerifier.verdict(jobId(job), packJob(job));
    expect(status).to.equal(Verdict.NoResult);
    await expect(challenge(world, job, stranger)).to.be.revertedWithCustomError(
      optimisticVerifier,
      "OptimisticNotChallengeable",
    );
    const before = await balanceOf(world, provider);
    await nextAt(BigInt(job.deadline + 1));
    await jobMarket.connect(stranger).expire(packJob(job));
    expect(await jobMarket.statusOf(packJob(job))).to.equal(Status.NoResult);
    expect((await balanceOf(world, provider)) - before, "paid").to.equal(0n);
  });
});
