import { InvalidFieldError } from "../errors/weft-error";
import { checkUint, maxUint } from "../words/range";
import {
  ENGINES,
  FEATURES,
  GPU_MODELS,
  REGIONS,
  type Engine,
  type Feature,
  type GpuModel,
  type Region,
} from "./registry";
import { packSet, unpackSet } from "./sets";

/** What a machine has, or what a job needs. Left out means none: no name in a set, zero of a number. */
export interface Resources {
  /** What can run the job. */
  engines: readonly Engine[];
  /** Models in the machine; for a job, the acceptable ones, none accepting any. */
  gpuModels: readonly GpuModel[];
  /** Where the machine is; for a job, the acceptable regions, none accepting any. */
  regions: readonly Region[];
  features: readonly Feature[];
  /** Count, at most 127. */
  gpus: number;
  /** GiB for each GPU, at most 32,767. */
  vram: number;
  /** Count, at most 32,767. */
  cores: number;
  /** MiB, at most 8,388,607. */
  memory: number;
  /** GiB, at most 2,147,483,647. */
  disk: number;
  /** Mbit/s, at most 2,147,483,647. */
  bandwidth: number;
}

const SETS = {
  engines: { field: "engines", names: ENGINES, at: 0, width: 16 },
  gpuModels: { field: "gpuModels", names: GPU_MODELS, at: 16, width: 64 },
  regions: { field: "regions", names: REGIONS, at: 80, width: 32 },
  features: { field: "features", names: FEATURES, at: 112, width: 16 },
} as const;

/** Lowest bit and value bits of each number; one guard bit, always zero, lies above them. */
const NUMBERS = {
  gpus: { at: 128, bits: 7 },
  vram: { at: 136, bits: 15 },
  cores: { at: 152, bits: 15 },
  memory: { at: 168, bits: 23 },
  disk: { at: 192, bits: 31 },
  bandwidth: { at: 224, bits: 31 },
} as const;

type NumberName = keyof typeof NUMBERS;
const NUMBER_NAMES = ["gpus", "vram", "cores", "memory", "disk", "bandwidth"] as const;

function maskOf(at: number, bits: number): bigint {
  return maxUint(bits) << BigInt(at);
}

const ALL_NEEDED = maskOf(0, 16) | maskOf(112, 16);
const GPU_MASK = maskOf(16, 64);
const REGION_MASK = maskOf(80, 32);
const NUMBER_MASK = maskOf(128, 128);
const GUARDS = NUMBER_NAMES.reduce((word, name) => {
  const { at, bits } = NUMBERS[name];
  return word | (1n << BigInt(at + bits));
}, 0n);

/**
 * The word that orders carry.
 *
 * @throws InvalidFieldError for a number out of range or a name that is not registered.
 * @example
 * packResources({ engines: ["wasm"], cores: 8, memory: 16_384 });
 */
export function packResources(resources: Partial<Resources>): bigint {
  let word =
    packSet<Engine>(SETS.engines, resources.engines ?? []) |
    packSet<GpuModel>(SETS.gpuModels, resources.gpuModels ?? []) |
    packSet<Region>(SETS.regions, resources.regions ?? []) |
    packSet<Feature>(SETS.features, resources.features ?? []);
  for (const name of NUMBER_NAMES) {
    const { at, bits } = NUMBERS[name];
    word |= checkUint(name, resources[name] ?? 0, bits) << BigInt(at);
  }
  return word;
}

/**
 * The fields of a word.
 *
 * @throws InvalidFieldError for a word with a guard bit set; the market refuses it too.
 */
export function unpackResources(word: bigint): Resources {
  checkUint("resources", word, 256);
  if (!isWellFormed(word)) {
    throw new InvalidFieldError("resources", word, "a word with no guard bit set");
  }
  const read = (name: NumberName): number =>
    Number((word >> BigInt(NUMBERS[name].at)) & maxUint(NUMBERS[name].bits));
  return {
    engines: unpackSet<Engine>(SETS.engines, word),
    gpuModels: unpackSet<GpuModel>(SETS.gpuModels, word),
    regions: unpackSet<Region>(SETS.regions, word),
    features: unpackSet<Feature>(SETS.features, word),
    gpus: read("gpus"),
    vram: read("vram"),
    cores: read("cores"),
    memory: read("memory"),
    disk: read("disk"),
    bandwidth: read("bandwidth"),
  };
}

/** Whether every guard bit is zero. */
export function isWellFormed(word: bigint): boolean {
  return (word & GUARDS) === 0n;
}

/**
 * Whether a machine serves the needs of a job, bit by bit as the market decides it. All needed
 * engines and features must be there; of GPU models and regions one in common is enough, and an
 * empty set accepts all; of numbers, at least as many.
 */
export function satisfies(has: bigint, needs: bigint): boolean {
  if ((needs & ~has & ALL_NEEDED) !== 0n) return false;
  for (const mask of [GPU_MASK, REGION_MASK]) {
    if ((needs & mask) !== 0n && (needs & has & mask) === 0n) return false;
  }
  // With its guard bit set, no field can borrow from its neighbour.
  const left = ((has & NUMBER_MASK) | GUARDS) - (needs & NUMBER_MASK & ~GUARDS);
  return (left & GUARDS) === GUARDS;
}

/** The needs that a machine does not meet, by name of the field; empty where it serves. */
export function missingResources(has: bigint, needs: bigint): (keyof Resources)[] {
  const missing: (keyof Resources)[] = [];
  for (const [name, set] of Object.entries(SETS)) {
    const mask = maskOf(set.at, set.width);
    const isAllNeeded = (mask & ALL_NEEDED) !== 0n;
    const isShort = isAllNeeded
      ? (needs & ~has & mask) !== 0n
      : (needs & mask) !== 0n && (needs & has & mask) === 0n;
    if (isShort && isSetName(name)) missing.push(name);
  }
  for (const name of NUMBER_NAMES) {
    const mask = maskOf(NUMBERS[name].at, NUMBERS[name].bits);
    if ((has & mask) < (needs & mask)) missing.push(name);
  }
  return missing;
}

function isSetName(name: string): name is keyof typeof SETS {
  return name in SETS;
}
