import {
  contentUri,
  encodeMetadata,
  works as workCalls,
  type Work,
  type WorkMetadata,
} from "@weft/sdk";
import type { FileContentStore } from "@weft/sdk/node";
import { toUtf8String } from "ethers";
import hre from "hardhat";

/** A work as whoever finds its token reads it: from the chain, then by content id. */
export interface ReadWork {
  tokenId: bigint;
  work: Work;
  metadata: WorkMetadata;
  image: Uint8Array;
}

/** Keeps an image, and metadata that names it; returns the digest by which a mint names the metadata. */
export async function publish(
  store: FileContentStore,
  { image, ...said }: Omit<WorkMetadata, "image"> & { image: Uint8Array },
): Promise<string> {
  const { digest: media } = await store.put(image);
  const { bytes, digest } = encodeMetadata({ ...said, image: contentUri(media) });
  await store.put(bytes);
  return digest;
}

/**
 * Reads a work back from its token's URI. The store hashes what it gives, so nothing that was changed gets through.
 *
 * @throws WeftError where metadata or image are not kept, or are others than the chain and the metadata say.
 */
export async function readBack(
  store: FileContentStore,
  { works, tokenId }: { works: string; tokenId: bigint },
): Promise<ReadWork> {
  const work = await workCalls.show({ provider: hre.ethers.provider, works, tokenId });
  const metadata: unknown = JSON.parse(toUtf8String(await store.get(work.uri)));
  if (!isMetadata(metadata)) throw new Error(`what ${work.uri} names is no metadata of a work`);
  return { tokenId, work, metadata, image: await store.get(metadata.image) };
}

function isMetadata(value: unknown): value is WorkMetadata {
  if (typeof value !== "object" || value === null) return false;
  const fields = new Map<string, unknown>(Object.entries(value));
  const isText = (name: string): boolean => typeof fields.get(name) === "string";
  const { properties = {} } = Object.fromEntries(fields);
  const isFlat =
    typeof properties === "object" &&
    properties !== null &&
    Object.values(properties).every((said) => ["string", "number"].includes(typeof said));
  return isText("name") && isText("description") && isText("image") && isFlat;
}
