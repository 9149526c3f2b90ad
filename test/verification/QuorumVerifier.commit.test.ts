import { loadFixture, time } from "@nomicfoundation/hardhat-network-helpers";
import { packJob, type Job } from "@weft/sdk";
import { expect } from "chai";
import { ethers } from "hardhat";

import {
  addReplica,
  agree,
  agreedOf,
  answer,
  commit,
  commitmentOf,
  deployQuorum,
  jobAt,
  openTask,
  Phase,
  providerAt,
  Replica,
  replicaOf,
  reveal,
  RIGHT,
  setRecord,
  signerOf,
  standingOf,
  WRONG,
  type QuorumWorld,
} from "../support/quorum";
import { Status } from "../support/market-actions";
import { nextAt, timestampOf } from "../support/time";

const SUBMIT = 2;

describe("QuorumVerifier.commit", () => {
  const send = (world: QuorumWorld, job: Job, by = signerOf(world, job)) =>
    world.quorumVerifier
      .connect(by)
      .commit(packJob(job), commitmentOf(job, RIGHT), ethers.ZeroHash);

  context("refused", () => {
    it("from anyone but the provider and its operators", async () => {
      const world = await loadFixture(deployQuorum);
      const task = await openTask(world);
      const { quorumVerifier, stranger } = world;
      await expect(send(world, jobAt(task, 0), stranger))
        .to.be.revertedWithCustomError(quorumVerifier, "QuorumWrongProvider")
        .withArgs(jobAt(task, 0).provider, stranger.address);
    });

    it("for a job of another verifier", async () => {
      const world = await loadFixture(deployQuorum);
      const task = await openTask(world);
      const job = { ...jobAt(task, 0), verifier: world.stranger.address };
      await expect(send(world, job))
        .to.be.revertedWithCustomError(world.quorumVerifier, "QuorumWrongVerifier")
        .withArgs(job.request, world.stranger.address);
    });

    it("for a job of two units, one beyond the cap, and one without the time to reveal", async () => {
      const world = await loadFixture(deployQuorum);
      const job = jobAt(await openTask(world), 0);
      const unsound: Job[] = [
        { ...job, units: 2n },
        { ...job, firstUnit: 5n },
        { ...job, finalAt: job.matchedAt + 7_199 },
        { ...job, deadline: job.matchedAt + 3_601 },
        { ...job, verifierTerms: ethers.ZeroHash },
      ];
      for (const each of unsound) {
        await expect(send(world, each))
          .to.be.revertedWithCustomError(world.quorumVerifier, "QuorumUnsoundJob")
          .withArgs(each.request, each.verifierTerms);
      }
    });

    it("after the job's deadline, though not at it", async () => {
      const world = await loadFixture(deployQuorum);
      const task = await openTask(world);
      const [first, second] = [jobAt(task, 0), jobAt(task, 1)];
      await nextAt(BigInt(first.deadline));
      await send(world, first);
      await nextAt(BigInt(second.deadline + 1));
      await expect(send(world, second))
        .to.be.revertedWithCustomError(world.quorumVerifier, "QuorumDeadlinePassed")
        .withArgs(second.request, second.deadline, second.deadline + 1);
    });

    it("for a job that nobody matched, so that nobody stuffs a task", async () => {
      const world = await loadFixture(deployQuorum);
      const task = await openTask(world, { by: [0] });
      const invented = { ...jobAt(task, 0), firstUnit: 1n, provider: providerAt(world, 1).address };
      await expect(send(world, invented))
        .to.be.revertedWithCustomError(world.quorumVerifier, "QuorumJobNotOpen")
        .withArgs(invented.request, invented.provider, Status.None);
    });

    it("for a job that was handed back", async () => {
      const world = await loadFixture(deployQuorum);
      const job = jobAt(await openTask(world), 0);
      await world.jobMarket.connect(signerOf(world, job)).release(packJob(job));
      await expect(send(world, job))
        .to.be.revertedWithCustomError(world.quorumVerifier, "QuorumJobNotOpen")
        .withArgs(job.request, job.provider, Status.Released);
    });

    it("when the task is decided", async () => {
      const world = await loadFixture(deployQuorum);
      const task = await openTask(world, { by: [0, 1, 2, 3] });
      await answer(world, task.jobs.slice(0, 3), []);
      await expect(send(world, jobAt(task, 3)))
        .to.be.revertedWithCustomError(world.quorumVerifier, "QuorumTaskOver")
        .withArgs(task.struct.request);
    });

    it("while others reveal who may agree, where it can still come after them", async () => {
      const world = await loadFixture(deployQuorum);
      const terms = { revealSeconds: 600 };
      const task = await openTask(world, { terms, by: [0, 1, 2, 3] });
      const [first, second, third, fourth] = [0, 1, 2, 3].map((i) => jobAt(task, i)) as [
        Job,
        Job,
        Job,
        Job,
      ];
      for (const job of [first, second, third]) await commit(world, job);
      const { until } = await standingOf(world, task);
      await expect(send(world, fourth))
        .to.be.revertedWithCustomError(world.quorumVerifier, "QuorumNotWanted")
        .withArgs(fourth.request, until);
      await reveal(world, first);
      await nextAt(until);
      await expect(send(world, fourth)).to.be.revertedWithCustomError(
        world.quorumVerifier,
        "QuorumNotWanted",
      );
      await nextAt(until + 1n);
      await send(world, fourth); // one alone is no quorum
      expect((await replicaOf(world, fourth)).state).to.equal(Replica.Committed);
    });

    it("when nobody joined a task in time that wanted more", async () => {
      const world = await loadFixture(deployQuorum);
      const task = await openTask(world, { terms: { trust: 9 } });
      await answer(world, task.jobs, [RIGHT, WRONG, RIGHT]);
      const { until } = await standingOf(world, task);
      await time.increaseTo(until - 60n);
      const late = await addReplica(world, task, 3);
      await nextAt(until + 1n);
      await expect(send(world, late))
        .to.be.revertedWithCustomError(world.quorumVerifier, "QuorumTaskOver")
        .withArgs(task.struct.request);
    });

    it("a second time", async () => {
      const world = await loadFixture(deployQuorum);
      const job = jobAt(await openTask(world), 0);
      await send(world, job);
      await expect(send(world, job))
        .to.be.revertedWithCustomError(world.quorumVerifier, "QuorumAlreadyCommitted")
        .withArgs(job.request, job.provider);
    });

    it("a second replica of the same provider", async () => {
      const world = await loadFixture(deployQuorum);
      const task = await openTask(world, { by: [0, 0, 1] });
      await send(world, jobAt(task, 0));
      await expect(send(world, jobAt(task, 1)))
        .to.be.revertedWithCustomError(world.quorumVerifier, "QuorumAlreadyCommitted")
        .withArgs(task.struct.request, jobAt(task, 1).provider);
    });

    it("a second replica of the same provider whose first is kept elsewhere", async () => {
      const world = await loadFixture(deployQuorum);
      const other = await openTask(world, { by: [0] });
      const task = await openTask(world, { by: [0, 0, 1] });
      await send(world, jobAt(other, 0));
      await send(world, jobAt(task, 0));
      await expect(send(world, jobAt(task, 1)))
        .to.be.revertedWithCustomError(world.quorumVerifier, "QuorumAlreadyCommitted")
        .withArgs(task.struct.request, jobAt(task, 1).provider);
    });

    it("the same replica again after its silence was noted", async () => {
      const world = await loadFixture(deployQuorum);
      const task = await openTask(world, { terms: { first: 2, revealSeconds: 60 } });
      const [silent, other] = [jobAt(task, 0), jobAt(task, 1)];
      await send(world, silent);
      await send(world, other);
      await reveal(world, other);
      await time.increase(61);
      await world.quorumVerifier.note(task.struct, silent.provider);
      await expect(send(world, silent))
        .to.be.revertedWithCustomError(world.quorumVerifier, "QuorumAlreadyCommitted")
        .withArgs(silent.request, silent.provider);
    });

    it("the 257th task at a time", async () => {
      const world = await loadFixture(deployQuorum);
      const [first, second] = [
        await openTask(world, { by: [0] }),
        await openTask(world, { by: [0] }),
      ];
      const job = jobAt(second, 0);
      await setRecord(world, job, { agreed: 0, extras: 255 });
      await send(world, jobAt(first, 0));
      await expect(send(world, job))
        .to.be.revertedWithCustomError(world.quorumVerifier, "QuorumTooManyTasks")
        .withArgs(job.payer, job.provider);
    });
  });

  context("in a blind round", () => {
    it("adds a replica, says it all, and keeps reveals shut until enough committed", async () => {
      const world = await loadFixture(deployQuorum);
      const task = await openTask(world);
      for (const [i, job] of task.jobs.slice(0, 2).entries()) {
        const tx = await commit(world, job);
        await expect(tx)
          .to.emit(world.quorumVerifier, "ReplicaCommitted")
          .withArgs(job.request, job.provider, i, 0, 1, commitmentOf(job, RIGHT));
        expect(await replicaOf(world, job)).to.deep.equal({
          state: Replica.Committed,
          unit: BigInt(i),
          weightBits: 1n,
        });
        expect(await standingOf(world, task)).to.deep.equal({
          phase: Phase.Blind,
          until: BigInt(jobAt(task, 0).matchedAt + 3_600),
          committed: BigInt(i + 1),
          unrevealed: BigInt(i + 1),
          leading: 0n,
          weightBits: BigInt(i + 1),
          missing: BigInt(2 - i),
        });
      }
      const opening = await timestampOf(await commit(world, jobAt(task, 2)));
      expect(await standingOf(world, task)).to.deep.equal({
        phase: Phase.Reveal,
        until: opening + 3_600n,
        committed: 3n,
        unrevealed: 3n,
        leading: 0n,
        weightBits: 0n,
        missing: 0n,
      });
    });

    it("wants more replicas of newcomers than of proven providers", async () => {
      const world = await loadFixture(deployQuorum);
      const terms = { trust: 60, cap: 7 };
      const fresh = await openTask(world, { terms, by: [0, 1, 2, 3, 4, 5] });
      for (const [i, job] of fresh.jobs.entries()) {
        expect((await standingOf(world, fresh)).missing).to.equal(BigInt(6 - i));
        await commit(world, job);
      }
      expect((await standingOf(world, fresh)).phase).to.equal(Phase.Reveal);
      const proven = await openTask(world, { terms, by: [6, 7, 8] });
      for (const job of proven.jobs) {
        await setRecord(world, job, { agreed: 15 });
        await commit(world, job);
      }
      expect(await standingOf(world, proven)).to.include({ phase: Phase.Reveal, committed: 3n });
    });

    it("opens reveals at the cap, whatever the weights", async () => {
      const world = await loadFixture(deployQuorum);
      const task = await openTask(world, { terms: { trust: 1_000, cap: 3 } });
      for (const job of task.jobs) await commit(world, job);
      expect(await standingOf(world, task)).to.include({ phase: Phase.Reveal, missing: 0n });
    });

    it("opens reveals at the latest by the earliest match of those who committed", async () => {
      const world = await loadFixture(deployQuorum);
      const task = await openTask(world, { by: [0] });
      await time.increase(1_000);
      const second = await addReplica(world, task, 1);
      await commit(world, second);
      expect((await standingOf(world, task)).until).to.equal(BigInt(second.matchedAt + 3_600));
      const first = jobAt(task, 0);
      await commit(world, first);
      const opensAt = BigInt(first.matchedAt + 3_600);
      expect(await standingOf(world, task)).to.include({ phase: Phase.Blind, until: opensAt });
      await time.increaseTo(opensAt);
      expect((await standingOf(world, task)).phase).to.equal(Phase.Blind);
      await time.increaseTo(opensAt + 1n);
      expect(await standingOf(world, task)).to.include({
        phase: Phase.Reveal,
        until: opensAt + 3_600n,
      });
    });

    it("takes an operator with the scope to submit, and no other", async () => {
      const world = await loadFixture(deployQuorum);
      const { stakeVault, stranger, quorumVerifier } = world;
      const job = jobAt(await openTask(world), 0);
      await stakeVault.connect(signerOf(world, job)).setOperator(stranger, 255 & 5);
      await expect(send(world, job, stranger)).to.be.revertedWithCustomError(
        quorumVerifier,
        "QuorumWrongProvider",
      );
      await stakeVault.connect(signerOf(world, job)).setOperator(stranger, SUBMIT);
      await expect(send(world, job, stranger)).to.emit(quorumVerifier, "ReplicaCommitted");
      expect((await replicaOf(world, job)).state).to.equal(Replica.Committed);
    });
  });

  context("when results are public", () => {
    it("weighs half, and shares the time that is left while others reveal", async () => {
      const world = await loadFixture(deployQuorum);
      const task = await openTask(world, { by: [0, 1, 2, 3, 4] });
      await setRecord(world, jobAt(task, 4), { agreed: 27 });
      for (const job of task.jobs.slice(0, 3)) await commit(world, job);
      const { until } = await standingOf(world, task);
      await reveal(world, jobAt(task, 0));
      await commit(world, jobAt(task, 3));
      await commit(world, jobAt(task, 4));
      expect((await replicaOf(world, jobAt(task, 3))).weightBits).to.equal(0n);
      expect((await replicaOf(world, jobAt(task, 4))).weightBits).to.equal(2n);
      expect(await standingOf(world, task)).to.include({
        phase: Phase.Reveal,
        until,
        committed: 5n,
        unrevealed: 4n,
      });
    });

    it("takes who is wanted while others reveal", async () => {
      const world = await loadFixture(deployQuorum);
      const terms = { revealSeconds: 600, trust: 5 };
      const task = await openTask(world, { terms, by: [0, 1, 2, 3] });
      for (const [i, root] of [RIGHT, WRONG, RIGHT].entries()) {
        await commit(world, jobAt(task, i), { root });
      }
      await reveal(world, jobAt(task, 0));
      await expect(send(world, jobAt(task, 3))).to.be.revertedWithCustomError(
        world.quorumVerifier,
        "QuorumNotWanted",
      );
      await reveal(world, jobAt(task, 1), { root: WRONG });
      await send(world, jobAt(task, 3)); // two of three agree at most: not enough
      expect((await replicaOf(world, jobAt(task, 3))).weightBits).to.equal(0n);
    });

    it("starts a new time to reveal once the others are done", async () => {
      const world = await loadFixture(deployQuorum);
      const task = await openTask(world, { terms: { trust: 9 } });
      await answer(world, task.jobs, [RIGHT, WRONG, RIGHT]);
      expect(await standingOf(world, task)).to.include({ phase: Phase.Seeing, missing: 2n });
      const more = await addReplica(world, task, 3);
      const at = await timestampOf(await commit(world, more));
      expect(await standingOf(world, task)).to.include({
        phase: Phase.Reveal,
        until: at + 3_600n,
        unrevealed: 1n,
      });
    });

    it("makes those who were silent silent for good", async () => {
      const world = await loadFixture(deployQuorum);
      const task = await openTask(world, { terms: { trust: 9 } });
      for (const job of task.jobs) await commit(world, job);
      const silent = jobAt(task, 2);
      for (const job of task.jobs.slice(0, 2)) await reveal(world, job);
      await time.increase(3_601);
      expect((await replicaOf(world, silent)).state).to.equal(Replica.Silent);
      await commit(world, await addReplica(world, task, 3));
      expect((await replicaOf(world, silent)).state).to.equal(Replica.Silent);
      expect((await standingOf(world, task)).unrevealed).to.equal(1n);
      await expect(reveal(world, silent)).to.be.revertedWithCustomError(
        world.quorumVerifier,
        "QuorumRevealOver",
      );
    });
  });

  context("given a record", () => {
    it("puts the outcome of the previous task on it", async () => {
      const world = await loadFixture(deployQuorum);
      const before = await openTask(world);
      await answer(world, before.jobs, [RIGHT, RIGHT, WRONG]);
      const task = await openTask(world);
      for (const job of task.jobs) {
        await setRecord(world, job, { agreed: 20 });
        await commit(world, job, { previous: before.key });
      }
      const [right, , wrong] = task.jobs;
      if (!right || !wrong) throw new Error("three replicas");
      expect(await agreedOf(world, right)).to.equal(21n);
      expect((await replicaOf(world, right)).weightBits).to.equal(2n);
      expect(await agreedOf(world, wrong)).to.equal(0n);
      expect((await replicaOf(world, wrong)).weightBits).to.equal(1n);
      expect((await replicaOf(world, jobAt(before, 0))).state).to.equal(Replica.Absent);
    });

    it("keeps the commitment elsewhere while the previous task is not decided", async () => {
      const world = await loadFixture(deployQuorum);
      const before = await openTask(world);
      for (const job of before.jobs) await commit(world, job);
      const task = await openTask(world);
      for (const job of task.jobs) await commit(world, job, { previous: before.key });
      for (const job of [...before.jobs, ...task.jobs]) {
        expect((await replicaOf(world, job)).state).to.equal(Replica.Committed);
        await reveal(world, job);
      }
      for (const { struct, jobs } of [before, task]) {
        for (const { provider } of jobs) await world.quorumVerifier.note(struct, provider);
      }
      for (const job of task.jobs) expect(await agreedOf(world, job)).to.equal(2n);
    });

    it("takes no other task for the previous one", async () => {
      const world = await loadFixture(deployQuorum);
      const decided = await agree(world, [0, 1, 2]);
      const before = await openTask(world);
      await answer(world, before.jobs, []);
      const task = await openTask(world);
      await commit(world, jobAt(task, 0), { previous: decided.key });
      expect(await agreedOf(world, jobAt(task, 0))).to.equal(1n);
      expect((await replicaOf(world, jobAt(before, 0))).state).to.equal(Replica.Revealed);
      expect((await replicaOf(world, jobAt(task, 0))).state).to.equal(Replica.Committed);
    });
  });
});
