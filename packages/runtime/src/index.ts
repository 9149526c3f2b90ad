export {
  findWrongChunk,
  type AuditOptions,
  type AuditResult,
  type WrongLeaf,
} from "./audit/challenger";
export {
  claimOf,
  judgeClaim,
  type ClaimedChunk,
  type ClaimedResult,
  type DisputedClaim,
} from "./audit/claim";
export type { ContentSource, Unavailable } from "./audit/content";
export {
  judgeChunk,
  judgeWithheld,
  type DisputedChunk,
  type DisputedOutput,
  type Finding,
} from "./audit/juror";
export type { ChunkRange } from "./audit/range";
export type { RecheckOptions } from "./audit/recheck";
export type { Undecided } from "./audit/undecided";
export * from "./errors";
export { DEFAULT_LIMITS, MAX_FUEL, MAX_INPUT_BYTES, type Limits } from "./limits";
export { fromHex32, sha256, toHex, type Hex } from "./receipt/digest";
export { EXIT_CODES, exitReasonOf, isDeterministicExit, type ExitReason } from "./receipt/exit";
export {
  chunkLeaf,
  chunkProof,
  LEAF_ENCODING,
  merkleRoot,
  verifyChunkProof,
  type ChunkLeaf,
  type ChunkProof,
} from "./receipt/merkle";
export { isComparable, type ChunkReceipt, type Receipt } from "./receipt/receipt";
export {
  ENGINE,
  jobSpec,
  MAX_CHUNKS,
  parseJobSpec,
  type JobSpec,
  type JobSpecInput,
  type ResultLimits,
} from "./receipt/spec";
export {
  runChunk,
  type ChunkRun,
  type ChunkSettings,
  type ChunkStats,
  type RunChunkOptions,
} from "./run/chunk";
export { runJob, type JobProgress, type JobRun, type Range, type RunJobOptions } from "./run/job";
export { type Confinement } from "./sandbox/command";
export { hasBubblewrap, type ConfinementWish } from "./sandbox/confinement";
export * from "./samples/path-tracer";
export { COSTS } from "./wasm/costs";
export { WASI_NAMES } from "./wasm/signatures";
export { prepareProgram, type PreparedProgram, type PrepareOptions } from "./wasm/prepare";
