import { randomUUID } from "node:crypto";
import { mkdir, open, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { InvalidFieldError } from "../errors/weft-error";

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

/**
 * Small texts in a directory, one file for each 32-byte id. A file is written under another name, synced and renamed,
 * so that it holds the old text or the new one, whenever the machine stops. One process at a time may use a directory,
 * and one call at a time this object: `inTurn` sees to that.
 */
export class DurableFiles {
  readonly #directory: string;
  #queue: Promise<unknown> = Promise.resolve();

  private constructor(directory: string) {
    this.#directory = directory;
  }

  /** Opens a directory, or makes it. Removes what a crash left half-written: nobody was told that it is kept. */
  static async open(directory: string): Promise<DurableFiles> {
    if (directory === "") throw new InvalidFieldError("directory", directory, "the path of one");
    await mkdir(directory, { recursive: true });
    const names = await readdir(directory);
    for (const name of names.filter((each) => UNFINISHED.test(each))) {
      await rm(join(directory, name), { force: true });
    }
    return new DurableFiles(directory);
  }

  /** Runs actions one after the other, in the order in which they were asked for. */
  inTurn<T>(action: () => Promise<T>): Promise<T> {
    const turn = this.#queue.then(action);
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
