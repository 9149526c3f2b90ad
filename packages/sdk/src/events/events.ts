import { Interface, type LogParams, type Result } from "ethers";
import type { TypedContractEvent, TypedEventLog } from "../../../../typechain-types/common";
import { EventMissingError } from "../errors/weft-error";

/** The part of a receipt that events are read from. */
export interface LogHolder {
  readonly hash: string;
  readonly logs: readonly Pick<LogParams, "address" | "topics" | "data">[];
}

/** The arguments of a typed event, by name. */
export type EventArgs<Event extends TypedContractEvent> = TypedEventLog<Event>["args"];

function asArgs<Event extends TypedContractEvent>(decoded: Result): EventArgs<Event> {
  // The fragment that decoded it is the one that the type was generated from.
  return decoded as unknown as EventArgs<Event>;
}

/** The events of one kind that the contract at an address emitted in a transaction, in order. */
export function eventsIn<Event extends TypedContractEvent>(
  receipt: LogHolder,
  address: string,
  { fragment }: Event,
): EventArgs<Event>[] {
  const decoder = new Interface([fragment]);
  return receipt.logs
    .filter((log) => log.address.toLowerCase() === address.toLowerCase())
    .filter((log) => log.topics[0] === fragment.topicHash)
    .map((log) => asArgs<Event>(decoder.decodeEventLog(fragment, log.data, log.topics)));
}

/**
 * The last event of one kind that the contract at an address emitted in a transaction.
 *
 * @throws EventMissingError
 */
export function eventIn<Event extends TypedContractEvent>(
  receipt: LogHolder,
  address: string,
  event: Event,
): EventArgs<Event> {
  const found = eventsIn(receipt, address, event).at(-1);
  if (found === undefined) throw new EventMissingError(event.fragment.name, address, receipt.hash);
  return found;
}
