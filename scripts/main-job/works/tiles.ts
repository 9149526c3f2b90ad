import { assembleTiles, tilesOf, type TileOptions } from "@weft/runtime";

import { decodePng, encodePng } from "../png";

const BYTES_PER_PIXEL = 3;

/** A picture of the tiles that are there, each in its place; the others are black. */
export function drawTiles(
  layout: TileOptions,
  outputs: ReadonlyMap<number, Uint8Array>,
): Uint8Array {
  const all = tilesOf(layout).map(
    ({ width, height }, tile) =>
      outputs.get(tile) ?? new Uint8Array(width * height * BYTES_PER_PIXEL),
  );
  const { width, height } = layout;
  return encodePng({ width, height, rgb: assembleTiles(layout, all) });
}

/**
 * The tiles of a picture, as the program gave them: what `drawTiles` drew, byte for byte.
 *
 * @throws Error for what is no such picture.
 */
export function cutTiles(layout: TileOptions, image: Uint8Array): Uint8Array[] {
  const { width, height, rgb } = decodePng(image);
  if (width !== layout.width || height !== layout.height) {
    throw new Error(
      `the image is ${width} x ${height}, but must be ${layout.width} x ${layout.height}`,
    );
  }
  return tilesOf(layout).map((tile) => {
    const rowBytes = tile.width * BYTES_PER_PIXEL;
    const pixels = new Uint8Array(tile.height * rowBytes);
    for (let row = 0; row < tile.height; row++) {
      const start = ((tile.y + row) * width + tile.x) * BYTES_PER_PIXEL;
      pixels.set(rgb.subarray(start, start + rowBytes), row * rowBytes);
    }
    return pixels;
  });
}

/** Places in order, neighbours taken together: "0-7, 12". */
export function placesText(places: Iterable<number>): string {
  const runs: { first: number; last: number }[] = [];
  for (const place of [...places].sort((a, b) => a - b)) {
    const run = runs.at(-1);
    if (run?.last === place - 1) run.last = place;
    else runs.push({ first: place, last: place });
  }
  return runs.map(({ first, last }) => (first === last ? first : `${first}-${last}`)).join(", ");
}
