import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/signers";
import { expect } from "chai";
import type { ContractTransactionResponse, TypedDataDomain } from "ethers";
import { ethers } from "hardhat";

import type { AttestationVerifier, WalletMock } from "../../typechain-types";
import type { JobStruct } from "../../typechain-types/contracts/verification/AttestationVerifier";
import { DAY, now, timestampOf } from "./time";

export const ALL_UNITS = 2n ** 64n - 1n;
export const JOB_ID = ethers.id("a job");
export const ROOT = ethers.id("a result");

/** What a verdict says, in the order of the contract. */
export enum Status {
  Pending,
  NoResult,
  Accepted,
  Rejected,
  Void,
}

export interface Terms {
  attesters: string[];
  threshold: bigint;
}

export interface Attestation {
  jobId: string;
  provider: string;
  root: string;
  status: Status;
  units: bigint;
  slashBps: bigint;
  expiry: bigint;
}

export interface Result {
  root: string;
  submittedAt: bigint;
  status: bigint;
  units: bigint;
  slashBps: bigint;
}

export const NO_RESULT: Result = {
  root: "0x" + "00".repeat(26),
  submittedAt: 0n,
  status: BigInt(Status.NoResult),
  units: 0n,
  slashBps: 0n,
};

export interface AttestationWorld {
  verifier: AttestationVerifier;
  provider: HardhatEthersSigner;
  stranger: HardhatEthersSigner;
  /** In the order of their addresses. */
  attesters: readonly [HardhatEthersSigner, HardhatEthersSigner, HardhatEthersSigner];
  /** Two of three. */
  terms: Terms;
  termsHash: string;
  /** A good attestation: accepted in full, good for a day. */
  attestation: Attestation;
  wallet: WalletMock;
}

const ATTESTATION_TYPES = {
  Attestation: [
    { name: "jobId", type: "bytes32" },
    { name: "provider", type: "address" },
    { name: "root", type: "bytes32" },
    { name: "status", type: "uint8" },
    { name: "units", type: "uint64" },
    { name: "slashBps", type: "uint16" },
    { name: "expiry", type: "uint40" },
  ],
};

/** Hash of terms, by the rule of the interface. */
export function hashOf(terms: Terms): string {
  const words = ethers.AbiCoder.defaultAbiCoder().encode(
    ["address[]", "uint256"],
    [terms.attesters, terms.threshold],
  );
  return ethers.keccak256(words);
}

/** Fixture: a verifier, three attesters of whom two must sign, and a wallet of the first of them. */
export async function deployAttestation(): Promise<AttestationWorld> {
  const [provider, stranger, ...others] = await ethers.getSigners();
  const [first, second, third] = others
    .slice(0, 3)
    .sort((a, b) => (BigInt(a.address) < BigInt(b.address) ? -1 : 1));
  if (!provider || !stranger || !first || !second || !third) throw new Error("no accounts");
  const weft = await ethers.deployContract("WeftToken", [provider]);
  const vault = await ethers.deployContract("Vault");
  const operators = await ethers.deployContract("StakeVault", [weft, vault, 28n * DAY]);
  const verifier = await ethers.deployContract("AttestationVerifier", [operators]);
  const wallet = await ethers.deployContract("WalletMock", [first]);
  const attesters = [first, second, third] as const;
  const terms = { attesters: attesters.map(({ address }) => address), threshold: 2n };
  const attestation = {
    jobId: JOB_ID,
    provider: provider.address,
    root: ROOT,
    status: Status.Accepted,
    units: ALL_UNITS,
    slashBps: 0n,
    expiry: (await now()) + DAY,
  };
  const termsHash = hashOf(terms);
  return { verifier, provider, stranger, attesters, terms, termsHash, attestation, wallet };
}

export async function domainOf(verifier: AttestationVerifier): Promise<TypedDataDomain> {
  const { chainId } = await ethers.provider.getNetwork();
  const verifyingContract = await verifier.getAddress();
  return { name: "Weft AttestationVerifier", version: "1", chainId, verifyingContract };
}

export function digestOf(domain: TypedDataDomain, attestation: Attestation): string {
  return ethers.TypedDataEncoder.hash(domain, ATTESTATION_TYPES, attestation);
}

/** Signatures of `signers` over an attestation, in their order. */
export async function sign(
  { verifier }: AttestationWorld,
  attestation: Attestation,
  signers: readonly HardhatEthersSigner[],
  change: TypedDataDomain = {},
): Promise<string[]> {
  const domain = { ...(await domainOf(verifier)), ...change };
  return Promise.all(
    signers.map((signer) => signer.signTypedData(domain, ATTESTATION_TYPES, attestation)),
  );
}

/** A job by this provider under these terms; what the verifier does not read is empty. */
export function jobOf(provider: string, verifierTerms: string, deadline: bigint): JobStruct {
  return {
    request: ethers.ZeroHash,
    client: ethers.ZeroAddress,
    payer: ethers.ZeroAddress,
    beneficiary: ethers.ZeroAddress,
    provider,
    token: ethers.ZeroAddress,
    pricePerUnit: 0n,
    needs: 0n,
    spec: ethers.ZeroHash,
    verifier: ethers.ZeroAddress,
    verifierTerms,
    share: 0n,
    terms: deadline << 80n,
  };
}

export async function readResult(
  { verifier }: AttestationWorld,
  provider: string,
  termsHash: string,
): Promise<Result> {
  const { root, submittedAt, status, units, slashBps } = await verifier.resultOf(
    JOB_ID,
    provider,
    termsHash,
  );
  return { root, submittedAt, status, units, slashBps };
}

/** The verdict on a job, as three words. */
export async function readVerdict(
  { verifier }: AttestationWorld,
  job: JobStruct,
): Promise<readonly bigint[]> {
  const { status, units, slashBps } = await verifier.verdict(JOB_ID, job);
  return [status, units, slashBps];
}

/** Submits by `provider`, and asserts event and record. Returns the second of it. */
export async function submit(
  world: AttestationWorld,
  provider = world.provider,
  root = ROOT,
): Promise<bigint> {
  const { verifier, termsHash } = world;
  const tx = await verifier.connect(provider).submit(JOB_ID, termsHash, root);
  await expect(tx)
    .to.emit(verifier, "ResultSubmitted")
    .withArgs(JOB_ID, provider.address, termsHash, root);
  await expect(tx).not.to.emit(verifier, "ResultAttested");
  const submittedAt = await timestampOf(tx);
  expect(await readResult(world, provider.address, termsHash)).to.deep.equal({
    ...NO_RESULT,
    root: ethers.dataSlice(root, 0, 26),
    submittedAt,
    status: BigInt(Status.Pending),
  });
  return submittedAt;
}

/** Asserts event and record of an attestation that was brought. */
export async function assertAttested(
  world: AttestationWorld,
  tx: ContractTransactionResponse,
  attestation: Attestation,
  submittedAt: bigint,
): Promise<void> {
  const { jobId, provider, root, status, units, slashBps } = attestation;
  await expect(tx)
    .to.emit(world.verifier, "ResultAttested")
    .withArgs(jobId, provider, world.termsHash, BigInt(status), units, slashBps);
  const isFull = status === Status.Accepted && units === ALL_UNITS;
  expect(await readResult(world, provider, world.termsHash)).to.deep.equal({
    root: ethers.dataSlice(root, 0, 26),
    submittedAt,
    status: BigInt(status),
    units,
    slashBps: isFull ? 0n : slashBps,
  });
}
