import { setTimeout as sleep } from "node:timers/promises";
import type { Confinement, Limits } from "../src";
import { runIn, withSandbox, type ChunkRun } from "../src/run/chunk";
import { Sandbox } from "../src/sandbox/sandbox";
import type { PreparedProgram } from "../src/wasm/prepare";

export interface Measured {
  readonly times: number[];
  readonly fuel: bigint;
  readonly outputDigest: string;
  readonly peakRssBytes: number;
}

export interface Setting {
  readonly limits: Limits;
  readonly confinement: Confinement;
  readonly inputs: readonly Uint8Array[];
  readonly rounds: number;
}

const SEED = `0x${"00".repeat(32)}` as const;
/** Runs before the clock counts, until the engine has compiled the hot code for good. */
const WARM_UP = 2;

/**
 * Runs the programs in sandboxes of their own, in turns, so that whatever else the machine does
 * falls on all of them alike.
 */
export async function alternate(
  programs: readonly PreparedProgram[],
  setting: Setting,
): Promise<Measured[]> {
  const results = programs.map(() => ({ times: [] as number[], last: [] as ChunkRun[] }));
  const nest = async (sandboxes: Sandbox[]): Promise<void> => {
    const program = programs[sandboxes.length];
    if (program === undefined) return rounds(sandboxes);
    const settings = { program, limits: setting.limits, seed: SEED };
    await withSandbox(settings, setting.confinement, (sandbox) => nest([...sandboxes, sandbox]));
  };
  const once = async (sandbox: Sandbox, program: PreparedProgram): Promise<ChunkRun[]> => {
    const runs: ChunkRun[] = [];
    const settings = { program, limits: setting.limits, seed: SEED };
    for (const [index, input] of setting.inputs.entries()) {
      runs.push(await runIn(sandbox, setting.confinement, settings, input, index));
    }
    return runs;
  };
  const rounds = async (sandboxes: Sandbox[]): Promise<void> => {
    for (let round = -WARM_UP; round < setting.rounds; round++) {
      for (const [i, sandbox] of sandboxes.entries()) {
        const runs = await once(sandbox, programs[i] as PreparedProgram);
        const result = results[i];
        if (result === undefined) continue;
        result.last = runs;
        if (round >= 0) result.times.push(sum(runs.map((run) => run.stats.wallMs)));
      }
    }
  };
  await nest([]);
  return results.map(({ times, last }) => ({
    times,
    fuel: last.reduce((total, run) => total + run.receipt.fuel, 0n),
    outputDigest: last.map((run) => run.receipt.outputDigest).join(),
    peakRssBytes: Math.max(...last.map((run) => run.stats.peakRssBytes)),
  }));
}

/** Milliseconds from nothing to a sandbox that has answered one empty chunk, and to its end. */
export async function startUp(
  program: PreparedProgram,
  setting: Setting,
): Promise<{ start: number; chunk: number; end: number }> {
  const settings = { program, limits: setting.limits, seed: SEED };
  const began = performance.now();
  const sandbox = await Sandbox.start({ ...setting.limits, confinement: setting.confinement });
  const started = performance.now();
  sandbox.load(program.wasm);
  await runIn(sandbox, setting.confinement, settings, new Uint8Array(0), 0);
  const answered = performance.now();
  await sandbox.kill();
  const ended = performance.now();
  await sleep(10);
  return { start: started - began, chunk: answered - started, end: ended - answered };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
