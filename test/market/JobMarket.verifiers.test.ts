import { loadFixture, setCode, takeSnapshot, time } from "@nomicfoundation/hardhat-network-helpers";
import { jobId, packJob, type Job } from "@weft/sdk";
import { expect } from "chai";
import { ethers, toBeHex } from "ethers";

import { assertConservation } from "../support/conservation";
import { deployWorld, type World } from "../support/deploy";
import { expire, match, settle, Status, Verdict } from "../support/market-actions";
import { assertEveryoneCanLeave } from "../support/market-leave";
import { draftOf, TERMS } from "../support/market-orders";

const VERDICT_GAS = 200_000;
const MAX = 2n ** 256n - 1n;
const VOID = { status: Status.Void, units: 0n, slashBps: 0n };
/** Numbers of `Misbehaving.Mode`. */
const MODES = { Revert: 1, BurnGas: 2, Short: 3, Huge: 4, Empty: 5 };

/**
 * Runtime code of a verifier that says "accepted, all units" where its second instruction finds at least `gas`, and
 * reverts where it finds less.
 */
function thirstyVerifier(gas: number): string {
  const isTooLittle = ethers.concat(["0x5a62", toBeHex(gas, 3), "0x11"]); // gas, push, gt
  const answer = `0x600260005267${"ff".repeat(8)}60205260606000f3`; // store 2, store 2^64 - 1, return
  const size = ethers.dataLength(isTooLittle) + 3 + ethers.dataLength(answer);
  return ethers.concat([isTooLittle, "0x60", toBeHex(size, 1), "0x57", answer, "0x5b60006000fd"]);
}

