import { loadFixture, time } from "@nomicfoundation/hardhat-network-helpers";
import { packJob, type Job, type QuorumTerms } from "@weft/sdk";
import { expect } from "chai";
import { ethers } from "hardhat";

import { Status, Verdict } from "../support/market-actions";
import { assertEveryoneCanLeave } from "../support/market-leave";
import {
  addReplica,
  answer,
  commit,
  deployQuorum,
  jobAt,
  openTask,
  providerAt,
  reveal,
  RIGHT,
  signerOf,
  standingOf,
  verdictOf,
  WRONG,
  type QuorumWorld,
  type TestTask,
} from "../support/quorum";

/** What a door of the market does: ends the job so, or refuses with this error. */
type Answer = bigint | string;

interface Case {
  state: string;
  terms?: Partial<QuorumTerms>;
  /** Providers of the replicas. */
  by?: readonly number[];
  /** Brings about the state of the third replica, or of that of number `replica`. */
  given: (world: QuorumWorld, task: TestTask) => Promise<unknown>;
  replica?: number;
  verdict: readonly [status: bigint, units: bigint, slashBps: bigint];
  settle: Answer;
  expire: Answer;
  release: Answer;
  /** How it ends where nobody did anything until the last time. */
  atLast: bigint;
}

const PENDING = [Verdict.Pending, 0n, 0n] as const;
const NO_RESULT = [Verdict.NoResult, 0n, 0n] as const;
const VOID = [Verdict.Void, 0n, 0n] as const;

const pass = async (world: QuorumWorld, task: TestTask, by = 1n) =>
  time.increaseTo((await standingOf(world, task)).until + by);

const commitAll = async (world: QuorumWorld, { jobs }: TestTask) => {
  for (const job of jobs) await commit(world, job);
};

