import { Errno, fault, FileType } from "./abi";
import { GrowingBytes } from "./buffer";
import { GuestStop } from "./stop";

/** Files and directories a program may have at once, beside those it is given. */
export const MAX_NODES = 1_024;

export interface FileNode {
  readonly type: typeof FileType.RegularFile;
  readonly inode: bigint;
  readonly content: GrowingBytes;
  readonly isReadOnly: boolean;
  isLinked: boolean;
  openCount: number;
}

export interface DirectoryNode {
  readonly type: typeof FileType.Directory;
  readonly inode: bigint;
  readonly entries: Map<string, FsNode>;
}

export type FsNode = FileNode | DirectoryNode;

/** Where a path leads: the directory it ends in, the last name, and the node if there is one. */
export interface Place {
  readonly directory: DirectoryNode;
  readonly name: string;
  readonly node: FsNode | undefined;
}

/**
 * A file system in memory: the input as read-only `/input`, and whatever the program writes. The
 * bytes and the number of its files are bounded; passing a bound ends the program.
 */
export class MemoryFileSystem {
  readonly root: DirectoryNode;
  private nextInode = 1n;
  private bytes = 0;
  private nodes = 0;

  constructor(
    input: Uint8Array,
    private readonly maxBytes: number,
  ) {
    this.root = { type: FileType.Directory, inode: this.nextInode++, entries: new Map() };
    this.root.entries.set("input", {
      type: FileType.RegularFile,
      inode: this.nextInode++,
      content: new GrowingBytes(input),
      isReadOnly: true,
      isLinked: true,
      openCount: 0,
    });
  }

  /** Files and directories the program has made and not removed. */
  get count(): number {
    return this.nodes;
  }

  private addNode(): void {
    this.nodes += 1;
    if (this.nodes > MAX_NODES) {
      throw new GuestStop("file-limit", `more than ${MAX_NODES} files and directories`);
    }
  }

  createFile(place: Place): FileNode {
    this.addNode();
    const node: FileNode = {
      type: FileType.RegularFile,
      inode: this.nextInode++,
      content: new GrowingBytes(),
      isReadOnly: false,
      isLinked: true,
      openCount: 0,
    };
    place.directory.entries.set(place.name, node);
    return node;
  }

  createDirectory(place: Place): void {
    if (place.node !== undefined || place.name === "") fault(Errno.Exists);
    this.addNode();
    const node: DirectoryNode = {
      type: FileType.Directory,
      inode: this.nextInode++,
      entries: new Map(),
    };
    place.directory.entries.set(place.name, node);
  }

  /** Makes room before bytes are written or a file is made longer. */
  private grow(node: FileNode, size: number): void {
    if (node.isReadOnly) fault(Errno.Access);
    const added = Math.max(0, size - node.content.size);
    if (this.bytes + added > this.maxBytes) {
      throw new GuestStop("file-limit", `files of more than ${this.maxBytes} bytes`);
    }
    this.bytes += added;
  }

  write(node: FileNode, offset: number, source: Uint8Array): void {
    this.grow(node, offset + source.length);
    node.content.write(offset, source);
  }

  resize(node: FileNode, size: number): void {
    this.grow(node, size);
    if (size < node.content.size) this.bytes -= node.content.size - size;
    node.content.resize(size);
  }

  /** A file's bytes count until its last name and its last descriptor are gone. */
  release(node: FileNode): void {
    if (node.isLinked || node.openCount > 0) return;
    this.bytes -= node.content.size;
    this.nodes -= 1;
  }

  unlinkFile({ directory, name, node }: Place): void {
    if (node === undefined) fault(Errno.NoEntry);
    if (node.type === FileType.Directory) fault(Errno.IsDirectory);
    if (node.isReadOnly) fault(Errno.Access);
    directory.entries.delete(name);
    node.isLinked = false;
    this.release(node);
  }

  removeDirectory({ directory, name, node }: Place): void {
    if (node === undefined) fault(Errno.NoEntry);
    if (node.type !== FileType.Directory) fault(Errno.NotDirectory);
    if (name === "") fault(Errno.Invalid);
    if (node.entries.size > 0) fault(Errno.NotEmpty);
    directory.entries.delete(name);
    this.nodes -= 1;
  }

  rename(from: Place, to: Place): void {
    const { node } = from;
    if (node === undefined) fault(Errno.NoEntry);
    if (from.name === "" || to.name === "") fault(Errno.Invalid);
    if (node === to.node) return;
    if (node.type === FileType.Directory && contains(node, to.directory)) fault(Errno.Invalid);
    if (node.type === FileType.RegularFile && node.isReadOnly) fault(Errno.Access);
    if (to.node !== undefined) this.replace(node, to);
    from.directory.entries.delete(from.name);
    to.directory.entries.set(to.name, node);
  }

  private replace(node: FsNode, to: Place): void {
    if (node.type === FileType.Directory) this.removeDirectory(to);
    else this.unlinkFile(to);
  }
}

function contains(outer: DirectoryNode, inner: DirectoryNode): boolean {
  if (outer === inner) return true;
  for (const node of outer.entries.values()) {
    if (node.type === FileType.Directory && contains(node, inner)) return true;
  }
  return false;
}
