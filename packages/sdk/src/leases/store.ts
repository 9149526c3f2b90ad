import { WeftError } from "../errors/weft-error";
import { leaseId } from "./digest";
import type { Lease, Opening, Voucher } from "./types";

/** What a provider keeps of a lease: what it needs to open it and to be paid. */
export interface LeaseRecord {
  lease: Lease;
  /** The signatures of its parties, until it is open. */
  opening: Opening | undefined;
  /** The highest voucher. */
  voucher: Voucher | undefined;
}

/** What a store holds, and what of it cannot be read. */
export interface LeaseRecords {
  records: LeaseRecord[];
  /** One for each file that is no record; the files are left as they are. */
  faults: StoreCorruptError[];
}

/**
 * Where a provider keeps the vouchers that it is owed by. What a call has resolved for survives a crash, as far as the
 * store survives at all.
 */
export interface VoucherStore {
  /** Keeps what a lease is opened with. */
  keep(opening: Opening): Promise<void>;
  /** Keeps a voucher, if it is the highest of its lease. Says whether it is. */
  put(voucher: Voucher): Promise<boolean>;
  get(leaseId: string): Promise<LeaseRecord | undefined>;
  list(): Promise<LeaseRecords>;
  /** Forgets a lease that is over and paid. */
  forget(leaseId: string): Promise<void>;
}

/** What lies where a record should lie is none. It was left as it is. */
export class StoreCorruptError extends WeftError {
  constructor(file: string, reason: string, cause?: unknown) {
    super("STORE_CORRUPT", `${file} is no record of a lease: ${reason}; it was left as it is`, {
      details: { file, reason },
      cause,
    });
  }
}

/** The record with an opening. */
export function withOpening(record: LeaseRecord | undefined, opening: Opening): LeaseRecord {
  return { lease: opening.lease, opening, voucher: record?.voucher };
}

/** The record with a voucher; undefined where the record's own is as high. */
export function withVoucher(
  record: LeaseRecord | undefined,
  voucher: Voucher,
): LeaseRecord | undefined {
  if (record?.voucher !== undefined && record.voucher.amount >= voucher.amount) return undefined;
  return { lease: voucher.lease, opening: record?.opening, voucher };
}

/** A store that lives as long as the process, for tests and clients. */
export class MemoryVoucherStore implements VoucherStore {
  readonly #records = new Map<string, LeaseRecord>();

  keep(opening: Opening): Promise<void> {
    const id = leaseId(opening.lease);
    this.#records.set(id, withOpening(this.#records.get(id), opening));
    return Promise.resolve();
  }

  put(voucher: Voucher): Promise<boolean> {
    const id = leaseId(voucher.lease);
    const next = withVoucher(this.#records.get(id), voucher);
    if (next !== undefined) this.#records.set(id, next);
    return Promise.resolve(next !== undefined);
  }

  get(id: string): Promise<LeaseRecord | undefined> {
    return Promise.resolve(this.#records.get(id.toLowerCase()));
  }

  list(): Promise<LeaseRecords> {
    return Promise.resolve({ records: [...this.#records.values()], faults: [] });
  }

  forget(id: string): Promise<void> {
    this.#records.delete(id.toLowerCase());
    return Promise.resolve();
  }
}