const CASES: readonly Case[] = [
  {
    state: "not committed, before the deadline",
    given: () => Promise.resolve(),
    verdict: NO_RESULT,
    settle: "MarketNoResult",
    expire: "MarketDeadlineNotPassed",
    release: Status.Released,
    atLast: Status.NoResult,
  },
  {
    state: "not committed, after the deadline",
    given: async (_, task) => time.increaseTo(jobAt(task, 2).deadline + 1),
    verdict: NO_RESULT,
    settle: "MarketNoResult",
    expire: Status.NoResult,
    release: "MarketDeadlinePassed",
    atLast: Status.NoResult,
  },
  {
    state: "not committed while others reveal",
    terms: { first: 2 },
    given: async (world, task) => {
      for (const job of task.jobs.slice(0, 2)) await commit(world, job);
    },
    verdict: NO_RESULT,
    settle: "MarketNoResult",
    expire: "MarketDeadlineNotPassed",
    release: Status.Released,
    atLast: Status.NoResult,
  },
  {
    state: "not committed, decided without it before its deadline",
    terms: { first: 2 },
    given: async (world, task) => answer(world, task.jobs.slice(0, 2), []),
    verdict: VOID,
    settle: Status.Void,
    expire: "MarketDeadlineNotPassed",
    release: "MarketResultSubmitted",
    atLast: Status.Void,
  },
  {
    state: "not committed, decided without it after its deadline",
    terms: { first: 3 },
    given: async (world, task) => {
      for (const job of task.jobs.slice(0, 2)) await commit(world, job);
      await time.increaseTo(jobAt(task, 2).deadline + 10);
      for (const job of task.jobs.slice(0, 2)) await reveal(world, job);
    },
    verdict: NO_RESULT,
    settle: "MarketNoResult",
    expire: Status.NoResult,
    release: "MarketDeadlinePassed",
    atLast: Status.NoResult,
  },
  {
    state: "not committed, and the task void for want of replicas before its deadline",
    terms: { trust: 9, cap: 5 },
    given: async (world, task) => {
      await answer(world, task.jobs, [RIGHT, WRONG, RIGHT]);
      await pass(world, task, -30n);
      await addReplica(world, task, 3);
      await pass(world, task);
    },
    replica: 3,
    verdict: VOID,
    settle: Status.Void,
    expire: "MarketDeadlineNotPassed",
    release: "MarketResultSubmitted",
    atLast: Status.Void,
  },
  {
    state: "committed, in the blind round",
    given: async (world, task) => {
      await commit(world, jobAt(task, 2));
    },
    verdict: PENDING,
    settle: "MarketVerdictPending",
    expire: "MarketDeadlineNotPassed",
    release: "MarketVerdictPending",
    atLast: Status.NoResult,
  },
  {
    state: "committed, while others reveal",
    given: async (world, task) => {
      await commitAll(world, task);
      await reveal(world, jobAt(task, 0));
    },
    verdict: PENDING,
    settle: "MarketVerdictPending",
    expire: "MarketDeadlineNotPassed",
    release: "MarketVerdictPending",
    atLast: Status.NoResult,
  },
  {
    state: "silent, before the deadline",
    terms: { revealSeconds: 60 },
    given: async (world, task) => {
      await commitAll(world, task);
      for (const job of task.jobs.slice(0, 2)) await reveal(world, job);
      await pass(world, task);
    },
    verdict: PENDING, // or it could be handed back for nothing
    settle: "MarketVerdictPending",
    expire: "MarketDeadlineNotPassed",
    release: "MarketVerdictPending",
    atLast: Status.NoResult,
  },
  {
    state: "silent, after the deadline",
    given: async (world, task) => {
      await commitAll(world, task);
      await pass(world, task);
    },
    verdict: NO_RESULT,
    settle: "MarketNoResult",
    expire: Status.NoResult,
    release: "MarketDeadlinePassed",
    atLast: Status.NoResult,
  },
  {
    state: "silent, where that costs",
    terms: { revealSeconds: 60, silentSlashBps: 700 },
    given: async (world, task) => {
      await commitAll(world, task);
      await pass(world, task);
    },
    verdict: [Verdict.Rejected, 0n, 700n],
    settle: Status.Rejected,
    expire: "MarketDeadlineNotPassed",
    release: "MarketResultSubmitted",
    atLast: Status.Rejected,
  },
  {
    state: "silent in a round before the last",
    terms: { trust: 9, revealSeconds: 60 },
    given: async (world, task) => {
      await commitAll(world, task);
      for (const job of task.jobs.slice(0, 2)) await reveal(world, job);
      await pass(world, task);
      await commit(world, await addReplica(world, task, 3));
    },
    verdict: PENDING,
    settle: "MarketVerdictPending",
    expire: "MarketDeadlineNotPassed",
    release: "MarketVerdictPending",
    atLast: Status.NoResult,
  },
  {
    state: "revealed, while others may",
    given: async (world, task) => {
      await commitAll(world, task);
      await reveal(world, jobAt(task, 2));
    },
    verdict: PENDING,
    settle: "MarketVerdictPending",
    expire: "MarketDeadlineNotPassed",
    release: "MarketVerdictPending",
    atLast: Status.Void,
  },
  {
    state: "revealed, while more are wanted",
    terms: { trust: 9 },
    given: async (world, task) => answer(world, task.jobs, [RIGHT, WRONG, RIGHT]),
    verdict: PENDING,
    settle: "MarketVerdictPending",
    expire: "MarketDeadlineNotPassed",
    release: "MarketVerdictPending",
    atLast: Status.Void,
  },
  {
    state: "revealed what is right",
    given: async (world, task) => answer(world, task.jobs, [RIGHT, WRONG, RIGHT]),
    verdict: [Verdict.Accepted, 1n, 0n],
    settle: Status.Accepted,
    expire: "MarketDeadlineNotPassed",
    release: "MarketResultSubmitted",
    atLast: Status.Accepted,
  },
  {
    state: "revealed what is right, while one was silent",
    terms: { revealSeconds: 60 },
    given: async (world, task) => {
      await commitAll(world, task);
      for (const job of task.jobs.slice(1)) await reveal(world, job);
      await pass(world, task);
    },
    verdict: [Verdict.Accepted, 1n, 0n],
    settle: Status.Accepted,
    expire: "MarketDeadlineNotPassed",
    release: "MarketResultSubmitted",
    atLast: Status.Accepted,
  },
  {
    state: "revealed what is wrong",
    given: async (world, task) => answer(world, task.jobs, [RIGHT, RIGHT, WRONG]),
    verdict: [Verdict.Rejected, 0n, 5_000n],
    settle: Status.Rejected,
    expire: "MarketDeadlineNotPassed",
    release: "MarketResultSubmitted",
    atLast: Status.Rejected,
  },
  {
    state: "revealed, and the cap reached without agreement",
    terms: { cap: 3, trust: 9 },
    given: async (world, task) => answer(world, task.jobs, [RIGHT, WRONG, RIGHT]),
    verdict: VOID,
    settle: Status.Void,
    expire: "MarketDeadlineNotPassed",
    release: "MarketResultSubmitted",
    atLast: Status.Void,
  },
  {
    state: "revealed, and nobody joined in time",
    terms: { trust: 9 },
    given: async (world, task) => {
      await answer(world, task.jobs, [RIGHT, WRONG, RIGHT]);
      await pass(world, task);
    },
    verdict: VOID,
    settle: Status.Void,
    expire: "MarketResultSubmitted",
    release: "MarketDeadlinePassed",
    atLast: Status.Void,
  },
];

