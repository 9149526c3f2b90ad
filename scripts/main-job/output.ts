import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

import { PNG } from "pngjs";

/** Files that appear together, once everything is written, or not at all. */
export class Output {
  readonly #target: string;
  readonly #work: string;
  readonly #names: string[] = [];

  constructor(directory: string) {
    this.#target = resolve(directory);
    mkdirSync(this.#target, { recursive: true });
    this.#work = mkdtempSync(join(dirname(this.#target), ".weft-out-"));
  }

  write(name: string, bytes: Uint8Array | string): void {
    writeFileSync(join(this.#work, name), bytes);
    this.#names.push(name);
  }

  /** Moves every file to its place. Returns their paths. */
  publish(): string[] {
    const paths = this.#names.map((name) => {
      const path = join(this.#target, name);
      renameSync(join(this.#work, name), path);
      return path;
    });
    this.discard();
    return paths;
  }

  /** Removes what was not published. Harmless when repeated. */
  discard(): void {
    rmSync(this.#work, { recursive: true, force: true });
  }
}

/** Encodes 8-bit RGB rows as a PNG. */
export function encodePng(width: number, height: number, rgb: Uint8Array): Uint8Array {
  const png = new PNG({ width, height, colorType: 2 });
  for (let pixel = 0; pixel < width * height; pixel++) {
    png.data.set(rgb.subarray(pixel * 3, pixel * 3 + 3), pixel * 4);
    png.data[pixel * 4 + 3] = 255;
  }
  return PNG.sync.write(png, { colorType: 2 });
}
