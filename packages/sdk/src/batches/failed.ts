import { IBatches__factory } from "../contracts";
import { eventsIn, type LogHolder } from "../events/events";

/** The codes of the items of a batch that were not done, by their place. */
export function failedItems(receipt: LogHolder, market: string): ReadonlyMap<number, string> {
  const event = IBatches__factory.connect(market).getEvent("BatchItemFailed");
  return new Map(eventsIn(receipt, market, event).map(({ index, code }) => [Number(index), code]));
}