describe("QuorumVerifier: every state, every exit", () => {
  for (const each of CASES) {
    context(each.state, () => {
      async function given(): Promise<{ world: QuorumWorld; task: TestTask; job: Job }> {
        const world = await loadFixture(deployQuorum);
        const task = await openTask(world, { terms: each.terms ?? {}, by: each.by ?? [0, 1, 2] });
        await each.given(world, task);
        return { world, task, job: jobAt(task, each.replica ?? 2) };
      }

      it("has its verdict, for little gas", async () => {
        const { world, job } = await given();
        const [status, units, slashBps] = each.verdict;
        expect(await verdictOf(world, job)).to.deep.equal({ status, units, slashBps });
        const { quorumVerifier } = world;
        const gas = await quorumVerifier.verdict.estimateGas(ethers.ZeroHash, packJob(job));
        expect(gas).to.be.lessThan(60_000n);
      });

      for (const door of ["settle", "expire", "release"] as const) {
        const expected = each[door];
        const says = typeof expected === "string" ? `refuses with ${expected}` : "ends it";
        it(`${door} ${says}`, async () => {
          const { world, job } = await given();
          const market = world.jobMarket.connect(
            door === "release" ? signerOf(world, job) : world.stranger,
          );
          const call = market[door](packJob(job));
          if (typeof expected === "string") {
            await expect(call).to.be.revertedWithCustomError(market, expected);
            return;
          }
          await call;
          expect(await market.statusOf(packJob(job))).to.equal(expected);
        });
      }

      it("ends at last, and everyone can leave", async () => {
        const { world, task, job } = await given();
        const market = world.jobMarket.connect(world.stranger);
        await time.increaseTo(Math.max(...task.jobs.map(({ finalAt }) => finalAt)) + 1);
        for (const replica of task.jobs) await market.settle(packJob(replica));
        expect(await market.statusOf(packJob(job))).to.equal(each.atLast);
        await assertEveryoneCanLeave(world);
      });
    });
  }

  context("a job that makes no sense", () => {
    it("is void from the start, whoever asks", async () => {
      const world = await loadFixture(deployQuorum);
      const { request } = await openTask(world);
      const nonce = request.nonce + 1_000n;
      const rest = { ...request, nonce, verifySeconds: 3_599 };
      const other = await openTask(world, { request: rest, by: [3] });
      const job = jobAt(other, 0);
      expect(await world.quorumVerifier.isSound(packJob(job))).to.equal(false);
      expect((await verdictOf(world, job)).status).to.equal(Verdict.Void);
      await world.jobMarket.connect(world.stranger).settle(packJob(job));
      expect(await world.jobMarket.statusOf(packJob(job))).to.equal(Status.Void);
    });
  });

  it("answers cheaply for twelve replicas that agree on nothing", async () => {
    const world = await loadFixture(deployQuorum);
    const by = Array.from({ length: 12 }, (_, i) => i);
    const task = await openTask(world, { terms: { first: 12, cap: 12, quorum: 1 }, by });
    expect(new Set(task.jobs.map(({ provider }) => provider)).size).to.equal(12);
    expect(providerAt(world, 11).address).to.equal(jobAt(task, 11).provider);
    await answer(
      world,
      task.jobs,
      by.map((i) => ethers.id(`root ${i}`)),
    );
    const job = jobAt(task, 11);
    expect((await verdictOf(world, job)).status).to.equal(Verdict.Void);
    const gas = await world.quorumVerifier.verdict.estimateGas(ethers.ZeroHash, packJob(job));
    expect(gas).to.be.lessThan(70_000n); // with 21,000 of a transaction and its calldata
  });
});
