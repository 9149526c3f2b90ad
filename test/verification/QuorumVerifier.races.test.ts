import { loadFixture, takeSnapshot, time } from "@nomicfoundation/hardhat-network-helpers";
import { packJob } from "@weft/sdk";
import { expect } from "chai";

import { inOneBlock } from "../support/block";
import { Status, Verdict } from "../support/market-actions";
import { assertEveryoneCanLeave } from "../support/market-leave";
import {
  addReplica,
  answer,
  commit,
  deployQuorum,
  jobAt,
  openTask,
  Phase,
  reveal,
  RIGHT,
  standingOf,
  verdictOf,
  WRONG,
  type QuorumWorld,
  type TestTask,
} from "../support/quorum";

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item, i) =>
    permutations(items.filter((_, j) => j !== i)).map((rest) => [item, ...rest]),
  );
}

const GAS = { gasLimit: 1_000_000 };

describe("QuorumVerifier: orders of events", () => {
  it("gives the same verdicts in whatever order replicas commit and reveal", async () => {
    const world = await loadFixture(deployQuorum);
    const roots = [RIGHT, WRONG, RIGHT, RIGHT];
    const terms = { first: 4 };
    const seen = new Set<string>();
    const task = await openTask(world, { terms, by: [0, 1, 2, 3] });
    const start = await takeSnapshot();
    for (const order of permutations([0, 1, 2, 3])) {
      const commits = [...order].reverse();
      for (const i of commits) await commit(world, jobAt(task, i), { root: roots[i] ?? RIGHT });
      for (const i of order) await reveal(world, jobAt(task, i), { root: roots[i] ?? RIGHT });
      const verdicts = [];
      for (const job of task.jobs) verdicts.push(Object.values(await verdictOf(world, job)).join());
      seen.add(verdicts.join(" "));
      await start.restore();
    }
    expect([...seen]).to.deep.equal(["2,1,0 3,0,5000 2,1,0 2,1,0"]);
  });

  it("moves the same money in whatever order jobs are settled", async () => {
    const world = await loadFixture(deployQuorum);
    const task = await openTask(world);
    await answer(world, task.jobs, [RIGHT, WRONG, RIGHT]);
    const { vault, jobMarket, stakeVault, token } = world;
    const start = await takeSnapshot();
    const seen = new Set<string>();
    for (const order of permutations(task.jobs)) {
      for (const job of order) await jobMarket.connect(world.stranger).settle(packJob(job));
      const accounts = [task.struct.payer, ...task.jobs.map(({ provider }) => provider)];
      const books: bigint[] = [];
      for (const account of accounts) {
        books.push(await vault.balanceOf(account, BigInt(await token.getAddress())));
        books.push((await stakeVault.provisionOf(account, jobMarket)).active);
      }
      seen.add(books.join());
      await start.restore();
    }
    expect(seen.size).to.equal(1);
  });

  context("in one block", () => {
    async function lastReveal(): Promise<{ world: QuorumWorld; task: TestTask }> {
      const world = await loadFixture(deployQuorum);
      const task = await openTask(world, { by: [0, 1, 2, 3] });
      for (const job of task.jobs.slice(0, 3)) await commit(world, job);
      for (const job of task.jobs.slice(0, 2)) await reveal(world, job);
      return { world, task };
    }

    for (const isFirst of [true, false]) {
      const name = isFirst ? "before" : "after";

      it(`a reveal ${name} the settlement that it decides`, async () => {
        const { world, task } = await lastReveal();
        const job = jobAt(task, 0);
        const market = world.jobMarket.connect(world.stranger);
        const calls = [
          () => reveal(world, jobAt(task, 2)),
          () => market.settle(packJob(job), GAS),
        ] as const;
        const done = isFirst ? await inOneBlock(...calls) : await inOneBlock(calls[1], calls[0]);
        expect(done).to.deep.equal([true, true].map((_, i) => isFirst || i === 1));
        if (!isFirst) await market.settle(packJob(job));
        expect(await market.statusOf(packJob(job))).to.equal(Status.Accepted);
      });

      it(`a late commitment ${name} the last reveal`, async () => {
        const { world, task } = await lastReveal();
        const calls = [
          () => commit(world, jobAt(task, 3)),
          () => reveal(world, jobAt(task, 2)),
        ] as const;
        const done = isFirst ? await inOneBlock(...calls) : await inOneBlock(calls[1], calls[0]);
        // Either it has the rest of the time to reveal, or the task is decided and it is void.
        expect(done.filter(Boolean).length).to.equal(isFirst ? 2 : 1);
        const { phase } = await standingOf(world, task);
        expect(phase).to.equal(isFirst ? Phase.Reveal : Phase.Decided);
        if (isFirst) await reveal(world, jobAt(task, 3));
        for (const job of task.jobs) await world.jobMarket.settle(packJob(job));
        const status = await world.jobMarket.statusOf(packJob(jobAt(task, 3)));
        expect(status).to.equal(isFirst ? Status.Accepted : Status.Void);
        await assertEveryoneCanLeave(world);
      });
    }

    it("two commitments and two reveals", async () => {
      const world = await loadFixture(deployQuorum);
      const task = await openTask(world, { terms: { first: 2 }, by: [0, 1] });
      const [one, other] = [jobAt(task, 0), jobAt(task, 1)];
      const committed = await inOneBlock(
        () => commit(world, one),
        () => commit(world, other),
      );
      const revealed = await inOneBlock(
        () => reveal(world, other),
        () => reveal(world, one),
      );
      expect([...committed, ...revealed]).to.deep.equal([true, true, true, true]);
      expect((await standingOf(world, task)).phase).to.equal(Phase.Decided);
    });
  });

  it("lets no newcomer veto what others agree on by joining while they reveal", async () => {
    const world = await loadFixture(deployQuorum);
    const task = await openTask(world, { terms: { trust: 9 }, by: [0, 1, 2, 3] });
    const newcomer = jobAt(task, 3);
    for (const job of task.jobs.slice(0, 3)) await commit(world, job);
    await reveal(world, jobAt(task, 0));
    await commit(world, newcomer, { root: WRONG });
    await reveal(world, newcomer, { root: WRONG });
    for (const job of task.jobs.slice(1, 3)) await reveal(world, job);
    expect((await standingOf(world, task)).phase).to.equal(Phase.Decided);
    expect((await verdictOf(world, jobAt(task, 0))).status).to.equal(Verdict.Accepted);
    expect((await verdictOf(world, newcomer)).status).to.equal(Verdict.Rejected);
  });

  it("lets nobody put off a decision by joining while others reveal", async () => {
    const world = await loadFixture(deployQuorum);
    const task = await openTask(world, { by: [0, 1, 2, 3] });
    for (const job of task.jobs.slice(0, 3)) await commit(world, job);
    for (const job of task.jobs.slice(0, 2)) await reveal(world, job);
    const { until } = await standingOf(world, task);
    await time.increaseTo(jobAt(task, 3).deadline - 2);
    await commit(world, jobAt(task, 3));
    // This one's deadline is later than their time: it can wait.
    const later = await addReplica(world, task, 4);
    await expect(commit(world, later)).to.be.revertedWithCustomError(
      world.quorumVerifier,
      "QuorumNotWanted",
    );
    await time.increaseTo(until + 1n);
    expect(await standingOf(world, task)).to.include({ phase: Phase.Decided, until });
    expect((await verdictOf(world, later)).status).to.equal(Verdict.Void);
  });
});
