import { Errno, fault, FileType } from "./abi";
import type { DirectoryNode, FsNode, Place } from "./filesystem";

const MAX_PATH_BYTES = 4_096;
const MAX_NAME_BYTES = 255;
const MAX_DEPTH = 64;

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The text of a path as the program gave it. */
export function decodePath(bytes: Uint8Array): string {
  if (bytes.length > MAX_PATH_BYTES) fault(Errno.NameTooLong);
  if (bytes.includes(0)) fault(Errno.Invalid);
  try {
    return utf8.decode(bytes);
  } catch {
    return fault(Errno.IllegalSequence);
  }
}

/**
 * Follows a path from a directory. A path never leads above the directory it starts from, not even
 * for a moment, and is never absolute: that is what the descriptor is a capability for. A path to
 * the directory itself has the empty name.
 */
export function resolve(base: DirectoryNode, path: string): Place {
  if (path === "") fault(Errno.NoEntry);
  if (path.startsWith("/")) fault(Errno.NotCapable);
  const trail: DirectoryNode[] = [];
  const names: string[] = [];
  let node: FsNode | undefined = base;
  for (const part of path.split("/")) {
    if (node === undefined) fault(Errno.NoEntry);
    if (node.type !== FileType.Directory) fault(Errno.NotDirectory);
    if (part === "" || part === ".") continue;
    if (part === "..") {
      node = trail.pop() ?? fault(Errno.NotCapable);
      names.pop();
      continue;
    }
    if (Buffer.byteLength(part) > MAX_NAME_BYTES) fault(Errno.NameTooLong);
    if (trail.length >= MAX_DEPTH) fault(Errno.NameTooLong);
    trail.push(node);
    names.push(part);
    node = node.entries.get(part);
  }
  return { directory: trail.at(-1) ?? base, name: names.at(-1) ?? "", node };
}
