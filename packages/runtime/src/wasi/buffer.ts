/** A buffer filled to less than one part in this many is given back. */
const SHRINK_BELOW = 4;

/** Bytes that grow by doubling, with zeros in any gap. */
export class GrowingBytes {
  private buffer: Uint8Array;
  private length: number;

  constructor(initial: Uint8Array = new Uint8Array(0)) {
    this.buffer = initial;
    this.length = initial.length;
  }

  get size(): number {
    return this.length;
  }

  write(offset: number, source: Uint8Array): void {
    const end = offset + source.length;
    if (end > this.length) this.resize(end);
    this.buffer.set(source, offset);
  }

  append(source: Uint8Array): void {
    this.write(this.length, source);
  }

  /** What lies from `offset` on, at most `count` bytes of it. */
  read(offset: number, count: number): Uint8Array {
    const start = Math.min(offset, this.length);
    return this.buffer.subarray(start, Math.min(this.length, start + count));
  }

  resize(size: number): void {
    if (size < this.buffer.length / SHRINK_BELOW) this.buffer = this.buffer.slice(0, size);
    else if (size < this.length) this.buffer.fill(0, size, this.length);
    if (size > this.buffer.length) {
      const grown = new Uint8Array(Math.max(size, this.buffer.length * 2));
      grown.set(this.buffer.subarray(0, this.length));
      this.buffer = grown;
    }
    this.length = size;
  }

  finish(): Uint8Array {
    return this.buffer.slice(0, this.length);
  }
}
