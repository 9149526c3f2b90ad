import { InvalidInputError, LocalFailureError, ProgramRefusedError } from "../errors";
import { chunkReceipt, isComparable } from "../receipt/receipt";
import type { JobSpec, ResultLimits } from "../receipt/spec";
import type { ChunkLeaf } from "../receipt/merkle";
import { runChunk } from "../run/chunk";
import type { ConfinementWish } from "../sandbox/confinement";
import { prepareProgram, type PreparedProgram, type PrepareOptions } from "../wasm/prepare";
import { chunkContent, type ChunkContent, type ContentSource } from "./content";
import { excess, missing, type Undecided } from "./undecided";

/** What of a re-execution belongs to this machine. */
export interface RecheckOptions {
  /** Milliseconds before this machine gives up, which says nothing about the chunk. */
  wallMs?: number;
  confinement?: ConfinementWish;
  signal?: AbortSignal;
  /**
   * The most that this machine gives a chunk; what is left out is that of `DEFAULT_LIMITS`. A job that asks for more
   * cannot be judged: nobody's machine is to be had for any sum of fuel, or of bytes, that two strangers agree on.
   */
  accepts?: Partial<ResultLimits>;
}

const WALL_MS = 120_000;

/** Variables as `runChunk` takes them, from the list that a specification holds. */
function variablesOf({ env }: JobSpec): Record<string, string> {
  return Object.fromEntries(
    env.map((each) => {
      const at = each.indexOf("=");
      return [each.slice(0, at), each.slice(at + 1)];
    }),
  );
}

function prepared(wasm: Uint8Array, limits: PrepareOptions): PreparedProgram | ProgramRefusedError {
  try {
    return prepareProgram(wasm, limits);
  } catch (error) {
    if (error instanceof ProgramRefusedError) return error;
    throw error;
  }
}

/** Gives the leaf that is right for a chunk, or says why nobody can tell here. */
export type Rechecker = (index: number) => Promise<ChunkLeaf | Undecided>;

/**
 * Re-executes chunks of a job, each in a sandbox of its own, exactly as the specification says. The program is prepared
 * once for all of them.
 *
 * The rechecker throws LocalFailureError if this machine was too slow or the sandbox died: nothing follows from that; and
 * AbortedError once the process is gone, if the signal fires.
 */
export function rechecker(
  source: ContentSource,
  spec: JobSpec,
  options: RecheckOptions,
): Rechecker {
  let program: PreparedProgram | ProgramRefusedError | undefined;
  return async (index) => {
    const tooMuch = excess(spec, options.accepts);
    if (tooMuch !== undefined) return tooMuch;
    const digest = spec.inputs[index];
    if (digest === undefined) return cannotRun(`the specification has no chunk ${index}`);
    const content = await chunkContent(source, spec, digest);
    if ("missing" in content) return missing(content);
    try {
      program ??= prepared(content.wasm, spec.limits);
      return await recheckChunk({ ...content, program, index }, options);
    } catch (error) {
      if (error instanceof InvalidInputError) return cannotRun(error.message);
      throw error;
    }
  };
}

function cannotRun(reason: string): Undecided {
  return { reason: `the chunk cannot be run: ${reason}`, unavailable: undefined };
}

interface PreparedChunk extends ChunkContent {
  program: PreparedProgram | ProgramRefusedError;
  index: number;
}

async function recheckChunk(
  { spec, program, input, index }: PreparedChunk,
  { wallMs = WALL_MS, confinement, signal }: RecheckOptions,
): Promise<ChunkLeaf> {
  if (program instanceof ProgramRefusedError) {
    const nothing = new Uint8Array(0);
    return chunkReceipt({ index, input, output: nothing, fuel: 0n, exit: program.exit });
  }
  const { receipt } = await runChunk({
    program,
    limits: { ...spec.limits, wallMs },
    input,
    index,
    seed: spec.seed,
    args: spec.args,
    env: variablesOf(spec),
    ...(confinement === undefined ? {} : { confinement }),
    ...(signal === undefined ? {} : { signal }),
  });
  if (isComparable(receipt)) return withoutDetail(receipt);
  const exit = receipt.exit === "wall-clock" ? "wall-clock" : "crashed";
  throw new LocalFailureError(exit, receipt.detail ?? exit, { index });
}

function withoutDetail({ index, inputDigest, outputDigest, fuel, exit }: ChunkLeaf): ChunkLeaf {
  return { index, inputDigest, outputDigest, fuel, exit };
}

/** Whether two leaves are the same, field by field. */
export function isSameLeaf(a: ChunkLeaf, b: ChunkLeaf): boolean {
  return (
    a.index === b.index &&
    a.inputDigest === b.inputDigest &&
    a.outputDigest === b.outputDigest &&
    a.fuel === b.fuel &&
    a.exit === b.exit
  );
}
