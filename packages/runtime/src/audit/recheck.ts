import { LocalFailureError, ProgramRefusedError } from "../errors";
import type { Limits } from "../limits";
import { chunkReceipt, isComparable } from "../receipt/receipt";
import type { JobSpec } from "../receipt/spec";
import type { ChunkLeaf } from "../receipt/merkle";
import { runChunk } from "../run/chunk";
import type { ConfinementWish } from "../sandbox/confinement";
import { prepareProgram, type PreparedProgram } from "../wasm/prepare";
import type { ChunkContent } from "./content";

/** What of a re-execution belongs to this machine. */
export interface RecheckOptions {
  /** Milliseconds before this machine gives up, which says nothing about the chunk. */
  wallMs?: number;
  confinement?: ConfinementWish;
  signal?: AbortSignal;
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

function prepared(wasm: Uint8Array, limits: Limits): PreparedProgram | ProgramRefusedError {
  try {
    return prepareProgram(wasm, limits);
  } catch (error) {
    if (error instanceof ProgramRefusedError) return error;
    throw error;
  }
}

/**
 * Re-executes one chunk in a sandbox of its own, exactly as its specification says, and gives the leaf that is right.
 *
 * @throws LocalFailureError if this machine was too slow or the sandbox died: nothing follows from that.
 * @throws AbortedError once the process is gone, if the signal fires.
 */
export async function recheckChunk(
  { spec, wasm, input }: ChunkContent,
  index: number,
  { wallMs = WALL_MS, confinement, signal }: RecheckOptions = {},
): Promise<ChunkLeaf> {
  const limits = { ...spec.limits, wallMs };
  const program = prepared(wasm, limits);
  if (program instanceof ProgramRefusedError) {
    const nothing = new Uint8Array(0);
    return chunkReceipt({ index, input, output: nothing, fuel: 0n, exit: program.exit });
  }
  const env = variablesOf(spec);
  const { receipt } = await runChunk({
    program,
    limits,
    input,
    index,
    seed: spec.seed,
    args: spec.args,
    env,
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
