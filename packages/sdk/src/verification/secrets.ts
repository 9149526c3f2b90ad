import { WeftError } from "../errors/weft-error";
import { checkBytes32 } from "../words/range";

/**
 * Where the secrets behind commitments are kept: of a replica, or of a juror's vote. Under a key of 32 bytes stands one
 * secret, and the first stays: who commits again after a crash must commit to the same.
 */
export interface SecretStore {
  /**
   * Keeps a secret, unless there is one under this key already, and says which is kept. Once this resolves, the secret
   * survives a crash, as far as the store survives at all: only then should a commitment be sent.
   */
  keep(key: string, secret: string): Promise<string>;
  get(key: string): Promise<string | undefined>;
  /** Forgets a secret that was revealed, or never committed to. */
  forget(key: string): Promise<void>;
}

/** What lies where a secret should lie is none. It was left as it is. */
export class SecretCorruptError extends WeftError {
  constructor(file: string, cause?: unknown) {
    super("STORE_CORRUPT", `${file} holds no secret of its name; it was left as it is`, {
      details: { file },
      cause,
    });
  }
}

/** There is no secret to reveal with: it was committed to by another machine, or its store was lost. */
export class SecretMissingError extends WeftError {
  constructor(key: string) {
    super("SECRET_MISSING", `no secret is kept under ${key}, so nothing can be revealed here`, {
      details: { key },
    });
  }
}

/** A store that lives as long as the process, for tests. */
export class MemorySecretStore implements SecretStore {
  readonly #secrets = new Map<string, string>();

  keep(key: string, secret: string): Promise<string> {
    const name = checkBytes32("key", key);
    const kept = this.#secrets.get(name) ?? secret;
    this.#secrets.set(name, kept);
    return Promise.resolve(kept);
  }

  get(key: string): Promise<string | undefined> {
    return Promise.resolve(this.#secrets.get(checkBytes32("key", key)));
  }

  forget(key: string): Promise<void> {
    this.#secrets.delete(checkBytes32("key", key));
    return Promise.resolve();
  }
}
