import { WorkOrderKind, type WorkOrder } from "./types";

const BPS = 10_000n;

/** The price of a listing at a unix second; of other orders, their price. Rounds up, as the market does. */
export function workPriceAt(order: WorkOrder, time: number): bigint {
  const { kind, price, endPrice, startsAt, expiry } = order;
  if (kind !== WorkOrderKind.Listing || endPrice >= price || time <= startsAt) return price;
  if (time >= expiry) return endPrice;
  const [left, all] = [BigInt(expiry - time), BigInt(expiry - startsAt)];
  return endPrice + ((price - endPrice) * left + all - 1n) / all;
}

/** The royalty of a work on a price: rounds up, as the contract of works does. */
export function workRoyalty(price: bigint, royaltyBps: number): bigint {
  return (price * BigInt(royaltyBps) + BPS - 1n) / BPS;
}

/**
 * The last unix second, from `from` on, at which a sale of an order clears a work: the order's expiry, or of a falling
 * listing the last before its royalty is below the floor. Undefined where it is so, or has expired, already.
 */
export function lastClearingAt(parameters: {
  order: WorkOrder;
  royaltyBps: number;
  /** In the order's currency; zero where there is none. */
  floor: bigint;
  from: number;
}): number | undefined {
  const { order, royaltyBps, floor, from } = parameters;
  const isReached = (time: number): boolean =>
    workRoyalty(workPriceAt(order, time), royaltyBps) >= floor;
  if (from > order.expiry || !isReached(from)) return undefined;
  // Prices fall or stay: whatever is reached at a second was reached at every one before.
  let [reached, end] = [from, order.expiry + 1];
  while (end - reached > 1) {
    const middle = Math.floor((reached + end) / 2);
    if (isReached(middle)) reached = middle;
    else end = middle;
  }
  return reached;
}

/** Who gets what of a price. */
export interface SaleParts {
  royalty: bigint;
  fee: bigint;
  /** The seller's part. */
  proceeds: bigint;
}

export function saleParts(price: bigint, royalty: bigint, feeBps: bigint | number): SaleParts {
  const fee = (price * BigInt(feeBps)) / BPS;
  return { royalty, fee, proceeds: price - fee - royalty };
}
