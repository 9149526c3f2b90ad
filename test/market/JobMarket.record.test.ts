import { loadFixture, setCode, setStorageAt, time } from "@nomicfoundation/hardhat-network-helpers";
import { jobId, packJob, type Job } from "@weft/sdk";
import { expect } from "chai";
import type { ContractTransactionResponse } from "ethers";
import hre, { ethers } from "hardhat";

import type { RecorderMock } from "../../typechain-types";
import { assertConservation } from "../support/conservation";
import { deployWorld, type World } from "../support/deploy";
import { match, Status, Verdict } from "../support/market-actions";
import { draftOf, type DraftOverrides } from "../support/market-orders";

/** Where a recorder's mode lies. */
const MODE_SLOT = 0;

interface Recorded extends World {
  recorder: RecorderMock;
}

/** Fixture: a market that tells a recorder which says what it was told. */
async function deployRecorded(): Promise<Recorded> {
  const world = await deployWorld();
  const at = await world.jobMarket.recorder();
  const { deployedBytecode } = await hre.artifacts.readArtifact("RecorderMock");
  await setCode(at, deployedBytecode);
  await setStorageAt(at, MODE_SLOT, 0n);
  return { ...world, recorder: await ethers.getContractAt("RecorderMock", at) };
}

describe("JobMarket: what it tells the recorder", () => {
  let world: Recorded;

  beforeEach(async () => {
    world = await loadFixture(deployRecorded);
  });

  afterEach(() => assertConservation(world));

  async function open(overrides: DraftOverrides = {}): Promise<Job> {
    return match(world, await draftOf(world, overrides));
  }

  async function settling(job: Job, status: bigint, units = 0n, gasLimit?: bigint) {
    await world.verifier.setVerdict(status, units, 10_000n);
    const gas = gasLimit === undefined ? {} : { gasLimit };
    return world.jobMarket.connect(world.stranger).settle(packJob(job), gas);
  }

  async function assertTold(
    tx: ContractTransactionResponse,
    job: Job,
    end: bigint,
    fee: bigint,
  ): Promise<void> {
    const market = await world.jobMarket.getAddress();
    await expect(tx)
      .to.emit(world.recorder, "Told")
      .withArgs(market, job.provider, job.token, job.verifier, job.needs, end, fee);
    await expect(tx).not.to.emit(world.jobMarket, "JobNotRecorded");
  }

  function feeOf(job: Job, units: bigint): bigint {
    return (units * job.pricePerUnit * BigInt(job.feeBps)) / 10_000n;
  }

  it("tells of an accepted job what the protocol was paid", async () => {
    const job = await open();
    const tx = await settling(job, Verdict.Accepted, 3n);
    await assertTold(tx, job, Status.Accepted, feeOf(job, 3n));
  });

  for (const [name, verdict, end] of [
    ["rejected", Verdict.Rejected, Status.Rejected],
    ["void", Verdict.Void, Status.Void],
  ] as const) {
    it(`tells of a ${name} job what the protocol would have been paid`, async () => {
      const job = await open();
      await assertTold(await settling(job, verdict), job, end, feeOf(job, job.units));
    });
  }

  for (const [name, isLate, end] of [
    ["in time", false, Status.Released],
    ["late", true, Status.ReleasedLate],
  ] as const) {
    it(`tells of a job handed back ${name}`, async () => {
      const job = await open();
      await world.verifier.setVerdict(Verdict.NoResult, 0n, 0n);
      if (isLate) await time.setNextBlockTimestamp(job.graceUntil + 1);
      const tx = await world.jobMarket.connect(world.provider.key).release(packJob(job));
      await assertTold(tx, job, end, feeOf(job, job.units));
    });
  }

  it("tells nothing of a job without a result, by either door", async () => {
    const [first, second] = [await open(), await open({ request: { nonce: 7n } })];
    await world.verifier.setVerdict(Verdict.NoResult, 0n, 0n);
    await time.increaseTo(second.finalAt + 1);
    for (const send of [
      () => world.jobMarket.expire(packJob(first)),
      () => world.jobMarket.settle(packJob(second)),
    ]) {
      await expect(send()).not.to.emit(world.recorder, "Told");
    }
  });

  it("tells nothing of jobs that have no fee", async () => {
    await world.jobMarket.connect(world.owner).setFee(0);
    const accepted = await open();
    const rejected = await open({ request: { nonce: 7n } });
    const unpaid = await settling(accepted, Verdict.Accepted, 3n);
    await expect(unpaid).not.to.emit(world.recorder, "Told");
    const wrong = await settling(rejected, Verdict.Rejected);
    await expect(wrong).not.to.emit(world.recorder, "Told");
  });

  it("tells nothing of an accepted job of which nothing was delivered", async () => {
    const tx = await settling(await open(), Verdict.Accepted, 0n);
    await expect(tx).not.to.emit(world.recorder, "Told");
  });

  context("when the recorder does not listen", () => {
    for (const [mode, name] of [
      [1n, "reverts"],
      [2n, "burns its gas"],
    ] as const) {
      it(`pays all the same where it ${name}, and says so`, async () => {
        const job = await open();
        await world.recorder.setMode(mode);
        const before = await world.vault.balanceOf(job.provider, BigInt(job.token));
        const tx = await settling(job, Verdict.Accepted, job.units);
        await expect(tx).to.emit(world.jobMarket, "JobNotRecorded").withArgs(jobId(job));
        const payment = job.units * job.pricePerUnit;
        expect(await world.vault.balanceOf(job.provider, BigInt(job.token))).to.equal(
          before + payment - feeOf(job, job.units),
        );
      });
    }

    it("reads none of what it answers", async () => {
      const job = await open();
      await world.recorder.setMode(4n); // 128 KiB
      await assertTold(
        await settling(job, Verdict.Accepted, 1n),
        job,
        Status.Accepted,
        feeOf(job, 1n),
      );
    });
  });

  it("ESC17: lets no caller starve the recorder, sparing with gas", async () => {
    const job = await open();
    await world.verifier.setVerdict(Verdict.Accepted, job.units, 0n);
    const market = world.jobMarket.connect(world.stranger);
    let [low, high] = [100_000n, 1_000_000n];
    while (high - low > 500n) {
      const gasLimit = (low + high) / 2n;
      const isDone = await market.settle.staticCall(packJob(job), { gasLimit }).then(
        () => true,
        () => false,
      );
      if (isDone) high = gasLimit;
      else low = gasLimit;
    }
    await expect(market.settle(packJob(job), { gasLimit: low })).to.be.reverted;
    const tx = await market.settle(packJob(job), { gasLimit: high });
    await assertTold(tx, job, Status.Accepted, feeOf(job, job.units));
  });
});
