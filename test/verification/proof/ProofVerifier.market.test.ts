import { loadFixture, time } from "@nomicfoundation/hardhat-network-helpers";
import {
  GROTH16_VERIFY_GAS,
  groth16Program,
  groth16Signals,
  hashProofTerms,
  jobId,
  packJob,
  proof as proofCalls,
  proofStatement,
  proofTerms,
  provenOutputOf,
  provenResultOf,
  type Job,
  type ProofTerms,
  type ProvenOutput,
} from "@weft/sdk";
import { expect } from "chai";
import { dataLength, dataSlice, keccak256, toBeHex } from "ethers";
import { ethers } from "hardhat";

import { inferenceKey } from "../../../scripts/lib/inference/files";
import {
  commitmentOf,
  decodeInference,
  infer,
  inputDigest,
} from "../../../scripts/lib/inference/network";
import { inferenceProver, proveInference } from "../../../scripts/lib/inference/prove";
import { samples, train } from "../../../scripts/lib/inference/train";
import { assertConservation } from "../../support/conservation";
import { deployWorld, type World } from "../../support/deploy";
import { gasSlack } from "../../support/gas";
import { withWord, word, wordAt } from "../../support/groth16";
import { CLASSES, randomNetwork, saidBy } from "../../support/inference";
import { expire, match, release, settle, Status } from "../../support/market-actions";
import { draftOf } from "../../support/market-orders";
import { readVerdict } from "../../support/proof";
import { Random } from "../../support/random";

const SECRET = { network: train(samples(200, "training")), salt: 0x5a17n };
const COMMITMENT = commitmentOf(SECRET.network, SECRET.salt);
const [{ features: FEATURES, class: CLASS } = { features: [], class: -1 }] = samples(1, "asked");
const ACCEPTED = { status: Status.Accepted, units: 10n, slashBps: 0n };

/** Gas, full transactions. */
const SUBMIT_GAS = 300_000;
const SETTLE_GAS = 100_000;

interface Inference extends World {
  terms: ProofTerms;
  /** A job of one inference, matched. */
  job: Job;
  /** Another job of the same, by another provider, of the same program and input. */
  rival: Job;
  /** What the first provider's prover made of the first job. */
  proven: ProvenOutput;
}

async function open(world: World, terms: ProofTerms, who: "provider" | "otherProvider") {
  const verification = {
    verifier: await world.proofVerifier.getAddress(),
    verifierTerms: hashProofTerms(terms),
  };
  const { verifier, verifierTerms } = verification;
  const draft = await draftOf(world, {
    offer: {
      provider: world[who].address,
      verifications: [{ verifier, terms: verifierTerms }],
    },
    request: {
      ...verification,
      client: (who === "provider" ? world.client : world.otherClient).address,
      spec: toBeHex(inputDigest(COMMITMENT, FEATURES), 32),
    },
  });
  return match(world, draft);
}

async function deployInference(): Promise<Inference> {
  const world = await deployWorld();
  const terms = proofTerms({
    system: await world.groth16ProofSystem.getAddress(),
    program: groth16Program(inferenceKey()),
    verifyGas: GROTH16_VERIFY_GAS,
  });
  const job = await open(world, terms, "provider");
  const rival = await open(world, terms, "otherProvider");
  const proven = await proveInference(SECRET, FEATURES, proofStatement(job, terms));
  return { ...world, terms, job, rival, proven };
}

