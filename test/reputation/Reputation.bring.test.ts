import { loadFixture, time } from "@nomicfoundation/hardhat-network-helpers";
import { jobId, packJob, type Job } from "@weft/sdk";
import { expect } from "chai";
import { ethers } from "hardhat";

import type { ReportingMarketMock, Reputation } from "../../typechain-types";
import { deployWorld, type World } from "../support/deploy";
import { expire, match, release, settle, Status, Verdict } from "../support/market-actions";
import { draftOf } from "../support/market-orders";
import { now, timestampOf } from "../support/time";
import { assertClose, exactFactor, H100, HALF_LIFE, unpacked } from "./support";

/** Numbers of the contract's `Brought`. */
const Brought = {
  Recorded: 0n,
  AlreadyBrought: 1n,
  Weightless: 2n,
  NotToBring: 3n,
  NoVerdict: 4n,
} as const;

const RATE = 10n ** 30n;

interface BringWorld extends World {
  reputation: Reputation;
}

/** Fixture: the deployed market, and a reputation of which it is a source with the verifier that says what it is told. */
async function deployBring(): Promise<BringWorld> {
  const world = await deployWorld();
  const { owner, jobMarket, verifier, token } = world;
  const reputation = await ethers.deployContract("Reputation", [owner]);
  await reputation.connect(owner).setRate(jobMarket, verifier, token, RATE);
  return { ...world, reputation };
}

const feeOf = (job: Job, units = job.units): bigint =>
  (units * job.pricePerUnit * BigInt(job.feeBps)) / 10_000n;
const weightOf = (job: Job, units = job.units): bigint => (feeOf(job, units) * RATE) / 10n ** 27n;

async function expired(world: World, change: Parameters<typeof draftOf>[1] = {}): Promise<Job> {
  const job = await match(world, await draftOf(world, change));
  await world.verifier.setVerdict(Verdict.NoResult, 0, 0);
  await time.increaseTo(job.deadline + 1);
  await expire(world, job);
  return job;
}

async function accepted(world: World, units: bigint): Promise<Job> {
  const job = await match(world, await draftOf(world));
  await world.verifier.setVerdictOf(jobId(job), Verdict.Accepted, units, 0);
  const paid = units < job.units ? units : job.units;
  await settle(world, job, { status: Status.Accepted, units: paid, slashBps: 0n });
  return job;
}

async function outcomesOf(world: BringWorld, jobs: readonly Job[]): Promise<bigint[]> {
  const structs = jobs.map(packJob);
  return [...(await world.reputation.bring.staticCall(world.jobMarket, structs))];
}

/** Brings by a stranger, since anyone may, and asserts what became of each. */
async function bring(world: BringWorld, jobs: readonly Job[], outcomes: readonly bigint[]) {
  expect(await outcomesOf(world, jobs)).to.deep.equal(outcomes);
  const { reputation, jobMarket, stranger } = world;
  return reputation.connect(stranger).bring(jobMarket, jobs.map(packJob));
}

