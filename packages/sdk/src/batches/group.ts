import type { BatchOutcome, BatchResult } from "./outcome";

/**
 * Runs items that one call cannot hold together, those with the same key at a time, each in the order in which they
 * stand.
 */
export async function runGroups<Item, Done>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
  run: (items: readonly Item[]) => Promise<BatchResult<Item, Done>>,
): Promise<BatchResult<Item, Done>> {
  const groups = new Map<string, number[]>();
  for (const [index, item] of items.entries()) {
    const key = keyOf(item).toLowerCase();
    groups.set(key, [...(groups.get(key) ?? []), index]);
  }
  const outcomes = new Map<number, BatchOutcome<Item, Done>>();
  const receipts: BatchResult<Item, Done>["receipts"] = [];
  for (const places of groups.values()) {
    const result = await run(places.flatMap((index) => items[index] ?? []));
    receipts.push(...result.receipts);
    for (const outcome of result.outcomes) {
      const index = places[outcome.index] ?? outcome.index;
      outcomes.set(index, { ...outcome, index });
    }
  }
  return { outcomes: items.flatMap((_, index) => outcomes.get(index) ?? []), receipts };
}
