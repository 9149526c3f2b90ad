import { loadFixture, time } from "@nomicfoundation/hardhat-network-helpers";
import { packJob } from "@weft/sdk";
import { expect } from "chai";
import { ZeroHash } from "ethers";

import {
  addReplica,
  answer,
  commit,
  deployQuorum,
  jobAt,
  openTask,
  Replica,
  replicaOf,
  reveal,
  RIGHT,
  verdictOf,
  WRONG,
  type QuorumWorld,
} from "../support/quorum";
import type { Job } from "@weft/sdk";

/** As the interface numbers them. */
const Status = { Pending: 0n, NoResult: 1n, Accepted: 2n, Rejected: 3n, Void: 4n } as const;

async function statusOf(world: QuorumWorld, job: Job): Promise<bigint> {
  return (await verdictOf(world, job)).status;
}

describe("QuorumVerifier.verdict", () => {
  it("waits for a root that was promised, and for those that may still outweigh it", async () => {
    const world = await loadFixture(deployQuorum);
    const task = await openTask(world);
    const [first, second, third] = [jobAt(task, 0), jobAt(task, 1), jobAt(task, 2)];
    for (const job of task.jobs) await commit(world, job);
    expect(await statusOf(world, first)).to.equal(Status.Pending);
    await reveal(world, first);
    expect(await statusOf(world, first)).to.equal(Status.Pending);
    expect(await statusOf(world, second)).to.equal(Status.Pending);
    await reveal(world, second);
    await reveal(world, third);
    expect(await statusOf(world, first)).to.equal(Status.Accepted);
  });

  it("blames nobody for a job that the terms cannot judge", async () => {
    const world = await loadFixture(deployQuorum);
    const task = await openTask(world);
    const job = jobAt(task, 0);
    await answer(world, task.jobs, []);
    expect(await statusOf(world, job)).to.equal(Status.Accepted);
    expect(await statusOf(world, { ...job, units: 2n })).to.equal(Status.Void);
  });
});

describe("QuorumVerifier.isResult", () => {
  it("knows no result of who showed none, before its time is over and after", async () => {
    const world = await loadFixture(deployQuorum);
    const task = await openTask(world);
    const [silent, honest, liar] = [jobAt(task, 0), jobAt(task, 1), jobAt(task, 2)];
    const isResult = (job: Job, root: string) =>
      world.quorumVerifier.isResult(ZeroHash, packJob(job), root);
    expect(await isResult(silent, RIGHT)).to.equal(false);
    for (const job of task.jobs) await commit(world, job, { root: job === liar ? WRONG : RIGHT });
    expect(await isResult(silent, RIGHT)).to.equal(false);
    await reveal(world, honest);
    await reveal(world, liar, { root: WRONG });
    expect(await isResult(honest, RIGHT)).to.equal(true);
    expect(await isResult(liar, WRONG)).to.equal(true);
    expect(await isResult(liar, RIGHT)).to.equal(false);
    await time.increase(8_000);
    await world.quorumVerifier.note(task.struct, silent.provider);
    expect(await isResult(silent, RIGHT)).to.equal(false);
    expect(await isResult(silent, WRONG)).to.equal(false);
  });

  it("knows none of who was silent in a round that another one followed", async () => {
    const world = await loadFixture(deployQuorum);
    const task = await openTask(world, { terms: { trust: 9 } });
    const [silent, honest, other] = [jobAt(task, 0), jobAt(task, 1), jobAt(task, 2)];
    for (const job of task.jobs) await commit(world, job);
    await reveal(world, honest);
    await reveal(world, other, { root: RIGHT });
    await time.increase(3_601);
    await commit(world, await addReplica(world, task, 3));
    expect((await replicaOf(world, silent)).state).to.equal(Replica.Silent);
    for (const root of [RIGHT, WRONG, ZeroHash]) {
      expect(await world.quorumVerifier.isResult(ZeroHash, packJob(silent), root)).to.equal(false);
    }
    expect(await world.quorumVerifier.isResult(ZeroHash, packJob(honest), RIGHT)).to.equal(true);
  });
});
