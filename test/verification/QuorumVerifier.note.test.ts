import { loadFixture, time } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";

import {
  addReplica,
  agreedOf,
  answer,
  commit,
  deployQuorum,
  jobAt,
  openTask,
  Replica,
  replicaOf,
  reveal,
  RIGHT,
  setRecord,
  WRONG,
  type QuorumWorld,
  type TestTask,
} from "../support/quorum";

/** Notes a replica by a stranger, since anyone may, and asserts event and record. */
async function note(world: QuorumWorld, task: TestTask, index: number, agreed: number) {
  const { quorumVerifier, stranger } = world;
  const job = jobAt(task, index);
  await expect(quorumVerifier.connect(stranger).note(task.struct, job.provider))
    .to.emit(quorumVerifier, "RecordNoted")
    .withArgs(job.payer, job.provider, job.request, agreed);
  expect(await agreedOf(world, job)).to.equal(agreed);
  expect((await replicaOf(world, job)).state).to.equal(Replica.Absent);
}

describe("QuorumVerifier.note", () => {
  it("refuses a provider that has no replica, and one that was noted", async () => {
    const world = await loadFixture(deployQuorum);
    const task = await openTask(world);
    const { provider } = jobAt(task, 0);
    const refuse = () =>
      expect(world.quorumVerifier.note(task.struct, provider))
        .to.be.revertedWithCustomError(world.quorumVerifier, "QuorumNotCommitted")
        .withArgs(task.struct.request, provider);
    await refuse();
    await answer(world, task.jobs, []);
    await note(world, task, 0, 1);
    await refuse();
  });

  it("refuses while it is not known what becomes of the replica", async () => {
    const world = await loadFixture(deployQuorum);
    const task = await openTask(world, { terms: { trust: 9 } });
    const { provider } = jobAt(task, 0);
    const refuse = () =>
      expect(world.quorumVerifier.note(task.struct, provider))
        .to.be.revertedWithCustomError(world.quorumVerifier, "QuorumUndecided")
        .withArgs(task.struct.request, provider);
    await commit(world, jobAt(task, 0));
    await refuse();
    await commit(world, jobAt(task, 1));
    await commit(world, jobAt(task, 2));
    await refuse();
    await reveal(world, jobAt(task, 0));
    await refuse();
    await reveal(world, jobAt(task, 1));
    await time.increase(3_601);
    await refuse();
    await time.increase(3_600);
    await world.quorumVerifier.note(task.struct, provider);
  });

  it("counts one more for who agreed, and starts over for who lied", async () => {
    const world = await loadFixture(deployQuorum);
    const task = await openTask(world);
    await answer(world, task.jobs, [RIGHT, WRONG, RIGHT]);
    for (const job of task.jobs) await setRecord(world, job, { agreed: 40 });
    await note(world, task, 0, 41);
    await note(world, task, 1, 0);
    await note(world, task, 2, 41);
  });

  it("starts over for who was silent, as soon as it is", async () => {
    const world = await loadFixture(deployQuorum);
    const task = await openTask(world, { terms: { trust: 9 } });
    for (const job of task.jobs) {
      await setRecord(world, job, { agreed: 12 });
      await commit(world, job);
    }
    await reveal(world, jobAt(task, 0));
    await time.increase(3_601);
    await note(world, task, 1, 0);
    const more = await addReplica(world, task, 3);
    await commit(world, more);
    await note(world, task, 2, 0);
  });

  it("leaves the record as it is where a task was void", async () => {
    const world = await loadFixture(deployQuorum);
    const task = await openTask(world, { terms: { cap: 3, trust: 9 } });
    await answer(world, task.jobs, [RIGHT, WRONG, RIGHT]);
    for (const job of task.jobs) await setRecord(world, job, { agreed: 7 });
    for (const index of [0, 1, 2]) await note(world, task, index, 7);
  });

  it("gives a newcomer nothing for a result that it could have copied", async () => {
    const world = await loadFixture(deployQuorum);
    const task = await openTask(world, { terms: { trust: 9 }, by: [0, 1, 2, 3, 4] });
    await setRecord(world, jobAt(task, 4), { agreed: 60 });
    for (const job of task.jobs) await commit(world, job);
    for (const job of task.jobs) await reveal(world, job);
    await note(world, task, 0, 1);
    await note(world, task, 3, 0);
    await note(world, task, 4, 61);
  });

  it("counts for every task of those that ran at a time, in any order", async () => {
    const world = await loadFixture(deployQuorum);
    const tasks = [await openTask(world), await openTask(world), await openTask(world)];
    for (const { jobs } of tasks) for (const job of jobs) await commit(world, job);
    for (const { jobs } of tasks) for (const job of jobs) await reveal(world, job);
    for (const [done, task] of [tasks[2], tasks[0], tasks[1]].entries()) {
      if (task === undefined) throw new Error("three tasks");
      await note(world, task, 0, done + 1);
    }
    const next = await openTask(world);
    await commit(world, jobAt(next, 0));
    await expect(
      world.quorumVerifier.note(next.struct, jobAt(next, 0).provider),
    ).to.be.revertedWithCustomError(world.quorumVerifier, "QuorumUndecided");
  });

  it("keeps records apart by payer", async () => {
    const world = await loadFixture(deployQuorum);
    const mine = await openTask(world);
    await answer(world, mine.jobs, []);
    await note(world, mine, 0, 1);
    const { quorumVerifier, otherClient } = world;
    const { provider } = jobAt(mine, 0);
    const { agreed, weightBits } = await quorumVerifier.recordOf(otherClient.address, provider);
    expect([agreed, weightBits]).to.deep.equal([0n, 1n]);
  });
});
