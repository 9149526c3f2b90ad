import { loadFixture, time } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { ethers } from "hardhat";

import {
  jobId,
  MemorySecretStore,
  needsMore,
  quorum,
  QuorumPhase,
  quorumCommitment,
  quorumKey,
  quorumRecord,
  quorumReplica,
  QuorumReplicaState,
  quorumStanding,
  quorumTaskOf,
  randomSalt,
  SecretMissingError,
  unpackQuorumTerms,
  verdictOf,
  VerdictStatus,
  type SecretStore,
} from "../../packages/sdk/src";
import {
  deployQuorum,
  jobAt,
  openTask,
  RIGHT,
  signerOf,
  TERMS,
  WRONG,
  type QuorumWorld,
  type TestTask,
} from "../support/quorum";
import { failureOf, refusalOf } from "./support/world";

const { provider } = ethers;

async function questionOf({ quorumVerifier }: QuorumWorld, { struct }: TestTask) {
  return { provider, verifier: await quorumVerifier.getAddress(), task: struct };
}

/** Commits and reveals for every replica, from one store a provider. */
async function run(world: QuorumWorld, { jobs }: TestTask, roots: readonly string[]) {
  const stores = jobs.map(() => new MemorySecretStore());
  const calls = jobs.map((job, i) => ({
    ...{ signer: signerOf(world, job), job, secrets: stores[i] ?? new MemorySecretStore() },
    root: roots[i] ?? RIGHT,
  }));
  for (const call of calls) await quorum.commit(call);
  const revealed = [];
  for (const call of calls) revealed.push(await quorum.reveal(call));
  return revealed;
}

