import { decodeBase32, encodeBase32 } from "./base32";
import { concat, getBytes, hexlify, sha256, toUtf8Bytes } from "ethers";
import { InvalidFieldError } from "../errors/weft-error";
import { checkBytes32 } from "../words/range";

/** CID version 1, codec raw, multihash sha-256 of 32 bytes. */
const HEADER = "0x01551220";
const SCHEME = "ipfs://";

/** The digest by which bytes are known: their sha-256. */
export function contentDigest(bytes: Uint8Array): string {
  return sha256(bytes);
}

/** The content id (CID version 1, raw, sha-256) of bytes with this digest. */
export function contentId(digest: string): string {
  return `b${encodeBase32(getBytes(concat([HEADER, checkBytes32("digest", digest)])))}`;
}

/** What the contract of works answers for metadata with this digest. */
export function contentUri(digest: string): string {
  return `${SCHEME}${contentId(digest)}`;
}

/**
 * The digest in a content id, or in its URI.
 *
 * @throws InvalidFieldError for ids of another kind: their digest is not that of the bytes alone.
 */
export function digestOfContent(uri: string): string {
  const id = uri.startsWith(SCHEME) ? uri.slice(SCHEME.length) : uri;
  const bytes = id.startsWith("b") ? decodeBase32(id.slice(1)) : undefined;
  const isRaw = bytes?.length === 36 && hexlify(bytes.subarray(0, 4)) === HEADER;
  if (bytes === undefined || !isRaw) {
    throw new InvalidFieldError("uri", uri, "a CID of version 1 (base32, raw, sha-256)");
  }
  return hexlify(bytes.subarray(4));
}

/** Metadata of a work, as markets and wallets read it. */
export interface WorkMetadata {
  name: string;
  description: string;
  /** URI of the media, best by content id; see `contentUri`. */
  image: string;
  attributes?: readonly { trait_type: string; value: string | number }[];
  /** Whatever else is to be said: where it came from, for instance. */
  properties?: Readonly<Record<string, string | number>>;
}

/** The bytes of metadata that are kept by their digest. */
export function encodeMetadata(metadata: WorkMetadata): { bytes: Uint8Array; digest: string } {
  const bytes = toUtf8Bytes(JSON.stringify(metadata));
  return { bytes, digest: contentDigest(bytes) };
}
