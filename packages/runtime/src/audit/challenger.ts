import { randomInt } from "node:crypto";
import { InvalidInputError } from "../errors";
import type { Hex } from "../receipt/digest";
import { chunkProof, merkleRoot, type ChunkLeaf } from "../receipt/merkle";
import { chunkContent, specOf, type ContentSource, type Unavailable } from "./content";
import { incompleteness, wholeOf, type ChunkRange } from "./range";
import { isSameLeaf, recheckChunk, type RecheckOptions } from "./recheck";

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

export interface AuditResult {
  /** The first wrong chunk found; undefined if none of those re-executed is. */
  wrong: WrongLeaf | undefined;
  /** Why the leaves are not those of the job's chunks: challenge that as withheld. Then nothing was re-executed. */
  withheld: string | undefined;
  /** Indices that were re-executed. */
  checked: number[];
  /** What could not be had, so that nothing can be said. */
  unavailable: Unavailable | undefined;
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
 * @throws InvalidInputError if the leaves are not those behind the root: challenge that as withheld.
 * @throws LocalFailureError if this machine failed: nothing follows from that.
 * @example
 * const { wrong, withheld } = await findWrongChunk({ spec: job.spec, source, root, leaves, sample: 2 });
 * if (wrong) await optimistic.challenge({ signer, verifier, claim: wrongClaim({ job, root, ...claimOf(wrong) }) });
 */
export async function findWrongChunk(options: AuditOptions): Promise<AuditResult> {
  const { source, leaves, root } = options;
  if (merkleRoot(leaves) !== root) throw new InvalidInputError("the leaves make another root");
  const spec = await specOf(source, options.spec);
  const result: AuditResult = {
    wrong: undefined,
    withheld: undefined,
    checked: [],
    unavailable: undefined,
  };
  if (spec === undefined) {
    return { ...result, unavailable: { missing: "spec", digest: options.spec } };
  }
  const withheld = incompleteness(leaves, options.range ?? wholeOf(spec));
  if (withheld !== undefined) return { ...result, withheld };
  for (const given of drawn(leaves, options.sample ?? leaves.length)) {
    const { index } = given;
    const input = spec.inputs[index];
    if (input === undefined) throw new InvalidInputError("the job has no such chunk", { index });
    const content = await chunkContent(source, spec, input);
    if ("missing" in content) return { ...result, unavailable: content };
    const right = await recheckChunk(content, index, options);
    result.checked.push(index);
    if (isSameLeaf(given, right)) continue;
    return { ...result, wrong: { index, given, right, proof: chunkProof(leaves, index) } };
  }
  return result;
}
