import { InvalidInputError } from "./errors";

/** What a chunk may use. All but `wallMs` are part of the job's meaning and of its digest. */
export interface Limits {
  /** Units of fuel: metered instructions, and what stands for them in bulk work and host calls. */
  fuel: bigint;
  /** Linear memory, in bytes; whole pages of 64 KiB count. */
  memoryBytes: number;
  /**
   * Time on this machine for one chunk, in milliseconds. A safety net for the machine's owner: it
   * says nothing about the job, so it is in no digest, and passing it gives no result.
   */
  wallMs: number;
  /** stdout and stderr together, in bytes. */
  outputBytes: number;
  /** All files the program writes, in bytes. */
  fileBytes: number;
}

const MIB = 1024 * 1024;

export const DEFAULT_LIMITS: Readonly<Limits> = Object.freeze({
  fuel: 10_000_000_000n,
  memoryBytes: 256 * MIB,
  wallMs: 120_000,
  outputBytes: 16 * MIB,
  fileBytes: 64 * MIB,
});

/** An input of one chunk may have at most this many bytes. */
export const MAX_INPUT_BYTES = 256 * MIB;

/** Fuel is kept in a signed 64-bit global; the rest of the range is left for one overdraft. */
export const MAX_FUEL = 1n << 62n;

const MAXIMA: Readonly<Record<Exclude<keyof Limits, "fuel">, number>> = {
  memoryBytes: 4096 * MIB,
  wallMs: 2 ** 31 - 1,
  outputBytes: 1024 * MIB,
  fileBytes: 1024 * MIB,
};

/** @throws InvalidInputError naming the limit that is out of range. */
export function checkLimits(limits: Limits): void {
  if (typeof limits.fuel !== "bigint" || limits.fuel < 0n || limits.fuel > MAX_FUEL) {
    throw new InvalidInputError("fuel is out of range", { fuel: String(limits.fuel) });
  }
  for (const [name, maximum] of Object.entries(MAXIMA)) {
    const value = limits[name as keyof typeof MAXIMA];
    if (!Number.isSafeInteger(value) || value < 0 || value > maximum) {
      throw new InvalidInputError(`${name} is out of range`, { [name]: value, maximum });
    }
  }
}

/** @throws InvalidInputError if a chunk's input is too large to be handed to a sandbox. */
export function checkInput(input: Uint8Array): void {
  if (input.length <= MAX_INPUT_BYTES) return;
  throw new InvalidInputError(`an input has more than ${MAX_INPUT_BYTES} bytes`, {
    bytes: input.length,
  });
}
