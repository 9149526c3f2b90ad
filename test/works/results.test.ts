import { loadFixture } from "@nomicfoundation/hardhat-network-helpers";
import { jobId, packJob } from "@weft/sdk";
import { expect } from "chai";
import { ZeroHash, dataSlice, id, keccak256, zeroPadBytes } from "ethers";
import { ethers } from "hardhat";

import * as attestation from "../support/attestation";
import * as optimistic from "../support/optimistic";
import { OUTPUT, deployProof, mockProof } from "../support/proof";
import * as quorum from "../support/quorum";

/** Another root with the first 26 bytes of this one: verifiers keep no more. */
function twinOf(root: string): string {
  return `${dataSlice(root, 0, 26)}${"00".repeat(6)}`;
}

describe("isResult, of each verifier", () => {
  it("knows what was submitted for attestation, by whom and under which terms", async () => {
    const world = await loadFixture(attestation.deployAttestation);
    const { verifier, provider, stranger, termsHash } = world;
    const { JOB_ID, ROOT, jobOf } = attestation;
    const job = jobOf(provider.address, termsHash, 0n);
    expect(await verifier.isResult(JOB_ID, job, ROOT)).to.be.false;
    expect(await verifier.isResult(JOB_ID, job, ZeroHash)).to.be.false;
    await verifier.connect(provider).submit(JOB_ID, termsHash, ROOT);
    expect(await verifier.isResult(JOB_ID, job, ROOT)).to.be.true;
    expect(await verifier.isResult(JOB_ID, job, twinOf(ROOT))).to.be.true;
    expect(await verifier.isResult(JOB_ID, job, id("other"))).to.be.false;
    expect(await verifier.isResult(id("other"), job, ROOT)).to.be.false;
    const others = jobOf(stranger.address, termsHash, 0n);
    expect(await verifier.isResult(JOB_ID, others, ROOT)).to.be.false;
  });

  it("knows what was submitted optimistically", async () => {
    const world = await loadFixture(optimistic.deployOptimistic);
    const { verifier, job, jobId: at, root } = world;
    for (const result of [root, ZeroHash]) {
      expect(await verifier.isResult(at, job, result)).to.be.false;
    }
    await optimistic.submit(world);
    expect(await verifier.isResult(at, job, root)).to.be.true;
    expect(await verifier.isResult(at, job, id("other"))).to.be.false;
    expect(await verifier.isResult(at, { ...job, verifierTerms: ZeroHash }, root)).to.be.false;
  });

  it("knows the output that was proven, by its hash", async () => {
    const { verifier, terms, job } = await loadFixture(deployProof);
    const struct = packJob(job);
    const result = keccak256(OUTPUT);
    for (const none of [result, ZeroHash]) {
      expect(await verifier.isResult(jobId(job), struct, none)).to.be.false;
    }
    await verifier.submit(struct, terms, OUTPUT, mockProof(job, terms));
    expect(await verifier.isResult(jobId(job), struct, result)).to.be.true;
    expect(await verifier.isResult(jobId(job), struct, id("other"))).to.be.false;
    expect(await verifier.isResult(id("other"), struct, result)).to.be.false;
  });

  it("knows what each replica revealed, the first root and those that contradict it", async () => {
    const world = await loadFixture(quorum.deployQuorum);
    const { quorumVerifier } = world;
    const { RIGHT, WRONG } = quorum;
    const task = await quorum.openTask(world);
    const isResult = (index: number, root: string) => {
      const job = quorum.jobAt(task, index);
      return quorumVerifier.isResult(jobId(job), packJob(job), root);
    };
    expect(await isResult(0, RIGHT)).to.be.false;
    for (const [i, job] of task.jobs.entries()) {
      await quorum.commit(world, job, { root: i === 2 ? WRONG : RIGHT });
    }
    expect(await isResult(0, RIGHT)).to.be.false;
    for (const [i, job] of task.jobs.entries()) {
      await quorum.reveal(world, job, { root: i === 2 ? WRONG : RIGHT });
    }
    for (const index of [0, 1]) {
      expect(await isResult(index, RIGHT)).to.be.true;
      expect(await isResult(index, WRONG)).to.be.false;
    }
    expect(await isResult(2, WRONG)).to.be.true;
    expect(await isResult(2, RIGHT)).to.be.false;
    expect(await isResult(2, zeroPadBytes("0x01", 32))).to.be.false;
  });

  it("knows nothing of a replica that stayed silent", async () => {
    const world = await loadFixture(quorum.deployQuorum);
    const { quorumVerifier } = world;
    const task = await quorum.openTask(world);
    for (const job of task.jobs) await quorum.commit(world, job);
    for (const job of task.jobs.slice(1)) await quorum.reveal(world, job);
    const silent = quorum.jobAt(task, 0);
    await ethers.provider.send("evm_increaseTime", [10_000_000]);
    await ethers.provider.send("evm_mine", []);
    expect(await quorumVerifier.isResult(jobId(silent), packJob(silent), quorum.RIGHT)).to.be.false;
  });
});
