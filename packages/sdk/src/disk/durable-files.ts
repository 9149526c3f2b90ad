import { readdir, readFile, realpath, rm } from "node:fs/promises";
import { join } from "node:path";
import { InvalidFieldError, WeftError } from "../errors/weft-error";
import { makeDirectory, syncDirectory, writeDurably } from "./durable";
import { lockDirectory } from "./lock";

const RECORD = /^0x[0-9a-f]{64}\.json$/;
const UNFINISHED = /^\.0x[0-9a-f]{64}(?:\.json)?\.[0-9a-f-]{36}$/;
const SUFFIX = ".json";
/** Its owner alone reads and writes. */
const [FILE_MODE, DIRECTORY_MODE] = [0o600, 0o700];

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
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
  static async open(path: string): Promise<DurableFiles> {
    if (path === "") throw new InvalidFieldError("directory", path, "the path of one");
    await makeDirectory(path, DIRECTORY_MODE);
    // One name, wherever the process goes and whatever the links become.
    const directory = await realpath(path);
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

  write(id: string, content: string): Promise<void> {
    const name = `${id}${SUFFIX}`;
    return writeDurably({ directory: this.#directory, name, content, mode: FILE_MODE });
  }

  async remove(id: string): Promise<void> {
    await rm(this.fileOf(id), { force: true });
    await syncDirectory(this.#directory);
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
