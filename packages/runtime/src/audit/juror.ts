import { InvalidInputError } from "../errors";
import { checkLimits, DEFAULT_LIMITS } from "../limits";
import { sha256, type Hex } from "../receipt/digest";
import { merkleRoot, type ChunkLeaf } from "../receipt/merkle";
import { specOf, type ContentSource } from "./content";
import { readDigest, readLeaf, readLeaves } from "./leaves";
import { incompleteness, wholeOf, type ChunkRange } from "./range";
import { isSameLeaf, rechecker, type RecheckOptions } from "./recheck";
import { missing, type Undecided } from "./undecided";

/** What a juror finds. `void`: what the job is made of cannot be had or run here, so that nobody can tell. */
export type Finding =
  | { vote: "provider" | "challenger"; right: ChunkLeaf | undefined; reason: string }
  | ({ vote: "void" } & Undecided);

export interface DisputedChunk extends RecheckOptions {
  /** Digest of the job's specification. */
  spec: Hex;
  source: ContentSource;
  /** What the provider's leaf says of the chunk. */
  given: ChunkLeaf;
}

function cannotTell(undecided: Undecided): Finding {
  return { vote: "void", ...undecided };
}

function forChallenger(reason: string, right?: ChunkLeaf): Finding {
  return { vote: "challenger", right, reason };
}

/**
 * Judges a challenge of one chunk: whether the provider's leaf is what the job gives. What the challenger says is right
 * does not matter.
 *
 * @throws LocalFailureError if this machine failed: a juror tries again, and never votes on that.
 * @throws InvalidInputError if `wallMs` is out of range; what strangers wrote is voted on, and throws nothing.
 * @example
 * const finding = await judgeChunk({ spec: job.spec, source, given });
 * const vote = { provider: Ruling.Defendant, challenger: Ruling.Plaintiff, void: Ruling.Void }[finding.vote];
 */
export async function judgeChunk(dispute: DisputedChunk): Promise<Finding> {
  const { source, wallMs = DEFAULT_LIMITS.wallMs } = dispute;
  checkLimits({ ...DEFAULT_LIMITS, wallMs });
  const given = readLeaf(dispute.given);
  if (given === undefined) return forChallenger("no chunk of any job gives that");
  const spec = await specOf(source, dispute.spec);
  if (spec === undefined) return cannotTell(missing({ missing: "spec", digest: dispute.spec }));
  const { index } = given;
  if (spec.inputs[index] === undefined) return forChallenger(`the job has no chunk ${index}`);
  const right = await rechecker(source, spec, dispute)(index);
  if ("reason" in right) return cannotTell(right);
  return isSameLeaf(given, right)
    ? { vote: "provider", right, reason: "the chunk gives what the provider says" }
    : forChallenger("the chunk gives something else", right);
}

export interface DisputedOutput {
  spec: Hex;
  source: ContentSource;
  root: Hex;
  /** The leaves that the provider published, in order; undefined where none could be fetched. */
  leaves: readonly ChunkLeaf[] | undefined;
  /** The part of the specification's chunks that the job covers; all if left out. */
  range?: ChunkRange;
}

/**
 * Judges whether what is behind a root was withheld: the leaves, one for each chunk, and the output of each. Whether
 * they are right is another question.
 */
export async function judgeWithheld(dispute: DisputedOutput): Promise<Finding> {
  const { source } = dispute;
  const spec = await specOf(source, dispute.spec);
  if (spec === undefined) return cannotTell(missing({ missing: "spec", digest: dispute.spec }));
  if (dispute.leaves === undefined) return forChallenger("the leaves cannot be had");
  const leaves = readLeaves(dispute.leaves);
  if (leaves === undefined) return forChallenger("the leaves are not those of any result");
  const incomplete = incompleteness(leaves, dispute.range ?? wholeOf(spec));
  if (incomplete !== undefined) return forChallenger(incomplete);
  if (rootOf(leaves) !== readDigest(dispute.root))
    return forChallenger("the leaves make another root");
  for (const { outputDigest, index } of leaves) {
    const output = await source(outputDigest);
    if (output === undefined || sha256(output) !== outputDigest)
      return forChallenger(`the output of chunk ${index} cannot be had`);
  }
  return { vote: "provider", right: undefined, reason: "everything could be fetched" };
}

/** The root of published leaves; undefined where one of them is no result. */
function rootOf(leaves: readonly ChunkLeaf[]): Hex | undefined {
  try {
    return merkleRoot(leaves);
  } catch (error) {
    if (error instanceof InvalidInputError) return undefined;
    throw error;
  }
}
