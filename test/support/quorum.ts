import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/signers";
import {
  jobFromReceipt,
  makeNonce,
  packJob,
  packQuorumTerms,
  quorumCommitment,
  quorumKey,
  quorumTaskOf,
  type Job,
  type QuorumTaskStruct,
  type QuorumTerms,
  type Request,
} from "@weft/sdk";
import { expect } from "chai";
import { ethers } from "hardhat";
import type { ContractTransactionResponse } from "ethers";

import { deployWorld, STAKE, type World } from "./deploy";
import { draftOf, signMatch } from "./market-orders";

/** Two of three newcomers that agree are right; everybody has an hour for each step. */
export const TERMS: QuorumTerms = {
  first: 3,
  quorum: 2,
  cap: 5,
  trust: 2,
  commitSeconds: 3_600,
  revealSeconds: 3_600,
  slashBps: 5_000,
  silentSlashBps: 0,
};

export const RIGHT = ethers.id("the right result");
export const WRONG = ethers.id("a wrong result");

/** Numbers of the contract's `Phase`. */
export const Phase = {
  None: 0n,
  Blind: 1n,
  Reveal: 2n,
  Seeing: 3n,
  Decided: 4n,
  Void: 5n,
} as const;

/** Numbers of the contract's `ReplicaState`. */
export const Replica = { Absent: 0n, Committed: 1n, Revealed: 2n, Silent: 3n } as const;

export interface QuorumWorld extends World {
  /** Twelve, with stake at the market's disposal and no record. */
  providers: readonly HardhatEthersSigner[];
}

/** A task and the replicas matched so far. */
export interface TestTask {
  request: Request;
  struct: QuorumTaskStruct;
  key: string;
  jobs: Job[];
}

/** Fixture: the world, and twelve providers. */
export async function deployQuorum(): Promise<QuorumWorld> {
  const world = await deployWorld();
  const others = (await ethers.getSigners()).slice(-5);
  const keys = [
    ...[world.provider, world.otherProvider, world.otherClient, world.payer].map(({ key }) => key),
    ...[world.attester, world.beneficiary, world.clientWallet.key],
    ...others,
  ];
  const { weftToken, stakeVault, jobMarket, deployer } = world;
  for (const key of keys.slice(2)) {
    await weftToken.connect(deployer).transfer(key, STAKE);
    await weftToken.connect(key).approve(stakeVault, ethers.MaxUint256);
    await stakeVault.connect(key).provision(jobMarket, STAKE);
  }
  const known = new Set(world.parties.map(({ address }) => address));
  const strangers = keys.filter(({ address }) => !known.has(address));
  const parties = strangers.map((key) => ({ address: key.address, key, wallet: null }));
  return { ...world, providers: keys, parties: [...world.parties, ...parties] };
}

export function providerAt({ providers }: QuorumWorld, index: number): HardhatEthersSigner {
  const provider = providers[index];
  if (provider === undefined) throw new Error(`there are ${providers.length} providers`);
  return provider;
}

export function jobAt({ jobs }: TestTask, index: number): Job {
  const job = jobs[index];
  if (job === undefined) throw new Error(`${jobs.length} replicas were matched`);
  return job;
}

let nonces = 0;

/** Matches one replica more, by the provider of this number. */
export async function matchReplica(
  world: QuorumWorld,
  request: Request,
  provider: HardhatEthersSigner,
): Promise<Job> {
  const { jobMarket, quorumVerifier } = world;
  const verification = {
    verifier: await quorumVerifier.getAddress(),
    terms: request.verifierTerms,
  };
  const draft = await draftOf(world, {
    offer: {
      provider: provider.address,
      verifications: [verification],
      units: 1n,
      minUnits: 0n,
      maxSeconds: request.maxSeconds + request.verifySeconds,
      minVerifySeconds: 0,
      nonce: makeNonce(0, ++nonces),
    },
    request,
    units: 1n,
  });
  const tx = await jobMarket.connect(world.matcher).matchOrders(await signMatch(world, draft));
  const receipt = await tx.wait();
  if (receipt === null) throw new Error("the match was not mined");
  return jobFromReceipt({ receipt, market: await jobMarket.getAddress() }).job;
}

/** A request of a task, and its first replicas: one of each provider in the list. */
export async function openTask(
  world: QuorumWorld,
  {
    terms = {},
    by = [0, 1, 2],
    request: overrides = {},
  }: { terms?: Partial<QuorumTerms>; by?: readonly number[]; request?: Partial<Request> } = {},
): Promise<TestTask> {
  const all = { ...TERMS, ...terms };
  const { request } = await draftOf(world, {
    request: {
      verifier: await world.quorumVerifier.getAddress(),
      verifierTerms: packQuorumTerms(all),
      units: BigInt(all.cap),
      minUnits: 0n,
      maxSeconds: all.commitSeconds,
      verifySeconds: all.revealSeconds + 4 * (all.commitSeconds + all.revealSeconds),
      nonce: makeNonce(0, ++nonces),
      ...overrides,
    },
  });
  const jobs: Job[] = [];
  for (const index of by) jobs.push(await matchReplica(world, request, providerAt(world, index)));
  const [first] = jobs;
  if (first === undefined) throw new Error("a task needs a replica");
  const struct = quorumTaskOf(first);
  return { request, struct, key: quorumKey(struct), jobs };
}

