import { sha256, type Hex } from "./digest";
import { isDeterministicExit, type ExitReason } from "./exit";
import { merkleRoot } from "./merkle";

/** What one chunk gave. All of it but the detail stands in the Merkle leaf. */
export interface ChunkReceipt {
  index: number;
  /** sha-256 of the input. */
  inputDigest: Hex;
  /** sha-256 of stdout, up to where the program ended, however it ended. */
  outputDigest: Hex;
  fuel: bigint;
  exit: ExitReason;
  /** A sentence for people; it is in no digest. */
  detail?: string;
}

/** What a job gave: the same on every machine and in every run. */
export interface Receipt {
  /** sha-256 of the program. */
  program: Hex;
  /** Digest of the job's specification, which both sides signed. */
  spec: Hex;
  chunks: ChunkReceipt[];
  /** Merkle root over the chunks, for the chain. */
  root: Hex;
  /** Sum over the chunks. */
  fuel: bigint;
}

export interface ChunkEnding {
  readonly index: number;
  readonly input: Uint8Array;
  readonly output: Uint8Array;
  readonly fuel: bigint;
  readonly exit: ExitReason;
  readonly detail?: string | undefined;
}

export function chunkReceipt(ending: ChunkEnding): ChunkReceipt {
  const receipt = {
    index: ending.index,
    inputDigest: sha256(ending.input),
    outputDigest: sha256(ending.output),
    fuel: ending.fuel,
    exit: ending.exit,
  };
  return ending.detail === undefined ? receipt : { ...receipt, detail: ending.detail };
}

/** Whether the chunk's receipt may be compared with, and paid like, any other machine's. */
export function isComparable(receipt: ChunkReceipt): boolean {
  return isDeterministicExit(receipt.exit);
}

export function jobReceipt(program: Hex, spec: Hex, chunks: ChunkReceipt[]): Receipt {
  const fuel = chunks.reduce((sum, chunk) => sum + chunk.fuel, 0n);
  return { program, spec, chunks, root: merkleRoot(chunks), fuel };
}
