import { InvalidInputError } from "../errors";
import { fromHex32, sha256, type Hex } from "../receipt/digest";
import type { RandomState } from "../wasi/random";

const DOMAIN = new TextEncoder().encode("weft/random/1");

/** The state that a chunk's randomness starts from: its own for each chunk, known to everybody. */
export function chunkRandom(seed: Hex, index: number): RandomState {
  const seedBytes = fromHex32(seed);
  if (seedBytes === undefined) {
    throw new InvalidInputError("the seed is not 0x and 64 lower-case hex digits");
  }
  const place = Buffer.alloc(4);
  place.writeUInt32LE(index);
  const digest = Buffer.from(sha256(DOMAIN, seedBytes, place).slice(2), "hex");
  const word = (i: number): number => digest.readInt32LE(i * 4);
  return [word(0) | 1, word(1), word(2), word(3)];
}
