import { eventIn } from "@weft/sdk";
import { expect } from "chai";
import { AbiCoder, type ContractTransactionResponse } from "ethers";
import { ethers } from "hardhat";

import { chunkProof, EXIT_CODES, merkleRoot, type ChunkReceipt } from "../../packages/runtime/src";
import type { OptimisticVerifier } from "../../typechain-types";
import type {
  ClaimStruct,
  JobStruct,
} from "../../typechain-types/contracts/verification/optimistic/OptimisticVerifier";
import {
  deployCourt,
  fileOf,
  minedOf,
  packTerms,
  TERMS,
  type Case,
  type CourtTerms,
  type CourtWorld,
} from "./court";
import { now, timestampOf } from "./time";

export const CHALLENGE_SECONDS = 5_000;
export const SLASH_BPS = 4_000n;

/** Where a result stands, in the order of the contract. */
export enum Stage {
  None,
  Submitted,
  Challenged,
  Upheld,
  Overturned,
  Voided,
}

export interface OptimisticWorld extends CourtWorld {
  verifier: OptimisticVerifier;
  /** The provider is the defendant, the client the plaintiff. */
  job: JobStruct;
  jobId: string;
  terms: string;
  deadline: bigint;
  chunks: ChunkReceipt[];
  root: string;
}

export interface OptimisticTerms extends CourtTerms {
  challengeSeconds: number;
  slashBps: bigint;
}

export const OPTIMISTIC_TERMS: OptimisticTerms = {
  ...TERMS,
  challengeSeconds: CHALLENGE_SECONDS,
  slashBps: SLASH_BPS,
};

/** The word of terms, by the layout of the contract. */
export function termsWord(terms: OptimisticTerms = OPTIMISTIC_TERMS): string {
  const word =
    packTerms(terms) | (BigInt(terms.challengeSeconds) << 136n) | (terms.slashBps << 160n);
  return ethers.toBeHex(word, 32);
}

/** Receipts of a job with five chunks. */
export function chunksOf(name: string): ChunkReceipt[] {
  const digest = (text: string): `0x${string}` => `0x${ethers.id(text).slice(2)}`;
  return [0, 1, 2, 3, 4].map((index) => ({
    index,
    inputDigest: digest(`input ${index}`),
    outputDigest: digest(`${name} ${index}`),
    fuel: 1_000_000n + BigInt(index),
    exit: "ok",
  }));
}

const JOB =
  "tuple(bytes32,address,address,address,address,address,uint256,uint256,bytes32,address,bytes32,uint256,uint256)";
const CHUNK = "tuple(bytes32,bytes32,uint256,uint8)";
const CLAIM = `tuple(${JOB},bytes32,uint8,uint256,${CHUNK},${CHUNK},bytes32[])`;

export function idOf(job: JobStruct): string {
  return ethers.keccak256(AbiCoder.defaultAbiCoder().encode([JOB], [Object.values(job)]));
}

export function encodeClaim(claim: ClaimStruct): string {
  const { job, given, right, ...rest } = claim;
  const values = { job: Object.values(job), ...rest };
  return AbiCoder.defaultAbiCoder().encode(
    [CLAIM],
    [
      [
        values.job,
        rest.root,
        rest.kind,
        rest.index,
        Object.values(given),
        Object.values(right),
        rest.proof,
      ],
    ],
  );
}

function resultOf({ inputDigest, outputDigest, fuel, exit }: ChunkReceipt) {
  return { inputDigest, outputDigest, fuel, exit: BigInt(EXIT_CODES[exit]) };
}

/** A challenge of one chunk: its right output is another. */
export function wrongClaim({ job, chunks, root }: OptimisticWorld, index = 3): ClaimStruct {
  const chunk = chunks[index];
  if (chunk === undefined) throw new Error(`no chunk ${index}`);
  const given = resultOf(chunk);
  return {
    job,
    root,
    kind: 0n,
    index: BigInt(index),
    given,
    right: { ...given, outputDigest: ethers.id("the right output") },
    proof: chunkProof(chunks, index),
  };
}

/** A challenge that says that the output cannot be fetched. */
export function withheldClaim({ job, root }: OptimisticWorld): ClaimStruct {
  const nothing = {
    inputDigest: ethers.ZeroHash,
    outputDigest: ethers.ZeroHash,
    fuel: 0n,
    exit: 0n,
  };
  return { job, root, kind: 1n, index: 0n, given: nothing, right: nothing, proof: [] };
}

/** Fixture: the court of `deployCourt`, a verifier before it with a bench of its own, and a job. */
export async function deployOptimistic(): Promise<OptimisticWorld> {
  const world = await deployCourt();
  const { court, stakeVault, jurors, defendant, plaintiff, stranger } = world;
  const verifier = await ethers.deployContract("OptimisticVerifier", [stakeVault, court]);
  for (const [position, juror] of jurors.entries()) {
    await stakeVault.connect(juror).provision(court, 1_000n * 10n ** 18n);
    await court.connect(juror).takeSeats(verifier, [position]);
  }
  const deadline = (await now()) + 1_000_000n;
  const terms = termsWord();
  const job: JobStruct = {
    request: ethers.id("request"),
    client: plaintiff.address,
    payer: plaintiff.address,
    beneficiary: plaintiff.address,
    provider: defendant.address,
    token: stranger.address,
    pricePerUnit: 10n ** 18n,
    needs: 0n,
    spec: ethers.id("spec"),
    verifier: await verifier.getAddress(),
    verifierTerms: terms,
    share: 1n,
    terms: (deadline << 80n) | ((deadline + 1_000_000n) << 120n),
  };
  const chunks = chunksOf("output");
  const root = merkleRoot(chunks);
  return { ...world, verifier, job, jobId: idOf(job), terms, deadline, chunks, root };
}

/** Submits as the provider, and asserts event and record. */
export async function submit(world: OptimisticWorld): Promise<bigint> {
  const { verifier, defendant, jobId, terms, root } = world;
  const tx = await verifier.connect(defendant).submit(jobId, terms, root);
  await expect(tx)
    .to.emit(verifier, "ResultSubmitted")
    .withArgs(jobId, defendant.address, terms, root);
  const since = await timestampOf(tx);
  await assertResult(world, since, Stage.Submitted);
  return since;
}

export async function assertResult(
  { verifier, jobId, defendant, terms, root }: OptimisticWorld,
  since: bigint,
  stage: Stage,
): Promise<void> {
  const found = await verifier.resultOf(jobId, defendant, terms);
  expect([found.root, found.since, found.stage]).to.deep.equal([
    ethers.dataSlice(root, 0, 26),
    since,
    BigInt(stage),
  ]);
}

/** The verdict on the world's job, as three words. */
export async function verdictOf(
  { verifier, jobId }: OptimisticWorld,
  job: JobStruct,
): Promise<readonly bigint[]> {
  const { status, units, slashBps } = await verifier.verdict(jobId, job);
  return [status, units, slashBps];
}

export function challenge(
  { court, verifier, plaintiff }: OptimisticWorld,
  claim: ClaimStruct,
  from = plaintiff,
): Promise<ContractTransactionResponse> {
  return court.connect(from).open(verifier, 0, encodeClaim(claim));
}

/** The case that a challenge of the world's job opened. */
export async function caseOf(
  world: OptimisticWorld,
  tx: ContractTransactionResponse,
): Promise<Case> {
  const { court } = world;
  const event = court.getEvent("CaseOpened");
  const opened = eventIn(await minedOf(tx), await court.getAddress(), event);
  return { id: opened.caseId, file: fileOf(opened.file), until: opened.answerUntil };
}
