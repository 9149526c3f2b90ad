import { InvalidInputError } from "../errors";
import type { Hex } from "../receipt/digest";
import { EXIT_CODES, exitReasonOf, isDeterministicExit } from "../receipt/exit";
import type { ChunkLeaf } from "../receipt/merkle";
import type { WrongLeaf } from "./challenger";
import { readDigest } from "./leaves";
import { judgeChunk, type DisputedChunk, type Finding } from "./juror";

/** What a chunk gave, as the chain says it: `ChunkResult` of the SDK. */
export interface ClaimedResult {
  inputDigest: string;
  outputDigest: string;
  fuel: bigint;
  /** Code of how it ended. */
  exit: number;
}

/** A chunk's leaf as a claim on the chain says it: `Dispute.chunk` of the SDK. Anybody can have written it. */
export interface ClaimedChunk {
  index: bigint;
  /** What the provider's leaf says of the chunk. */
  given: ClaimedResult;
}

export interface DisputedClaim extends ClaimedChunk, Omit<DisputedChunk, "given" | "spec"> {
  /** Digest of the job's specification. */
  spec: string;
}

function resultOf({ inputDigest, outputDigest, fuel, exit }: ChunkLeaf): ClaimedResult {
  return { inputDigest, outputDigest, fuel, exit: EXIT_CODES[exit] };
}

/**
 * What a challenge of a wrong chunk says, as the SDK takes it.
 *
 * @example
 * const claim = wrongClaim({ job, root, ...claimOf(wrong) });
 */
export function claimOf({ index, given, right, proof }: WrongLeaf) {
  return { index, given: resultOf(given), right: resultOf(right), proof };
}

function digestOf(name: string, text: string): Hex {
  const digest = readDigest(text);
  if (digest === undefined) throw new InvalidInputError(`${name} is no digest`, { [name]: text });
  return digest;
}

/** The leaf of a claim; undefined where no chunk of any job has such a one. */
function leafOf({ index, given }: ClaimedChunk): ChunkLeaf | undefined {
  const exit = exitReasonOf(given.exit);
  if (exit === undefined || !isDeterministicExit(exit)) return undefined;
  if (index > BigInt(Number.MAX_SAFE_INTEGER)) return undefined;
  return {
    index: Number(index),
    inputDigest: digestOf("inputDigest", given.inputDigest),
    outputDigest: digestOf("outputDigest", given.outputDigest),
    fuel: given.fuel,
    exit,
  };
}

/**
 * Judges a challenge of one chunk as the chain tells it: `judgeChunk` for leaves that nobody has looked at. One that no
 * job can give is wrong, whatever the job is.
 *
 * @throws LocalFailureError if this machine failed: a juror tries again, and never votes on that.
 * @example
 * const [{ dispute }] = await court.casesOf(question);
 * const finding = await judgeClaim({ spec: dispute.job.spec, source, ...dispute.chunk });
 */
export async function judgeClaim({ spec, ...claim }: DisputedClaim): Promise<Finding> {
  const given = leafOf(claim);
  if (given !== undefined) return judgeChunk({ ...claim, spec: digestOf("spec", spec), given });
  return { vote: "challenger", right: undefined, reason: "no chunk of any job gives that" };
}
