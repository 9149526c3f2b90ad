import { randomUUID } from "node:crypto";
import { mkdir, open, readdir, readFile, rename, rm } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { InvalidFieldError, WeftError } from "../errors/weft-error";
import { lockDirectory } from "./lock";

const RECORD = /^0x[0-9a-f]{64}\.json$/;
const UNFINISHED = /^\.0x[0-9a-f]{64}\.[0-9a-f-]{36}$/;
const SUFFIX = ".json";

function isMissing(error: unknown): boolean {
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

/** Makes a directory, and those above it that are missing, and makes each of them last. */
async function makeDirectory(directory: string): Promise<void> {
  const first = await mkdir(directory, { recursive: true, mode: 0o700 });
  if (first === undefined) return;
  const top = dirname(resolve(first));
  let parent = resolve(directory);
  do {
    parent = dirname(parent);
    await sync(parent);
  } while (parent !== top && parent !== dirname(parent));
}

/**
 * Small texts in a directory, one file for each 32-byte id. A file is written under another name, synced and renamed,
 * so that it holds the old text or the new one, whenever the machine stops. One object at a time uses a directory, what a
 * process held that died is free; and one call at a time uses this object: `inTurn` sees to that.
 */
export class DurableFiles {
  readonly #directory: string;
  readonly #unlock: () => Promise<void>;
  #isClosed = false;
  #queue: Promise<unknown> = Promise.resolve();

  private constructor(directory: string, unlock: () => Promise<void>) {
    this.#directory = directory;
    this.#unlock = unlock;
  }

  /**
   * Opens a directory, or makes it. Removes what a crash left half-written: nobody was told that it is kept.
   *
   * @throws StoreLockedError where another store uses it.
   */
  static async open(directory: string): Promise<DurableFiles> {
    if (directory === "") throw new InvalidFieldError("directory", directory, "the path of one");
    await makeDirectory(directory);
    const unlock = await lockDirectory(directory);
    try {
      const names = await readdir(directory);
      for (const name of names.filter((each) => UNFINISHED.test(each))) {
        await rm(join(directory, name), { force: true });
      }
      return new DurableFiles(directory, unlock);
    } catch (error) {
      await unlock();
      throw error;
    }
  }

  /** Gives the directory free, after what was asked for before; afterwards nothing is kept, and calls say so. */
  close(): Promise<void> {
    const closed = this.#queue.then(() => {
      this.#isClosed = true;
      return this.#unlock();
    });
    this.#queue = closed.catch(() => undefined);
    return closed;
  }

  /** Runs actions one after the other, in the order in which they were asked for. */
  inTurn<T>(action: () => Promise<T>): Promise<T> {
    const turn = this.#queue.then(() => {
      if (!this.#isClosed) return action();
      throw new WeftError("STORE_CLOSED", `the store of ${this.#directory} was closed`);
    });
    this.#queue = turn.catch(() => undefined);
    return turn;
  }

  /** Where the text of an id lies. */
  fileOf(id: string): string {
    return join(this.#directory, `${id}${SUFFIX}`);
  }

  /** The text of an id; undefined where there is none. */
  async read(id: string): Promise<string | undefined> {
    try {
      return await readFile(this.fileOf(id), "utf8");
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  async write(id: string, content: string): Promise<void> {
    const unfinished = join(this.#directory, `.${id}.${randomUUID()}`);
    try {
      await sync(unfinished, content);
      await rename(unfinished, this.fileOf(id));
    } catch (error) {
      await rm(unfinished, { force: true });
      throw error;
    }
    await sync(this.#directory);
  }

  async remove(id: string): Promise<void> {
    await rm(this.fileOf(id), { force: true });
    await sync(this.#directory);
  }

  /** The ids that have a text, ascending. */
  async ids(): Promise<string[]> {
    const names = await readdir(this.#directory);
    return names
      .filter((each) => RECORD.test(each))
      .sort()
      .map((name) => name.slice(0, -SUFFIX.length));
  }
}
