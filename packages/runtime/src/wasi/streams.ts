import { Errno, fault, Whence } from "./abi";
import type { HostFunctions, WasiContext } from "./context";
import type { OpenFile } from "./descriptors";
import { ioVectors, scatter } from "./iovec";

type Names = "fd_read" | "fd_write" | "fd_pread" | "fd_pwrite" | "fd_seek" | "fd_tell";

const MAX_OFFSET = BigInt(Number.MAX_SAFE_INTEGER);

/** Reading, writing and seeking. */
export function streamFunctions(context: WasiContext): HostFunctions<Names> {
  const { memory, descriptors, output } = context;

  const readFile = (file: OpenFile, at: number, iovs: number, count: number): number => {
    if (!file.canRead) fault(Errno.NotCapable);
    const slices = ioVectors(context, iovs, count);
    return scatter(context, slices, (offset, n) => file.node.content.read(at + offset, n));
  };

  const writeFile = (file: OpenFile, at: number, iovs: number, count: number): number => {
    if (!file.canWrite) fault(Errno.NotCapable);
    let end = at;
    for (const slice of ioVectors(context, iovs, count)) {
      const before = file.node.content.size;
      context.fs.write(file.node, end, slice);
      const gained = file.node.content.size - before;
      context.meter.chargeBytes(Math.max(gained, slice.length));
      end += slice.length;
    }
    return end - at;
  };

  return {
    fd_read(fd: number, iovs: number, count: number, result: number): void {
      const descriptor = descriptors.get(fd);
      if (descriptor.kind === "directory") fault(Errno.IsDirectory);
      if (descriptor.kind === "output") fault(Errno.NotCapable);
      memory.slice(result, 4);
      let total: number;
      if (descriptor.kind === "file") {
        total = readFile(descriptor, descriptor.offset, iovs, count);
      } else {
        const from = descriptor.offset;
        total = scatter(context, ioVectors(context, iovs, count), (offset, n) =>
          context.input.subarray(from + offset, from + offset + n),
        );
      }
      descriptor.offset += total;
      memory.setU32(result, total);
    },

    fd_write(fd: number, iovs: number, count: number, result: number): void {
      const descriptor = descriptors.get(fd);
      if (descriptor.kind === "directory") fault(Errno.IsDirectory);
      if (descriptor.kind === "input") fault(Errno.NotCapable);
      memory.slice(result, 4);
      let total = 0;
      if (descriptor.kind === "file") {
        if (descriptor.append) descriptor.offset = descriptor.node.content.size;
        total = writeFile(descriptor, descriptor.offset, iovs, count);
        descriptor.offset += total;
      } else {
        for (const slice of ioVectors(context, iovs, count)) {
          context.meter.chargeBytes(slice.length);
          output.write(descriptor.name, slice);
          total += slice.length;
        }
      }
      memory.setU32(result, total);
    },

    fd_pread(fd: number, iovs: number, count: number, at: bigint, result: number): void {
      const file = descriptors.file(fd);
      memory.slice(result, 4);
      memory.setU32(result, readFile(file, offsetOf(at), iovs, count));
    },

    fd_pwrite(fd: number, iovs: number, count: number, at: bigint, result: number): void {
      const file = descriptors.file(fd);
      memory.slice(result, 4);
      memory.setU32(result, writeFile(file, offsetOf(at), iovs, count));
    },

    fd_seek(fd: number, delta: bigint, whence: number, result: number): void {
      const file = descriptors.file(fd);
      memory.slice(result, 8);
      const bases: Record<number, number> = {
        [Whence.Set]: 0,
        [Whence.Current]: file.offset,
        [Whence.End]: file.node.content.size,
      };
      const base = bases[whence] ?? fault(Errno.Invalid);
      file.offset = offsetOf(BigInt(base) + delta);
      memory.setU64(result, BigInt(file.offset));
    },

    fd_tell(fd: number, result: number): void {
      memory.setU64(result, BigInt(descriptors.file(fd).offset));
    },
  };
}

/** A file offset as a number; 64-bit values arrive signed. */
export function offsetOf(value: bigint): number {
  if (value < 0n) fault(Errno.Invalid);
  if (value > MAX_OFFSET) fault(Errno.Overflow);
  return Number(value);
}
