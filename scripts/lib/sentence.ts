import { decodeContractError } from "@weft/sdk";

/** One sentence for anything that went wrong; contract errors with the values they carry. */
export function sentenceOf(error: unknown): string {
  const decoded = decodeContractError(error);
  return decoded?.message ?? (error instanceof Error ? error.message : String(error));
}
