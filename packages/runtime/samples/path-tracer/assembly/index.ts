import { random, seedRandom } from "./random";
import { buildScene } from "./scene";
import { blue, green, red, trace } from "./trace";
import { fail, readInput, writeOutput } from "./wasi";

const HEADER_BYTES: i32 = 36;
const MAGIC: u32 = 0x31545057;
const MAX_TILE: u32 = 2048;
const EXPOSURE: f64 = 1.05;

const HEADER = memory.data(36);

@inline
function word(index: i32): u32 {
  return load<u32>(HEADER + <usize>index * 4);
}

/** Filmic curve of Narkowicz, then the gamma of a screen, to a byte. */
function toByte(light: f64): u8 {
  const x = light * EXPOSURE;
  const mapped = (x * (2.51 * x + 0.03)) / (x * (2.43 * x + 0.59) + 0.14);
  return <u8>(Math.pow(min(max(mapped, 0.0), 1.0), 1.0 / 2.2) * 255.0 + 0.5);
}

/** The camera: where it stands, its axes, and how wide it sees. */
const EYE_X: f64 = 0.0;
const EYE_Y: f64 = 2.35;
const EYE_Z: f64 = 7.2;
const FORWARD_Y: f64 = -0.21;
const FORWARD_Z: f64 = -0.9777;
const ZOOM: f64 = 2.05;

function renderPixel(x: u32, y: u32, width: u32, height: u32, grid: u32, to: usize): void {
  let r: f64 = 0.0;
  let g: f64 = 0.0;
  let b: f64 = 0.0;
  const aspect = <f64>width / <f64>height;
  const cell = 1.0 / <f64>grid;
  for (let sy: u32 = 0; sy < grid; sy++) {
    for (let sx: u32 = 0; sx < grid; sx++) {
      const u = (<f64>x + (<f64>sx + random()) * cell) / <f64>width;
      const v = (<f64>y + (<f64>sy + random()) * cell) / <f64>height;
      const px = (2.0 * u - 1.0) * aspect;
      const py = 1.0 - 2.0 * v;
      const dy = FORWARD_Y * ZOOM - FORWARD_Z * py;
      const dz = FORWARD_Z * ZOOM + FORWARD_Y * py;
      const k = 1.0 / sqrt(px * px + dy * dy + dz * dz);
      trace(EYE_X, EYE_Y, EYE_Z, px * k, dy * k, dz * k);
      r += red;
      g += green;
      b += blue;
    }
  }
  const scale = cell * cell;
  store<u8>(to, toByte(r * scale));
  store<u8>(to + 1, toByte(g * scale));
  store<u8>(to + 2, toByte(b * scale));
}

export function _start(): void {
  if (readInput(HEADER, HEADER_BYTES) != HEADER_BYTES || word(0) != MAGIC) {
    fail("the input is not a tile", 2);
  }
  const width = word(1);
  const height = word(2);
  const tileWidth = word(5);
  const tileHeight = word(6);
  if (tileWidth > MAX_TILE || tileHeight > MAX_TILE) fail("the tile is too large", 2);
  const grid = max<u32>(1, <u32>Math.sqrt(<f64>word(7)));
  const pixels = new StaticArray<u8>(<i32>(tileWidth * tileHeight * 3));
  const start = changetype<usize>(pixels);
  buildScene();
  for (let y: u32 = 0; y < tileHeight; y++) {
    for (let x: u32 = 0; x < tileWidth; x++) {
      const px = word(3) + x;
      const py = word(4) + y;
      seedRandom(word(8), px, py);
      renderPixel(px, py, width, height, grid, start + ((y * tileWidth + x) * 3));
    }
  }
  writeOutput(start, <usize>(tileWidth * tileHeight * 3));
}
