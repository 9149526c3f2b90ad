import type { Signer } from "ethers";
import { InvalidFieldError, WeftError } from "../errors/weft-error";
import type { WeftDomain } from "../orders/domain";
import { checkUint } from "../words/range";
import { leaseId } from "./digest";
import { signVoucher } from "./sign";
import type { VoucherStore } from "./store";
import type { Lease, Voucher } from "./types";

/** The next voucher would be above what the client is ready to pay. */
export class VoucherLimitError extends WeftError {
  constructor(details: { signed: bigint; price: bigint; limit: bigint }) {
    const { signed, price, limit } = details;
    super(
      "VOUCHER_LIMIT",
      `${signed} are signed for; another ${price} would pass the limit of ${limit}`,
      { details },
    );
  }
}

export interface MeterParameters {
  /** The client, or its voucher signer. */
  signer: Signer;
  domain: WeftDomain;
  lease: Lease;
  /** The most to sign for in all; the lease's cap where it is left out. */
  limit?: bigint;
  /** What was signed for before, where the lease goes on after a restart. */
  signed?: bigint;
  /** The signer is an owner of the contract wallet that is the client. */
  isForWallet?: boolean;
  /**
   * Where every voucher is kept before it is handed out, so that after a restart none is signed for less than was
   * promised before; see `Meter.open`.
   */
  store?: Pick<VoucherStore, "get" | "put">;
}

/**
 * Signs one voucher after the other for a lease, each for all that was used so far, and never one above its limit.
 * Vouchers are cumulative, so the limit holds across restarts and whatever the provider says. Calls may overlap.
 *
 * @example
 * const meter = new Meter({ signer, domain, lease, limit: 10_000_000n });
 * const voucher = await meter.pay(2_500n);
 * @example
 * const store = await FileVoucherStore.open("signed");
 * const meter = await Meter.open({ signer, domain, lease, store }); // counts on where it stopped
 */
export class Meter {
  readonly #parameters: MeterParameters;
  readonly #limit: bigint;
  #signed: bigint;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(parameters: MeterParameters) {
    const { lease, limit = lease.cap, signed = 0n } = parameters;
    this.#parameters = parameters;
    this.#limit = checkUint("limit", limit, 128);
    this.#signed = checkUint("signed", signed, 128);
    if (limit > lease.cap) {
      throw new InvalidFieldError("limit", limit, `at most the lease's cap, ${lease.cap}`);
    }
  }

  /** A meter that counts on from the highest voucher in its store. */
  static async open(
    parameters: MeterParameters & Required<Pick<MeterParameters, "store">>,
  ): Promise<Meter> {
    const meter = new Meter(parameters);
    await meter.#recall();
    return meter;
  }

  /** Token base units signed for so far: the most that the lease can cost by vouchers. */
  get signed(): bigint {
    return this.#signed;
  }

  /** What can still be signed for. */
  get left(): bigint {
    return this.#limit > this.#signed ? this.#limit - this.#signed : 0n;
  }

  /**
   * A voucher for all so far and `price` more.
   *
   * @throws VoucherLimitError, and then nothing was signed.
   */
  pay(price: bigint): Promise<Voucher> {
    const turn = this.#queue.then(() => this.#sign(price));
    this.#queue = turn.catch(() => undefined);
    return turn;
  }

  /** What the store knows counts where it is more: of another meter, or of a voucher that it kept as it failed. */
  async #recall(): Promise<void> {
    const { store, lease } = this.#parameters;
    const kept = (await store?.get(leaseId(lease)))?.voucher?.amount ?? 0n;
    if (kept > this.#signed) this.#signed = kept;
  }

  async #sign(price: bigint): Promise<Voucher> {
    await this.#recall();
    const amount = this.#signed + checkUint("price", price, 128);
    if (amount > this.#limit) {
      throw new VoucherLimitError({ signed: this.#signed, price, limit: this.#limit });
    }
    const voucher = await signVoucher({ ...this.#parameters, amount });
    await this.#parameters.store?.put(voucher);
    this.#signed = amount;
    return voucher;
  }
}
