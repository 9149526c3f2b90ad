import { InvalidInputError, InvalidSpecError } from "../errors";
import { checkInput, checkLimits, type Limits } from "../limits";
import { fromHex32, sha256, type Hex } from "./digest";

/** Names the rules by which programs run and are billed. New rules get a new name. */
export const ENGINE = "weft-wasm/2";

/** The limits that a result depends on. How long a machine may take is not one of them. */
export type ResultLimits = Omit<Limits, "wallMs">;

export interface JobSpec {
  /** Always `ENGINE`; another runtime would have another name. */
  engine: string;
  /** sha-256 of the program. */
  program: Hex;
  /** sha-256 of each chunk's input, in order. */
  inputs: Hex[];
  limits: ResultLimits;
  /** 32 bytes from which the program's randomness is made. */
  seed: Hex;
  /** Arguments of the program, the name in front included. */
  args: string[];
  /** Environment, each as NAME=value, sorted by name. */
  env: string[];
}

export interface JobSpecInput {
  wasm: Uint8Array;
  chunks: readonly Uint8Array[];
  limits: Limits | ResultLimits;
  seed: Hex;
  args?: readonly string[];
  env?: Readonly<Record<string, string>>;
}

export const MAX_CHUNKS = 65_536;
const MAX_TEXT_BYTES = 64 * 1024;

/**
 * The canonical specification of a job: everything that its result depends on, and nothing else.
 * The digest is sha-256 of the bytes, so that it is also a content id (CIDv1, raw, sha2-256).
 *
 * @example
 * const { bytes, digest } = jobSpec({ wasm, chunks, limits: DEFAULT_LIMITS, seed });
 */
export function jobSpec(input: JobSpecInput): { bytes: Uint8Array; digest: Hex } {
  const { limits, chunks } = input;
  for (const chunk of chunks) checkInput(chunk);
  const spec: JobSpec = {
    engine: ENGINE,
    program: sha256(input.wasm),
    inputs: chunks.map((chunk) => sha256(chunk)),
    limits,
    seed: input.seed,
    args: [...(input.args ?? [])],
    env: environment(input.env ?? {}),
  };
  const problem = problemOf(spec);
  if (problem !== undefined) throw new InvalidInputError(problem);
  const bytes = encode(spec);
  return { bytes, digest: sha256(bytes) };
}

/** The environment as a list, sorted by name. */
export function environment(env: Readonly<Record<string, string>>): string[] {
  const names = Object.keys(env).sort();
  if (names.some((name) => name === "" || name.includes("="))) {
    throw new InvalidInputError("the name of an environment variable is empty or has a =");
  }
  return names.map((name) => `${name}=${env[name] ?? ""}`);
}

/** A specification as it is written: numbers wider than 53 bits are text. */
type Written = Omit<JobSpec, "limits"> & {
  limits: Omit<ResultLimits, "fuel"> & { fuel: string };
};

/**
 * Reads a specification that somebody else made.
 *
 * @throws InvalidSpecError unless the bytes are exactly the canonical form of a valid one.
 */
export function parseJobSpec(bytes: Uint8Array): JobSpec {
  let spec: JobSpec;
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    const found = JSON.parse(text) as Written;
    spec = { ...found, limits: { ...found.limits, fuel: BigInt(found.limits.fuel) } };
    const problem = problemOf(spec);
    if (problem !== undefined) throw new InvalidSpecError(problem);
  } catch (error) {
    if (error instanceof InvalidSpecError) throw error;
    throw new InvalidSpecError("the bytes are not a job specification", error);
  }
  if (Buffer.compare(encode(spec), bytes) !== 0) {
    throw new InvalidSpecError("the specification is not in canonical form");
  }
  return spec;
}

/** JSON with a fixed order of keys and no spaces. */
function encode(spec: JobSpec): Uint8Array {
  const { fuel, memoryBytes, outputBytes, fileBytes } = spec.limits;
  const text = JSON.stringify({
    engine: spec.engine,
    program: spec.program,
    inputs: spec.inputs,
    limits: { fuel: String(fuel), memoryBytes, outputBytes, fileBytes },
    seed: spec.seed,
    args: spec.args,
    env: spec.env,
  });
  return new TextEncoder().encode(text);
}

function problemOf(spec: JobSpec): string | undefined {
  if (spec.engine !== ENGINE) return `the engine is not ${ENGINE}`;
  if (![spec.inputs, spec.args, spec.env].every((list) => Array.isArray(list))) {
    return "inputs, arguments or environment are not a list";
  }
  if (spec.inputs.length === 0) return "a job needs at least one chunk";
  if (spec.inputs.length > MAX_CHUNKS) return `a job has at most ${MAX_CHUNKS} chunks`;
  const digests = [spec.program, spec.seed, ...spec.inputs];
  if (digests.some((hex) => fromHex32(hex) === undefined)) {
    return "a digest or the seed is not 0x and 64 lower-case hex digits";
  }
  const texts = [...spec.args, ...spec.env];
  if (!texts.every((text) => typeof text === "string" && !text.includes("\0"))) {
    return "an argument or variable is not a text without zero bytes";
  }
  if (texts.reduce((sum, text) => sum + Buffer.byteLength(text) + 1, 0) > MAX_TEXT_BYTES) {
    return `arguments and environment have more than ${MAX_TEXT_BYTES} bytes`;
  }
  if (!isEnvironment(spec.env)) {
    return "a variable is not NAME=value, or names are not sorted, each once";
  }
  checkLimits({ ...spec.limits, wallMs: 0 });
  return undefined;
}

/** Whether the list is one that `environment` gives. */
function isEnvironment(env: readonly string[]): boolean {
  let last = "";
  return env.every((each) => {
    const name = each.slice(0, Math.max(0, each.indexOf("=")));
    const isNext = name > last;
    last = name;
    return isNext;
  });
}
