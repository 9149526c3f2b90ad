import { randomUUID } from "node:crypto";
import { mkdir, open, rename, rm } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";

/** Makes what is in a directory last: its names, and what they were renamed to. */
export async function syncDirectory(path: string): Promise<void> {
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Writes a file that is not there yet, and follows no link to one that is. */
async function writeNew(path: string, content: string | Uint8Array, mode: number): Promise<void> {
  const handle = await open(path, "wx", mode);
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Makes a directory, and those above it that are missing, and makes each of them last. */
export async function makeDirectory(directory: string, mode: number): Promise<void> {
  const first = await mkdir(directory, { recursive: true, mode });
  if (first === undefined) return;
  const top = dirname(resolve(first));
  let parent = resolve(directory);
  do {
    parent = dirname(parent);
    await syncDirectory(parent);
  } while (parent !== top && parent !== dirname(parent));
}

export interface FileParts {
  directory: string;
  name: string;
  content: string | Uint8Array;
  /** Who may read and write it. */
  mode: number;
}

/**
 * Writes a file under a name of its own, `.<name>.<uuid>`, syncs it and renames it: it holds the old content or the new,
 * whenever the machine stops, and of several at once one whole.
 */
export async function writeDurably({ directory, name, content, mode }: FileParts): Promise<void> {
  const unfinished = join(directory, `.${name}.${randomUUID()}`);
  try {
    await writeNew(unfinished, content, mode);
    await rename(unfinished, join(directory, name));
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
  await syncDirectory(directory);
}