describe("ProofVerifier in the market: an inference on weights that nobody sees", () => {
  let world: Inference;

  beforeEach(async () => {
    world = await loadFixture(deployInference);
  });

  interface Attempt {
    job?: Job;
    terms?: ProofTerms;
    output?: string;
    proof?: string;
  }

  function submit({ job = world.job, terms = world.terms, ...bytes }: Attempt = {}) {
    const { output, proof } = { ...world.proven, ...bytes };
    return world.proofVerifier
      .connect(world.provider.key)
      .submit(packJob(job), terms, output, proof);
  }

  async function assertRefused(attempt: Attempt, error = "ProofInvalid"): Promise<void> {
    const { job = world.job } = attempt;
    await expect(submit(attempt)).to.be.revertedWithCustomError(world.proofVerifier, error);
    expect(await readVerdict(world.proofVerifier, job)).to.deep.equal([1n, 0n, 0n]);
  }

  it("is paid for a proven result, and says what the network said", async () => {
    const { job, terms, provider, proven } = world;
    const { receipt, output } = await proofCalls.submit({
      ...{ signer: provider.key, job, terms },
      ...proven,
    });
    const [signal = 0n] = groth16Signals(output);
    const said = decodeInference(signal, CLASSES);
    expect(said).to.deep.equal(infer(SECRET.network, FEATURES));
    expect(said.class).to.equal(CLASS);
    await settle(world, job, ACCEPTED);
    await expire(world, await overdue(world.rival));
    await assertConservation(world);

    const chain = { provider: ethers.provider, job };
    expect(await provenOutputOf(chain)).to.equal(output);
    const block = await receipt.getBlock();
    expect(await provenResultOf(chain)).to.deep.equal({
      outputHash: dataSlice(keccak256(output), 0, 26),
      submittedAt: block.timestamp,
    });
    expect(await provenResultOf({ ...chain, job: world.rival })).to.equal(undefined);
    expect(await provenOutputOf({ ...chain, job: world.rival })).to.equal(undefined);
  });

  /** Lets the job's deadline pass. */
  async function overdue(job: Job): Promise<Job> {
    await time.increaseTo(job.deadline + 1);
    return job;
  }

  it("costs what is written down: submission and settlement", async () => {
    const { jobMarket, stranger, job } = world;
    const submitted = await (await submit()).wait();
    const settled = await (await jobMarket.connect(stranger).settle(packJob(job))).wait();
    const gas = [submitted?.gasUsed, settled?.gasUsed].map(Number);
    expect(gas[0], "submission").to.be.within(250_000, SUBMIT_GAS * gasSlack());
    expect(gas[1], "settlement").to.be.within(50_000, SETTLE_GAS * gasSlack());
  });

  it("reveals nothing of the weights: the chain sees points, signals and hashes", () => {
    const { output, proof } = world.proven;
    expect(dataLength(output)).to.equal(32);
    // A, B and C; alpha, beta, gamma and delta; one point more than signals.
    expect(dataLength(proof)).to.equal(256 + 448 + 4 * 64);
  });

  it("is proven by the SDK through a prover of the caller's", async () => {
    const { rival, terms, stranger } = world;
    const prover = inferenceProver(SECRET, FEATURES);
    const { output } = await proofCalls.prove({ signer: stranger, job: rival, terms, prover });
    expect(output).to.equal(world.proven.output);
    await settle(world, rival, ACCEPTED);
  });

  it("refuses a changed output", async () => {
    const [signal = 0n] = groth16Signals(world.proven.output);
    for (const other of [signal + 1n, signal ^ (1n << 8n), 0n]) {
      await assertRefused({ output: word(other) });
    }
    await assertRefused({ output: "0x" });
    await assertRefused({ output: word(signal) + word(0n).slice(2) });
  });

  it("refuses a changed proof", async () => {
    const { proof } = world.proven;
    for (let i = 0; i < 8; i++) {
      await assertRefused({ proof: withWord(proof, i, word(wordAt(proof, i) ^ 1n)) });
    }
    await assertRefused({ proof: "0x" });
  });

  it("refuses the proof of another provider with the same program and input", async () => {
    await assertRefused({ job: world.rival });
    await submit();
    await assertRefused({ job: world.rival });
  });

  it("refuses another input", async () => {
    const job = { ...world.job, spec: toBeHex(inputDigest(COMMITMENT, [1, 2, 3, 4]), 32) };
    await assertRefused({ job });
  });

  it("refuses another program", async () => {
    const terms = { ...world.terms, program: ethers.id("another circuit") };
    await assertRefused({ terms }, "ProofWrongTerms");
    const job = { ...world.job, verifierTerms: hashProofTerms(terms) };
    await assertRefused({ job, terms });
  });

  it("cannot be proven by one who lacks the weights", async () => {
    const { job, terms } = world;
    const guess = { network: randomNetwork(new Random(4)), salt: SECRET.salt };
    const statement = proofStatement(job, terms);
    let outcome: unknown;
    await saidBy(async () => {
      outcome = await proveInference(guess, FEATURES, statement).catch((error: unknown) => error);
    });
    expect(String(outcome)).to.include("Assert Failed");
  });

  context("each exit", () => {
    it("cannot be expired nor handed back given a result", async () => {
      await submit();
      const { jobMarket, provider, job } = world;
      const struct = packJob(job);
      await expect(jobMarket.connect(provider.key).release(struct)).to.be.revertedWithCustomError(
        jobMarket,
        "MarketResultSubmitted",
      );
      await overdue(job);
      await expect(jobMarket.expire(struct)).to.be.revertedWithCustomError(
        jobMarket,
        "MarketResultSubmitted",
      );
      await time.increaseTo(job.finalAt + 1);
      await settle(world, job, ACCEPTED);
    });

    it("is handed back by its provider given none", async () => {
      await release(world, world.job, Status.Released);
      await submit();
      await expect(world.jobMarket.settle(packJob(world.job))).to.be.revertedWithCustomError(
        world.jobMarket,
        "MarketJobNotOpen",
      );
    });

    it("expires without a result, and a later proof changes nothing", async () => {
      const { job } = world;
      await overdue(job);
      await assertRefused({}, "ProofTooLate");
      await expire(world, job);
      await expire(world, world.rival);
      await assertConservation(world);
    });

    it("is ended by settle after its last time given none", async () => {
      const { job } = world;
      await time.increaseTo(job.finalAt + 1);
      const slashBps = BigInt(job.noResultSlashBps);
      await settle(world, job, { status: Status.NoResult, units: 0n, slashBps });
      expect(jobId(job)).not.to.equal(jobId(world.rival));
    });
  });
});
