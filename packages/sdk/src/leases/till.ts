import type { Provider } from "ethers";
import { show, type LeaseView } from "../calls/lease/show";
import { nextBlockTime } from "../calls/clock";
import type { WeftDomain } from "../orders/domain";
import { checkUint, isSameAccount } from "../words/range";
import { checkOpening, OpeningRefusedError, type OpeningTerms } from "./check-opening";
import { checkVoucher, unheldOf, unpaidOf, type VoucherLimits } from "./check-voucher";
import { leaseId as idOf } from "./digest";
import { payerOf } from "./payer";
import type { LeaseRecord, StoreCorruptError, VoucherStore } from "./store";
import type { Lease, Opening, Voucher } from "./types";
import { VoucherRefusedError, type VoucherFault } from "./voucher-fault";
import { signerOfVoucher } from "./voucher-signature";
import type { VoucherNote } from "./wire";

const DEFAULT_MAX_AGE_MS = 5_000;

export interface TillParameters extends OpeningTerms {
  provider: Provider;
  domain: WeftDomain;
  store: VoucherStore;
  limits: VoucherLimits;
  /** For how long what the chain said of a lease is believed. A refusal is never by what is older than the question. */
  maxAgeMs?: number;
}

/** A voucher that was taken. */
export interface Payment {
  voucher: Voucher;
  /** What it added to the one before. */
  raised: bigint;
}

interface Sight {
  view: LeaseView;
  /** Unix second by the chain when it was seen. */
  time: number;
  seenAt: number;
}

/** Unix second by the chain now. */
function timeOf({ time, seenAt }: Sight): number {
  return time + Math.floor((Date.now() - seenAt) / 1000);
}

/** Whether two leases are paid by one account in one token: whatever one of them is paid, the other can lack. */
function hasSamePayer(lease: Lease, other: Lease): boolean {
  return isSameAccount(payerOf(lease), payerOf(other)) && isSameAccount(lease.token, other.token);
}

/**
 * A provider's side of its leases: takes a voucher for each thing that is served, and serves nobody on one that it
 * would not be paid for. Vouchers are stored before they count. Calls may overlap; they are served in turn.
 *
 * @example
 * const limits = { exposure: 1_000_000n };
 * const till = await Till.open({ provider, domain, store, limits, account, tokens: [token] });
 * await till.serve(opening);
 * await till.take({ note: voucherFromText(header), price: 2_500n });
 */
export class Till {
  /** What of the store cannot be read, and is not served. */
  readonly faults: readonly StoreCorruptError[];
  readonly #parameters: TillParameters;
  readonly #records: Map<string, LeaseRecord>;
  readonly #sights = new Map<string, Sight>();
  /** Leases whose store failed: what it holds of them is not known. */
  readonly #doubts = new Set<string>();
  #queue: Promise<unknown> = Promise.resolve();

  private constructor(
    parameters: TillParameters,
    records: readonly LeaseRecord[],
    faults: readonly StoreCorruptError[],
  ) {
    this.#parameters = parameters;
    this.#records = new Map(records.map((record) => [idOf(record.lease), record]));
    this.faults = faults;
  }

  /** Opens a till on what its store holds. */
  static async open(parameters: TillParameters): Promise<Till> {
    const { records, faults } = await parameters.store.list();
    return new Till(parameters, records, faults);
  }