describe("Reputation.bring", () => {
  context("a job without a result", () => {
    it("counts against its provider, once", async () => {
      const world = await loadFixture(deployBring);
      const { reputation, provider } = world;
      const job = await expired(world);
      const tx = await bring(world, [job], [Brought.Recorded]);
      const [brought] = await reputation.queryFilter(reputation.filters.JobBrought());
      const weight = brought?.args.weight ?? 0n;
      const age = (await timestampOf(tx)) - BigInt(job.deadline);
      assertClose(weight, (weightOf(job) * exactFactor(age)) / 2n ** 256n);
      await expect(tx)
        .to.emit(reputation, "JobBrought")
        .withArgs(jobId(job), provider.address, Status.NoResult, weight);
      const record = unpacked(await reputation.wordOf(provider.address, 0));
      expect(record).to.include({ good: 0n, bad: 8n * weight, late: 1n, wrong: 0n, voided: 0n });
      expect(await reputation.isBrought(jobId(job))).to.equal(true);
      await expect(await bring(world, [job], [Brought.AlreadyBrought])).not.to.emit(
        reputation,
        "JobBrought",
      );
      expect((await reputation.standingOf(provider.address, 0)).sum.late).to.equal(1n);
    });

    it("counts as if recorded at its deadline, whenever it is brought", async () => {
      const world = await loadFixture(deployBring);
      const job = await expired(world, { request: { needs: H100 }, offer: { resources: H100 } });
      await time.increase(HALF_LIFE + 12_345n);
      const tx = await bring(world, [job], [Brought.Recorded]);
      const age = (await timestampOf(tx)) - BigInt(job.deadline);
      const { bad } = unpacked(
        await world.reputation.wordOf(job.provider, (H100 >> 16n) & (2n ** 64n - 1n)),
      );
      assertClose(bad / 8n, (weightOf(job) * exactFactor(age)) / 2n ** 256n);
    });

    it("counts once where the market ended it by its verdict, after the last time", async () => {
      const world = await loadFixture(deployBring);
      const job = await match(world, await draftOf(world));
      await world.verifier.setVerdict(Verdict.NoResult, 0, 0);
      await time.increaseTo(job.finalAt + 1);
      await settle(world, job, {
        status: Status.NoResult,
        units: 0n,
        slashBps: BigInt(job.noResultSlashBps),
      });
      await bring(world, [job], [Brought.Recorded]);
    });

    it("weighs nothing where its deadline was before its source was listed", async () => {
      const world = await loadFixture(deployBring);
      const { reputation, jobMarket, owner, verifier, token } = world;
      const setRate = (rate: bigint) =>
        reputation.connect(owner).setRate(jobMarket, verifier, token, rate);
      const early = await expired(world);
      await setRate(0n);
      await setRate(RATE);
      await bring(world, [early], [Brought.Weightless]);
      expect(await reputation.isBrought(jobId(early))).to.equal(false);
      const late = await match(
        world,
        await draftOf(world, { request: { nonce: 1n }, offer: { nonce: 1n } }),
      );
      // Listed anew in the very second of the deadline: that job ended afterwards.
      await setRate(0n);
      await time.setNextBlockTimestamp(late.deadline);
      await setRate(RATE);
      await time.increaseTo(late.deadline + 1);
      await expire(world, late);
      // Another rate is no other listing.
      await setRate(2n * RATE);
      await bring(world, [early, late], [Brought.Weightless, Brought.Recorded]);
    });

    it("weighs nothing once it has faded", async () => {
      const world = await loadFixture(deployBring);
      const job = await expired(world);
      await time.increase(64n * HALF_LIFE);
      await bring(world, [job], [Brought.Weightless]);
      expect(await world.reputation.isBrought(jobId(job))).to.equal(false);
    });
  });

  context("an accepted job", () => {
    it("counts for its client, by the units that were accepted", async () => {
      const world = await loadFixture(deployBring);
      const { reputation, client } = world;
      const all = await accepted(world, 99n); // more than there are
      const tx = await bring(world, [all], [Brought.Recorded]);
      await expect(tx)
        .to.emit(reputation, "JobBrought")
        .withArgs(jobId(all), client.address, Status.Accepted, weightOf(all));
      const record = await reputation.clientOf(client.address);
      expect([...record]).to.deep.equal([weightOf(all), await now(), 1n, weightOf(all)]);
      expect(await reputation.wordOf(all.provider, 0)).to.equal(0n);
      await bring(world, [all], [Brought.AlreadyBrought]);
    });

    it("fades like everything, but for the sum of all", async () => {
      const world = await loadFixture(deployBring);
      const { reputation, client } = world;
      const job = await accepted(world, 3n);
      const tx = await bring(world, [job], [Brought.Recorded]);
      const weight = weightOf(job, 3n);
      expect((await reputation.clientOf(client.address)).paid).to.equal(weight);
      await time.increaseTo((await timestampOf(tx)) + HALF_LIFE);
      const { paid, total, jobs } = await reputation.clientOf(client.address);
      expect([paid, total, jobs]).to.deep.equal([weight / 2n, weight, 1n]);
    });

    it("is left out where its verifier does not say so any more", async () => {
      const world = await loadFixture(deployBring);
      const job = await accepted(world, 10n);
      await world.verifier.setVerdictOf(jobId(job), Verdict.Rejected, 0, 0);
      await bring(world, [job], [Brought.NoVerdict]);
      await world.verifier.setVerdictOf(jobId(job), 99n, 0, 0);
      await bring(world, [job], [Brought.NoVerdict]);
      for (const mode of [1, 2, 3, 5]) {
        await world.verifier.setMode(mode);
        await bring(world, [job], [Brought.NoVerdict]);
      }
      expect(await world.reputation.isBrought(jobId(job))).to.equal(false);
    });

    it("weighs nothing for its client either, where its deadline was before the listing", async () => {
      const world = await loadFixture(deployBring);
      const { reputation, jobMarket, owner, verifier, token } = world;
      const job = await accepted(world, 10n);
      await time.increaseTo(job.deadline + 1);
      await reputation.connect(owner).setRate(jobMarket, verifier, token, 0n);
      await reputation.connect(owner).setRate(jobMarket, verifier, token, RATE);
      await bring(world, [job], [Brought.Weightless]);
      expect((await reputation.clientOf(job.client)).jobs).to.equal(0n);
    });

    it("weighs nothing where no unit was accepted", async () => {
      const world = await loadFixture(deployBring);
      const job = await accepted(world, 0n);
      await bring(world, [job], [Brought.Weightless]);
      expect((await world.reputation.clientOf(job.client)).jobs).to.equal(0n);
    });
  });

  context("what is not to be brought", () => {
    it("says so of an open job, one that never was, and one that its market records", async () => {
      const world = await loadFixture(deployBring);
      const job = await match(world, await draftOf(world));
      const other = { ...job, units: job.units - 1n };
      await bring(world, [job, other], [Brought.NotToBring, Brought.NotToBring]);
      await world.verifier.setVerdict(Verdict.NoResult, 0, 0);
      await release(world, job, Status.Released);
      await bring(world, [job], [Brought.NotToBring]);
    });

    it("does not ask a market that is no source, nor take its word", async () => {
      const world = await loadFixture(deployBring);
      const { reputation, stranger, token, verifier } = world;
      const liar: ReportingMarketMock = await ethers.deployContract("ReportingMarketMock", [
        reputation,
      ]);
      const job = await match(world, await draftOf(world));
      await liar.setStatus(packJob(job), Status.NoResult);
      expect(await reputation.bring.staticCall(liar, [packJob(job)])).to.deep.equal([
        Brought.Weightless,
      ]);
      // No code at all, which a call would fail at.
      expect(await reputation.bring.staticCall(stranger, [packJob(job)])).to.deep.equal([
        Brought.Weightless,
      ]);
      await reputation.connect(world.owner).setRate(liar, verifier, token, RATE);
      expect(await reputation.bring.staticCall(liar, [packJob(job)])).to.deep.equal([
        Brought.Recorded,
      ]);
    });

    it("weighs nothing in another token, by another verifier, without a price or a fee", async () => {
      const world = await loadFixture(deployBring);
      const { feeToken, attestationVerifier } = world;
      const job = await match(world, await draftOf(world));
      const changes: Partial<Job>[] = [
        { token: await feeToken.getAddress() },
        { verifier: await attestationVerifier.getAddress() },
        { pricePerUnit: 0n },
        { feeBps: 0 },
        { units: 0n },
      ];
      const jobs = changes.map((change) => ({ ...job, ...change }));
      await bring(
        world,
        jobs,
        jobs.map(() => Brought.Weightless),
      );
    });

    it("takes any terms without failing", async () => {
      const world = await loadFixture(deployBring);
      const job = await match(world, await draftOf(world));
      const most = 2n ** 256n - 1n;
      const absurd = { ...packJob(job), pricePerUnit: most, share: most, terms: most, needs: most };
      const outcomes = await world.reputation.bring.staticCall(world.jobMarket, [absurd]);
      expect(outcomes).to.deep.equal([Brought.NotToBring]);
    });
  });

  it("stops no job for another", async () => {
    const world = await loadFixture(deployBring);
    const { reputation, client, provider } = world;
    const late = await expired(world);
    const done = await match(
      world,
      await draftOf(world, { request: { nonce: 1n }, offer: { nonce: 1n } }),
    );
    await world.verifier.setVerdictOf(jobId(done), Verdict.Accepted, 10n, 0);
    await settle(world, done, { status: Status.Accepted, units: 10n, slashBps: 0n });
    const free = { ...done, pricePerUnit: 0n };
    const { Recorded, AlreadyBrought, NotToBring, Weightless } = Brought;
    const jobs = [free, late, { ...late, units: 1n }, late, done, done];
    await bring(world, jobs, [
      Weightless,
      Recorded,
      NotToBring,
      AlreadyBrought,
      Recorded,
      AlreadyBrought,
    ]);
    expect((await reputation.standingOf(provider.address, 0)).sum.late).to.equal(1n);
    expect((await reputation.clientOf(client.address)).jobs).to.equal(1n);
  });

  it("reverts where the gas would not do for the verifier", async () => {
    const world = await loadFixture(deployBring);
    const job = await accepted(world, 10n);
    const { reputation, jobMarket } = world;
    await expect(
      reputation.bring.staticCall(jobMarket, [packJob(job)], { gasLimit: 230_000n }),
    ).to.be.revertedWithCustomError(
      { interface: new ethers.Interface(["error CappedCallGasTooLow(uint256,uint256)"]) },
      "CappedCallGasTooLow",
    );
  });

  it("stops a client's record at its largest values", async () => {
    const world = await loadFixture(deployBring);
    const { reputation, jobMarket, owner, verifier, token, client } = world;
    await reputation.connect(owner).setRate(jobMarket, verifier, token, 10n ** 36n);
    const job = await accepted(world, 10n);
    const slot = ethers.keccak256(
      ethers.AbiCoder.defaultAbiCoder().encode(["address", "uint256"], [client.address, 7]),
    );
    const full = ((await now()) << 56n) | ((2n ** 32n - 1n) << 96n) | (2n ** 56n - 1n);
    await ethers.provider.send("hardhat_setStorageAt", [
      await reputation.getAddress(),
      slot,
      ethers.toBeHex(full, 32),
    ]);
    expect((await reputation.clientOf(client.address)).jobs).to.equal(2n ** 32n - 1n);
    await bring(world, [job], [Brought.Recorded]);
    const { paid, jobs } = await reputation.clientOf(client.address);
    expect([paid, jobs]).to.deep.equal([2n ** 56n - 1n, 2n ** 32n - 1n]);
  });
});
