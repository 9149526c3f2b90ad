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
  type TileOptions,
} from "@weft/runtime";

import { JobStatus } from "@weft/sdk";

import { UsageError } from "../lib/usage";
import type { Options } from "./options";
import { encodePng } from "./png";

/** What the client wants computed: a program, and a bag of inputs for it. */
export interface Task {
  name: string;
  wasm: Uint8Array;
  chunks: Uint8Array[];
  limits: Limits;
  seed: Hex;
  /** Content digest of all this: what both sides sign. */
  spec: Hex;
  /** How the outputs make a picture; undefined where they make none. */
  layout: TileOptions | undefined;
  /** The same task for some of its chunks: a request of its own, with a digest of its own. */
  part: (chunks: readonly number[]) => Task;
  /** Files made of the outputs of all chunks. */
  files: (outputs: readonly Uint8Array[]) => { name: string; bytes: Uint8Array }[];
}

const SEED: Hex = `0x${"5eed".padStart(64, "0")}`;

/** Fuel for one chunk of a stranger's program: some seconds, so that an endless loop ends soon. */
const USER_FUEL = 2_000_000_000n;

export function readTask(options: Options): Task {
  return options.wasm === undefined
    ? pictureTask({ ...DEFAULT_PICTURE, samples: options.samples })
    : userProgram(options.wasm, options.inputs);
}

/** A picture to be rendered, one tile a chunk. */
export function pictureTask(wanted: TileOptions): Task {
  const { width, height } = wanted;
  return withSpec({
    name: `a picture of ${width} x ${height} pixels`,
    wasm: pathTracerWasm(),
    chunks: tileChunks(wanted),
    limits: DEFAULT_LIMITS,
    seed: SEED,
    layout: wanted,
    files: (outputs) => {
      const rgb = assembleTiles(wanted, outputs);
      return [{ name: "picture.png", bytes: encodePng({ width, height, rgb }) }];
    },
  });
}

function userProgram(wasm: string, inputs: readonly string[]): Task {
  return withSpec({
    name: wasm,
    wasm: readFile("--wasm", wasm),
    chunks: inputs.length === 0 ? [new Uint8Array()] : inputs.map((f) => readFile("--input", f)),
    limits: { ...DEFAULT_LIMITS, fuel: USER_FUEL },
    seed: SEED,
    layout: undefined,
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

/** What became of a part of a task. */
interface Part {
  chunks: readonly number[];
  delivery: { outputs: readonly Uint8Array[] } | undefined;
  ending: { status: JobStatus };
}

/** A part that was delivered and accepted. */
export type Done<T extends Part> = T & { delivery: NonNullable<T["delivery"]> };

export function isDone<T extends Part>(part: T): part is Done<T> {
  return part.ending.status === JobStatus.Accepted && part.delivery !== undefined;
}

/** The outputs of the parts that were accepted, by chunk. */
export function acceptedOutputs(parts: readonly Part[]): Map<number, Uint8Array> {
  const outputs = new Map<number, Uint8Array>();
  for (const { chunks, delivery } of parts.filter(isDone)) {
    for (const [at, chunk] of chunks.entries()) {
      const bytes = delivery.outputs[at];
      if (bytes !== undefined) outputs.set(chunk, bytes);
    }
  }
  return outputs;
}

/** The files of a task, from the jobs that were accepted; none where a chunk is missing. */
export function assemble(
  task: Task,
  parts: readonly Part[],
): { name: string; bytes: Uint8Array }[] {
  const outputs = acceptedOutputs(parts);
  const inOrder = task.chunks.flatMap((_, index) => outputs.get(index) ?? []);
  return inOrder.length === task.chunks.length ? task.files(inOrder) : [];
}
