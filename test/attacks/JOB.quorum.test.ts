import { loadFixture, time } from "@nomicfoundation/hardhat-network-helpers";
import { packJob } from "@weft/sdk";
import { expect } from "chai";
import { ethers } from "hardhat";

import { inOneBlockAt } from "../support/block";
import { assertConservation } from "../support/conservation";
import { expire, match, settle, Status, Verdict } from "../support/market-actions";
import { draftOf, signMatch } from "../support/market-orders";
import {
  addReplica,
  agreedOf,
  commit,
  commitmentOf,
  deployQuorum,
  jobAt,
  openTask,
  Phase,
  providerAt,
  replicaOf,
  reveal,
  RIGHT,
  saltOf,
  setRecord,
  signerOf,
  standingOf,
  TERMS,
  verdictOf,
  WRONG,
  type QuorumWorld,
} from "../support/quorum";
import { assertEverybodyLeaves, balanceOf } from "./support/court-market";

const PAID = { status: Status.Accepted, units: 1n, slashBps: 0n };
const LIED = { status: Status.Rejected, units: 0n, slashBps: BigInt(TERMS.slashBps) };

describe("attacks on jobs: replicas", () => {
  let world: QuorumWorld;

  beforeEach(async () => {
    world = await loadFixture(deployQuorum);
  });

  afterEach(() => assertConservation(world));

  it("JOB6a: a commitment copied in front of its maker's, and opened by its own salt, is worth nothing", async () => {
    const { quorumVerifier } = world;
    const task = await openTask(world);
    const [honest, copier] = [jobAt(task, 0), jobAt(task, 1)];
    const word = commitmentOf(honest, RIGHT);
    const gasLimit = 400_000n;
    const sent = await inOneBlockAt(BigInt(await time.latest()) + 5n, [
      () =>
        quorumVerifier
          .connect(signerOf(world, copier))
          .commit(packJob(copier), word, ethers.ZeroHash, { gasLimit }),
      () =>
        quorumVerifier
          .connect(signerOf(world, honest))
          .commit(packJob(honest), word, ethers.ZeroHash, { gasLimit }),
    ]);
    expect(sent).to.deep.equal([true, true]);
    await commit(world, jobAt(task, 2));
    await reveal(world, honest);
    // Root and salt are public now.
    const thief = quorumVerifier.connect(signerOf(world, copier));
    for (const provider of [copier.provider, honest.provider]) {
      await expect(thief.reveal(task.struct, provider, RIGHT, saltOf(honest))).to.be.reverted;
    }
    await reveal(world, jobAt(task, 2));
    await time.increase(TERMS.revealSeconds + 1);
    const before = await balanceOf(world, { address: copier.provider });
    await settle(world, honest, PAID);
    await settle(world, jobAt(task, 2), PAID);
    await expire(world, copier);
    expect(await balanceOf(world, { address: copier.provider })).to.equal(before);
    await assertEverybodyLeaves(world);
  });

  it("JOB8: who waits for the results of others adds no weight to them, and who is silent is slashed", async () => {
    const { quorumVerifier } = world;
    const task = await openTask(world, { terms: { silentSlashBps: 3_000, revealSeconds: 600 } });
    for (const job of task.jobs) await commit(world, job);
    // Nothing but hashes is public while the round is blind.
    const committed = await quorumVerifier.queryFilter(quorumVerifier.filters.ReplicaCommitted());
    expect(committed.map(({ args }) => args.commitment)).not.to.include(RIGHT);
    const lazy = await addReplica(world, task, 3);
    await reveal(world, jobAt(task, 0));
    await expect(commit(world, lazy)).to.be.revertedWithCustomError(
      quorumVerifier,
      "QuorumNotWanted",
    );
    await reveal(world, jobAt(task, 1));
    await time.increase(600);
    // Two agree and one is silent: decided, without the lazy one, who is neither paid nor slashed.
    expect((await standingOf(world, task)).phase).to.equal(Phase.Decided);
    await expect(commit(world, lazy)).to.be.revertedWithCustomError(
      quorumVerifier,
      "QuorumTaskOver",
    );
    await settle(world, jobAt(task, 2), { ...LIED, slashBps: 3_000n });
    await settle(world, jobAt(task, 0), PAID);
    await settle(world, jobAt(task, 1), PAID);
    await settle(world, lazy, { status: Status.Void, units: 0n, slashBps: 0n });
    await assertEverybodyLeaves(world);
  });

  it("JOB8b: a newcomer that copies what is public weighs nothing, and earns no record by it", async () => {
    const task = await openTask(world, { terms: { trust: 8, cap: 5 } });
    for (const job of task.jobs) await commit(world, job, { root: RIGHT });
    await reveal(world, jobAt(task, 0), { root: RIGHT });
    for (const silent of [1, 2])
      expect((await replicaOf(world, jobAt(task, silent))).weightBits).to.equal(1n);
    await time.increase(TERMS.revealSeconds + 1);
    const before = await standingOf(world, task);
    const copier = await addReplica(world, task, 3);
    await commit(world, copier, { root: RIGHT });
    await reveal(world, copier, { root: RIGHT });
    expect((await standingOf(world, task)).weightBits).to.equal(before.weightBits);
    expect((await replicaOf(world, copier)).weightBits).to.equal(0n);
    await time.increase(2 * TERMS.commitSeconds + 1);
    await world.quorumVerifier.note(task.struct, copier.provider);
    expect(await agreedOf(world, copier)).to.equal(0n);
    expect((await verdictOf(world, copier)).status).to.equal(Verdict.Void);
  });

  for (const silentSlashBps of [0, 2_500]) {
    it(`JOB9: all commit and nobody reveals, at a silent slash of ${silentSlashBps}: the money comes back by itself`, async () => {
      const { client } = world;
      const before = await balanceOf(world, client);
      const task = await openTask(world, { terms: { silentSlashBps } });
      for (const job of task.jobs) await commit(world, job);
      expect(await balanceOf(world, client)).to.be.lessThan(before);
      await time.increase(TERMS.revealSeconds + 1);
      for (const job of task.jobs) {
        if (silentSlashBps === 0) {
          if ((await time.latest()) <= job.deadline) await time.increaseTo(job.deadline + 1);
          await expire(world, job);
        } else await settle(world, job, { ...LIED, slashBps: BigInt(silentSlashBps) });
      }
      expect(await balanceOf(world, client)).to.equal(before);
      await assertEverybodyLeaves(world);
    });
  }

  it("JOB11: colluders cannot match themselves into a task whose client named who draws", async () => {
    const { jobMarket, matcher, stranger, quorumVerifier } = world;
    const task = await openTask(world, { by: [0], request: { venue: matcher.address } });
    const verifier = await quorumVerifier.getAddress();
    for (const by of [1, 2]) {
      const draft = await draftOf(world, {
        offer: {
          provider: providerAt(world, by).address,
          verifications: [{ verifier, terms: task.request.verifierTerms }],
          units: 1n,
          minUnits: 0n,
          maxSeconds: task.request.maxSeconds + task.request.verifySeconds,
          minVerifySeconds: 0,
          nonce: 77n,
        },
        request: task.request,
        units: 1n,
      });
      await expect(jobMarket.connect(stranger).matchOrders(await signMatch(world, draft)))
        .to.be.revertedWithCustomError(jobMarket, "MarketWrongVenue")
        .withArgs(jobAt(task, 0).request, matcher.address, stranger.address);
    }
    expect((await standingOf(world, task)).committed).to.equal(0n);
  });

  it("JOB11b: two liars of three pass; as first grows to the damage they would need, one honest voice stops them", async () => {
    const cheap = await openTask(world, { by: [0, 1, 2] });
    for (const [i, job] of cheap.jobs.entries()) {
      await commit(world, job, { root: i === 2 ? RIGHT : WRONG });
    }
    for (const [i, job] of cheap.jobs.entries()) {
      await reveal(world, job, { root: i === 2 ? RIGHT : WRONG });
    }
    // The bound of f^2 (3 - 2f) that docs/verification/quorum.md states, played: a limit.
    expect((await verdictOf(world, jobAt(cheap, 0))).status).to.equal(Verdict.Accepted);
    const sized = await openTask(world, {
      terms: { first: 4, quorum: 4, cap: 4, trust: 2 },
      by: [3, 4, 5, 6],
    });
    for (const [i, job] of sized.jobs.entries()) {
      await commit(world, job, { root: i === 3 ? RIGHT : WRONG });
    }
    for (const [i, job] of sized.jobs.entries()) {
      await reveal(world, job, { root: i === 3 ? RIGHT : WRONG });
    }
    for (const job of sized.jobs) {
      expect((await verdictOf(world, job)).status).to.equal(Verdict.Void);
      await settle(world, job, { status: Status.Void, units: 0n, slashBps: 0n });
    }
  });

  it("JOB12a: one provider counts once in a task, whatever it is matched with and however often", async () => {
    const { quorumVerifier } = world;
    const task = await openTask(world, { by: [0, 0, 0] });
    await commit(world, jobAt(task, 0));
    for (const twin of [1, 2]) {
      await expect(commit(world, jobAt(task, twin))).to.be.revertedWithCustomError(
        quorumVerifier,
        "QuorumAlreadyCommitted",
      );
    }
    expect((await standingOf(world, task)).committed).to.equal(1n);
    await time.increase(TERMS.commitSeconds + TERMS.revealSeconds + 1);
    for (const job of task.jobs) await expire(world, job);
    await assertEverybodyLeaves(world);
  });

  it("JOB12b: identities farmed with tasks of one's own weigh nothing in the tasks of another payer", async () => {
    const { otherClient } = world;
    const task = await openTask(world, { by: [0, 1, 2] });
    const farmed = jobAt(task, 0);
    await setRecord(
      world,
      { payer: otherClient.address, provider: farmed.provider },
      { agreed: 255 },
    );
    const { weightBits } = await world.quorumVerifier.recordOf(
      otherClient.address,
      farmed.provider,
    );
    expect(weightBits).to.equal(6n);
    await commit(world, farmed);
    expect((await replicaOf(world, farmed)).weightBits).to.equal(1n);
  });

  it("JOB14: an honest machine whose floats come out otherwise loses nothing it did not sign for", async () => {
    const { jobMarket, matcher, quorumVerifier, attestationVerifier } = world;
    const verifier = await quorumVerifier.getAddress();
    const task = await openTask(world, { terms: { slashBps: 0 } });
    // Its offers name attestation alone: nobody can put it into a task that compares hashes.
    const draft = await draftOf(world, {
      offer: {
        verifications: [
          { verifier: await attestationVerifier.getAddress(), terms: ethers.id("attesters") },
        ],
        maxSeconds: task.request.maxSeconds + task.request.verifySeconds,
        minVerifySeconds: 0,
      },
      request: task.request,
      units: 1n,
    });
    await expect(jobMarket.connect(matcher).matchOrders(await signMatch(world, draft)))
      .to.be.revertedWithCustomError(jobMarket, "MarketVerifierNotOffered")
      .withArgs(verifier, task.request.verifierTerms);
    // One that signed for a task without a slash is refused, and keeps its collateral.
    const roots = [RIGHT, RIGHT, ethers.id("another order of addition")];
    for (const [i, job] of task.jobs.entries())
      await commit(world, job, { root: roots[i] ?? RIGHT });
    for (const [i, job] of task.jobs.entries())
      await reveal(world, job, { root: roots[i] ?? RIGHT });
    await settle(world, jobAt(task, 2), { ...LIED, slashBps: 0n });
    await settle(world, jobAt(task, 0), PAID);
    await settle(world, jobAt(task, 1), PAID);
    await assertEverybodyLeaves(world);
  });

  it("JOB14b: whatever a verdict says, no more is slashed than the provider's own offer has", async () => {
    const { verifier } = world;
    const job = await match(
      world,
      await draftOf(world, { offer: { noResultSlashBps: 2_001, wrongSlashBps: 3_000 } }),
    );
    await verifier.setVerdict(Verdict.Rejected, 0n, ethers.MaxUint256);
    await settle(world, job, { ...LIED, slashBps: 3_000n });
  });
});
