import { isHexString } from "ethers";

/** A chain that can be asked. */
export interface Port {
  request: (method: string, params: readonly unknown[]) => Promise<unknown>;
}

/** What a transaction led to: the data of its revert, or its logs. */
export type Receipt = { isMined: true; logs: Log[] } | { isMined: false; data: string };

export interface Log {
  topics: string[];
  data: string;
}

export interface Sending {
  from: string;
  to: string;
  data: string;
}

const GAS = "0xb71b00"; // twelve million

function fieldOf(answer: unknown, name: string): unknown {
  if (typeof answer !== "object" || answer === null) return undefined;
  return Reflect.get(answer, name);
}

/** The text of a field, which must be one. */
function textOf(answer: unknown, name: string): string {
  const text = fieldOf(answer, name);
  if (typeof text !== "string") throw new Error(`an answer without ${name}`);
  return text;
}

/** The data of a revert, wherever a client puts it. */
function revertDataOf(error: unknown): string | undefined {
  for (let part = error, depth = 0; part !== undefined && depth < 4; depth++) {
    const data = fieldOf(part, "data");
    if (isHexString(data)) return data;
    part = data ?? fieldOf(part, "error");
  }
  return undefined;
}

function logsOf(receipt: unknown): Log[] {
  const logs = fieldOf(receipt, "logs");
  if (!Array.isArray(logs)) throw new Error("a receipt without logs");
  return logs.map((log: unknown) => {
    const topics = fieldOf(log, "topics");
    if (!Array.isArray(topics)) throw new Error("a log without topics");
    return { topics: topics.map(String), data: textOf(log, "data") };
  });
}

/** Mines one transaction at a second. Some clients throw what reverts, others mine it and say nothing. */
export async function sendAt(port: Port, second: bigint, tx: Sending): Promise<Receipt> {
  await port.request("evm_setNextBlockTimestamp", [Number(second)]);
  let hash: unknown;
  try {
    hash = await port.request("eth_sendTransaction", [{ ...tx, gas: GAS }]);
  } catch (error) {
    const data = revertDataOf(error);
    if (data === undefined) throw error;
    return { isMined: false, data };
  }
  const receipt = await port.request("eth_getTransactionReceipt", [hash]);
  if (fieldOf(receipt, "status") === "0x1") return { isMined: true, logs: logsOf(receipt) };
  const trace = await port.request("debug_traceTransaction", [hash, { tracer: "callTracer" }]);
  const output = fieldOf(trace, "output");
  return { isMined: false, data: typeof output === "string" ? output : "0x" };
}

/** Second of the latest block. */
export async function secondOf(port: Port): Promise<bigint> {
  return BigInt(textOf(await port.request("eth_getBlockByNumber", ["latest", false]), "timestamp"));
}
