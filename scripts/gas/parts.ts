import { planBatches } from "@weft/sdk";

/** The most gas that a transaction may come with (EIP-7825). */
export const TRANSACTION_GAS = 2n ** 24n;
/** The most calldata that the SDK gives one transaction, in bytes. */
const TRANSACTION_BYTES = 100_000;
const BYTE_GAS = 16n;
/** What a batch must bring for an item beside what the item may use. */
const ITEM_OVERHEAD = 10_000n;
/** What a batch must bring whatever it carries: by itself, for a payment, for its last item. */
const FIXED_GAS = 280_000n;

/** How a list of items is divided into transactions. */
export type Split = <Item>(
  items: readonly Item[],
  batch: { gasPerItem: bigint; encode: (items: Item[]) => string },
) => Item[][];

/** All in one transaction, whatever gas it must come with. */
export const asOne: Split = (items) => [[...items]];

/** Into transactions that any chain takes, in their order, as the SDK does it. */
export const sendable: Split = (items, { gasPerItem, encode }) => {
  const sizeOf = (some: typeof items) => (encode([...some]).length - 2) / 2;
  const empty = sizeOf([]);
  return planBatches({
    items,
    costOf: (item) => {
      const bytes = sizeOf([item]) - empty;
      return { bytes, gas: gasPerItem + ITEM_OVERHEAD + BigInt(bytes) * BYTE_GAS };
    },
    fixed: { bytes: empty, gas: FIXED_GAS },
    limits: { bytes: TRANSACTION_BYTES, gas: TRANSACTION_GAS },
  });
};