  /** Everything that is served, with the highest vouchers: what to open and to collect. */
  get records(): readonly LeaseRecord[] {
    return [...this.#records.values()];
  }

  /**
   * Serves a lease from now on, once it is known that the market opens it and that it pays whom it should.
   *
   * @throws OpeningRefusedError with every reason, and then nothing was stored.
   */
  serve(opening: Opening): Promise<void> {
    return this.#inTurn(async () => {
      const faults = await checkOpening({ ...this.#parameters, opening });
      if (faults.length > 0) throw new OpeningRefusedError(faults);
      const id = idOf(opening.lease);
      // What a lease was paid before it was forgotten is seen anew.
      this.#sights.delete(id);
      await this.#parameters.store.keep(opening);
      const { lease } = opening;
      this.#records.set(id, { lease, opening, voucher: this.#records.get(id)?.voucher });
    });
  }

  /**
   * Serves a lease no more: one that is over and paid, or was never opened and is written off. Until then what it owes
   * counts against its payer.
   */
  forget(leaseId: string): Promise<void> {
    return this.#inTurn(async () => {
      await this.#parameters.store.forget(leaseId);
      this.#records.delete(leaseId.toLowerCase());
    });
  }

  /**
   * Takes a voucher for something of a price.
   *
   * @throws VoucherRefusedError with every reason, and then nothing was stored.
   */
  take({ note, price }: { note: VoucherNote; price: bigint }): Promise<Payment> {
    const least = checkUint("price", price, 128);
    return this.#inTurn(() => this.#take(note, least));
  }

  async #take({ leaseId, amount, signature }: VoucherNote, price: bigint): Promise<Payment> {
    const id = leaseId.toLowerCase();
    if (this.#doubts.has(id)) await this.#reload(id);
    const record = this.#records.get(id);
    if (record === undefined) {
      const sentence = `no lease ${leaseId} is served here`;
      throw new VoucherRefusedError([{ fault: "UnknownLease", sentence }]);
    }
    const voucher: Voucher = { lease: record.lease, amount, signature };
    const wasSeen = this.#sights.size > 0;
    let faults = await this.#check(voucher, record, price);
    if (faults.length > 0 && wasSeen) {
      this.#sights.clear();
      faults = await this.#check(voucher, record, price);
    }
    if (faults.length > 0) throw new VoucherRefusedError(faults);
    if (await this.#keep(id, { ...record, voucher })) {
      return { voucher, raised: amount - (record.voucher?.amount ?? 0n) };
    }
    // What is stored was not brought here, or not remembered: it pays for what was served on it, and for no more.
    const highest = (await this.#reload(id))?.voucher?.amount ?? 0n;
    if (price === 0n) return { voucher, raised: 0n };
    const sentence = `the voucher is of ${amount}; one of ${highest} is stored, so at least ${highest + price} is needed`;
    throw new VoucherRefusedError([{ fault: "TooLow", sentence }]);
  }

  /** Stores a voucher, and says whether it is the highest. Where that fails, the next question is for the store. */
  async #keep(id: string, record: LeaseRecord & { voucher: Voucher }): Promise<boolean> {
    this.#doubts.add(id);
    const isHighest = await this.#parameters.store.put(record.voucher);
    if (!isHighest) return false;
    this.#doubts.delete(id);
    this.#records.set(id, record);
    return true;
  }

  /** Remembers what the store holds. */
  async #reload(id: string): Promise<LeaseRecord | undefined> {
    const kept = await this.#parameters.store.get(id);
    const known = this.#records.get(id);
    if (kept !== undefined) {
      const isBehind = (known?.voucher?.amount ?? 0n) > (kept.voucher?.amount ?? 0n);
      const voucher = isBehind ? known?.voucher : kept.voucher;
      this.#records.set(id, { ...kept, opening: kept.opening ?? known?.opening, voucher });
    }
    this.#doubts.delete(id);
    return this.#records.get(id);
  }

  async #check(voucher: Voucher, record: LeaseRecord, price: bigint): Promise<VoucherFault[]> {
    const { provider, domain, limits } = this.#parameters;
    const sight = await this.#look(record.lease);
    return checkVoucher({
      voucher,
      view: sight.view,
      signedBy: await signerOfVoucher({ domain, voucher, provider }),
      highest: record.voucher?.amount ?? 0n,
      price,
      limits,
      time: timeOf(sight),
      ...(await this.#owedByOthers(record)),
    });
  }

  /** What other leases of the same payer and token owe: on its float, and without being held. */
  async #owedByOthers(record: LeaseRecord): Promise<{ otherUnpaid: bigint; otherUnheld: bigint }> {
    const { provider, domain, limits } = this.#parameters;
    let [otherUnpaid, otherUnheld] = [0n, 0n];
    for (const { lease, voucher } of this.#records.values()) {
      if (voucher === undefined || lease === record.lease) continue;
      if (!hasSamePayer(lease, record.lease)) continue;
      const sight = await this.#look(lease);
      const { view } = sight;
      const unpaid = unpaidOf({ voucher, view });
      if (unpaid === 0n) continue;
      if (lease.reserve === 0n) otherUnpaid += unpaid;
      // Who signed matters to nothing but a reserve.
      const isReserved = view.isOpen && lease.reserve !== 0n;
      const signedBy = isReserved ? await signerOfVoucher({ domain, voucher, provider }) : "client";
      otherUnheld += unheldOf({ voucher, view, signedBy, limits, time: timeOf(sight) });
    }
    return { otherUnpaid, otherUnheld };
  }

  async #look(lease: Lease): Promise<Sight> {
    const { provider, domain, maxAgeMs = DEFAULT_MAX_AGE_MS } = this.#parameters;
    const id = idOf(lease);
    const known = this.#sights.get(id);
    if (known !== undefined && Date.now() - known.seenAt <= maxAgeMs) return known;
    const seenAt = Date.now();
    const view = await show({ provider, market: domain.verifyingContract, lease });
    const sight = { view, time: await nextBlockTime(provider), seenAt };
    this.#sights.set(id, sight);
    return sight;
  }

  #inTurn<T>(action: () => Promise<T>): Promise<T> {
    const turn = this.#queue.then(action);
    this.#queue = turn.catch(() => undefined);
    return turn;
  }
}
