import { PNG } from "pngjs";

/** Rows of 8-bit red, green and blue. */
export interface Bitmap {
  width: number;
  height: number;
  rgb: Uint8Array;
}

export function encodePng({ width, height, rgb }: Bitmap): Uint8Array {
  const png = new PNG({ width, height, colorType: 2 });
  for (let pixel = 0; pixel < width * height; pixel++) {
    png.data.set(rgb.subarray(pixel * 3, pixel * 3 + 3), pixel * 4);
    png.data[pixel * 4 + 3] = 255;
  }
  return new Uint8Array(PNG.sync.write(png, { colorType: 2 }));
}

/** @throws Error for what is no PNG. */
export function decodePng(bytes: Uint8Array): Bitmap {
  const { width, height, data } = PNG.sync.read(Buffer.from(bytes));
  const rgb = new Uint8Array(width * height * 3);
  for (let pixel = 0; pixel < width * height; pixel++) {
    rgb.set(data.subarray(pixel * 4, pixel * 4 + 3), pixel * 3);
  }
  return { width, height, rgb };
}
