import { InvalidSpecError } from "../errors";
import { sha256, type Hex } from "../receipt/digest";
import { parseJobSpec, type JobSpec } from "../receipt/spec";
import { readDigest } from "./leaves";

/** Finds bytes by their sha-256; undefined where they cannot be had. Does not need to be trusted. */
export type ContentSource = (digest: Hex) => Promise<Uint8Array | undefined>;

/** What a job is made of cannot be had, or is not what its digest promises. Nobody is to blame. */
export interface Unavailable {
  missing: "spec" | "program" | "input";
  digest: Hex;
}

/** The bytes with this digest: what a source gives is hashed again. */
async function contentOf(source: ContentSource, digest: Hex): Promise<Uint8Array | undefined> {
  const bytes = await source(digest);
  return bytes !== undefined && sha256(bytes) === digest ? bytes : undefined;
}

export interface ChunkContent {
  spec: JobSpec;
  wasm: Uint8Array;
  input: Uint8Array;
}

/** The specification behind a digest, however that is written; undefined where it cannot be had or is none. */
export async function specOf(source: ContentSource, digest: Hex): Promise<JobSpec | undefined> {
  const read = readDigest(digest);
  const bytes = read && (await contentOf(source, read));
  if (bytes === undefined) return undefined;
  try {
    return parseJobSpec(bytes);
  } catch (error) {
    if (error instanceof InvalidSpecError) return undefined;
    throw error;
  }
}

/** Everything that one chunk of a job is made of, or what of it is missing. */
export async function chunkContent(
  source: ContentSource,
  spec: JobSpec,
  input: Hex,
): Promise<ChunkContent | Unavailable> {
  const wasm = await contentOf(source, spec.program);
  if (wasm === undefined) return { missing: "program", digest: spec.program };
  const bytes = await contentOf(source, input);
  if (bytes === undefined) return { missing: "input", digest: input };
  return { spec, wasm, input: bytes };
}
