import { Errno, fault, FileType } from "./abi";
import type { DirectoryNode, FileNode, MemoryFileSystem } from "./filesystem";

const MAX_OPEN = 256;

export interface OpenFile {
  readonly kind: "file";
  readonly node: FileNode;
  readonly canRead: boolean;
  readonly canWrite: boolean;
  append: boolean;
  offset: number;
}

export interface OpenDirectory {
  readonly kind: "directory";
  readonly node: DirectoryNode;
  /** The path a program finds the directory under, for those it is given at the start. */
  readonly preopened: string | undefined;
}

export interface InputStream {
  readonly kind: "input";
  offset: number;
}

export interface OutputStream {
  readonly kind: "output";
  readonly name: "stdout" | "stderr";
}

export type Descriptor = OpenFile | OpenDirectory | InputStream | OutputStream;

/** The table of a program's open descriptors; the lowest free number is given out first. */
export class Descriptors {
  private readonly table = new Map<number, Descriptor>();

  constructor(private readonly fs: MemoryFileSystem) {
    this.table.set(0, { kind: "input", offset: 0 });
    this.table.set(1, { kind: "output", name: "stdout" });
    this.table.set(2, { kind: "output", name: "stderr" });
    this.table.set(3, { kind: "directory", node: fs.root, preopened: "/" });
  }

  get(fd: number): Descriptor {
    return this.table.get(fd) ?? fault(Errno.BadDescriptor);
  }

  directory(fd: number): OpenDirectory {
    const descriptor = this.get(fd);
    return descriptor.kind === "directory" ? descriptor : fault(Errno.NotDirectory);
  }

  file(fd: number): OpenFile {
    const descriptor = this.get(fd);
    if (descriptor.kind === "file") return descriptor;
    return fault(descriptor.kind === "directory" ? Errno.IsDirectory : Errno.NotSeekable);
  }

  /** Fails before anything is created, if no descriptor is left. */
  checkRoom(): void {
    if (this.table.size >= MAX_OPEN) fault(Errno.TooManyOpen);
  }

  add(descriptor: Descriptor): number {
    this.checkRoom();
    let fd = 0;
    while (this.table.has(fd)) fd++;
    this.table.set(fd, descriptor);
    if (descriptor.kind === "file") descriptor.node.openCount += 1;
    return fd;
  }

  close(fd: number): void {
    const descriptor = this.get(fd);
    this.table.delete(fd);
    if (descriptor.kind !== "file") return;
    descriptor.node.openCount -= 1;
    this.fs.release(descriptor.node);
  }

  /** Gives `from` the number `to`, closing what had it. */
  renumber(from: number, to: number): void {
    const descriptor = this.get(from);
    this.get(to);
    if (from === to) return;
    this.close(to);
    this.table.delete(from);
    this.table.set(to, descriptor);
  }
}

export function fileTypeOf(descriptor: Descriptor): FileType {
  if (descriptor.kind === "file") return FileType.RegularFile;
  return descriptor.kind === "directory" ? FileType.Directory : FileType.Unknown;
}