describe("JobMarket: verifiers that misbehave", () => {
  let world: World;
  let job: Job;

  beforeEach(async () => {
    world = await loadFixture(deployWorld);
  });

  afterEach(() => assertConservation(world));

  async function assertPending(call: Promise<unknown>): Promise<void> {
    await expect(call)
      .to.be.revertedWithCustomError(world.jobMarket, "MarketVerdictPending")
      .withArgs(jobId(job), job.finalAt);
  }

  /** Nothing ends the job until `finalAt`; then it is void, and everybody leaves. */
  async function assertVoidByTimeAlone(): Promise<void> {
    const { jobMarket, provider } = world;
    const struct = packJob(job);
    await assertPending(jobMarket.settle(struct));
    await assertPending(jobMarket.connect(provider.key).release(struct));
    await time.setNextBlockTimestamp(job.deadline + 1);
    await assertPending(jobMarket.expire(struct));
    await time.setNextBlockTimestamp(job.finalAt);
    await assertPending(jobMarket.settle(struct));
    await assertPending(jobMarket.expire(struct));
    await settle(world, job, VOID);
    await assertEveryoneCanLeave(world);
  }

  async function matchWith(verifier: string): Promise<Job> {
    return match(
      world,
      await draftOf(world, {
        offer: { verifications: [{ verifier, terms: TERMS }] },
        request: { verifier },
      }),
    );
  }

  for (const [name, mode] of Object.entries(MODES)) {
    if (name === "Huge") continue;
    it(`ESC15: voids by time alone when the verifier misbehaves: ${name}`, async () => {
      await world.verifier.setVerdict(Verdict.Accepted, 10n, 0n);
      await world.verifier.setMode(mode);
      job = await match(world, await draftOf(world));
      await assertVoidByTimeAlone();
    });
  }

  for (const status of [5n, 255n, 256n, 2n ** 64n, MAX]) {
    it(`voids by time alone when the status is the word ${status}`, async () => {
      await world.verifier.setVerdict(status, 10n, 10_000n);
      job = await match(world, await draftOf(world));
      await assertVoidByTimeAlone();
    });
  }

  it("voids by time alone when the verifier has no code", async () => {
    job = await matchWith(world.stranger.address);
    await assertVoidByTimeAlone();
  });

  it("voids by time alone when the verifier is a contract that answers other questions", async () => {
    job = await matchWith(await world.vault.getAddress());
    await assertVoidByTimeAlone();
  });

  it("voids by time alone when the verifier is the market itself", async () => {
    job = await matchWith(await world.jobMarket.getAddress());
    await assertVoidByTimeAlone();
  });

  it("takes the first three words of a huge answer, and no more gas for it", async () => {
    await world.verifier.setVerdict(Verdict.Accepted, 6n, 0n);
    await world.verifier.setMode(MODES.Huge);
    job = await match(world, await draftOf(world));
    await settle(world, job, { status: Status.Accepted, units: 6n, slashBps: 0n });
  });

  for (const units of [10n, 11n, 2n ** 64n, MAX]) {
    it(`SIG17: pays for all units and no more when the verifier says ${units}`, async () => {
      await world.verifier.setVerdict(Verdict.Accepted, units, MAX);
      job = await match(world, await draftOf(world));
      await settle(world, job, { status: Status.Accepted, units: 10n, slashBps: 0n });
    });
  }

  for (const slashBps of [10_000n, 10_001n, 65_536n, 2n ** 96n, MAX]) {
    it(`slashes all the collateral and no more when the verifier says ${slashBps}`, async () => {
      await world.verifier.setVerdict(Verdict.Rejected, MAX, slashBps);
      job = await match(world, await draftOf(world));
      await settle(world, job, { status: Status.Rejected, units: 0n, slashBps: 10_000n });
    });
  }

  for (const [signed, said, taken] of [
    [3_000, 2_999n, 2_999n],
    [3_000, 3_000n, 3_000n],
    [3_000, 3_001n, 3_000n],
    [3_000, MAX, 3_000n],
    [3_000, 0n, 0n],
    [0, 10_000n, 0n],
  ] as const) {
    it(`slashes ${taken} when the verifier says ${said} and both sides signed for ${signed}`, async () => {
      await world.verifier.setVerdict(Verdict.Rejected, 0n, said);
      const none = { lateSlashBps: 0, noResultSlashBps: 0 };
      const least = { minLateSlashBps: 0, minNoResultSlashBps: 0, minWrongSlashBps: signed };
      const offer = { ...none, wrongSlashBps: signed };
      job = await match(world, await draftOf(world, { offer, request: least }));
      expect(job.wrongSlashBps).to.equal(signed);
      await settle(world, job, { status: Status.Rejected, units: 0n, slashBps: taken });
    });
  }

  it("reaches the attestation verifier with the job's own terms", async () => {
    job = await matchWith(await world.attestationVerifier.getAddress());
    await expect(world.jobMarket.settle(packJob(job)))
      .to.be.revertedWithCustomError(world.jobMarket, "MarketNoResult")
      .withArgs(jobId(job), job.deadline);
    await time.setNextBlockTimestamp(job.deadline + 1);
    await expire(world, job);
  });

  context("ESC17: given a verifier that needs every unit of its gas", () => {
    beforeEach(async () => {
      // The instruction that reads the gas costs two itself.
      const verifier = ethers.getAddress(`0x${"ee".repeat(20)}`);
      await setCode(verifier, thirstyVerifier(VERDICT_GAS - 2));
      job = await matchWith(verifier);
      await time.increaseTo(job.finalAt + 1);
    });

    it("reaches it with all of them", async () => {
      await settle(world, job, { status: Status.Accepted, units: 10n, slashBps: 0n });
    });

    it("would void a job whose verifier needed one more", async () => {
      const other = ethers.getAddress(`0x${"dd".repeat(20)}`);
      await setCode(other, thirstyVerifier(VERDICT_GAS - 1));
      job = await match(
        world,
        await draftOf(world, {
          offer: { verifications: [{ verifier: other, terms: TERMS }], nonce: 1n },
          request: { verifier: other, nonce: 1n },
        }),
      );
      await time.increaseTo(job.finalAt + 1);
      await settle(world, job, VOID);
    });

    it("ends the job alike or not at all, whatever the caller supplies", async () => {
      const { jobMarket, stranger } = world;
      const struct = packJob(job);
      const snapshot = await takeSnapshot();
      const enough = await jobMarket.connect(stranger).settle.estimateGas(struct);
      const statuses = new Set<bigint>();
      for (let gasLimit = 30_000n; gasLimit < enough + 50_000n; gasLimit += enough / 150n) {
        await jobMarket
          .connect(stranger)
          .settle(struct, { gasLimit })
          .catch((error: unknown) => error);
        statuses.add(await jobMarket.statusOf(struct));
        await snapshot.restore();
      }
      expect([...statuses].sort()).to.deep.equal([Status.Open, Status.Accepted]);
    });

    it("says how much gas a call needs that has too little", async () => {
      const { jobMarket } = world;
      const required = VERDICT_GAS + Math.floor(VERDICT_GAS / 63) + 10_000;
      const struct = packJob(job);
      for (const call of [
        () => jobMarket.settle(struct, { gasLimit: 200_000n }),
        () => jobMarket.expire(struct, { gasLimit: 200_000n }),
      ]) {
        await expect(call())
          .to.be.revertedWithCustomError(jobMarket, "CappedCallGasTooLow")
          .withArgs((available: bigint) => available < required, required);
      }
      expect(await jobMarket.statusOf(struct)).to.equal(Status.Open);
    });
  });
});
