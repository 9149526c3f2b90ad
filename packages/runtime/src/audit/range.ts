import type { ChunkLeaf } from "../receipt/merkle";

/** A part of a specification's chunks. */
export interface ChunkRange {
  first: number;
  count: number;
}

/** All chunks of a specification. */
export function wholeOf({ inputs }: { inputs: readonly unknown[] }): ChunkRange {
  return { first: 0, count: inputs.length };
}

/** Why leaves are not those of the chunks of a range, one for each, in order; undefined where they are. */
export function incompleteness(
  leaves: readonly ChunkLeaf[],
  { first, count }: ChunkRange,
): string | undefined {
  const isWhole =
    leaves.length === count && leaves.every((leaf, place) => leaf.index === first + place);
  return isWhole ? undefined : "there is not one leaf for each chunk, in order";
}