describe("sdk quorums", () => {
  it("hash tasks and commitments as the contract does", async () => {
    const world = await loadFixture(deployQuorum);
    const { quorumVerifier } = world;
    const job = jobAt(await openTask(world), 0);
    const [task, secret] = [quorumTaskOf(job), { root: RIGHT, salt: randomSalt() }];
    expect(quorumKey(task)).to.equal(await quorumVerifier.keyOf(task));
    expect(quorumCommitment(task, job.provider, secret)).to.equal(
      await quorumVerifier.commitmentOf(task, job.provider, secret.root, secret.salt),
    );
    expect(unpackQuorumTerms(job.verifierTerms)).to.deep.equal(TERMS);
    expect(() => quorumCommitment(task, job.provider, { ...secret, root: ethers.ZeroHash }))
      .to //
      .throw("another word than zero");
  });

  it("commit, reveal and decide, and say where everything stands", async () => {
    const world = await loadFixture(deployQuorum);
    const task = await openTask(world);
    const question = await questionOf(world, task);
    expect(await quorumStanding(question)).to.deep.equal({
      phase: QuorumPhase.None,
      until: 0,
      committed: 0,
      unrevealed: 0,
      leading: 0,
      weightBits: 0,
      missing: 3,
    });
    expect(await needsMore(question)).to.equal(3);
    const revealed = await run(world, task, [RIGHT, WRONG, RIGHT]);
    expect(revealed.map(({ root, isDecided }) => [root, isDecided])).to.deep.equal([
      [RIGHT, false],
      [WRONG, false],
      [RIGHT, true],
    ]);
    expect(await quorumStanding(question)).to.include({ phase: QuorumPhase.Decided, leading: 2 });
    const verdicts = [];
    for (const job of task.jobs) verdicts.push((await verdictOf({ provider, job })).status);
    const { Accepted, Rejected } = VerdictStatus;
    expect(verdicts).to.deep.equal([Accepted, Rejected, Accepted]);
    const job = jobAt(task, 0);
    expect(await quorumReplica({ provider, job })).to.deep.equal({
      state: QuorumReplicaState.Revealed,
      weightBits: 1,
    });
    const { agreed } = await quorum.note({
      ...question,
      signer: world.stranger,
      provider: job.provider,
    });
    expect(agreed).to.equal(1);
    const record = { ...question, payer: job.payer, of: job.provider };
    expect(await quorumRecord(record)).to.deep.equal({ agreed: 1, weightBits: 1 });
  });

  it("put the outcome of a task before on record with the next commitment", async () => {
    const world = await loadFixture(deployQuorum);
    const [before, task] = [await openTask(world), await openTask(world)];
    await run(world, before, []);
    const job = jobAt(task, 0);
    const secrets = new MemorySecretStore();
    const signer = signerOf(world, job);
    const previous = jobAt(before, 0);
    const { weightBits, commitment } = await quorum.commit({
      signer,
      job,
      secrets,
      previous,
      root: RIGHT,
    });
    expect(weightBits).to.equal(1);
    const [root = "", salt = ""] = ((await secrets.get(jobId(job))) ?? "").split(" ");
    expect(commitment).to.equal(quorumCommitment(task.struct, job.provider, { root, salt }));
    const { verifier } = await questionOf(world, task);
    const record = { provider, verifier, payer: job.payer, of: job.provider };
    expect((await quorumRecord(record)).agreed).to.equal(1);
  });

  it("keep root and salt before they send anything, and commit to what was kept", async () => {
    const world = await loadFixture(deployQuorum);
    const task = await openTask(world);
    const job = jobAt(task, 0);
    const signer = signerOf(world, job);
    const secrets = new MemorySecretStore();
    // A machine that stops after it wrote, and before it sent.
    const dying: SecretStore = {
      keep: async (key, secret) => {
        await secrets.keep(key, secret);
        throw new Error("the machine stopped");
      },
      get: (key) => secrets.get(key),
      forget: (key) => secrets.forget(key),
    };
    await failureOf(quorum.commit({ signer, job, secrets: dying, root: RIGHT }));
    expect(await needsMore(await questionOf(world, task))).to.equal(3);
    const kept = await secrets.get(jobId(job));
    const { commitment } = await quorum.commit({ signer, job, secrets, root: RIGHT });
    expect(await secrets.get(jobId(job))).to.equal(kept);
    const [root = "", salt = ""] = kept?.split(" ") ?? [];
    expect(commitment).to.equal(quorumCommitment(task.struct, job.provider, { root, salt }));
  });

  it("refuse to commit to another result than was kept", async () => {
    const world = await loadFixture(deployQuorum);
    const job = jobAt(await openTask(world), 0);
    const call = { signer: signerOf(world, job), job, secrets: new MemorySecretStore() };
    await quorum.commit({ ...call, root: RIGHT });
    expect(await failureOf(quorum.commit({ ...call, root: WRONG }))).to.include({
      code: "INVALID_FIELD",
    });
  });

  it("cannot reveal without the secret, and say so", async () => {
    const world = await loadFixture(deployQuorum);
    const job = jobAt(await openTask(world), 0);
    const call = { signer: signerOf(world, job), job, secrets: new MemorySecretStore() };
    expect(await failureOf(quorum.reveal(call))).to.be.instanceOf(SecretMissingError);
    await call.secrets.keep(jobId(job), "nonsense");
    expect(await failureOf(quorum.reveal(call))).to.include({ code: "INVALID_FIELD" });
  });

  it("explain what the contract refuses", async () => {
    const world = await loadFixture(deployQuorum);
    const task = await openTask(world);
    const job = jobAt(task, 0);
    const call = { signer: signerOf(world, job), job, secrets: new MemorySecretStore() };
    await quorum.commit({ ...call, root: RIGHT });
    const early = await refusalOf(quorum.reveal(call));
    expect(early.message).to.match(/replicas of request .* may still commit unseen/);
    expect(early.retryable).to.equal(true);
    await time.increase(7_300);
    const late = await refusalOf(quorum.reveal(call));
    expect(late.message).to.match(/could be revealed until/);
    expect(late.retryable).to.equal(false);
  });
});
