import { Errno, fault } from "./abi";
import type { WasiContext } from "./context";

const MAX_VECTORS = 1_024;

/** The slices of guest memory an array of (address, length) pairs names; their bytes are charged. */
export function ioVectors(context: WasiContext, address: number, count: number): Uint8Array[] {
  if (count > MAX_VECTORS) fault(Errno.Invalid);
  context.meter.chargeItems(count);
  const slices: Uint8Array[] = [];
  for (let i = 0; i < count; i++) {
    const start = context.memory.u32(address + i * 8);
    const length = context.memory.u32(address + i * 8 + 4);
    slices.push(context.memory.slice(start, length));
  }
  return slices;
}

/** Copies from a source into the slices until one is not filled; gives the bytes copied. */
export function scatter(
  context: WasiContext,
  slices: readonly Uint8Array[],
  read: (offset: number, count: number) => Uint8Array,
): number {
  let total = 0;
  for (const slice of slices) {
    const found = read(total, slice.length);
    context.meter.chargeBytes(found.length);
    slice.set(found);
    total += found.length;
    if (found.length < slice.length) break;
  }
  return total;
}
