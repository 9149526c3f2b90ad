import { toWeftError } from "../errors/decode";
import { ContractError, InvalidFieldError, type WeftError } from "../errors/weft-error";
import { notSent, type BatchOutcome, type BatchResult } from "./outcome";

/** Whether the next group would meet an error too: all do but those of an item, or of what a contract says of it. */
function isStop(error: WeftError): boolean {
  const isOfItem = error instanceof ContractError || error instanceof InvalidFieldError;
  return !isOfItem && error.code !== "EVENT_MISSING";
}

function stopIn<Item, Done>({ outcomes }: BatchResult<Item, Done>): WeftError | undefined {
  const errors = outcomes.flatMap((each) => (each.status === "open" ? [each.error] : []));
  return errors.find(isStop);
}

function allOpen<Item, Done>(items: readonly Item[], error: WeftError): BatchResult<Item, Done> {
  const outcomes = items.map((item, index) => ({ index, item, status: "open" as const, error }));
  return { outcomes, receipts: [] };
}

/**
 * Runs items that one call cannot hold together, those with the same key at a time, each in the order in which they
 * stand. What ends the run of one group ends that of all after it, and what was done before is told all the same.
 *
 * @throws What the first group fails with before anything is sent.
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
  let stop: WeftError | undefined;
  for (const places of groups.values()) {
    const group = places.flatMap((index) => items[index] ?? []);
    const isFirst = outcomes.size === 0;
    const attempt = async (): Promise<BatchResult<Item, Done>> => {
      try {
        return await run(group);
      } catch (error) {
        if (isFirst) throw error;
        return allOpen(group, toWeftError(error));
      }
    };
    const result = stop === undefined ? await attempt() : allOpen<Item, Done>(group, notSent(stop));
    stop ??= stopIn(result);
    receipts.push(...result.receipts);
    for (const outcome of result.outcomes) {
      const index = places[outcome.index] ?? outcome.index;
      outcomes.set(index, { ...outcome, index });
    }
  }
  return { outcomes: items.flatMap((_, index) => outcomes.get(index) ?? []), receipts };
}
