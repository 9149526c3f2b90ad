import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { InvalidFieldError } from "../errors/weft-error";
import { isMissing, removeFile, replaceFile, UNFINISHED } from "../storage/durable";
import { checkBytes32 } from "../words/range";
import { leaseId } from "./digest";
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

/**
 * Vouchers in a directory, one file a lease. A file is written under another name, synced and renamed, so that it holds
 * the old record or the new one, whenever the machine stops. One process at a time may use a directory.
 *
 * @example
 * const store = await FileVoucherStore.open("vouchers");
 */
export class FileVoucherStore implements VoucherStore {
  readonly #directory: string;
  #queue: Promise<unknown> = Promise.resolve();

  private constructor(directory: string) {
    this.#directory = directory;
  }

  /** Opens a directory, or makes it. Removes what a crash left half-written: nobody was told that it is kept. */
  static async open(directory: string): Promise<FileVoucherStore> {
    if (directory === "") throw new InvalidFieldError("directory", directory, "the path of one");
    await mkdir(directory, { recursive: true });
    const names = await readdir(directory);
    for (const name of names.filter((each) => UNFINISHED.test(each))) {
      await rm(join(directory, name), { force: true });
    }
    return new FileVoucherStore(directory);
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
    return this.#inTurn(() => removeFile(file));
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

  #write(id: string, record: LeaseRecord): Promise<void> {
    return replaceFile(this.#fileOf(id), id, recordToText(record));
  }

  #inTurn<T>(action: () => Promise<T>): Promise<T> {
    const turn = this.#queue.then(action);
    this.#queue = turn.catch(() => undefined);
    return turn;
  }
}
