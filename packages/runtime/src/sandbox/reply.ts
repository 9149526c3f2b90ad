import { EXIT_CODES, type ExitReason } from "../receipt/exit";
import type { Frame } from "./protocol";

/** What the sandbox says of one chunk, after its form was checked. */
export interface ChunkReply {
  readonly exit: ExitReason;
  readonly detail: string | undefined;
  readonly fuel: bigint;
  readonly stdout: Uint8Array;
  readonly stderr: Uint8Array;
  readonly peakRssBytes: number;
}

const MAX_DETAIL = 200;

export function kindOf(header: unknown): unknown {
  return isRecord(header) ? header["kind"] : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

/** A guest that has broken out of the engine could answer anything: only the right form passes. */
export function parseReply({ header, payload }: Frame, fuelLimit: bigint): ChunkReply | undefined {
  if (!isRecord(header) || header["kind"] !== "done") return undefined;
  const { exit, detail, fuel, stdoutBytes, peakRssBytes } = header;
  if (typeof exit !== "string" || !Object.hasOwn(EXIT_CODES, exit)) return undefined;
  if (typeof fuel !== "string" || !/^\d{1,20}$/.test(fuel) || BigInt(fuel) > fuelLimit) {
    return undefined;
  }
  if (!Number.isSafeInteger(stdoutBytes) || !Number.isSafeInteger(peakRssBytes)) return undefined;
  const split = stdoutBytes as number;
  if (split < 0 || split > payload.length) return undefined;
  return {
    exit: exit as ExitReason,
    detail: typeof detail === "string" ? detail.slice(0, MAX_DETAIL) : undefined,
    fuel: BigInt(fuel),
    stdout: payload.subarray(0, split),
    stderr: payload.subarray(split),
    peakRssBytes: peakRssBytes as number,
  };
}