/** Adds a replica to a task and returns its job. */
export async function addReplica(world: QuorumWorld, task: TestTask, by: number): Promise<Job> {
  const job = await matchReplica(world, task.request, providerAt(world, by));
  task.jobs.push(job);
  return job;
}

export function signerOf({ providers }: QuorumWorld, job: Job): HardhatEthersSigner {
  const signer = providers.find(({ address }) => address === job.provider);
  if (signer === undefined) throw new Error(`no key of ${job.provider}`);
  return signer;
}

/** A salt of its own for every replica. */
export function saltOf(job: Job): string {
  return ethers.id(`salt of ${job.provider}`);
}

/** The commitment of a replica to a root. */
export function commitmentOf(job: Job, root: string, salt = saltOf(job)): string {
  return quorumCommitment(quorumTaskOf(job), job.provider, { root, salt });
}

/** Sends a commitment, as the job's provider. */
export function commit(
  world: QuorumWorld,
  job: Job,
  { root = RIGHT, previous = ethers.ZeroHash }: { root?: string; previous?: string } = {},
): Promise<ContractTransactionResponse> {
  const verifier = world.quorumVerifier.connect(signerOf(world, job));
  return verifier.commit(packJob(job), commitmentOf(job, root), previous);
}

/** Reveals, as the job's provider. */
export function reveal(
  world: QuorumWorld,
  job: Job,
  { root = RIGHT, salt = saltOf(job) }: { root?: string; salt?: string } = {},
): Promise<ContractTransactionResponse> {
  const verifier = world.quorumVerifier.connect(signerOf(world, job));
  return verifier.reveal(quorumTaskOf(job), job.provider, root, salt);
}

/** Commits and reveals, one root a replica. */
export async function answer(
  world: QuorumWorld,
  jobs: readonly Job[],
  roots: readonly string[],
): Promise<void> {
  for (const [i, job] of jobs.entries()) await commit(world, job, { root: roots[i] ?? RIGHT });
  for (const [i, job] of jobs.entries()) await reveal(world, job, { root: roots[i] ?? RIGHT });
}

/** Runs a whole task by these providers, who all agree; each notes it. */
export async function agree(world: QuorumWorld, by: readonly number[]): Promise<TestTask> {
  const size = by.length;
  const task = await openTask(world, { terms: { first: size, quorum: 1, cap: size }, by });
  await answer(world, task.jobs, []);
  for (const job of task.jobs) await world.quorumVerifier.note(task.struct, job.provider);
  for (const job of task.jobs) await world.jobMarket.settle(packJob(job));
  return task;
}

export interface Verdict {
  status: bigint;
  units: bigint;
  slashBps: bigint;
}

/** The verdict on a job at this moment. */
export async function verdictOf({ quorumVerifier }: World, job: Job): Promise<Verdict> {
  const { status, units, slashBps } = await quorumVerifier.verdict(ethers.ZeroHash, packJob(job));
  return { status, units, slashBps };
}

/** Where a task stands. */
export async function standingOf({ quorumVerifier }: World, { struct }: TestTask) {
  const { phase, until, committed, unrevealed, leading, weightBits, missing } =
    await quorumVerifier.standingOf(struct);
  expect(await quorumVerifier.needsMore(struct)).to.equal(missing);
  return { phase, until, committed, unrevealed, leading, weightBits, missing };
}

/** Where a provider's replica stands. */
export async function replicaOf({ quorumVerifier }: World, job: Job) {
  const { state, unit, weightBits } = await quorumVerifier.replicaOf(
    quorumTaskOf(job),
    job.provider,
  );
  return { state, unit, weightBits };
}

/** A provider's record with the client of the task. */
export async function agreedOf({ quorumVerifier }: World, job: Job): Promise<bigint> {
  const { agreed } = await quorumVerifier.recordOf(job.payer, job.provider);
  return agreed;
}

/** Fields of a record's slot that tests set. */
interface RecordFields {
  /** Results agreed with. */
  agreed: number;
  /** Commitments kept elsewhere. */
  extras?: number;
}

/** Gives a provider a record with a payer, in the storage of the verifier: by tasks it would take too long. */
export async function setRecord(
  { quorumVerifier }: World,
  { payer, provider }: Pick<Job, "payer" | "provider">,
  { agreed, extras }: RecordFields,
): Promise<void> {
  const coder = ethers.AbiCoder.defaultAbiCoder();
  const outer = ethers.keccak256(coder.encode(["address", "uint256"], [payer, 1]));
  const slot = ethers.keccak256(coder.encode(["address", "bytes32"], [provider, outer]));
  const before = BigInt(await ethers.provider.getStorage(quorumVerifier, slot));
  const kept = extras === undefined ? before >> 248n : BigInt(extras);
  const word = (before & (2n ** 240n - 1n)) | (BigInt(agreed) << 240n) | (kept << 248n);
  const verifier = await quorumVerifier.getAddress();
  const words = [verifier, slot, ethers.toBeHex(word, 32)];
  await ethers.provider.send("hardhat_setStorageAt", words);
  const record = await quorumVerifier.recordOf(payer, provider);
  expect(record.agreed, "the record that was set").to.equal(agreed);
}
