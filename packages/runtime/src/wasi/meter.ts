import { COSTS } from "../wasm/costs";
import { GuestStop } from "./stop";

/** The fuel of one run, read and written through the global that rewriting put into the module. */
export class Meter {
  constructor(
    private readonly remaining: { value: bigint },
    private readonly limit: bigint,
  ) {
    remaining.value = limit;
  }

  /** Fuel billed so far; never more than the limit. */
  get used(): bigint {
    const left = this.remaining.value;
    return left < 0n ? this.limit : this.limit - left;
  }

  get isEmpty(): boolean {
    return this.remaining.value < 0n;
  }

  charge(units: number): void {
    const left = this.remaining.value - BigInt(units);
    this.remaining.value = left;
    if (left < 0n) throw new GuestStop("out-of-fuel");
  }

  chargeBytes(count: number): void {
    this.charge(Math.ceil(count / COSTS.bytesPerUnit));
  }

  chargeItems(count: number): void {
    this.charge(count * COSTS.hostItem);
  }
}
