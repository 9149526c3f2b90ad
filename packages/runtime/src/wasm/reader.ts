import { ProgramRefusedError } from "../errors";

/** Refuses the module with a sentence. */
export function refuse(detail: string): never {
  throw new ProgramRefusedError("invalid-module", detail);
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

/** A cursor over untrusted bytes: each read is checked, and a failed check refuses the module. */
export class ByteReader {
  pos: number;
  readonly end: number;

  constructor(
    readonly bytes: Uint8Array,
    start = 0,
    end = bytes.length,
  ) {
    this.pos = start;
    this.end = end;
  }

  get done(): boolean {
    return this.pos >= this.end;
  }

  u8(): number {
    if (this.pos >= this.end) refuse(`the module ends inside an item at byte ${this.pos}`);
    return this.bytes[this.pos++] as number;
  }

  /** An unsigned LEB128 of at most 32 bits. */
  u32(): number {
    const first = this.u8();
    if (first < 0x80) return first;
    let result = first & 0x7f;
    for (let shift = 7; shift < 35; shift += 7) {
      const byte = this.u8();
      if (shift === 28 && byte > 0x0f) break;
      result += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return result;
    }
    return refuse(`a number at byte ${this.pos} does not fit 32 bits`);
  }

  /** A signed LEB128 of at most 33 bits, as block types use. */
  s33(): number {
    let result = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.u8();
      result += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return byte & 0x40 ? result - 2 ** (shift + 7) : result;
    }
    return refuse(`a block type at byte ${this.pos} does not fit 33 bits`);
  }

  /** Passes over a signed LEB128 of at most `maxBytes` bytes. */
  skipSigned(maxBytes: number): void {
    for (let i = 0; i < maxBytes; i++) if (this.u8() < 0x80) return;
    refuse(`a constant at byte ${this.pos} is too long`);
  }

  skip(count: number): void {
    if (count > this.end - this.pos) refuse(`the module ends inside an item at byte ${this.pos}`);
    this.pos += count;
  }

  take(count: number): Uint8Array {
    const start = this.pos;
    this.skip(count);
    return this.bytes.subarray(start, this.pos);
  }

  /** A reader over the next `count` bytes, which this reader passes over. */
  window(count: number): ByteReader {
    const start = this.pos;
    this.skip(count);
    return new ByteReader(this.bytes, start, this.pos);
  }

  /** A count of items, each of which takes at least `minBytes`: a lying count is refused early. */
  count(limit: number, minBytes: number, what: string): number {
    const n = this.u32();
    if (n > limit) refuse(`${n} ${what} are more than the ${limit} allowed`);
    if (n * minBytes > this.end - this.pos) {
      refuse(`${n} ${what} cannot fit into ${this.end - this.pos} bytes`);
    }
    return n;
  }

  name(): string {
    const bytes = this.take(this.u32());
    try {
      return utf8.decode(bytes);
    } catch {
      return refuse(`a name before byte ${this.pos} is not UTF-8`);
    }
  }
}
