import { InvalidInputError } from "../errors";
import { DEFAULT_LIMITS, type Limits } from "../limits";
import { sha256, type Hex } from "../receipt/digest";
import { merkleRoot, type ChunkLeaf } from "../receipt/merkle";
import { chunkContent, specOf, type ContentSource, type Unavailable } from "./content";
import { incompleteness, wholeOf, type ChunkRange } from "./range";
import { isSameLeaf, recheckChunk, type RecheckOptions } from "./recheck";

/** What a juror finds. `void`: what the job is made of cannot be had, so that nobody can tell. */
export type Finding =
  | { vote: "provider" | "challenger"; right: ChunkLeaf | undefined; reason: string }
  | { vote: "void"; reason: string; unavailable: Unavailable | undefined };

export interface DisputedChunk extends RecheckOptions {
  /** Digest of the job's specification. */
  spec: Hex;
  source: ContentSource;
  /** What the provider's leaf says of the chunk. */
  given: ChunkLeaf;
  /**
   * The most that a juror's machine gives a chunk; `DEFAULT_LIMITS` if left out. A job that asks for more cannot be
   * judged: a juror's time is not to be had for any sum of fuel that two strangers agree on.
   */
  accepts?: Pick<Limits, "fuel" | "memoryBytes">;
}

function missing(unavailable: Unavailable): Finding {
  const { missing: what, digest } = unavailable;
  return { vote: "void", reason: `the ${what} ${digest} cannot be had`, unavailable };
}

/**
 * Judges a challenge of one chunk: whether the provider's leaf is what the job gives. What the challenger says is right
 * does not matter.
 *
 * @throws LocalFailureError if this machine failed: a juror tries again, and never votes on that.
 * @example
 * const finding = await judgeChunk({ spec: job.spec, source, given });
 * const vote = { provider: Ruling.Defendant, challenger: Ruling.Plaintiff, void: Ruling.Void }[finding.vote];
 */
export async function judgeChunk(dispute: DisputedChunk): Promise<Finding> {
  const { source, given } = dispute;
  const spec = await specOf(source, dispute.spec);
  if (spec === undefined) return missing({ missing: "spec", digest: dispute.spec });
  const input = spec.inputs[given.index];
  if (input === undefined) {
    return { vote: "challenger", right: undefined, reason: `the job has no chunk ${given.index}` };
  }
  const { fuel, memoryBytes } = dispute.accepts ?? DEFAULT_LIMITS;
  if (spec.limits.fuel > fuel || spec.limits.memoryBytes > memoryBytes) {
    return {
      vote: "void",
      reason: "the job asks for more than jurors give",
      unavailable: undefined,
    };
  }
  const content = await chunkContent(source, spec, input);
  if ("missing" in content) return missing(content);
  const right = await recheckChunk(content, given.index, dispute);
  return isSameLeaf(given, right)
    ? { vote: "provider", right, reason: "the chunk gives what the provider says" }
    : { vote: "challenger", right, reason: "the chunk gives something else" };
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
  const { source, leaves, root } = dispute;
  const spec = await specOf(source, dispute.spec);
  if (spec === undefined) return missing({ missing: "spec", digest: dispute.spec });
  const withheld = (reason: string): Finding => ({ vote: "challenger", right: undefined, reason });
  if (leaves === undefined) return withheld("the leaves cannot be had");
  const incomplete = incompleteness(leaves, dispute.range ?? wholeOf(spec));
  if (incomplete !== undefined) return withheld(incomplete);
  if (rootOf(leaves) !== root) return withheld("the leaves make another root");
  for (const { outputDigest, index } of leaves) {
    const output = await source(outputDigest);
    if (output === undefined || sha256(output) !== outputDigest)
      return withheld(`the output of chunk ${index} cannot be had`);
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
