import {
  DEFAULT_LIMITS,
  jobSpec,
  pathTracerWasm,
  runJob,
  sha256,
  tileChunks,
  type ChunkLeaf,
  type ContentSource,
  type Hex,
} from "../../src";
import { SEED } from "./run";

const picture = { width: 48, height: 32, tile: 16, samples: 1, seed: 3 };

export interface Published {
  spec: Hex;
  root: Hex;
  leaves: ChunkLeaf[];
  contents: Map<Hex, Uint8Array>;
  source: ContentSource;
}

/** The sample job, run, with everything that belongs to it in a content source. */
export async function publish(wasm = pathTracerWasm()): Promise<Published> {
  const job = {
    wasm,
    chunks: tileChunks(picture),
    limits: DEFAULT_LIMITS,
    seed: SEED,
    args: ["tracer", "one two"],
    env: { B: "2=2", A: "" },
  };
  const { receipt, outputs } = await runJob(job);
  const spec = jobSpec(job);
  const all = [wasm, spec.bytes, ...job.chunks, ...outputs];
  const contents = new Map(all.map((bytes) => [sha256(bytes), bytes]));
  const leaves = receipt.chunks.map(({ index, inputDigest, outputDigest, fuel, exit }) => ({
    index,
    inputDigest,
    outputDigest,
    fuel,
    exit,
  }));
  const source: ContentSource = (digest) => Promise.resolve(contents.get(digest));
  return { spec: spec.digest, root: receipt.root, leaves, contents, source };
}

export function leafAt(leaves: readonly ChunkLeaf[], index: number): ChunkLeaf {
  const leaf = leaves[index];
  if (leaf === undefined) throw new Error(`no leaf ${index}`);
  return leaf;
}
