import { loadFixture } from "@nomicfoundation/hardhat-network-helpers";
import { hashProofTerms, jobId, packJob, type Job, type ProofTerms } from "@weft/sdk";
import { expect } from "chai";
import type { ContractTransactionResponse } from "ethers";
import { ethers } from "hardhat";

import {
  deployProof,
  mockProof,
  NO_RESULT,
  OUTPUT,
  readResult,
  readVerdict,
  type ProofWorld,
} from "../../support/proof";
import { nextAt, now, timestampOf } from "../../support/time";

/** In the order of `Misbehaving.Mode`. */
const MODES = { Revert: 1, BurnGas: 2, Short: 3, Huge: 4, Empty: 5 } as const;

describe("ProofVerifier.submit", () => {
  let world: ProofWorld;

  beforeEach(async () => {
    world = await loadFixture(deployProof);
  });

  interface Submission {
    job?: Job;
    terms?: ProofTerms;
    output?: string;
    proof?: string;
    by?: ProofWorld["provider"];
  }

  function submit(change: Submission = {}): Promise<ContractTransactionResponse> {
    const { job = world.job, terms = world.terms, output = OUTPUT, by = world.provider } = change;
    const { proof = mockProof(job, terms, output) } = change;
    return world.verifier.connect(by).submit(packJob(job), terms, output, proof);
  }

  async function assertRefused(
    send: () => Promise<unknown>,
    error: string,
    args: readonly unknown[],
    job = world.job,
  ): Promise<void> {
    const { verifier } = world;
    const before = await readResult(verifier, job);
    await expect(send())
      .to.be.revertedWithCustomError(verifier, error)
      .withArgs(...args);
    expect(await readResult(verifier, job)).to.deep.equal(before);
  }

  async function assertInvalid(send: () => Promise<unknown>, job = world.job): Promise<void> {
    const args = [jobId(job), world.terms.system];
    await assertRefused(send, "ProofInvalid", args, job);
  }

  async function assertProven(
    sending: Promise<ContractTransactionResponse>,
    { job = world.job, terms = world.terms, output = OUTPUT }: Submission = {},
  ): Promise<void> {
    const { verifier } = world;
    const tx = await sending;
    await expect(tx)
      .to.emit(verifier, "ResultProven")
      .withArgs(jobId(job), job.provider, hashProofTerms(terms), output);
    expect(await readResult(verifier, job)).to.deep.equal({
      outputHash: ethers.dataSlice(ethers.keccak256(output), 0, 26),
      submittedAt: await timestampOf(tx),
    });
    expect(await readVerdict(verifier, job)).to.deep.equal([2n, 2n ** 64n - 1n, 0n]);
  }

  it("reverts given a result, whatever else is brought", async () => {
    await assertProven(submit());
    const args = [jobId(world.job)];
    await assertRefused(() => submit(), "ProofResultExists", args);
    await assertRefused(() => submit({ output: "0x01" }), "ProofResultExists", args);
    await assertRefused(() => submit({ proof: "0x" }), "ProofResultExists", args);
  });

  it("reverts when the job names another verifier", async () => {
    const job = { ...world.job, verifier: world.stranger.address };
    const args = [jobId(job), job.verifier];
    await assertRefused(() => submit({ job }), "ProofWrongVerifier", args, job);
  });

  const OTHER_TERMS: Record<string, Partial<ProofTerms>> = {
    program: { program: ethers.id("another program") },
    input: { input: ethers.id("an input") },
    "gas of the system": { verifyGas: 199_999n },
    system: { system: ethers.Wallet.createRandom().address },
  };
  for (const [name, change] of Object.entries(OTHER_TERMS)) {
    it(`reverts when the terms name another ${name} than the job`, async () => {
      const terms = { ...world.terms, ...change };
      const args = [jobId(world.job), hashProofTerms(terms), world.job.verifierTerms];
      await assertRefused(() => submit({ terms }), "ProofWrongTerms", args);
    });
  }

  it("takes a proof in the last second, and none after it", async () => {
    const { job } = world;
    const late = { ...job, deadline: Number(await now()) + 100 };
    await nextAt(BigInt(late.deadline) + 1n);
    const args = [jobId(late), late.deadline, late.deadline + 1];
    await assertRefused(() => submit({ job: late }), "ProofTooLate", args, late);
    const just = { ...job, deadline: Number(await now()) + 100 };
    await nextAt(BigInt(just.deadline));
    await assertProven(submit({ job: just }), { job: just });
  });

  context("when the proof is of something else", () => {
    it("reverts for another program", async () => {
      const { job, terms } = world;
      const other = { ...terms, program: ethers.id("another program") };
      await assertInvalid(() => submit({ proof: mockProof(job, other) }));
    });

    it("reverts for another input", async () => {
      const { job, terms } = world;
      const other = { ...terms, input: ethers.id("an input") };
      await assertInvalid(() => submit({ proof: mockProof(job, other) }));
    });

    it("reverts for another output", async () => {
      const { job, terms } = world;
      await assertInvalid(() => submit({ proof: mockProof(job, terms, "0xc0ffef") }));
      await assertInvalid(() => submit({ proof: mockProof(job, terms, `${OUTPUT}00`) }));
    });

    it("reverts for a job of another provider with the same program, input and output", async () => {
      const { job, terms, stranger } = world;
      const theirs = { ...job, provider: stranger.address };
      const stolen = mockProof(job, terms);
      await assertInvalid(() => submit({ job: theirs, proof: stolen, by: stranger }), theirs);
      await assertProven(submit());
    });

    it("reverts for another job of the same provider: a proof is paid once", async () => {
      const { job, terms } = world;
      const next = { ...job, index: job.index + 1 };
      await assertProven(submit());
      await assertInvalid(() => submit({ job: next, proof: mockProof(job, terms) }), next);
    });

    it("reverts when nothing is brought", async () => {
      await assertInvalid(() => submit({ proof: "0x" }));
    });
  });

  context("when the system misbehaves", () => {
    for (const [name, mode] of Object.entries(MODES)) {
      it(`${name === "Huge" ? "reads no more than a word" : "reverts"} given ${name}`, async () => {
        await world.system.setMode(mode);
        if (name === "Huge") await assertProven(submit());
        else await assertInvalid(() => submit());
      });
    }

    for (const yes of [0n, 2n, 2n ** 255n + 1n, ethers.MaxUint256]) {
      it(`takes ${ethers.toBeHex(yes, 32)} for no`, async () => {
        await world.system.setYes(yes);
        await assertInvalid(() => submit());
      });
    }

    it("takes an account without code for no", async () => {
      const terms = { ...world.terms, system: world.stranger.address };
      const job = { ...world.job, verifierTerms: hashProofTerms(terms) };
      const args = [jobId(job), terms.system];
      await assertRefused(() => submit({ job, terms }), "ProofInvalid", args, job);
    });

    it("loses the submission alone: a system that recovers takes the same proof", async () => {
      await world.system.setMode(MODES.BurnGas);
      await assertInvalid(() => submit());
      expect(await readVerdict(world.verifier, world.job)).to.deep.equal([1n, 0n, 0n]);
      await world.system.setMode(0);
      await assertProven(submit());
    });
  });

  it("reverts when the gas left is less than the terms give the system", async () => {
    const { verifier, job, system } = world;
    const terms = { ...world.terms, verifyGas: 5_000_000n };
    const rich = { ...job, verifierTerms: hashProofTerms(terms) };
    const proof = mockProof(rich, terms);
    const cappedCall = await ethers.getContractAt("CappedCall", system);
    await expect(
      verifier.submit(packJob(rich), terms, OUTPUT, proof, { gasLimit: 4_000_000 }),
    ).to.be.revertedWithCustomError(cappedCall, "CappedCallGasTooLow");
    expect(await readResult(verifier, rich)).to.deep.equal(NO_RESULT);
    const enough = verifier.submit(packJob(rich), terms, OUTPUT, proof, { gasLimit: 6_000_000 });
    await assertProven(enough, { job: rich, terms });
  });

  it("gives the system no more gas than the terms say", async () => {
    const terms = { ...world.terms, verifyGas: 1_000n };
    const job = { ...world.job, verifierTerms: hashProofTerms(terms) };
    await assertInvalid(() => submit({ job, terms }), job);
  });

  for (const output of ["0x", "0x00", OUTPUT, `0x${"ab".repeat(1_000)}`]) {
    it(`puts an output of ${ethers.dataLength(output)} bytes on record, whoever brings it`, async () => {
      await assertProven(submit({ output, by: world.stranger }), { output });
    });
  }

  it("takes the input that the terms name in the place of the job's spec", async () => {
    const terms = { ...world.terms, input: ethers.id("an input") };
    const job = { ...world.job, verifierTerms: hashProofTerms(terms) };
    const ofSpec = mockProof(job, { ...terms, input: ethers.ZeroHash });
    await assertInvalid(() => submit({ job, terms, proof: ofSpec }), job);
    await assertProven(submit({ job, terms }), { job, terms });
  });

  it("keeps the results of two jobs apart", async () => {
    const other = { ...world.job, provider: world.stranger.address };
    await assertProven(submit());
    expect(await readResult(world.verifier, other)).to.deep.equal(NO_RESULT);
    await assertProven(submit({ job: other, output: "0x02" }), { job: other, output: "0x02" });
  });
});
