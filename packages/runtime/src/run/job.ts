import { availableParallelism } from "node:os";
import { AbortedError, InvalidInputError, LocalFailureError, ProgramRefusedError } from "../errors";
import { checkLimits, type Limits } from "../limits";
import { sha256, type Hex } from "../receipt/digest";
import { chunkReceipt, isComparable, jobReceipt, type Receipt } from "../receipt/receipt";
import { jobSpec } from "../receipt/spec";
import type { Confinement } from "../sandbox/command";
import { chooseConfinement, type ConfinementWish } from "../sandbox/confinement";
import { prepareProgram, type PreparedProgram } from "../wasm/prepare";
import { runIn, withSandbox, type ChunkRun, type ChunkSettings } from "./chunk";

/** `count` chunks, from the chunk with index `first` on. */
export interface Range {
  readonly first: number;
  readonly count: number;
}

export interface RunJobOptions {
  wasm: Uint8Array;
  /** One input for each chunk. */
  chunks: readonly Uint8Array[];
  limits: Limits;
  seed: Hex;
  /**
   * Which chunks to run: a job may cover part of a specification. The receipt holds these chunks, by
   * their places in the whole, under the digest of the whole. All if left out.
   */
  range?: Range;
  args?: readonly string[];
  env?: Readonly<Record<string, string>>;
  onProgress?: (progress: JobProgress) => void;
  signal?: AbortSignal;
  /** Sandboxes at work at once. The number of processors if left out. */
  concurrency?: number;
  confinement?: ConfinementWish;
}

export interface JobProgress {
  done: number;
  total: number;
  /** The chunk just done. Chunks are done in any order. */
  chunk: ChunkRun;
}

export interface JobRun {
  receipt: Receipt;
  outputs: Uint8Array[];
  stderrs: Uint8Array[];
  /** How the job was confined here; undefined if the program was refused and nothing ran. */
  confinement: Confinement | undefined;
}

/**
 * Runs all chunks of a job and gives the receipt whose root goes on chain. A program that fails,
 * and even one that is refused, has a receipt: that is its result, the same on every machine.
 *
 * @throws LocalFailureError if this machine was too slow or a sandbox died: there is no result.
 * @throws AbortedError once every process is gone, if the signal fires.
 * @example
 * const chunks = tileChunks({ width: 480, height: 320, tile: 80, samples: 100, seed: 1 });
 * const { receipt, outputs } = await runJob({ wasm, chunks, limits: DEFAULT_LIMITS, seed });
 */
export async function runJob(options: RunJobOptions): Promise<JobRun> {
  const { wasm, limits } = options;
  checkLimits(limits);
  const range = rangeOf(options);
  const spec = jobSpec(options).digest;
  let program: PreparedProgram;
  try {
    program = prepareProgram(wasm, limits);
  } catch (error) {
    if (error instanceof ProgramRefusedError) return refusedJob(options, range, spec, error);
    throw error;
  }
  const confinement = await chooseConfinement(options.confinement ?? "auto");
  const runs = await runAll(options, range, program, confinement);
  return {
    receipt: jobReceipt(
      program.digest,
      spec,
      runs.map((run) => run.receipt),
    ),
    outputs: runs.map((run) => run.output),
    stderrs: runs.map((run) => run.stderr),
    confinement,
  };
}

/** Several sandboxes take chunks from one queue; the first failure ends them all. */
async function runAll(
  options: RunJobOptions,
  { first, count }: Range,
  program: PreparedProgram,
  confinement: Confinement,
): Promise<ChunkRun[]> {
  const runs = new Array<ChunkRun>(count);
  const failure = new AbortController();
  const signals = options.signal ? [options.signal, failure.signal] : [failure.signal];
  const settings: ChunkSettings & { signal: AbortSignal } = {
    ...options,
    program,
    signal: AbortSignal.any(signals),
  };
  const isOver = (): boolean => settings.signal.aborted;
  let next = 0;
  let done = 0;
  const work = (): Promise<void> =>
    withSandbox(settings, confinement, async (sandbox) => {
      while (next < count && !isOver()) {
        const place = next++;
        const input = options.chunks[first + place] ?? new Uint8Array(0);
        const run = await runIn(sandbox, confinement, settings, input, first + place);
        if (isOver()) return;
        if (!isComparable(run.receipt)) throw localFailure(run);
        runs[place] = run;
        options.onProgress?.({ done: ++done, total: count, chunk: run });
      }
    });
  const workers = Math.min(workersFor(options), count);
  await Promise.allSettled(
    Array.from({ length: workers }, async () => {
      try {
        await work();
      } catch (error) {
        failure.abort(error);
        throw error;
      }
    }),
  );
  if (options.signal?.aborted) throw new AbortedError(options.signal.reason);
  if (failure.signal.aborted) throw failure.signal.reason;
  return runs;
}

function rangeOf({ chunks, range = { first: 0, count: chunks.length } }: RunJobOptions): Range {
  const { first, count } = range;
  const isInside = [first, count].every(Number.isSafeInteger) && first >= 0 && count >= 1;
  if (isInside && first + count <= chunks.length) return range;
  throw new InvalidInputError(`the range is not within the ${chunks.length} chunks of the job`, {
    first,
    count,
  });
}

function workersFor({ concurrency = availableParallelism() }: RunJobOptions): number {
  if (Number.isSafeInteger(concurrency) && concurrency >= 1) return concurrency;
  throw new InvalidInputError("concurrency is not a positive number", { concurrency });
}

function localFailure({ receipt }: ChunkRun): LocalFailureError {
  const exit = receipt.exit === "wall-clock" ? "wall-clock" : "crashed";
  return new LocalFailureError(exit, `chunk ${receipt.index}: ${receipt.detail ?? exit}`, {
    index: receipt.index,
  });
}

/** The result of a program that is no program: each chunk ends with the reason, for no fuel. */
function refusedJob(
  options: RunJobOptions,
  { first, count }: Range,
  spec: Hex,
  error: ProgramRefusedError,
): JobRun {
  const nothing = new Uint8Array(0);
  const receipts = options.chunks.slice(first, first + count).map((input, place) =>
    chunkReceipt({
      index: first + place,
      input,
      output: nothing,
      fuel: 0n,
      exit: error.exit,
      detail: error.message,
    }),
  );
  return {
    receipt: jobReceipt(sha256(options.wasm), spec, receipts),
    outputs: receipts.map(() => nothing),
    stderrs: receipts.map(() => nothing),
    confinement: undefined,
  };
}
