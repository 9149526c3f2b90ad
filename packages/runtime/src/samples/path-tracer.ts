import { readFileSync } from "node:fs";
import { InvalidInputError } from "../errors";
import { builtFile } from "../sandbox/package-root";

/** A picture to be rendered, and how it is cut into chunks. */
export interface TileOptions {
  width: number;
  height: number;
  /** Edge of a tile, in pixels; those at the right and lower edge may be smaller. */
  tile: number;
  /** Paths for each pixel: a square number, or the next one below is taken. */
  samples: number;
  seed: number;
}

/** The picture the sample is made for: 24 tiles, and some seconds of one processor. */
export const DEFAULT_PICTURE: Readonly<TileOptions> = Object.freeze({
  width: 480,
  height: 320,
  tile: 80,
  samples: 100,
  seed: 1,
});

export interface Tile {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const MAGIC = 0x31_54_50_57;
const MAX_EDGE = 16_384;

/** The tiles of a picture, row by row. */
export function tilesOf({ width, height, tile }: TileOptions): Tile[] {
  const tiles: Tile[] = [];
  for (let y = 0; y < height; y += tile) {
    for (let x = 0; x < width; x += tile) {
      tiles.push({ x, y, width: Math.min(tile, width - x), height: Math.min(tile, height - y) });
    }
  }
  return tiles;
}

/** The input of each chunk: nine little-endian words, one chunk for each tile. */
export function tileChunks(options: TileOptions): Uint8Array[] {
  checkPicture(options);
  return tilesOf(options).map((tile) => {
    const { width, height, samples, seed } = options;
    const words = [MAGIC, width, height, tile.x, tile.y, tile.width, tile.height, samples, seed];
    const bytes = new DataView(new ArrayBuffer(words.length * 4));
    words.forEach((word, i) => bytes.setUint32(i * 4, word, true));
    return new Uint8Array(bytes.buffer);
  });
}

/** Puts the outputs of all chunks together: three bytes, red, green and blue, for each pixel. */
export function assembleTiles(options: TileOptions, outputs: readonly Uint8Array[]): Uint8Array {
  checkPicture(options);
  const tiles = tilesOf(options);
  if (outputs.length !== tiles.length) {
    throw new InvalidInputError(`the picture has ${tiles.length} tiles, not ${outputs.length}`);
  }
  const picture = new Uint8Array(options.width * options.height * 3);
  tiles.forEach((tile, i) => {
    const pixels = outputs[i] ?? new Uint8Array(0);
    if (pixels.length !== tile.width * tile.height * 3) {
      throw new InvalidInputError(`tile ${i} has ${pixels.length} bytes, which is not its size`);
    }
    for (let row = 0; row < tile.height; row++) {
      const line = pixels.subarray(row * tile.width * 3, (row + 1) * tile.width * 3);
      picture.set(line, ((tile.y + row) * options.width + tile.x) * 3);
    }
  });
  return picture;
}

/** The sample program, as `npm run build` compiled it. */
export function pathTracerWasm(): Uint8Array {
  return new Uint8Array(readFileSync(builtFile("samples/path-tracer.wasm")));
}

function checkPicture({ width, height, tile, samples, seed }: TileOptions): void {
  const isEdge = (n: number): boolean => Number.isInteger(n) && n >= 1 && n <= MAX_EDGE;
  if (![width, height, tile, samples].every(isEdge)) {
    throw new InvalidInputError("a size or the number of samples is out of range", {
      width,
      height,
      tile,
      samples,
    });
  }
  if (!Number.isInteger(seed) || seed < 0 || seed > 0xffff_ffff) {
    throw new InvalidInputError("the seed is not a 32-bit number", { seed });
  }
}
