import { AbortedError, InvalidInputError } from "../errors";
import { checkInput, checkLimits, type Limits } from "../limits";
import type { Hex } from "../receipt/digest";
import { chunkReceipt, type ChunkReceipt } from "../receipt/receipt";
import { environment } from "../receipt/spec";
import type { Confinement } from "../sandbox/command";
import { chooseConfinement, type ConfinementWish } from "../sandbox/confinement";
import { Sandbox } from "../sandbox/sandbox";
import type { PreparedProgram } from "../wasm/prepare";
import { chunkRandom } from "./randomness";

/** What all chunks of a job have in common. */
export interface ChunkSettings {
  program: PreparedProgram;
  limits: Limits;
  /** 32 bytes; the program's randomness is made from it and the chunk's index. */
  seed: Hex;
  /** Arguments, the program's name in front included. None if left out. */
  args?: readonly string[];
  /** Environment. Empty if left out; nothing of this process's own is ever in it. */
  env?: Readonly<Record<string, string>>;
}

export interface RunChunkOptions extends ChunkSettings {
  input: Uint8Array;
  /** Place of the chunk in its job, for randomness and receipt. 0 if left out. */
  index?: number;
  confinement?: ConfinementWish;
  signal?: AbortSignal;
}

/** Facts of this machine and run: in no receipt. */
export interface ChunkStats {
  confinement: Confinement;
  /** From the request to the answer, in milliseconds. */
  wallMs: number;
  /** Most memory the sandbox process has held so far, in bytes. */
  peakRssBytes: number;
}

export interface ChunkRun {
  receipt: ChunkReceipt;
  output: Uint8Array;
  stderr: Uint8Array;
  stats: ChunkStats;
}

/**
 * Runs one chunk in a sandbox of its own. Jurors call `judgeClaim`, which runs a disputed chunk with this.
 *
 * A wall clock that ran out, or a sandbox that died, is in the receipt's `exit` and means nothing
 * about the chunk: ask `isComparable`.
 *
 * @throws AbortedError once the process is gone, if the signal fires.
 * @example
 * const program = prepareProgram(wasm, limits);
 * const { receipt, output } = await runChunk({ program, input, limits, seed });
 */
export async function runChunk(options: RunChunkOptions): Promise<ChunkRun> {
  checkSettings(options);
  checkInput(options.input);
  const confinement = await chooseConfinement(options.confinement ?? "auto");
  return withSandbox(options, confinement, (sandbox) =>
    runIn(sandbox, confinement, options, options.input, options.index ?? 0),
  );
}

export function checkSettings({ program, limits }: ChunkSettings): void {
  checkLimits(limits);
  if (program.memoryBytes !== limits.memoryBytes) {
    throw new InvalidInputError("the program was prepared for another memory limit", {
      prepared: program.memoryBytes,
      asked: limits.memoryBytes,
    });
  }
}

/** Lends out a sandbox with the program loaded, and ends it whatever happens. */
export async function withSandbox<T>(
  settings: ChunkSettings & { signal?: AbortSignal },
  confinement: Confinement,
  use: (sandbox: Sandbox) => Promise<T>,
): Promise<T> {
  const { signal, limits } = settings;
  if (signal?.aborted) throw new AbortedError(signal.reason);
  const sandbox = await Sandbox.start({ ...limits, confinement });
  const abort = (): void => void sandbox.kill();
  signal?.addEventListener("abort", abort, { once: true });
  try {
    if (signal?.aborted) throw new AbortedError(signal.reason);
    sandbox.load(settings.program.wasm);
    const result = await use(sandbox);
    if (signal?.aborted) throw new AbortedError(signal.reason);
    return result;
  } finally {
    signal?.removeEventListener("abort", abort);
    await sandbox.kill();
  }
}

/** Runs a chunk in a sandbox that has the program. */
export async function runIn(
  sandbox: Sandbox,
  confinement: Confinement,
  settings: ChunkSettings,
  input: Uint8Array,
  index: number,
): Promise<ChunkRun> {
  const { limits } = settings;
  const request = {
    kind: "chunk",
    fuel: String(limits.fuel),
    outputBytes: limits.outputBytes,
    fileBytes: limits.fileBytes,
    args: settings.args ?? [],
    env: environment(settings.env ?? {}),
    random: chunkRandom(settings.seed, index),
  } as const;
  const startedAt = performance.now();
  const reply = await sandbox.run(request, input, limits.wallMs);
  const wallMs = performance.now() - startedAt;
  return {
    receipt: chunkReceipt({ ...reply, index, input, output: reply.stdout }),
    output: reply.stdout,
    stderr: reply.stderr,
    stats: { confinement, wallMs, peakRssBytes: reply.peakRssBytes },
  };
}
