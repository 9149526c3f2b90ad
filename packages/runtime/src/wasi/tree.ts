import { Errno, fault, FD_FLAG_APPEND, FileType, OpenFlag, RIGHT_READ, RIGHT_WRITE } from "./abi";
import type { HostFunctions, WasiContext } from "./context";
import { writeFileStat } from "./files";
import type { FileNode, FsNode, Place } from "./filesystem";
import { decodePath, resolve } from "./paths";

type Names =
  | "fd_readdir"
  | "path_create_directory"
  | "path_filestat_get"
  | "path_filestat_set_times"
  | "path_link"
  | "path_open"
  | "path_readlink"
  | "path_remove_directory"
  | "path_rename"
  | "path_symlink"
  | "path_unlink_file";

const DIRENT_BYTES = 24;

/** What works on paths. There are no links of any kind. */
export function treeFunctions(context: WasiContext): HostFunctions<Names> {
  const { memory, descriptors, fs, meter } = context;

  const find = (fd: number, address: number, length: number, trim = false): Place => {
    const { node } = descriptors.directory(fd);
    meter.chargeBytes(length);
    const path = decodePath(memory.slice(address, length));
    meter.chargeItems(path.split("/").length);
    return resolve(node, trim ? path.replace(/(?<=[^/])\/+$/, "") : path);
  };

  return {
    fd_readdir(fd: number, to: number, length: number, cookie: bigint, result: number): void {
      const { node } = descriptors.directory(fd);
      meter.chargeItems(node.entries.size + 2);
      memory.slice(result, 4);
      const entries: [string, FsNode][] = [[".", node], ["..", node], ...node.entries];
      const used = writeEntries(memory.slice(to, length), entries, cookie);
      meter.chargeBytes(used);
      memory.setU32(result, used);
    },

    path_create_directory(fd: number, path: number, length: number): void {
      fs.createDirectory(find(fd, path, length, true));
    },

    path_filestat_get(fd: number, _: number, path: number, length: number, result: number): void {
      const { node } = find(fd, path, length);
      writeFileStat(memory, result, node ?? fault(Errno.NoEntry));
    },

    path_filestat_set_times(fd: number, _: number, path: number, length: number): void {
      if (find(fd, path, length).node === undefined) fault(Errno.NoEntry);
    },

    path_link: () => fault(Errno.NotSupported),
    path_symlink: () => fault(Errno.NotSupported),

    path_readlink(fd: number, path: number, length: number): void {
      fault(find(fd, path, length).node === undefined ? Errno.NoEntry : Errno.Invalid);
    },

    path_open(
      fd: number,
      _: number,
      path: number,
      length: number,
      openFlags: number,
      rights: bigint,
      _inheriting: bigint,
      fdFlags: number,
      result: number,
    ): void {
      const place = find(fd, path, length);
      memory.slice(result, 4);
      descriptors.checkRoom();
      const node = open(context, place, openFlags, (rights & RIGHT_WRITE) !== 0n);
      const opened =
        node.type === FileType.Directory
          ? ({ kind: "directory", node, preopened: undefined } as const)
          : ({
              kind: "file",
              node,
              canRead: (rights & RIGHT_READ) !== 0n,
              canWrite: (rights & RIGHT_WRITE) !== 0n,
              append: (fdFlags & FD_FLAG_APPEND) !== 0,
              offset: 0,
            } as const);
      memory.setU32(result, descriptors.add({ ...opened }));
    },

    path_remove_directory(fd: number, path: number, length: number): void {
      fs.removeDirectory(find(fd, path, length));
    },

    path_rename(
      fd: number,
      path: number,
      length: number,
      toFd: number,
      toPath: number,
      toLength: number,
    ): void {
      meter.chargeItems(fs.count);
      const from = find(fd, path, length, true);
      fs.rename(from, find(toFd, toPath, toLength, from.node?.type === FileType.Directory));
    },

    path_unlink_file(fd: number, path: number, length: number): void {
      fs.unlinkFile(find(fd, path, length));
    },
  };
}

function open(context: WasiContext, place: Place, flags: number, canWrite: boolean): FsNode {
  const { node } = place;
  if (node === undefined) {
    if ((flags & OpenFlag.Create) === 0) fault(Errno.NoEntry);
    if ((flags & OpenFlag.Directory) !== 0) fault(Errno.Invalid);
    return context.fs.createFile(place);
  }
  if ((flags & OpenFlag.Create) !== 0 && (flags & OpenFlag.Exclusive) !== 0) fault(Errno.Exists);
  if (node.type === FileType.Directory) {
    if ((flags & OpenFlag.Truncate) !== 0) fault(Errno.IsDirectory);
    return node;
  }
  if ((flags & OpenFlag.Directory) !== 0) fault(Errno.NotDirectory);
  checkWritable(node, canWrite || (flags & OpenFlag.Truncate) !== 0);
  if ((flags & OpenFlag.Truncate) !== 0) context.fs.resize(node, 0);
  return node;
}

function checkWritable(node: FileNode, isWanted: boolean): void {
  if (isWanted && node.isReadOnly) fault(Errno.Access);
}

/** Writes as many entries as fit, the last one cut off, and gives the bytes used. */
function writeEntries(target: Uint8Array, entries: [string, FsNode][], cookie: bigint): number {
  let used = 0;
  const first = cookie < 0n || cookie > BigInt(entries.length) ? entries.length : Number(cookie);
  for (let i = first; i < entries.length && used < target.length; i++) {
    const [name, node] = entries[i] as [string, FsNode];
    const encoded = new TextEncoder().encode(name);
    const record = new Uint8Array(DIRENT_BYTES + encoded.length);
    const view = new DataView(record.buffer);
    view.setBigUint64(0, BigInt(i + 1), true);
    view.setBigUint64(8, node.inode, true);
    view.setUint32(16, encoded.length, true);
    view.setUint8(20, node.type);
    record.set(encoded, DIRENT_BYTES);
    const fitting = record.subarray(0, target.length - used);
    target.set(fitting, used);
    used += fitting.length;
  }
  return used;
}
