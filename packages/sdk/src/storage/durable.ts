import { randomUUID } from "node:crypto";
import { open, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";

/** Whether a file operation failed because there is no such file. */
export function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}

/** Makes what was written, or renamed, last. */
async function sync(path: string, content?: string): Promise<void> {
  const handle = await open(path, content === undefined ? "r" : "wx", 0o600);
  try {
    if (content !== undefined) await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Names of what a crash left half-written, for files that are named by 32 bytes. */
export const UNFINISHED = /^\.0x[0-9a-f]{64}\.[0-9a-f-]{36}$/;

/**
 * Writes a file, readable by its owner alone, under another name (`.` and `name`), syncs it, renames it to `file` and
 * syncs the directory: whenever the machine stops, there is the old file or the new one, and once this resolves, the
 * new one.
 */
export async function replaceFile(file: string, name: string, content: string): Promise<void> {
  const directory = dirname(file);
  const unfinished = join(directory, `.${name}.${randomUUID()}`);
  try {
    await sync(unfinished, content);
    await rename(unfinished, file);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
  await sync(directory);
}

/** Removes a file, if it is there, for good. */
export async function removeFile(file: string): Promise<void> {
  await rm(file, { force: true });
  await sync(dirname(file));
}
