import { EXIT_CODES, type ChunkLeaf } from "../../../packages/runtime/src";
import type { ChunkResult, OptimisticTerms } from "../../../packages/sdk/src";
import { WEFT } from "../../support/court";

/** Terms that the court of these tests takes. */
export const TERMS: OptimisticTerms = {
  challengeSeconds: 5_000,
  answerSeconds: 3_600,
  drawSeconds: 7_200,
  commitSeconds: 3_600,
  revealSeconds: 900,
  jurors: 3,
  bond: 250n * WEFT,
  slashBps: 4_000,
};

/** A leaf as a claim says it. */
export function resultOf({ inputDigest, outputDigest, fuel, exit }: ChunkLeaf): ChunkResult {
  return { inputDigest, outputDigest, fuel, exit: EXIT_CODES[exit] };
}
