import { randomUUID } from "node:crypto";
import { mkdir, open, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { InvalidFieldError, WeftError } from "../errors/weft-error";
import { checkBytes32 } from "../words/range";
import { leaseId } from "./digest";
import { lockDirectory } from "./store-lock";
import { recordFromText, recordToText } from "./record-text";
import {
  StoreCorruptError,
  withOpening,
  withVoucher,
  type LeaseRecord,
  type LeaseRecords,
  type VoucherStore,
} from "./store";
import type { Opening, Voucher } from "./types";

const RECORD = /^0x[0-9a-f]{64}\.json$/;
const UNFINISHED = /^\.0x[0-9a-f]{64}\.[0-9a-f-]{36}$/;

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
 * Vouchers in a directory, one file a lease. A file is written under another name, synced and renamed, so that it holds
 * the old record or the new one, whenever the machine stops. One store at a time uses a directory; what a process held
 * that died is free.
 *
 * @example
 * const store = await FileVoucherStore.open("vouchers");
 * await store.close();
 */
export class FileVoucherStore implements VoucherStore {
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
  static async open(directory: string): Promise<FileVoucherStore> {
    if (directory === "") throw new InvalidFieldError("directory", directory, "the path of one");
    await mkdir(directory, { recursive: true });
    const unlock = await lockDirectory(directory);
    try {
      const names = await readdir(directory);
      for (const name of names.filter((each) => UNFINISHED.test(each))) {
        await rm(join(directory, name), { force: true });
      }
      return new FileVoucherStore(directory, unlock);
    } catch (error) {
      await unlock();
      throw error;
    }
  }

  /** Gives the directory free, after what was asked for before; afterwards the store keeps nothing and says so. */
  close(): Promise<void> {
    const closed = this.#queue.then(() => {
      this.#isClosed = true;
      return this.#unlock();
    });
    this.#queue = closed.catch(() => undefined);
    return closed;
  }

  keep(opening: Opening): Promise<void> {
    const id = leaseId(opening.lease);
    return this.#inTurn(async () => this.#write(id, withOpening(await this.#read(id), opening)));
  }

  put(voucher: Voucher): Promise<boolean> {
    const id = leaseId(voucher.lease);
    return this.#inTurn(async () => {
      const next = withVoucher(await this.#read(id), voucher);
      if (next !== undefined) await this.#write(id, next);
      return next !== undefined;
    });
  }

  get(id: string): Promise<LeaseRecord | undefined> {
    const checked = checkBytes32("leaseId", id);
    return this.#inTurn(() => this.#read(checked));
  }

  list(): Promise<LeaseRecords> {
    return this.#inTurn(async () => {
      const found: LeaseRecords = { records: [], faults: [] };
      const names = await readdir(this.#directory);
      for (const name of names.filter((each) => RECORD.test(each)).sort()) {
        try {
          const record = await this.#read(name.slice(0, -".json".length));
          if (record !== undefined) found.records.push(record);
        } catch (error) {
          if (!(error instanceof StoreCorruptError)) throw error;
          found.faults.push(error);
        }
      }
      return found;
    });
  }

  forget(id: string): Promise<void> {
    const file = this.#fileOf(checkBytes32("leaseId", id));
    return this.#inTurn(async () => {
      await rm(file, { force: true });
      await sync(this.#directory);
    });
  }

  #fileOf(id: string): string {
    return join(this.#directory, `${id}.json`);
  }

  async #read(id: string): Promise<LeaseRecord | undefined> {
    const file = this.#fileOf(id);
    try {
      const record = recordFromText(await readFile(file, "utf8"), file);
      if (leaseId(record.lease) === id) return record;
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
    throw new StoreCorruptError(file, "it is of another lease than its name");
  }

  async #write(id: string, record: LeaseRecord): Promise<void> {
    const unfinished = join(this.#directory, `.${id}.${randomUUID()}`);
    try {
      await sync(unfinished, recordToText(record));
      await rename(unfinished, this.#fileOf(id));
    } catch (error) {
      await rm(unfinished, { force: true });
      throw error;
    }
    await sync(this.#directory);
  }

  #inTurn<T>(action: () => Promise<T>): Promise<T> {
    const turn = this.#queue.then(() => {
      if (!this.#isClosed) return action();
      throw new WeftError("STORE_CLOSED", `the store of ${this.#directory} was closed`);
    });
    this.#queue = turn.catch(() => undefined);
    return turn;
  }
}
