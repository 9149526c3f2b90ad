import type { ChunkLeaf, ChunkReceipt, Hex } from "@weft/runtime";
import { toUtf8Bytes, toUtf8String } from "ethers";

import { toJson } from "../../lib/json";

/** The receipts of an accepted result, as they are kept beside its work: what its root is made of. */
export function encodeReceipts(chunks: readonly ChunkReceipt[]): Uint8Array {
  return toUtf8Bytes(toJson(chunks));
}

/**
 * The leaves in kept receipts. That they are the result's says only its root.
 *
 * @throws Error for what is no such list.
 */
export function parseReceipts(bytes: Uint8Array): ChunkLeaf[] {
  const parsed: unknown = JSON.parse(toUtf8String(bytes));
  if (!Array.isArray(parsed)) throw new Error("the receipts are no list");
  return parsed.map(leafOf);
}

function leafOf(given: unknown, at: number): ChunkLeaf {
  const fields = new Map<string, unknown>(
    typeof given === "object" && given !== null ? Object.entries(given) : [],
  );
  const [index, fuel] = [fields.get("index"), fields.get("fuel")];
  const [inputDigest, outputDigest] = [fields.get("inputDigest"), fields.get("outputDigest")];
  const isWhole = typeof index === "number" && Number.isSafeInteger(index) && index >= 0;
  // Of a program that failed nothing is minted: such a result is void.
  const isDone = fields.get("exit") === "ok";
  const isMetered = typeof fuel === "string" && /^\d{1,20}$/.test(fuel);
  if (!isWhole || !isDone || !isMetered || !isDigest(inputDigest) || !isDigest(outputDigest)) {
    throw new Error(`receipt ${at} says nothing of a chunk that was done`);
  }
  return { index, inputDigest, outputDigest, fuel: BigInt(fuel), exit: "ok" };
}

function isDigest(value: unknown): value is Hex {
  return typeof value === "string" && /^0x[0-9a-f]{64}$/.test(value);
}
