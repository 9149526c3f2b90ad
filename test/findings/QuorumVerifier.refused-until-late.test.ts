import { loadFixture } from "@nomicfoundation/hardhat-network-helpers";
import type { Job } from "@weft/sdk";
import { expect } from "chai";

import { expire, settle, Status, Verdict } from "../support/market-actions";
import {
  commit,
  deployQuorum,
  jobAt,
  openTask,
  Replica,
  replicaOf,
  reveal,
  standingOf,
  verdictOf,
  type QuorumWorld,
  type TestTask,
} from "../support/quorum";
import { SPARE_SECONDS } from "../support/quorum-model";
import { nextAt } from "../support/time";

const REVEAL_SECONDS = 600;

/**
 * While others reveal, a replica was refused that had one second left after them. Two that colluded opened the reveals so
 * that these ended a few seconds before the deadline of a third, in which no block came: refused until it was late, it was
 * slashed as if it had done nothing. The two never revealed.
 */
describe("Finding: a replica refused until it is late", () => {
  let world: QuorumWorld;
  let task: TestTask;
  let honest: Job;

  beforeEach(async () => {
    world = await loadFixture(deployQuorum);
    const terms = { first: 2, quorum: 2, cap: 3, revealSeconds: REVEAL_SECONDS };
    task = await openTask(world, { terms });
    honest = jobAt(task, 2);
  });

  /** The two others commit, and reveals run until so long before the deadline of the third. */
  async function openReveals(secondsBefore: number): Promise<bigint> {
    const end = BigInt(honest.deadline - secondsBefore);
    await nextAt(end - BigInt(REVEAL_SECONDS) - 100n);
    await commit(world, jobAt(task, 0));
    await nextAt(end - BigInt(REVEAL_SECONDS));
    await commit(world, jobAt(task, 1));
    const { until } = await standingOf(world, task);
    expect(until).to.equal(end);
    return until;
  }

  for (const secondsBefore of [5, SPARE_SECONDS - 1]) {
    it(`commits while they reveal until ${secondsBefore} seconds before its deadline`, async () => {
      const until = await openReveals(secondsBefore);
      await nextAt(until - 300n);
      await commit(world, honest);
      expect((await replicaOf(world, honest)).state).to.equal(Replica.Committed);
    });
  }

  it("ends void, and nothing is slashed, where they never reveal", async () => {
    const until = await openReveals(5);
    await nextAt(until - 300n);
    await commit(world, honest);
    await reveal(world, honest);
    await nextAt(BigInt(honest.deadline + 3_600));
    for (const each of task.jobs.slice(0, 2)) await expire(world, each);
    expect((await verdictOf(world, honest)).status).to.equal(Verdict.Void);
    await settle(world, honest, { status: Status.Void, units: 0n, slashBps: 0n });
  });

  it("is refused while a quarter of an hour is left after them, and commits then", async () => {
    const until = await openReveals(SPARE_SECONDS);
    await nextAt(until);
    await expect(commit(world, honest))
      .to.be.revertedWithCustomError(world.quorumVerifier, "QuorumNotWanted")
      .withArgs(honest.request, until);
    await nextAt(until + 1n);
    await commit(world, honest);
  });

  it("is late as before where it has nothing to commit", async () => {
    await openReveals(5);
    await nextAt(BigInt(honest.deadline + 1));
    await expire(world, honest);
    expect((await verdictOf(world, honest)).status).to.equal(Verdict.NoResult);
  });
});
