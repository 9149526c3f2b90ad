import { Interface, isError, type Log, type Provider } from "ethers";
import type { TypedContractEvent } from "../../../../typechain-types/common";
import { toWeftError } from "../errors/decode";
import { eventsIn, type EventArgs } from "../events/events";
import { latestBlock } from "./clock";
import { read } from "./read";

export interface LogQuestion {
  provider: Provider;
  address: string;
  topics: (null | string | string[])[];
  /** First block. */
  from: number;
  /** Last block. */
  to: number;
}

/** Blocks that nodes are asked about at a time: what most of the public ones answer for. */
export const BLOCKS_AT_ONCE = 10_000;
/** Values of one argument that are asked for at a time. */
const VALUES_AT_ONCE = 100;

function isConnection(error: unknown): boolean {
  return isError(error, "NETWORK_ERROR") || isError(error, "TIMEOUT");
}

/** A range that the node refuses is asked in halves, down to single blocks. */
async function logsOfPage(question: LogQuestion): Promise<Log[]> {
  const { provider, address, topics, from, to } = question;
  try {
    return await provider.getLogs({ address, topics, fromBlock: from, toBlock: to });
  } catch (error) {
    if (from === to || isConnection(error)) throw toWeftError(error);
  }
  const middle = from + Math.floor((to - from) / 2);
  const earlier = await logsOfPage({ ...question, to: middle });
  return [...earlier, ...(await logsOfPage({ ...question, from: middle + 1 }))];
}

/**
 * Logs of a range of blocks, in their order. Nodes answer for few blocks or few logs at a time, each by a limit of its
 * own: the range is asked about in pages, and a page that one refuses in halves.
 *
 * @throws WeftError where a single block cannot be asked about, or the connection fails.
 */
export async function logsBetween(question: LogQuestion): Promise<Log[]> {
  const logs: Log[] = [];
  for (let from = question.from; from <= question.to; from += BLOCKS_AT_ONCE) {
    const to = Math.min(from + BLOCKS_AT_ONCE - 1, question.to);
    for (const log of await logsOfPage({ ...question, from, to })) logs.push(log);
  }
  return logs;
}

/** An event and where it stands. */
export interface FoundEvent<Event extends TypedContractEvent> {
  args: EventArgs<Event>;
  /** Hash of the transaction. */
  transaction: string;
  block: number;
}

export interface EventQuestion<Event extends TypedContractEvent> extends Omit<
  LogQuestion,
  "topics"
> {
  event: Event;
  /** What the indexed arguments must be, in their order: a value, one of a list, or null for any. */
  indexed?: readonly (null | string | bigint | readonly (string | bigint)[])[];
}

/** The events of one kind that the contract at an address emitted in a range of blocks, in order. */
export async function eventsBetween<Event extends TypedContractEvent>({
  event,
  indexed = [],
  ...range
}: EventQuestion<Event>): Promise<FoundEvent<Event>[]> {
  const { fragment } = event;
  const topics = new Interface([fragment]).encodeFilterTopics(fragment, indexed);
  const found: FoundEvent<Event>[] = [];
  for (const log of await logsBetween({ ...range, topics })) {
    const { transactionHash: hash, blockNumber: block } = log;
    for (const args of eventsIn({ hash, logs: [log] }, range.address, event)) {
      found.push({ args, transaction: hash, block });
    }
  }
  return found;
}

/** The first event of one kind since a block; undefined where there is none. */
export async function firstEvent<Event extends TypedContractEvent>(
  question: Omit<EventQuestion<Event>, "to">,
): Promise<FoundEvent<Event> | undefined> {
  const { number: to } = await read(() => latestBlock(question.provider));
  const [found] = await eventsBetween({ ...question, to });
  return found;
}

/** Like `eventsBetween`, for as many values of the argument after `leading` as there may be; in order by parts of them. */
export async function eventsOf<Event extends TypedContractEvent>({
  values,
  leading = [],
  ...question
}: Omit<EventQuestion<Event>, "indexed"> & {
  values: readonly (string | bigint)[];
  /** Arguments before it. */
  leading?: readonly (null | string)[];
}): Promise<FoundEvent<Event>[]> {
  const asked = [...new Set(values)];
  const found: FoundEvent<Event>[] = [];
  for (let at = 0; at < asked.length; at += VALUES_AT_ONCE) {
    const indexed = [...leading, asked.slice(at, at + VALUES_AT_ONCE)];
    found.push(...(await eventsBetween({ ...question, indexed })));
  }
  return found;
}
