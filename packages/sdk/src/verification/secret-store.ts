import { DurableFiles } from "../disk/durable-files";
import { checkBytes32 } from "../words/range";
import { SecretCorruptError, type SecretStore } from "./secrets";

/**
 * Secrets in a directory, one file a key, readable by its owner alone. A file is there whole or not at all, whenever
 * the machine stops. One store at a time uses a directory.
 *
 * @example
 * const secrets = await FileSecretStore.open("secrets");
 * await quorum.commit({ signer, job, root, secrets });
 */
export class FileSecretStore implements SecretStore {
  readonly #files: DurableFiles;

  private constructor(files: DurableFiles) {
    this.#files = files;
  }

  /**
   * Opens a directory, or makes it.
   *
   * @throws StoreLockedError where another store uses it.
   */
  static async open(directory: string): Promise<FileSecretStore> {
    return new FileSecretStore(await DurableFiles.open(directory));
  }

  /** Gives the directory free, after what was asked for before; afterwards the store keeps nothing and says so. */
  close(): Promise<void> {
    return this.#files.close();
  }

  keep(key: string, secret: string): Promise<string> {
    const name = checkBytes32("key", key);
    return this.#files.inTurn(async () => {
      const kept = await this.#read(name);
      if (kept !== undefined) return kept;
      await this.#files.write(name, `${JSON.stringify([name, secret])}\n`);
      return secret;
    });
  }

  get(key: string): Promise<string | undefined> {
    const name = checkBytes32("key", key);
    return this.#files.inTurn(() => this.#read(name));
  }

  forget(key: string): Promise<void> {
    const name = checkBytes32("key", key);
    return this.#files.inTurn(() => this.#files.remove(name));
  }

  async #read(key: string): Promise<string | undefined> {
    const text = await this.#files.read(key);
    return text === undefined ? undefined : secretIn(text, key, this.#files.fileOf(key));
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
