import { InvalidFieldError } from "../errors/weft-error";

/** What an item adds to the transaction that carries it. */
export interface ItemCost {
  gas: bigint;
  bytes: number;
}

/** What a transaction may hold. */
export interface BatchLimits {
  gas: bigint;
  /** Bytes of calldata. */
  bytes: number;
}

export interface PlanParameters<Item> {
  items: readonly Item[];
  costOf: (item: Item) => ItemCost;
  /** What a transaction costs whatever it carries. */
  fixed: ItemCost;
  limits: BatchLimits;
}

/**
 * Splits items into transactions that fit. Keeps their order, and drops none.
 *
 * @throws InvalidFieldError naming the first item that fits no transaction.
 * @example
 * planBatches({ items, costOf: () => ({ gas: 260_000n, bytes: 1_800 }), fixed, limits });
 */
export function planBatches<Item>(parameters: PlanParameters<Item>): Item[][] {
  const { items, costOf, fixed, limits } = parameters;
  const batches: Item[][] = [];
  let current: Item[] = [];
  let room = { gas: limits.gas - fixed.gas, bytes: limits.bytes - fixed.bytes };
  const whole = { ...room };
  for (const [index, item] of items.entries()) {
    const { gas, bytes } = costOf(item);
    if (gas > whole.gas || bytes > whole.bytes) {
      const allowed = `at most ${whole.gas} gas and ${whole.bytes} bytes, what one transaction holds`;
      throw new InvalidFieldError(`items[${index}]`, `${gas} gas and ${bytes} bytes`, allowed);
    }
    if (gas > room.gas || bytes > room.bytes) {
      batches.push(current);
      current = [];
      room = { ...whole };
    }
    current.push(item);
    room = { gas: room.gas - gas, bytes: room.bytes - bytes };
  }
  if (current.length > 0) batches.push(current);
  return batches;
}

const ZERO_BYTE_GAS = 4n;
const BYTE_GAS = 16n;

/** Size and gas of calldata. What is set aside for each item is far above the floor of EIP-7623. */
export function calldataCost(data: string): ItemCost {
  const digits = data.slice(2);
  const bytes = digits.length / 2;
  let zeros = 0;
  for (let at = 0; at < digits.length; at += 2) if (digits.startsWith("00", at)) zeros += 1;
  return { bytes, gas: BigInt(zeros) * ZERO_BYTE_GAS + BigInt(bytes - zeros) * BYTE_GAS };
}
