import type { ExitReason } from "../receipt/exit";
import type { RandomState } from "../wasi/random";

/** What the parent asks of the sandbox. Numbers wider than 53 bits travel as text. */
export type Request =
  | { readonly kind: "program" }
  | {
      readonly kind: "chunk";
      readonly fuel: string;
      readonly outputBytes: number;
      readonly fileBytes: number;
      readonly args: readonly string[];
      readonly env: readonly string[];
      readonly random: RandomState;
    };

/** What the sandbox answers. The parent believes none of it before it has checked its form. */
export type Reply =
  | { readonly kind: "ready" }
  | {
      readonly kind: "done";
      readonly exit: ExitReason;
      readonly detail?: string;
      readonly fuel: string;
      /** The payload is stdout and, behind this many bytes of it, stderr. */
      readonly stdoutBytes: number;
      readonly peakRssBytes: number;
    };

export interface Frame {
  readonly header: unknown;
  readonly payload: Uint8Array;
}

const PREFIX_BYTES = 8;
const MAX_HEADER_BYTES = 1024 * 1024;

/** One message: the lengths of both parts, a header as JSON, and bytes. */
export function encodeFrame(header: Request | Reply, payload: Uint8Array): Uint8Array[] {
  const text = Buffer.from(JSON.stringify(header));
  const prefix = Buffer.alloc(PREFIX_BYTES);
  prefix.writeUInt32LE(text.length, 0);
  prefix.writeUInt32LE(payload.length, 4);
  return [prefix, text, payload];
}

/** Puts frames together from the pieces a pipe delivers, and refuses any beyond a bound. */
export class FrameReader {
  private pieces: Buffer[] = [];
  private length = 0;

  constructor(private readonly maxPayloadBytes: number) {}

  /** @throws Error on a frame that is too large or not JSON. */
  push(piece: Buffer): Frame[] {
    this.pieces.push(piece);
    this.length += piece.length;
    const frames: Frame[] = [];
    for (let frame = this.next(); frame !== undefined; frame = this.next()) frames.push(frame);
    return frames;
  }

  private next(): Frame | undefined {
    if (this.length < PREFIX_BYTES) return undefined;
    const first = this.pieces[0];
    const start = first !== undefined && first.length >= PREFIX_BYTES ? first : this.join();
    const headerBytes = start.readUInt32LE(0);
    const payloadBytes = start.readUInt32LE(4);
    if (headerBytes > MAX_HEADER_BYTES || payloadBytes > this.maxPayloadBytes) {
      throw new Error("a message is too large");
    }
    const total = PREFIX_BYTES + headerBytes + payloadBytes;
    if (this.length < total) return undefined;
    const all = this.join();
    const payloadStart = PREFIX_BYTES + headerBytes;
    const header: unknown = JSON.parse(all.toString("utf8", PREFIX_BYTES, payloadStart));
    const payload = Uint8Array.from(all.subarray(payloadStart, total));
    this.pieces = [all.subarray(total)];
    this.length -= total;
    return { header, payload };
  }

  private join(): Buffer {
    const all = Buffer.concat(this.pieces, this.length);
    this.pieces = [all];
    return all;
  }
}
