import { merkleRoot, sha256, type ChunkLeaf, type Hex } from "@weft/runtime";

import { readBack, type ReadWork } from "../../works/content";
import type { Gallery } from "./gallery";
import { parseReceipts } from "./receipts";
import { cutTiles } from "./tiles";

/** A work that is the result of one job, and nothing else. */
export interface TracedPart extends ReadWork {
  provenance: { jobId: string; result: string };
  /** Digests of the tiles it shows, by their places in the picture. */
  tiles: ReadonlyMap<number, Hex>;
}

/** A picture each of whose tiles is of one of its parents. */
export interface TracedPicture extends ReadWork {
  parts: TracedPart[];
}

/**
 * Reads a work back, and follows it from the pixels to the root that the job's verifier accepted.
 *
 * @throws Error where it shows anything that the job of its provenance did not give.
 */
export async function tracePart(gallery: Gallery, tokenId: bigint): Promise<TracedPart> {
  const read = await readBack(gallery.store, { works: gallery.stall.at.works, tokenId });
  const { provenance } = read.work;
  const receipts = read.metadata.properties?.["receipts"];
  if (provenance === undefined || typeof receipts !== "string") {
    throw new Error(`"${read.metadata.name}" does not say what it was computed by`);
  }
  const leaves = parseReceipts(await gallery.store.get(receipts));
  if (merkleRoot(leaves) !== provenance.result) {
    throw new Error(`the receipts of "${read.metadata.name}" are not those of its job's result`);
  }
  const tiles = placesOf(gallery, leaves);
  cutTiles(gallery.layout, read.image).forEach((pixels, place) => {
    const due = tiles.get(place);
    const isRight = due === undefined ? pixels.every((byte) => byte === 0) : sha256(pixels) === due;
    if (!isRight) {
      throw new Error(`tile ${place} of "${read.metadata.name}" is not what its job gave`);
    }
  });
  return { ...read, provenance, tiles };
}

/** A chunk's input is where its tile is: so says the receipt which tile the output is. */
function placesOf({ inputs }: Gallery, leaves: readonly ChunkLeaf[]): Map<number, Hex> {
  return new Map(
    leaves.map(({ index, inputDigest, outputDigest }) => {
      const place = inputs.indexOf(inputDigest);
      if (place === -1) throw new Error(`chunk ${index} is of another picture`);
      return [place, outputDigest];
    }),
  );
}

/**
 * Reads a derived picture back, and every parent that the chain names.
 *
 * @throws Error where it shows a tile that none of its parents has.
 */
export async function tracePicture(gallery: Gallery, tokenId: bigint): Promise<TracedPicture> {
  const { contract, store, stall, layout } = gallery;
  const picture = await readBack(store, { works: stall.at.works, tokenId });
  const [derived] = await contract.queryFilter(contract.filters.WorkDerived(tokenId));
  const parts: TracedPart[] = [];
  for (const parent of derived?.args.parents ?? []) parts.push(await tracePart(gallery, parent));
  const tiles = new Map(parts.flatMap((part) => [...part.tiles]));
  cutTiles(layout, picture.image).forEach((pixels, place) => {
    if (sha256(pixels) !== tiles.get(place)) {
      throw new Error(`tile ${place} of "${picture.metadata.name}" is of none of its parents`);
    }
  });
  return { ...picture, parts };
}
