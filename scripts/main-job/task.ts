import { readFileSync } from "node:fs";

import {
  DEFAULT_LIMITS,
  DEFAULT_PICTURE,
  assembleTiles,
  jobSpec,
  pathTracerWasm,
  tileChunks,
  type Hex,
  type Limits,
} from "@weft/runtime";

import { JobStatus } from "@weft/sdk";

import { UsageError } from "../lib/usage";
import { encodePng } from "./output";
import type { Options } from "./options";

/** What the client wants computed: a program, and a bag of inputs for it. */
export interface Task {
  name: string;
  wasm: Uint8Array;
  chunks: Uint8Array[];
  limits: Limits;
  seed: Hex;
  /** Content digest of all this: what both sides sign. */
  spec: Hex;
  /** The same task for some of its chunks: a request of its own, with a digest of its own. */
  part: (chunks: readonly number[]) => Task;
  /** Files made of the outputs of all chunks. */
  files: (outputs: readonly Uint8Array[]) => { name: string; bytes: Uint8Array }[];
}

const SEED: Hex = `0x${"5eed".padStart(64, "0")}`;

/** Fuel for one chunk of a stranger's program: some seconds, so that an endless loop ends soon. */
const USER_FUEL = 2_000_000_000n;

export function readTask(options: Options): Task {
  return options.wasm === undefined ? picture(options) : userProgram(options.wasm, options.inputs);
}

function picture({ samples }: Options): Task {
  const wanted = { ...DEFAULT_PICTURE, samples };
  const { width, height } = wanted;
  return withSpec({
    name: `a picture of ${width} x ${height} pixels`,
    wasm: pathTracerWasm(),
    chunks: tileChunks(wanted),
    limits: DEFAULT_LIMITS,
    seed: SEED,
    files: (outputs) => [
      { name: "picture.png", bytes: encodePng(width, height, assembleTiles(wanted, outputs)) },
    ],
  });
}

function userProgram(wasm: string, inputs: readonly string[]): Task {
  return withSpec({
    name: wasm,
    wasm: readFile("--wasm", wasm),
    chunks: inputs.length === 0 ? [new Uint8Array()] : inputs.map((f) => readFile("--input", f)),
    limits: { ...DEFAULT_LIMITS, fuel: USER_FUEL },
    seed: SEED,
    files: (outputs) => outputs.map((bytes, index) => ({ name: `output-${index}.bin`, bytes })),
  });
}

function withSpec(task: Omit<Task, "spec" | "part">): Task {
  const part = (chunks: readonly number[]): Task => {
    const some = chunks.flatMap((index) => task.chunks[index] ?? []);
    return chunks.length === task.chunks.length ? whole : withSpec({ ...task, chunks: some });
  };
  const whole = { ...task, part, spec: jobSpec(task).digest };
  return whole;
}

function readFile(option: string, path: string): Uint8Array {
  try {
    return new Uint8Array(readFileSync(path));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`${option} ${path} cannot be read: ${reason}`);
  }
}

/** The files of a task, from the jobs that were accepted; none where a chunk is missing. */
export function assemble(
  task: Task,
  chapters: readonly {
    chunks: readonly number[];
    delivery: { outputs: readonly Uint8Array[] } | undefined;
    ending: { status: JobStatus };
  }[],
): { name: string; bytes: Uint8Array }[] {
  const outputs = new Map<number, Uint8Array>();
  for (const { chunks, delivery, ending } of chapters) {
    if (ending.status !== JobStatus.Accepted || delivery === undefined) continue;
    for (const [at, chunk] of chunks.entries()) {
      const bytes = delivery.outputs[at];
      if (bytes !== undefined) outputs.set(chunk, bytes);
    }
  }
  const inOrder = task.chunks.flatMap((_, index) => outputs.get(index) ?? []);
  return inOrder.length === task.chunks.length ? task.files(inOrder) : [];
}
