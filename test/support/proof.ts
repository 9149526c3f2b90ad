import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/signers";
import {
  hashProofTerms,
  jobId,
  packJob,
  proofStatement,
  proofTerms,
  publicValues,
  type Job,
  type ProofTerms,
} from "@weft/sdk";
import { ethers } from "hardhat";

import type { ProofSystemMock, ProofVerifier } from "../../typechain-types";
import { now } from "./time";

export const PROGRAM = ethers.id("a program");
export const SPEC = ethers.id("a job's spec");
export const OUTPUT = "0xc0ffee";
export const NO_RESULT = { outputHash: `0x${"00".repeat(26)}`, submittedAt: 0n };

export interface ProofWorld {
  verifier: ProofVerifier;
  system: ProofSystemMock;
  provider: HardhatEthersSigner;
  stranger: HardhatEthersSigner;
  terms: ProofTerms;
  job: Job;
}

/** Fixture: a verifier, a system whose proofs anyone can make, and a job that names both. */
export async function deployProof(): Promise<ProofWorld> {
  const [provider, stranger] = await ethers.getSigners();
  if (!provider || !stranger) throw new Error("no accounts");
  const verifier = await ethers.deployContract("ProofVerifier");
  const system = await ethers.deployContract("ProofSystemMock");
  const terms = proofTerms({
    system: await system.getAddress(),
    program: PROGRAM,
    verifyGas: 200_000,
  });
  const matchedAt = Number(await now());
  const job: Job = {
    request: ethers.id("a request"),
    client: stranger.address,
    payer: stranger.address,
    beneficiary: stranger.address,
    provider: provider.address,
    token: ethers.ZeroAddress,
    pricePerUnit: 1n,
    needs: 0n,
    spec: SPEC,
    verifier: await verifier.getAddress(),
    verifierTerms: hashProofTerms(terms),
    units: 3n,
    firstUnit: 0n,
    collateral: 5n,
    index: 7,
    matchedAt,
    graceUntil: matchedAt + 60,
    deadline: matchedAt + 3_600,
    finalAt: matchedAt + 7_200,
    feeBps: 0,
    lateSlashBps: 0,
    noResultSlashBps: 0,
    wrongSlashBps: 0,
    poolPpm: 0,
    ownBps: 10_000,
  };
  return { verifier, system, provider, stranger, terms, job };
}

/** A proof that the mock takes: of this program, job, input and output. */
export function mockProof(job: Job, terms: ProofTerms, output = OUTPUT): string {
  return ethers.AbiCoder.defaultAbiCoder().encode(
    ["bytes32", "bytes"],
    [terms.program, publicValues(proofStatement(job, terms), output)],
  );
}

export async function readResult(verifier: ProofVerifier, job: Job) {
  const { outputHash, submittedAt } = await verifier.resultOf(jobId(job));
  return { outputHash, submittedAt };
}

/** The verdict on a job, as three words. */
export async function readVerdict(verifier: ProofVerifier, job: Job): Promise<readonly bigint[]> {
  const { status, units, slashBps } = await verifier.verdict(jobId(job), packJob(job));
  return [status, units, slashBps];
}
