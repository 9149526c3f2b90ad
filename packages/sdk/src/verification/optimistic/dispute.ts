import type { Job } from "../../orders/types";
import { ClaimKind, type ChunkResult, type ChunkResultStruct } from "./claim";

/** The chunk that a challenge calls wrong: what `judgeClaim` of the runtime judges. */
export interface DisputedClaim {
  index: bigint;
  /** What the provider's leaf says: the question before the jury. */
  given: ChunkResult;
  /** What the challenger says is right; it decides nothing. */
  right: ChunkResult;
}

/** What a case is about. */
export interface Dispute {
  jobId: string;
  /** The job; undefined where none of the markets that were asked opened it: then nobody here can judge. */
  job: Job | undefined;
  /** Merkle root over the chunks of the result. */
  root: string;
  /** The chunk called wrong; undefined where what is behind the root is said to be withheld. */
  chunk: DisputedClaim | undefined;
}

/** A challenge as its event tells it. */
export interface ChallengedStruct {
  jobId: string;
  root: string;
  kind: bigint;
  index: bigint;
  given: ChunkResultStruct;
  right: ChunkResultStruct;
}

function resultOf({ inputDigest, outputDigest, fuel, exit }: ChunkResultStruct): ChunkResult {
  return { inputDigest, outputDigest, fuel, exit: Number(exit) };
}

/** What a challenge is about, with its job where that is known. */
export function disputeOf(challenged: ChallengedStruct, job: Job | undefined): Dispute {
  const { jobId, root, kind, index, given, right } = challenged;
  const isWrong = kind === BigInt(ClaimKind.Wrong);
  const chunk = isWrong ? { index, given: resultOf(given), right: resultOf(right) } : undefined;
  return { jobId, job, root, chunk };
}
