import { createHash } from "node:crypto";

/** Bytes as text: 0x and two lower-case digits for each. */
export type Hex = `0x${string}`;

export function toHex(bytes: Uint8Array): Hex {
  return `0x${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("hex")}`;
}

/** The 32 bytes of a digest or seed, or undefined if the text is not one in lower case. */
export function fromHex32(text: unknown): Uint8Array | undefined {
  if (typeof text !== "string" || !/^0x[0-9a-f]{64}$/.test(text)) return undefined;
  return new Uint8Array(Buffer.from(text.slice(2), "hex"));
}

/** sha-256 of the parts, one after the other. */
export function sha256(...parts: Uint8Array[]): Hex {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return `0x${hash.digest("hex")}`;
}
