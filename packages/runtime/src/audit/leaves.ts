import { fromHex32, toHex, type Hex } from "../receipt/digest";
import { EXIT_CODES, isDeterministicExit, type ExitReason } from "../receipt/exit";
import type { ChunkLeaf } from "../receipt/merkle";
import { MAX_CHUNKS } from "../receipt/spec";

/** The fields of a leaf as somebody else wrote them. */
export type PublishedLeaf = Readonly<Partial<Record<keyof ChunkLeaf, unknown>>>;

const MAX_WORD = (1n << 256n) - 1n;
const DECIMAL = /^\d{1,78}$/;

/** A digest in lower case; undefined for what is none. */
export function readDigest(text: unknown): Hex | undefined {
  const bytes = typeof text === "string" ? fromHex32(text.toLowerCase()) : undefined;
  return bytes && toHex(bytes);
}

/** Fuel as JSON leaves it, which has no bigint, or as this package has it. */
function readFuel(fuel: unknown): bigint | undefined {
  if (!["bigint", "string", "number"].includes(typeof fuel)) return undefined;
  const text = String(fuel);
  const units = DECIMAL.test(text) ? BigInt(text) : undefined;
  return units !== undefined && units <= MAX_WORD ? units : undefined;
}

function isExit(exit: unknown): exit is ExitReason {
  return typeof exit === "string" && Object.hasOwn(EXIT_CODES, exit);
}

/**
 * A leaf that somebody else wrote, in the one form in which leaves are compared: the same leaf can be written in many ways
 * that have the same Merkle root. Undefined for what no chunk of any job gives.
 */
export function readLeaf(published: PublishedLeaf | null | undefined): ChunkLeaf | undefined {
  const { index, exit, ...rest } = published ?? {};
  const inputDigest = readDigest(rest.inputDigest);
  const outputDigest = readDigest(rest.outputDigest);
  const fuel = readFuel(rest.fuel);
  if (typeof index !== "number" || !Number.isSafeInteger(index) || index < 0) return undefined;
  if (!isExit(exit) || !isDeterministicExit(exit)) return undefined;
  if (inputDigest === undefined || outputDigest === undefined || fuel === undefined) return;
  return { index, inputDigest, outputDigest, fuel, exit };
}

/** Leaves that somebody else published; undefined where they are no list of leaves, or longer than any job's. */
export function readLeaves(published: readonly PublishedLeaf[]): ChunkLeaf[] | undefined {
  if (!Array.isArray(published) || published.length > MAX_CHUNKS) return undefined;
  const leaves = Array.from<PublishedLeaf, ChunkLeaf | undefined>(published, readLeaf);
  return leaves.every((leaf) => leaf !== undefined) ? leaves : undefined;
}
