import { randomInt } from "node:crypto";
import { InvalidInputError } from "../errors";
import { checkLimits, DEFAULT_LIMITS } from "../limits";
import type { Hex } from "../receipt/digest";
import { chunkProof, merkleRoot, type ChunkLeaf } from "../receipt/merkle";
import { specOf, type ContentSource } from "./content";
import { readDigest, readLeaves } from "./leaves";
import { incompleteness, wholeOf, type ChunkRange } from "./range";
import { isSameLeaf, rechecker, type Rechecker, type RecheckOptions } from "./recheck";
import { missing, type Undecided } from "./undecided";

/** A chunk whose leaf is not what the job gives, with what a challenge needs. */
export interface WrongLeaf {
  index: number;
  given: ChunkLeaf;
  right: ChunkLeaf;
  /** Siblings from the given leaf to the root. */
  proof: Hex[];
}

export interface AuditOptions extends RecheckOptions {
  /** Digest of the job's specification. */
  spec: Hex;
  source: ContentSource;
  root: Hex;
  /** The leaves that the provider published, in order. */
  leaves: readonly ChunkLeaf[];
  /** The part of the specification's chunks that the job covers; all if left out. */
  range?: ChunkRange;
  /** How many chunks to re-execute, drawn at random; all if left out. */
  sample?: number;
}

/** Right, as far as it was looked at, only where none of `wrong`, `withheld` and `undecided` is set. */
export interface AuditResult {
  /** The first wrong chunk found; undefined if none of those re-executed is. */
  wrong: WrongLeaf | undefined;
  /** Why the leaves are not those of the job's chunks: challenge that as withheld. Then nothing was re-executed. */
  withheld: string | undefined;
  /** Indices that were re-executed. */
  checked: number[];
  /** Why nothing can be said of the rest: no challenge follows from it, and no acceptance. */
  undecided: Undecided | undefined;
}

/** So many of the leaves, each as likely as any other, in random order. */
function drawn(leaves: readonly ChunkLeaf[], sample: number): ChunkLeaf[] {
  const rest = [...leaves];
  const picked: ChunkLeaf[] = [];
  while (picked.length < sample && rest.length > 0)
    picked.push(...rest.splice(randomInt(rest.length), 1));
  return picked;
}

/**
 * Re-executes chunks of a result, all or some, until one is wrong: what a challenger does, and what an audit is.
 *
 * @throws InvalidInputError if the leaves are not those behind the root, or no leaves: challenge that as withheld.
 * @throws LocalFailureError if this machine failed: nothing follows from that.
 * @throws RangeError if `wallMs` is out of range, which is no fault of the result.
 * @example
 * const { wrong, withheld } = await findWrongChunk({ spec: job.spec, source, root, leaves, sample: 2 });
 * if (wrong) await optimistic.challenge({ signer, verifier, claim: wrongClaim({ job, root, ...claimOf(wrong) }) });
 */
export async function findWrongChunk(options: AuditOptions): Promise<AuditResult> {
  const { source, sample } = options;
  checkWall(options);
  const leaves = leavesBehind(options);
  const nothing = { wrong: undefined, withheld: undefined, checked: [], undecided: undefined };
  const spec = await specOf(source, options.spec);
  if (spec === undefined) {
    return { ...nothing, undecided: missing({ missing: "spec", digest: options.spec }) };
  }
  const withheld = incompleteness(leaves, options.range ?? wholeOf(spec));
  if (withheld !== undefined) return { ...nothing, withheld };
  const recheck = rechecker(source, spec, options);
  const { wrong, ...found } = await firstWrong(drawn(leaves, sample ?? leaves.length), recheck);
  const proven = wrong && { ...wrong, proof: chunkProof(leaves, wrong.index) };
  return { ...nothing, ...found, wrong: proven };
}

function checkWall({ wallMs = DEFAULT_LIMITS.wallMs }: AuditOptions): void {
  try {
    checkLimits({ ...DEFAULT_LIMITS, wallMs });
  } catch (error) {
    throw new RangeError(error instanceof Error ? error.message : String(error));
  }
}

/** The published leaves, in the form in which they are compared. */
function leavesBehind({ leaves: published, root }: AuditOptions): ChunkLeaf[] {
  const leaves = readLeaves(published);
  if (leaves === undefined) throw new InvalidInputError("the leaves are not those of any result");
  if (merkleRoot(leaves) !== readDigest(root))
    throw new InvalidInputError("the leaves make another root");
  return leaves;
}

/** Re-executes the chunks of leaves until one is wrong, or cannot be told. */
async function firstWrong(leaves: readonly ChunkLeaf[], recheck: Rechecker) {
  const checked: number[] = [];
  for (const given of leaves) {
    const { index } = given;
    const right = await recheck(index);
    if ("reason" in right) return { checked, wrong: undefined, undecided: right };
    checked.push(index);
    if (!isSameLeaf(given, right)) return { checked, wrong: { index, given, right } };
  }
  return { checked, wrong: undefined };
}
