import { loadFixture, time } from "@nomicfoundation/hardhat-network-helpers";
import {
  encodeClaim,
  eventIn,
  jobId,
  packJob,
  packOptimisticTerms,
  withheldClaim,
  type Job,
} from "@weft/sdk";
import { expect } from "chai";
import { ethers } from "hardhat";

import { fileOf, minedOf, WEFT } from "../support/court";
import { deployWorld, type World } from "../support/deploy";
import { match, settle, Status } from "../support/market-actions";
import { draftOf } from "../support/market-orders";

const BOND = 200n * WEFT;
const WINDOWS = {
  challengeSeconds: 600,
  answerSeconds: 900,
  drawSeconds: 3_600,
  commitSeconds: 3_600,
  revealSeconds: 900,
};
const TERMS = packOptimisticTerms({ ...WINDOWS, jurors: 5, bond: BOND, slashBps: 6_000 });
const ROOT = ethers.id("root");

describe("OptimisticVerifier in the market", () => {
  let world: World;
  let job: Job;

  beforeEach(async () => {
    world = await loadFixture(deployWorld);
    const verifier = await world.optimisticVerifier.getAddress();
    job = await match(
      world,
      await draftOf(world, {
        offer: { verifications: [{ verifier, terms: TERMS }], maxSeconds: 100_000 },
        request: { verifier, verifierTerms: TERMS, verifySeconds: 11_000 },
      }),
    );
  });

  function submit() {
    const { optimisticVerifier, provider } = world;
    return optimisticVerifier.connect(provider.key).submit(jobId(job), TERMS, ROOT);
  }

  /** A stranger says that the output is withheld. */
  async function challenge() {
    const { juryCourt, optimisticVerifier, weftToken, deployer, stranger } = world;
    await weftToken.connect(deployer).transfer(stranger, BOND);
    await weftToken.connect(stranger).approve(juryCourt, BOND);
    const claim = encodeClaim(withheldClaim({ job, root: ROOT }));
    const tx = await juryCourt.connect(stranger).open(optimisticVerifier, 0, claim);
    const event = juryCourt.getEvent("CaseOpened");
    const opened = eventIn(await minedOf(tx), await juryCourt.getAddress(), event);
    return { id: opened.caseId, file: fileOf(opened.file) };
  }

  it("pays a provider whose result nobody challenged, and nobody pressed anything", async () => {
    const { jobMarket, stranger } = world;
    await submit();
    await expect(jobMarket.connect(stranger).settle(packJob(job))).to.be.revertedWithCustomError(
      jobMarket,
      "MarketVerdictPending",
    );
    await time.increase(WINDOWS.challengeSeconds + 1);
    await settle(world, job, { status: Status.Accepted, units: job.units, slashBps: 0n });
  });

  it("slashes a provider that does not answer for its result", async () => {
    const { juryCourt, optimisticVerifier, stranger } = world;
    await submit();
    const { id, file } = await challenge();
    await time.increase(WINDOWS.answerSeconds + 1);
    await juryCourt.connect(stranger).close(optimisticVerifier, id, file);
    await settle(world, job, { status: Status.Rejected, units: 0n, slashBps: 6_000n });
    expect(await juryCourt.creditOf(stranger)).to.equal(BOND);
  });

  it("accepts a result that a court without jurors cannot judge, when nobody challenges it again", async () => {
    const { juryCourt, optimisticVerifier, weftToken, deployer, provider, stranger } = world;
    await submit();
    const { id, file } = await challenge();
    await weftToken.connect(deployer).transfer(provider.key, BOND);
    await weftToken.connect(provider.key).approve(juryCourt, BOND);
    await juryCourt.connect(provider.key).answer(optimisticVerifier, id, file);
    await time.increase(WINDOWS.drawSeconds + 1);
    await juryCourt.close(optimisticVerifier, id, file);
    await time.increase(WINDOWS.challengeSeconds + 1);
    await settle(world, job, { status: Status.Accepted, units: job.units, slashBps: 0n });
    expect(await juryCourt.creditOf(provider.key)).to.equal(BOND);
    expect(await juryCourt.creditOf(stranger)).to.equal(BOND / 2n);
  });

  it("voids a job whose case is still open at its last time; the case ends all the same", async () => {
    const { juryCourt, optimisticVerifier, jobMarket, stranger } = world;
    await time.setNextBlockTimestamp(job.deadline);
    await submit();
    const { id, file } = await challenge();
    await time.increaseTo(job.finalAt);
    await expect(
      jobMarket.connect(stranger).settle.staticCall(packJob(job), { blockTag: "latest" }),
    ).to.be.revertedWithCustomError(jobMarket, "MarketVerdictPending");
    await time.increase(2);
    await settle(world, job, { status: Status.Void, units: 0n, slashBps: 0n });
    await juryCourt.connect(stranger).close(optimisticVerifier, id, file);
    expect(await juryCourt.creditOf(stranger)).to.equal(BOND);
  });
});
