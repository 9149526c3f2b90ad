import { decodeContractError, toWeftError } from "@weft/sdk";

/**
 * One sentence for anything that went wrong; contract errors with the values they carry. What ethers throws is told
 * without its request, whose URL often holds a key.
 */
export function sentenceOf(error: unknown): string {
  const decoded = decodeContractError(error);
  if (decoded !== undefined) return decoded.message;
  if (!(error instanceof Error)) return String(error);
  return "shortMessage" in error ? toWeftError(error).message : error.message;
}
