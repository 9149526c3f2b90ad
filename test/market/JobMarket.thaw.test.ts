import { loadFixture, time } from "@nomicfoundation/hardhat-network-helpers";
import { packJob, type Job } from "@weft/sdk";
import { expect } from "chai";

import { assertConservation } from "../support/conservation";
import { deployWorld, STAKE, THAW_SECONDS, type World } from "../support/deploy";
import { expire, match, release, settle, Status, Verdict } from "../support/market-actions";
import { assertEveryoneCanLeave } from "../support/market-leave";
import { draftOf, signMatch, UNITS, type Draft } from "../support/market-orders";

const MAX_JOB_SECONDS = THAW_SECONDS / 2;

describe("JobMarket: jobs and thawing stake", () => {
  let world: World;

  beforeEach(async () => {
    world = await loadFixture(deployWorld);
    await world.verifier.setVerdict(Verdict.Pending, 0n, 0n);
  });

  afterEach(() => assertConservation(world));

  /** A job of so many seconds from match to last verdict. */
  function lasting(seconds: number): Promise<Draft> {
    return draftOf(world, {
      offer: { maxSeconds: 2 ** 32 - 1, collateralPerUnit: STAKE / UNITS },
      request: { maxSeconds: seconds - 1_000, verifySeconds: 1_000 },
    });
  }

  async function thaw(amount: bigint): Promise<number> {
    const { stakeVault, jobMarket, provider } = world;
    await stakeVault.connect(provider.key).thaw(jobMarket, amount);
    return (await time.latest()) + THAW_SECONDS;
  }

  function withdraw() {
    const { stakeVault, jobMarket, provider, stranger } = world;
    return stakeVault.connect(stranger).withdraw(provider.address, jobMarket);
  }

  it("opens a job that lasts exactly half the thaw time", async () => {
    const job = await match(world, await lasting(MAX_JOB_SECONDS));
    expect(job.finalAt - job.matchedAt).to.equal(MAX_JOB_SECONDS);
  });

  for (const seconds of [MAX_JOB_SECONDS + 1, 2 ** 32 - 1]) {
    it(`refuses a job of ${seconds} seconds`, async () => {
      const signed = await signMatch(world, await lasting(seconds));
      await expect(world.jobMarket.matchOrders(signed))
        .to.be.revertedWithCustomError(world.jobMarket, "MarketBeyondThawRule")
        .withArgs(seconds, MAX_JOB_SECONDS);
    });
  }

  it("refuses a job whose two times wrap around 32 bits together", async () => {
    const draft = await lasting(2_000);
    draft.request.maxSeconds = 2 ** 32 - 1;
    draft.request.verifySeconds = 2 ** 32 - 1;
    await expect(world.jobMarket.matchOrders(await signMatch(world, draft)))
      .to.be.revertedWithCustomError(world.jobMarket, "MarketBeyondThawRule")
      .withArgs(2n * (2n ** 32n - 1n), MAX_JOB_SECONDS);
  });

  context("STK1: given a provider who thaws everything right after a match", () => {
    let job: Job;
    let readyAt: number;

    beforeEach(async () => {
      job = await match(world, await lasting(MAX_JOB_SECONDS));
      readyAt = await thaw(STAKE);
    });

    it("lets the job run out long before the stake can leave", () => {
      expect(job.finalAt).to.be.lessThan(readyAt - MAX_JOB_SECONDS + 10);
    });

    it("takes no new job on thawing stake", async () => {
      const draft = await draftOf(world, { offer: { nonce: 1n }, request: { nonce: 1n } });
      await expect(world.jobMarket.matchOrders(await signMatch(world, draft)))
        .to.be.revertedWithCustomError(world.stakeVault, "StakeInsufficientFree")
        .withArgs(
          world.provider.address,
          await world.jobMarket.getAddress(),
          0n,
          draft.offer.collateralPerUnit * UNITS,
        );
    });

    it("slashes the thawing stake by the verdict, to the last unit", async () => {
      await world.verifier.setVerdict(Verdict.Rejected, 0n, 10_000n);
      await settle(world, job, { status: Status.Rejected, units: 0n, slashBps: 10_000n });
      await assertEveryoneCanLeave(world);
    });

    it("slashes the thawing stake for no result", async () => {
      await world.verifier.setVerdict(Verdict.NoResult, 0n, 0n);
      await time.setNextBlockTimestamp(job.deadline + 1);
      await expire(world, job);
      await assertEveryoneCanLeave(world);
    });

    it("slashes the thawing stake for a late return", async () => {
      await world.verifier.setVerdict(Verdict.NoResult, 0n, 0n);
      await time.setNextBlockTimestamp(job.graceUntil + 1);
      await release(world, job, Status.ReleasedLate);
      await assertEveryoneCanLeave(world);
    });

    it("keeps the stake behind a job that nobody ended, past the end of the thaw", async () => {
      const { provider, stakeVault, jobMarket } = world;
      await time.setNextBlockTimestamp(readyAt);
      await expect(withdraw())
        .to.be.revertedWithCustomError(stakeVault, "StakeBehindJobs")
        .withArgs(provider.address, await jobMarket.getAddress(), STAKE);
      await settle(world, job, { status: Status.Void, units: 0n, slashBps: 0n });
      await expect(withdraw()).to.changeTokenBalance(world.weftToken, provider.key, STAKE);
    });

    it("slashes what the provider would not let go of, a year later", async () => {
      await time.increase(365 * 86_400);
      await world.verifier.setVerdict(Verdict.Rejected, 0n, 10_000n);
      await settle(world, job, { status: Status.Rejected, units: 0n, slashBps: 10_000n });
    });
  });

  it("STK1: covers a job opened one second before the stake begins to leave", async () => {
    const job = await match(world, await lasting(MAX_JOB_SECONDS));
    const readyAt = await thaw(STAKE / 2n);
    await thaw(STAKE / 2n);
    await time.setNextBlockTimestamp(job.finalAt);
    await world.verifier.setVerdict(Verdict.Rejected, 0n, 7_501n);
    await settle(world, job, { status: Status.Rejected, units: 0n, slashBps: 7_501n });
    expect(await world.stakeVault.creditOf(world.client.address)).to.equal(
      (STAKE * 7_501n) / 10_000n,
    );
    await time.setNextBlockTimestamp(readyAt);
    await withdraw();
    expect(await world.jobMarket.statusOf(packJob(job))).to.equal(Status.Rejected);
  });
});
