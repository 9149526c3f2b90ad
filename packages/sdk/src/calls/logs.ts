import { isError, type Log, type Provider } from "ethers";
import { toWeftError } from "../errors/decode";

export interface LogQuestion {
  provider: Provider;
  address: string;
  topics: (null | string | string[])[];
  /** First block. */
  from: number;
  /** Last block. */
  to: number;
}

function isConnection(error: unknown): boolean {
  return isError(error, "NETWORK_ERROR") || isError(error, "TIMEOUT");
}

/**
 * Logs of a range of blocks, in their order. Nodes answer for few blocks or few logs at a time, each by a limit of its
 * own: a range that one refuses is asked in halves, down to single blocks.
 *
 * @throws WeftError where a single block cannot be asked about, or the connection fails.
 */
export async function logsBetween(question: LogQuestion): Promise<Log[]> {
  const { provider, address, topics, from, to } = question;
  if (from > to) return [];
  try {
    return await provider.getLogs({ address, topics, fromBlock: from, toBlock: to });
  } catch (error) {
    if (from === to || isConnection(error)) throw toWeftError(error);
  }
  const middle = from + Math.floor((to - from) / 2);
  const earlier = await logsBetween({ ...question, to: middle });
  return [...earlier, ...(await logsBetween({ ...question, from: middle + 1 }))];
}
