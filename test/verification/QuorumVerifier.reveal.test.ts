import { loadFixture, time } from "@nomicfoundation/hardhat-network-helpers";
import { quorumTaskOf } from "@weft/sdk";
import { expect } from "chai";
import { ethers } from "hardhat";

import {
  addReplica,
  answer,
  commit,
  commitmentOf,
  deployQuorum,
  jobAt,
  openTask,
  Phase,
  Replica,
  replicaOf,
  reveal,
  RIGHT,
  saltOf,
  setRecord,
  signerOf,
  standingOf,
  WRONG,
} from "../support/quorum";
import { nextAt, timestampOf } from "../support/time";
import { packJob } from "@weft/sdk";

const OTHER = ethers.id("another wrong result");

describe("QuorumVerifier.reveal", () => {
  context("refused", () => {
    it("from anyone but the provider and its operators", async () => {
      const world = await loadFixture(deployQuorum);
      const { quorumVerifier, stranger } = world;
      const job = jobAt(await openTask(world), 0);
      const call = quorumVerifier
        .connect(stranger)
        .reveal(quorumTaskOf(job), job.provider, RIGHT, saltOf(job));
      await expect(call)
        .to.be.revertedWithCustomError(quorumVerifier, "QuorumWrongProvider")
        .withArgs(job.provider, stranger.address);
    });

    it("for a root of zero", async () => {
      const world = await loadFixture(deployQuorum);
      const job = jobAt(await openTask(world), 0);
      await expect(reveal(world, job, { root: ethers.ZeroHash }))
        .to.be.revertedWithCustomError(world.quorumVerifier, "QuorumInvalidRoot")
        .withArgs(job.request, job.provider);
    });

    it("without a commitment, or with one to another task", async () => {
      const world = await loadFixture(deployQuorum);
      const [other, task] = [await openTask(world), await openTask(world)];
      await commit(world, jobAt(other, 0));
      const job = jobAt(task, 0);
      await expect(reveal(world, job))
        .to.be.revertedWithCustomError(world.quorumVerifier, "QuorumNotCommitted")
        .withArgs(job.request, job.provider);
    });

    it("with another root, another salt, or terms that are not the task's", async () => {
      const world = await loadFixture(deployQuorum);
      const task = await openTask(world);
      for (const each of task.jobs) await commit(world, each);
      const job = jobAt(task, 0);
      for (const secret of [{ root: WRONG }, { salt: ethers.id("another salt") }]) {
        await expect(reveal(world, job, secret))
          .to.be.revertedWithCustomError(world.quorumVerifier, "QuorumWrongReveal")
          .withArgs(job.request, job.provider);
      }
      const terms = quorumTaskOf(job).terms + 1n;
      const verifier = world.quorumVerifier.connect(signerOf(world, job));
      await expect(
        verifier.reveal({ ...quorumTaskOf(job), terms }, job.provider, RIGHT, saltOf(job)),
      ).to.be.revertedWithCustomError(verifier, "QuorumNotCommitted");
    });

    it("of a commitment copied from another provider, even once its salt is public", async () => {
      const world = await loadFixture(deployQuorum);
      const task = await openTask(world);
      const [worker, copier, third] = [jobAt(task, 0), jobAt(task, 1), jobAt(task, 2)];
      const verifier = world.quorumVerifier.connect(signerOf(world, copier));
      await commit(world, worker);
      await verifier.commit(packJob(copier), commitmentOf(worker, RIGHT), ethers.ZeroHash);
      await commit(world, third);
      await reveal(world, worker);
      for (const salt of [saltOf(worker), saltOf(copier)]) {
        await expect(reveal(world, copier, { salt })).to.be.revertedWithCustomError(
          world.quorumVerifier,
          "QuorumWrongReveal",
        );
      }
    });

    it("before reveals open, by number and by time", async () => {
      const world = await loadFixture(deployQuorum);
      const task = await openTask(world);
      const job = jobAt(task, 0);
      await commit(world, job);
      await commit(world, jobAt(task, 1));
      const opensAt = job.matchedAt + 3_600;
      await nextAt(BigInt(opensAt));
      await expect(reveal(world, job))
        .to.be.revertedWithCustomError(world.quorumVerifier, "QuorumRevealNotOpen")
        .withArgs(job.request, opensAt);
      await nextAt(BigInt(opensAt + 1));
      await expect(reveal(world, job)).to.emit(world.quorumVerifier, "ReplicaRevealed");
    });

    it("a second time", async () => {
      const world = await loadFixture(deployQuorum);
      const task = await openTask(world);
      for (const each of task.jobs) await commit(world, each);
      const job = jobAt(task, 0);
      await reveal(world, job);
      await expect(reveal(world, job))
        .to.be.revertedWithCustomError(world.quorumVerifier, "QuorumAlreadyRevealed")
        .withArgs(job.request, job.provider);
    });

    it("after the time to reveal, though not in its last second", async () => {
      const world = await loadFixture(deployQuorum);
      const task = await openTask(world);
      for (const each of task.jobs) await commit(world, each);
      const { until } = await standingOf(world, task);
      await nextAt(until);
      await expect(reveal(world, jobAt(task, 0))).to.emit(world.quorumVerifier, "ReplicaRevealed");
      await nextAt(until + 1n);
      await expect(reveal(world, jobAt(task, 1)))
        .to.be.revertedWithCustomError(world.quorumVerifier, "QuorumRevealOver")
        .withArgs(task.struct.request, until, until + 1n);
    });
  });

  context("once open", () => {
    it("shows the root, and decides with the last", async () => {
      const world = await loadFixture(deployQuorum);
      const task = await openTask(world);
      for (const job of task.jobs) await commit(world, job);
      const { until } = await standingOf(world, task);
      for (const [i, job] of task.jobs.slice(0, 2).entries()) {
        const tx = await reveal(world, job);
        await expect(tx)
          .to.emit(world.quorumVerifier, "ReplicaRevealed")
          .withArgs(job.request, job.provider, RIGHT);
        await expect(tx).not.to.emit(world.quorumVerifier, "TaskDecided");
        expect((await replicaOf(world, job)).state).to.equal(Replica.Revealed);
        expect(await standingOf(world, task)).to.deep.equal({
          phase: Phase.Reveal,
          until,
          committed: 3n,
          unrevealed: BigInt(2 - i),
          leading: BigInt(i + 1),
          weightBits: BigInt(i + 1),
          missing: 0n,
        });
      }
      const last = await reveal(world, jobAt(task, 2));
      await expect(last)
        .to.emit(world.quorumVerifier, "TaskDecided")
        .withArgs(task.struct.request, 3, 3);
      expect(await standingOf(world, task)).to.deep.equal({
        phase: Phase.Decided,
        until: await timestampOf(last),
        committed: 3n,
        unrevealed: 0n,
        leading: 3n,
        weightBits: 3n,
        missing: 0n,
      });
    });

    it("takes an operator with the scope to submit", async () => {
      const world = await loadFixture(deployQuorum);
      const { quorumVerifier, stakeVault, stranger } = world;
      const task = await openTask(world);
      for (const each of task.jobs) await commit(world, each);
      const job = jobAt(task, 0);
      await stakeVault.connect(signerOf(world, job)).setOperator(stranger, 2);
      await quorumVerifier.connect(stranger).reveal(task.struct, job.provider, RIGHT, saltOf(job));
      expect((await replicaOf(world, job)).state).to.equal(Replica.Revealed);
    });

    it("decides against a liar", async () => {
      const world = await loadFixture(deployQuorum);
      const task = await openTask(world);
      await answer(world, task.jobs, [WRONG, RIGHT, RIGHT]);
      expect(await standingOf(world, task)).to.include({
        phase: Phase.Decided,
        leading: 2n,
        weightBits: 2n,
      });
    });

    it("wants more of those who would be proven, fewer the more they weigh", async () => {
      const world = await loadFixture(deployQuorum);
      const task = await openTask(world, { terms: { trust: 9, cap: 12 } });
      await answer(world, task.jobs, [WRONG, RIGHT, RIGHT]);
      // 2^2 against 8 * (1 + 2)
      expect(await standingOf(world, task)).to.include({ phase: Phase.Seeing, missing: 3n });
      const proven = await addReplica(world, task, 3);
      await setRecord(world, proven, { agreed: 51 });
      await commit(world, proven);
      await reveal(world, proven);
      expect(await standingOf(world, task)).to.include({
        phase: Phase.Decided,
        leading: 3n,
        weightBits: 5n,
      });
    });

    it("counts a newcomer that saw the results for nothing", async () => {
      const world = await loadFixture(deployQuorum);
      const task = await openTask(world, { terms: { trust: 9 } });
      await answer(world, task.jobs, [WRONG, RIGHT, RIGHT]);
      await answer(world, [await addReplica(world, task, 3)], [RIGHT]);
      expect(await standingOf(world, task)).to.include({
        phase: Phase.Seeing,
        leading: 3n,
        weightBits: 2n,
        missing: 1n, // three bits, but one place
      });
    });

    it("keeps apart as many roots as there are replicas", async () => {
      const world = await loadFixture(deployQuorum);
      const task = await openTask(world, { terms: { first: 5 }, by: [0, 1, 2, 3, 4] });
      await answer(world, task.jobs, [RIGHT, WRONG, OTHER, WRONG, OTHER]);
      expect(await standingOf(world, task)).to.include({ phase: Phase.Void, leading: 2n });
      const again = await openTask(world, { terms: { first: 5 }, by: [0, 1, 2, 3, 4] });
      await answer(world, again.jobs, [RIGHT, WRONG, OTHER, OTHER, OTHER]);
      expect(await standingOf(world, again)).to.include({ phase: Phase.Decided, leading: 3n });
    });

    it("decides without those who stay silent, once their time is over", async () => {
      const world = await loadFixture(deployQuorum);
      const task = await openTask(world);
      for (const job of task.jobs) await commit(world, job);
      for (const job of task.jobs.slice(1)) await reveal(world, job);
      const { until } = await standingOf(world, task);
      await time.increaseTo(until);
      expect(await standingOf(world, task)).to.include({ phase: Phase.Reveal, unrevealed: 1n });
      await time.increaseTo(until + 1n);
      expect(await standingOf(world, task)).to.include({ phase: Phase.Decided, until });
    });

    it("needs the quorum, however much the others weigh", async () => {
      const world = await loadFixture(deployQuorum);
      const task = await openTask(world, { terms: { first: 3, quorum: 3, cap: 4 } });
      await setRecord(world, jobAt(task, 0), { agreed: 255 });
      await answer(world, task.jobs, [RIGHT, RIGHT, WRONG]);
      expect(await standingOf(world, task)).to.include({ phase: Phase.Seeing, missing: 1n });
      await answer(world, [await addReplica(world, task, 3)], [RIGHT]);
      expect((await standingOf(world, task)).phase).to.equal(Phase.Decided);
    });
  });
});
