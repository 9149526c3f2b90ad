import { DurableFiles } from "../disk/durable-files";
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

/**
 * Vouchers in a directory, one file a lease, that survive a crash. One store at a time uses a directory; what a process
 * held that died is free.
 *
 * @example
 * const store = await FileVoucherStore.open("vouchers");
 * await store.close();
 */
export class FileVoucherStore implements VoucherStore {
  readonly #files: DurableFiles;

  private constructor(files: DurableFiles) {
    this.#files = files;
  }

  /**
   * Opens a directory, or makes it.
   *
   * @throws StoreLockedError where another store uses it.
   */
  static async open(directory: string): Promise<FileVoucherStore> {
    return new FileVoucherStore(await DurableFiles.open(directory));
  }

  /** Gives the directory free, after what was asked for before; afterwards the store keeps nothing and says so. */
  close(): Promise<void> {
    return this.#files.close();
  }

  keep(opening: Opening): Promise<void> {
    const id = leaseId(opening.lease);
    return this.#files.inTurn(async () =>
      this.#write(id, withOpening(await this.#read(id), opening)),
    );
  }

  put(voucher: Voucher): Promise<boolean> {
    const id = leaseId(voucher.lease);
    return this.#files.inTurn(async () => {
      const next = withVoucher(await this.#read(id), voucher);
      if (next !== undefined) await this.#write(id, next);
      return next !== undefined;
    });
  }

  get(id: string): Promise<LeaseRecord | undefined> {
    const checked = checkBytes32("leaseId", id);
    return this.#files.inTurn(() => this.#read(checked));
  }

  list(): Promise<LeaseRecords> {
    return this.#files.inTurn(async () => {
      const found: LeaseRecords = { records: [], faults: [] };
      for (const id of await this.#files.ids()) {
        try {
          const record = await this.#read(id);
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
    const checked = checkBytes32("leaseId", id);
    return this.#files.inTurn(() => this.#files.remove(checked));
  }

  async #read(id: string): Promise<LeaseRecord | undefined> {
    const content = await this.#files.read(id);
    if (content === undefined) return undefined;
    const file = this.#files.fileOf(id);
    const record = recordFromText(content, file);
    if (leaseId(record.lease) === id) return record;
    throw new StoreCorruptError(file, "it is of another lease than its name");
  }

  #write(id: string, record: LeaseRecord): Promise<void> {
    return this.#files.write(id, recordToText(record));
  }
}
