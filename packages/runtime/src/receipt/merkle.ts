import { StandardMerkleTree } from "@openzeppelin/merkle-tree";
import { InvalidInputError } from "../errors";
import type { Hex } from "./digest";
import { EXIT_CODES, isDeterministicExit } from "./exit";
import type { ChunkReceipt } from "./receipt";

/**
 * Types of a leaf. Leaves are hashed twice and hold their index, so that neither an inner node nor
 * another chunk's leaf can stand for one; OpenZeppelin's `MerkleProof` checks them on chain.
 */
export const LEAF_ENCODING = ["uint256", "bytes32", "bytes32", "uint256", "uint8"] as const;

type Leaf = [string, string, string, string, string];

/** The part of a chunk's receipt that is in its leaf. */
export type ChunkLeaf = Omit<ChunkReceipt, "detail">;

/** The values of a chunk's leaf, in the order of `LEAF_ENCODING`. */
export function chunkLeaf(chunk: ChunkLeaf): Leaf {
  if (!isDeterministicExit(chunk.exit)) {
    throw new InvalidInputError(`a chunk that ended with ${chunk.exit} is no result`, {
      index: chunk.index,
    });
  }
  const { index, inputDigest, outputDigest, fuel, exit } = chunk;
  return [String(index), inputDigest, outputDigest, String(fuel), String(EXIT_CODES[exit])];
}

function treeOf(chunks: readonly ChunkLeaf[]): StandardMerkleTree<Leaf> {
  const [first] = chunks;
  if (first === undefined) throw new InvalidInputError("a job without chunks has no root");
  chunks.forEach((chunk, i) => {
    if (chunk.index !== first.index + i)
      throw new InvalidInputError("chunks are not in the order of their index");
  });
  return StandardMerkleTree.of(chunks.map(chunkLeaf), [...LEAF_ENCODING], { sortLeaves: false });
}

/**
 * Merkle root over the chunks of a job, in order and without gaps; the first may have any index.
 *
 * @throws InvalidInputError if there are none, or one of them ended by a local failure.
 */
export function merkleRoot(chunks: readonly ChunkLeaf[]): Hex {
  return treeOf(chunks).root as Hex;
}

/** The siblings that prove the chunk at `index` against the root. */
export function chunkProof(chunks: readonly ChunkLeaf[], index: number): Hex[] {
  const place = chunks.findIndex((chunk) => chunk.index === index);
  if (place === -1) throw new InvalidInputError("there is no such chunk", { index });
  return treeOf(chunks).getProof(place) as Hex[];
}

export interface ChunkProof {
  root: Hex;
  chunk: ChunkLeaf;
  proof: Hex[];
}

/** Whether the proof leads from the chunk to the root. Malformed proofs are false, not errors. */
export function verifyChunkProof({ root, chunk, proof }: ChunkProof): boolean {
  try {
    return StandardMerkleTree.verify(root, [...LEAF_ENCODING], chunkLeaf(chunk), proof);
  } catch {
    return false;
  }
}
