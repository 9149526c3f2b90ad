import { loadFixture, takeSnapshot, time } from "@nomicfoundation/hardhat-network-helpers";
import { packJob, type Job, type QuorumTerms } from "@weft/sdk";
import { expect } from "chai";
import { ethers } from "hardhat";

import { Verdict } from "../support/market-actions";
import { assertEveryoneCanLeave } from "../support/market-leave";
import {
  addReplica,
  commit,
  deployQuorum,
  openTask,
  reveal,
  RIGHT,
  setRecord,
  TERMS,
  verdictOf,
  WRONG,
  type QuorumWorld,
  type TestTask,
} from "../support/quorum";
import { QuorumModel } from "../support/quorum-model";
import { Random } from "../support/random";
import { nextAt, now } from "../support/time";

const ROOTS = [RIGHT, RIGHT, RIGHT, WRONG, WRONG, ethers.id("nonsense")] as const;
const RECORDS = [0, 0, 14, 15, 40, 255] as const;

/** Verdicts that may still change. */
const OPEN = new Set<bigint>([Verdict.Pending, Verdict.NoResult]);

/** One task under random terms, with everything that can happen to it, in any order, beside a model. */
class Play {
  readonly #model: QuorumModel;
  readonly #roots = new Map<Job, string>();
  readonly #final = new Map<Job, bigint>();
  readonly counts = { commits: 0, reveals: 0, refused: 0 };

  constructor(
    readonly world: QuorumWorld,
    readonly task: TestTask,
    readonly terms: QuorumTerms,
    readonly random: Random,
  ) {
    this.#model = new QuorumModel(terms);
  }

  async step(): Promise<void> {
    const { random, task, terms } = this;
    const action = random.unit();
    if (action < 0.1 && task.jobs.length < terms.cap) {
      await addReplica(this.world, task, task.jobs.length);
    } else if (action < 0.25) {
      await time.increase(1 + Math.floor(random.unit() * 1_500));
    } else if (action < 0.6) await this.#commit(random.pick(task.jobs));
    else await this.#reveal(random.pick(task.jobs));
    await this.check();
  }

  async #commit(job: Job): Promise<void> {
    const agreed = this.random.pick(RECORDS);
    const root = this.random.pick(ROOTS);
    const at = Number(await now()) + 1;
    const isAllowed = this.#model.canCommit(job, at);
    if (isAllowed) await setRecord(this.world, job, { agreed });
    await nextAt(BigInt(at));
    if (!isAllowed) return this.#refused(commit(this.world, job, { root }));
    await commit(this.world, job, { root });
    this.#model.commit(job, agreed, at);
    this.#roots.set(job, root);
    ++this.counts.commits;
  }

  async #reveal(job: Job): Promise<void> {
    const root = this.#roots.get(job) ?? RIGHT;
    const at = Number(await now()) + 1;
    await nextAt(BigInt(at));
    if (!this.#model.canReveal(job, at)) return this.#refused(reveal(this.world, job, { root }));
    await reveal(this.world, job, { root });
    this.#model.reveal(job, root, at);
    ++this.counts.reveals;
  }

  async #refused(call: Promise<unknown>): Promise<void> {
    await expect(call).to.be.rejectedWith(/reverted with custom error 'Quorum/);
    ++this.counts.refused;
  }

  /** Contract and model say the same of every replica, and what was final stays. */
  async check(): Promise<void> {
    const at = Number(await now());
    for (const job of this.task.jobs) {
      const verdict = await verdictOf(this.world, job);
      const name = `replica ${job.firstUnit} at ${at - job.matchedAt}`;
      expect(verdict, name).to.deep.equal(this.#model.verdict(job, at));
      const before = this.#final.get(job);
      if (before !== undefined) expect(verdict.status, `${name}, final`).to.equal(before);
      else if (!OPEN.has(verdict.status)) this.#final.set(job, verdict.status);
    }
  }
}

/** Terms in which a few replicas often suffice, and often not. */
function termsOf(random: Random): QuorumTerms {
  const first = 2 + Math.floor(random.unit() * 2);
  return {
    ...TERMS,
    first,
    quorum: 1 + Math.floor(random.unit() * first),
    cap: first + Math.floor(random.unit() * 4),
    trust: random.pick([2, 3, 5, 9, 60]),
    silentSlashBps: random.pick([0, 0, 1_000]),
  };
}

describe("QuorumVerifier: random sequences", () => {
  it("agree with the model, never take a final verdict back, and let everyone leave", async () => {
    const world = await loadFixture(deployQuorum);
    const start = await takeSnapshot();
    const random = new Random(2_001);
    const totals = { commits: 0, reveals: 0, refused: 0 };
    const ends = new Map<bigint, number>();
    for (let round = 0; round < 40; ++round) {
      const terms = termsOf(random);
      const by = Array.from({ length: terms.first }, (_, i) => i);
      const task = await openTask(world, { terms, by });
      const play = new Play(world, task, terms, random);
      for (let step = 0; step < 25; ++step) await play.step();
      await time.increaseTo(Math.max(...task.jobs.map(({ finalAt }) => finalAt)) + 1);
      await play.check();
      for (const job of task.jobs) {
        await world.jobMarket.connect(world.stranger).settle(packJob(job));
        const status = await world.jobMarket.statusOf(packJob(job));
        ends.set(status, (ends.get(status) ?? 0) + 1);
      }
      if (round % 10 === 0) await assertEveryoneCanLeave(world);
      for (const name of ["commits", "reveals", "refused"] as const) {
        totals[name] += play.counts[name];
      }
      await start.restore();
    }
    // A test that nothing happens in proves nothing.
    expect(totals.commits).to.be.greaterThan(100);
    expect(totals.reveals).to.be.greaterThan(60);
    expect(totals.refused).to.be.greaterThan(60);
    expect([...ends.keys()].sort()).to.deep.equal([2n, 3n, 4n, 5n]);
  });
});
