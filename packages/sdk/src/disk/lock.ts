import { createHash, randomUUID } from "node:crypto";
import { readdir, rm, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { WeftError } from "../errors/weft-error";

/** Another process, as far as can be told alive, uses the directory. */
export class StoreLockedError extends WeftError {
  constructor(directory: string, file: string, holder: string) {
    super(
      "STORE_LOCKED",
      `${directory} is used by ${holder}; end it first, or remove ${file} if it is none of a running process`,
      { details: { directory, file, holder }, retryable: true },
    );
  }
}

const LOCKS = Symbol.for("weft.locks");
const LOCK = /^\.lock\.([0-9a-f]{16})\.(\d+)\.[0-9a-f-]{36}$/;
/**
 * Names of the locks of this process, no two alike, so that they are known under whatever path a directory goes by: what
 * else bears its number was left by one that had the number before. Two copies of the SDK in a process, as ESM and CJS
 * load, share them. Worker threads do not: each has a `globalThis` of its own, so that one would take another's lock for
 * stale. Stores are for one thread of a process.
 */
const held = locksOfProcess();

function locksOfProcess(): Set<string> {
  const shared = globalThis as Record<symbol, Set<string> | undefined>;
  return (shared[LOCKS] ??= new Set());
}

function isMachine(mark: string): boolean {
  return mark === machine();
}

function machine(): string {
  return createHash("sha256").update(hostname()).digest("hex").slice(0, 16);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // A process of somebody else runs too.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/** Who holds a lock, in words; undefined for nobody. Of another machine, nobody here can tell. */
function holderOf(name: string): string | undefined {
  const [, mark = "", number = ""] = LOCK.exec(name) ?? [];
  const pid = Number(number);
  if (!isMachine(mark)) return `process ${pid} of another machine`;
  if (pid === process.pid) {
    return held.has(name) ? "this process" : undefined;
  }
  return isRunning(pid) ? `process ${pid}` : undefined;
}

/**
 * Takes a directory for this process alone. Every process that wants it lays down a file of its own name and then looks
 * for those of others, so that of two at once at least one sees the other; what dead processes left is cleared away.
 *
 * @returns What gives the directory free again.
 * @throws StoreLockedError
 */
export async function lockDirectory(directory: string): Promise<() => Promise<void>> {
  const name = `.lock.${machine()}.${process.pid}.${randomUUID()}`;
  const file = join(directory, name);
  const unlock = async (): Promise<void> => {
    held.delete(name);
    await rm(file, { force: true });
  };
  held.add(name);
  try {
    await writeFile(file, "", { flag: "wx", mode: 0o600 });
    const others = (await readdir(directory)).filter((each) => LOCK.test(each) && each !== name);
    for (const other of others) {
      const holder = holderOf(other);
      if (holder !== undefined) throw new StoreLockedError(directory, other, holder);
      await rm(join(directory, other), { force: true });
    }
    return unlock;
  } catch (error) {
    await unlock();
    throw error;
  }
}
