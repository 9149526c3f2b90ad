import { readFileSync } from "node:fs";

import { loadFixture } from "@nomicfoundation/hardhat-network-helpers";
import {
  ContractError,
  encodeGroth16Proof,
  groth16Output,
  groth16Program,
  groth16Signals,
  groth16Statement,
  hashProofTerms,
  InvalidFieldError,
  jobId,
  proof,
  proofTerms,
  SCALAR_FIELD,
  type Job,
  type ProofTerms,
} from "@weft/sdk";
import { expect } from "chai";
import { ethers } from "hardhat";

import { circuitFiles, inferenceKey } from "../../../scripts/lib/inference/files";
import { keyFile, withCurve } from "../../../scripts/circuit/setup";
import { word } from "../../support/groth16";
import { deployProof, mockProof, OUTPUT, type ProofWorld } from "../../support/proof";

const KEY = inferenceKey();
const POINTS = { pi_a: ["1", "2", "1"], pi_b: KEY.vk_beta_2, pi_c: ["1", "2", "1"] };

function fieldOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof InvalidFieldError) return error.field;
    throw error;
  }
  return "nothing was refused";
}

describe("sdk proofs", () => {
  describe("terms", () => {
    const good = { system: ethers.Wallet.createRandom().address, program: ethers.id("p") };

    it("name the job's spec as the input where they name none", () => {
      const terms = proofTerms({ ...good, verifyGas: 1 });
      expect(terms).to.deep.equal({ ...good, input: ethers.ZeroHash, verifyGas: 1n });
    });

    for (const [field, change] of [
      ["system", { system: ethers.ZeroAddress }],
      ["program", { program: "0x12" }],
      ["input", { input: "nothing" }],
      ["verifyGas", { verifyGas: 2 ** 32 }],
    ] as const) {
      it(`refuse a wrong ${field}, and hash nothing of it`, () => {
        const terms = { ...good, input: ethers.ZeroHash, verifyGas: 1n, ...change };
        expect(fieldOf(() => proofTerms(terms))).to.equal(field);
        expect(
          fieldOf(() => hashProofTerms({ ...terms, verifyGas: BigInt(terms.verifyGas) })),
        ).to.equal(field);
      });
    }
  });

  describe("Groth16", () => {
    it("keys are known by the hash of the committed key, which is that of the proving key", async () => {
      const { zkey, key } = circuitFiles();
      const exported = await withCurve(() => keyFile(zkey));
      expect(exported).to.equal(readFileSync(key, "utf8"));
      expect(groth16Program(KEY)).to.equal(
        ethers.keccak256(ethers.dataSlice(encodeGroth16Proof(KEY, POINTS), 256)),
      );
    });

    it("points must be affine, with numbers for coordinates", () => {
      const wrong = [
        { ...POINTS, pi_a: ["1", "2", "0"] },
        {
          ...POINTS,
          pi_b: [
            ["1", "2"],
            ["3", "4"],
            ["0", "0"],
          ],
        },
        { ...POINTS, pi_b: [] },
      ];
      for (const points of wrong) {
        expect(fieldOf(() => encodeGroth16Proof(KEY, points))).to.equal("point");
      }
      for (const coordinate of ["x", "-1", "0x1", ""]) {
        const points = { ...POINTS, pi_c: [coordinate, "2", "1"] };
        expect(fieldOf(() => encodeGroth16Proof(KEY, points))).to.equal("coordinate");
      }
      const short = { ...POINTS, pi_b: [["1"], ["3"], ["1", "0"]] };
      expect(fieldOf(() => encodeGroth16Proof(KEY, short))).to.equal("coordinate");
    });

    it("takes an id modulo the order, and refuses an input that nothing could prove", () => {
      const input = word(SCALAR_FIELD - 1n);
      const most = ethers.toBeHex(ethers.MaxUint256, 32);
      expect(groth16Statement({ jobId: most, input })).to.deep.equal({
        job: ethers.MaxUint256 % SCALAR_FIELD,
        input: SCALAR_FIELD - 1n,
      });
      const beyond = { jobId: most, input: word(SCALAR_FIELD) };
      expect(fieldOf(() => groth16Statement(beyond))).to.equal("input");
    });

    it("leaves job and input out of the output", () => {
      expect(groth16Output(["7", "8"])).to.equal("0x");
      const output = groth16Output(["5", "6", "7", "8"]);
      expect(output).to.equal(ethers.concat([word(5n), word(6n)]));
      expect(groth16Signals(output)).to.deep.equal([5n, 6n]);
      expect(fieldOf(() => groth16Output(["7"]))).to.equal("publicSignals");
      expect(fieldOf(() => groth16Signals("0x00"))).to.equal("output");
      expect(fieldOf(() => groth16Signals("output"))).to.equal("output");
    });
  });

  describe("calls", () => {
    let world: ProofWorld;

    beforeEach(async () => {
      world = await loadFixture(deployProof);
    });

    function prove(job: Job, terms: ProofTerms, output = OUTPUT) {
      return proof.prove({
        signer: world.stranger,
        job,
        terms,
        prover: (statement) => {
          expect(statement).to.deep.equal({ jobId: jobId(job), input: job.spec });
          return Promise.resolve({ output, proof: mockProof(job, terms) });
        },
      });
    }

    it("have a result proven and put on record", async () => {
      const { job, terms } = world;
      const { receipt, ...said } = await prove(job, terms);
      expect(said).to.deep.equal({ jobId: jobId(job), output: OUTPUT });
      expect(receipt.status).to.equal(1);
    });

    async function sentenceOf(sending: Promise<unknown>): Promise<string> {
      const error: unknown = await sending.catch((refused: unknown) => refused);
      if (!(error instanceof ContractError)) throw error;
      return `${error.error}: ${error.message}`;
    }

    it("say in a sentence why a proof was refused", async () => {
      const { job, terms, system } = world;
      expect(await sentenceOf(prove(job, terms, "0x"))).to.match(
        new RegExp(`^ProofInvalid: the proof system ${await system.getAddress()} does not say`),
      );
      const late = { ...job, deadline: job.matchedAt };
      expect(await sentenceOf(prove(late, terms))).to.match(
        /^ProofTooLate: .* could be proven until/,
      );
      await prove(job, terms);
      expect(await sentenceOf(prove(job, terms))).to.match(/^ProofResultExists: job 0x/);
    });
  });
});
