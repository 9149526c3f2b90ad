import { AbiCoder } from "ethers";
import { OptimisticVerifier__factory } from "../../contracts";
import { InvalidFieldError } from "../../errors/weft-error";
import { packJob } from "../../jobs/pack-job";
import type { JobStruct } from "../../orders/structs";
import type { Job } from "../../orders/types";
import { checkBytes32, checkUint } from "../../words/range";

/** What a challenge says. */
export enum ClaimKind {
  /** The leaf of one chunk is not what the job gives. */
  Wrong,
  /** What is behind the root cannot be fetched, or is not one leaf for each chunk of the job. */
  Withheld,
}

/** What a chunk gave, as it stands in a leaf. */
export interface ChunkResult {
  /** sha-256 of the chunk's input. */
  inputDigest: string;
  /** sha-256 of its output. */
  outputDigest: string;
  /** Metered instructions. */
  fuel: bigint;
  /** Code of how it ended: `EXIT_CODES` of the runtime. */
  exit: number;
}

/** A challenge of one chunk. */
export interface WrongChunk {
  index: number;
  /** What the provider's leaf says. */
  given: ChunkResult;
  /** What is right. */
  right: ChunkResult;
  /** Siblings from the leaf to the root: `chunkProof` of the runtime. */
  proof: readonly string[];
}

/** A challenge as the verifier takes it. */
export interface ChallengeStruct {
  job: JobStruct;
  root: string;
  kind: bigint;
  index: bigint;
  given: ChunkResultStruct;
  right: ChunkResultStruct;
  proof: string[];
}

export interface ChunkResultStruct {
  inputDigest: string;
  outputDigest: string;
  fuel: bigint;
  exit: bigint;
}

const NOTHING: ChunkResultStruct = {
  inputDigest: `0x${"00".repeat(32)}`,
  outputDigest: `0x${"00".repeat(32)}`,
  fuel: 0n,
  exit: 0n,
};

function packResult(name: string, result: ChunkResult): ChunkResultStruct {
  return {
    inputDigest: checkBytes32(`${name}.inputDigest`, result.inputDigest),
    outputDigest: checkBytes32(`${name}.outputDigest`, result.outputDigest),
    fuel: checkUint(`${name}.fuel`, result.fuel, 256),
    exit: checkUint(`${name}.exit`, result.exit, 8),
  };
}

/** Says that one chunk behind a root is wrong. */
export function wrongClaim(parameters: { job: Job; root: string } & WrongChunk): ChallengeStruct {
  const { job, root, index, proof } = parameters;
  return {
    job: packJob(job),
    root: checkBytes32("root", root),
    kind: BigInt(ClaimKind.Wrong),
    index: checkUint("index", index, 32),
    given: packResult("given", parameters.given),
    right: packResult("right", parameters.right),
    proof: proof.map((sibling, i) => checkBytes32(`proof[${i}]`, sibling)),
  };
}

/** Says that what is behind a root cannot be fetched, or is incomplete. */
export function withheldClaim({ job, root }: { job: Job; root: string }): ChallengeStruct {
  return {
    job: packJob(job),
    root: checkBytes32("root", root),
    kind: BigInt(ClaimKind.Withheld),
    index: 0n,
    given: NOTHING,
    right: NOTHING,
    proof: [],
  };
}

/** The bytes of a claim as the court hands them to the verifier. */
export function encodeClaim(claim: ChallengeStruct): string {
  const [input] = OptimisticVerifier__factory.createInterface().getFunction("summonsOf").inputs;
  if (input === undefined) throw new InvalidFieldError("summonsOf", "nothing", "one argument");
  return AbiCoder.defaultAbiCoder().encode([input], [claim]);
}
