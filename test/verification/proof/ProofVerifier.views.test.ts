import { loadFixture, time } from "@nomicfoundation/hardhat-network-helpers";
import {
  hashProofTerms,
  jobId,
  packJob,
  proofStatement,
  proofTerms,
  publicValues,
} from "@weft/sdk";
import { expect } from "chai";
import { ethers } from "hardhat";

import { intrinsicGas } from "../../support/gas";
import {
  deployProof,
  mockProof,
  NO_RESULT,
  OUTPUT,
  PROGRAM,
  readResult,
  readVerdict,
  SPEC,
} from "../../support/proof";

const ACCEPTED = [2n, 2n ** 64n - 1n, 0n];
const NONE = [1n, 0n, 0n];

describe("ProofVerifier views", () => {
  it("say nothing of a job without a result, at any time", async () => {
    const { verifier, job } = await loadFixture(deployProof);
    for (const at of [job.graceUntil, job.deadline, job.deadline + 1, job.finalAt + 1]) {
      await time.increaseTo(at);
      expect(await readResult(verifier, job)).to.deep.equal(NO_RESULT);
      expect(await readVerdict(verifier, job)).to.deep.equal(NONE);
    }
  });

  it("say accepted of a proven job, at any later time", async () => {
    const { verifier, job, terms } = await loadFixture(deployProof);
    await verifier.submit(packJob(job), terms, OUTPUT, mockProof(job, terms));
    for (const at of [job.graceUntil, job.deadline, job.deadline + 1, job.finalAt + 1]) {
      await time.increaseTo(at);
      expect(await readVerdict(verifier, job)).to.deep.equal(ACCEPTED);
    }
  });

  it("answer a verdict for less than 10,000 gas", async () => {
    const { verifier, job, terms } = await loadFixture(deployProof);
    await verifier.submit(packJob(job), terms, OUTPUT, mockProof(job, terms));
    const gas = await verifier.verdict.estimateGas(jobId(job), packJob(job));
    const calldata = verifier.interface.encodeFunctionData("verdict", [jobId(job), packJob(job)]);
    expect(gas - intrinsicGas(calldata)).to.be.lessThan(10_000n);
  });

  it("hash terms as the SDK does", async () => {
    const { verifier, system, terms } = await loadFixture(deployProof);
    const others = proofTerms({
      system: await system.getAddress(),
      program: PROGRAM,
      input: SPEC,
      verifyGas: 2 ** 32 - 1,
    });
    for (const each of [terms, others]) {
      expect(await verifier.hashTerms(each)).to.equal(hashProofTerms(each));
    }
    expect(hashProofTerms(terms)).not.to.equal(hashProofTerms(others));
  });

  it("put public values together as the SDK does", async () => {
    const { verifier, job, terms } = await loadFixture(deployProof);
    const named = { ...terms, input: ethers.id("an input") };
    for (const [each, input] of [
      [terms, job.spec],
      [named, named.input],
    ] as const) {
      const expected = ethers.concat([jobId(job), input, OUTPUT]);
      expect(await verifier.publicValuesOf(packJob(job), each, OUTPUT)).to.equal(expected);
      expect(publicValues(proofStatement(job, each), OUTPUT)).to.equal(expected);
    }
  });
});
