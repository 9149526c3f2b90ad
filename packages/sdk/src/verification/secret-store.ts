import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { InvalidFieldError } from "../errors/weft-error";
import { isMissing, removeFile, replaceFile, UNFINISHED } from "../storage/durable";
import { checkBytes32 } from "../words/range";
import { SecretCorruptError, type SecretStore } from "./secrets";

/**
 * Secrets in a directory, one file a key, readable by its owner alone. A file is there whole or not at all, whenever
 * the machine stops. One process at a time may use a directory.
 *
 * @example
 * const secrets = await FileSecretStore.open("secrets");
 * await quorum.commit({ signer, job, root, secrets });
 */
export class FileSecretStore implements SecretStore {
  readonly #directory: string;
  #queue: Promise<unknown> = Promise.resolve();

  private constructor(directory: string) {
    this.#directory = directory;
  }

  /** Opens a directory, or makes it. Removes what a crash left half-written: nobody committed to it. */
  static async open(directory: string): Promise<FileSecretStore> {
    if (directory === "") throw new InvalidFieldError("directory", directory, "the path of one");
    await mkdir(directory, { recursive: true, mode: 0o700 });
    const names = await readdir(directory);
    for (const name of names.filter((each) => UNFINISHED.test(each))) {
      await rm(join(directory, name), { force: true });
    }
    return new FileSecretStore(directory);
  }

  keep(key: string, secret: string): Promise<string> {
    const name = checkBytes32("key", key);
    return this.#inTurn(async () => {
      const kept = await this.#read(name);
      if (kept !== undefined) return kept;
      await replaceFile(this.#fileOf(name), name, `${JSON.stringify([name, secret])}\n`);
      return secret;
    });
  }

  get(key: string): Promise<string | undefined> {
    const name = checkBytes32("key", key);
    return this.#inTurn(() => this.#read(name));
  }

  forget(key: string): Promise<void> {
    const file = this.#fileOf(checkBytes32("key", key));
    return this.#inTurn(() => removeFile(file));
  }

  #fileOf(key: string): string {
    return join(this.#directory, `${key}.json`);
  }

  async #read(key: string): Promise<string | undefined> {
    const file = this.#fileOf(key);
    let text: string;
    try {
      text = await readFile(file, "utf8");
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
    return secretIn(text, key, file);
  }

  #inTurn<T>(action: () => Promise<T>): Promise<T> {
    const turn = this.#queue.then(action);
    this.#queue = turn.catch(() => undefined);
    return turn;
  }
}

function secretIn(text: string, key: string, file: string): string {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    throw new SecretCorruptError(file, error);
  }
  const parts: readonly unknown[] = Array.isArray(content) ? content : [];
  const [name, secret] = parts;
  if (name !== key || typeof secret !== "string") throw new SecretCorruptError(file);
  return secret;
}
