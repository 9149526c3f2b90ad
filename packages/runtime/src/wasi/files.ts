import { ALL_RIGHTS, Errno, fault, FD_FLAG_APPEND, FileType, RIGHT_READ, RIGHT_WRITE } from "./abi";
import { CLOCK_START } from "./clock";
import type { HostFunctions, WasiContext } from "./context";
import { fileTypeOf, type Descriptor } from "./descriptors";
import type { FsNode } from "./filesystem";
import { StructWriter, type GuestMemory } from "./memory";
import { offsetOf } from "./streams";

type Names =
  | "fd_advise"
  | "fd_allocate"
  | "fd_close"
  | "fd_datasync"
  | "fd_fdstat_get"
  | "fd_fdstat_set_flags"
  | "fd_fdstat_set_rights"
  | "fd_filestat_get"
  | "fd_filestat_set_size"
  | "fd_filestat_set_times"
  | "fd_prestat_get"
  | "fd_prestat_dir_name"
  | "fd_renumber"
  | "fd_sync";

/** What can be asked of, and done to, an open descriptor. */
export function fileFunctions(context: WasiContext): HostFunctions<Names> {
  const { memory, descriptors, fs, meter } = context;

  const resize = (fd: number, size: number): void => {
    const file = descriptors.file(fd);
    if (!file.canWrite) fault(Errno.NotCapable);
    const before = file.node.content.size;
    fs.resize(file.node, size);
    meter.chargeBytes(Math.abs(size - before));
  };
  const exists = (fd: number): void => void descriptors.get(fd);

  return {
    fd_advise: exists,
    fd_datasync: exists,
    fd_sync: exists,
    fd_filestat_set_times: exists,
    fd_fdstat_set_rights: exists,

    fd_allocate(fd: number, offset: bigint, length: bigint): void {
      const end = offsetOf(offset) + offsetOf(length);
      const { content } = descriptors.file(fd).node;
      if (end > content.size) resize(fd, end);
    },

    fd_close(fd: number): void {
      descriptors.close(fd);
    },

    fd_fdstat_get(fd: number, result: number): void {
      const descriptor = descriptors.get(fd);
      const flags = descriptor.kind === "file" && descriptor.append ? FD_FLAG_APPEND : 0;
      new StructWriter(memory, result, 24)
        .u8(0, fileTypeOf(descriptor))
        .u16(2, flags)
        .u64(8, rightsOf(descriptor))
        .u64(16, descriptor.kind === "directory" ? ALL_RIGHTS : 0n);
    },

    fd_fdstat_set_flags(fd: number, flags: number): void {
      const descriptor = descriptors.get(fd);
      if (descriptor.kind === "file") descriptor.append = (flags & FD_FLAG_APPEND) !== 0;
    },

    fd_filestat_get(fd: number, result: number): void {
      const descriptor = descriptors.get(fd);
      const node =
        descriptor.kind === "input" || descriptor.kind === "output" ? undefined : descriptor.node;
      writeFileStat(memory, result, node);
    },

    fd_filestat_set_size(fd: number, size: bigint): void {
      resize(fd, offsetOf(size));
    },

    fd_prestat_get(fd: number, result: number): void {
      const { length } = preopened(descriptors.get(fd));
      new StructWriter(memory, result, 8).u8(0, 0).u32(4, length);
    },

    fd_prestat_dir_name(fd: number, address: number, length: number): void {
      const name = preopened(descriptors.get(fd));
      if (length < name.length) fault(Errno.NameTooLong);
      memory.slice(address, name.length).set(name);
    },

    fd_renumber(from: number, to: number): void {
      descriptors.renumber(from, to);
    },
  };
}

function preopened(descriptor: Descriptor): Uint8Array {
  if (descriptor.kind !== "directory" || descriptor.preopened === undefined) {
    return fault(Errno.BadDescriptor);
  }
  return new TextEncoder().encode(descriptor.preopened);
}

function rightsOf(descriptor: Descriptor): bigint {
  switch (descriptor.kind) {
    case "directory":
      return ALL_RIGHTS;
    case "input":
      return RIGHT_READ;
    case "output":
      return RIGHT_WRITE;
    case "file": {
      const withoutRead = descriptor.canRead ? ALL_RIGHTS : ALL_RIGHTS & ~RIGHT_READ;
      return descriptor.canWrite ? withoutRead : withoutRead & ~RIGHT_WRITE;
    }
  }
}

/** Times are always the start of the virtual calendar: a time of change would say nothing. */
export function writeFileStat(
  memory: GuestMemory,
  address: number,
  node: FsNode | undefined,
): void {
  const isFile = node?.type === FileType.RegularFile;
  new StructWriter(memory, address, 64)
    .u64(8, node?.inode ?? 0n)
    .u8(16, node?.type ?? FileType.Unknown)
    .u64(24, 1n)
    .u64(32, isFile ? BigInt(node.content.size) : 0n)
    .u64(40, CLOCK_START)
    .u64(48, CLOCK_START)
    .u64(56, CLOCK_START);
}
