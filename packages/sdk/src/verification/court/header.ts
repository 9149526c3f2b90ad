import { encodeRlp, keccak256, toBeArray } from "ethers";
import { toWeftError } from "../../errors/decode";
import { WeftError } from "../../errors/weft-error";

/** Fields of a header in their order, and whether each is a number; later ones came with later forks. */
const FIELDS = [
  ["parentHash", false],
  ["sha3Uncles", false],
  ["miner", false],
  ["stateRoot", false],
  ["transactionsRoot", false],
  ["receiptsRoot", false],
  ["logsBloom", false],
  ["difficulty", true],
  ["number", true],
  ["gasLimit", true],
  ["gasUsed", true],
  ["timestamp", true],
  ["extraData", false],
  ["mixHash", false],
  ["nonce", false],
  ["baseFeePerGas", true],
  ["withdrawalsRoot", false],
  ["blobGasUsed", true],
  ["excessBlobGas", true],
  ["parentBeaconBlockRoot", false],
  ["requestsHash", false],
] as const;

/** A node that can be asked by the name of a method: ethers' JSON-RPC providers, and Hardhat's. */
export interface RpcNode {
  send(method: string, params: unknown[]): Promise<unknown>;
}

function fieldOf(block: object, name: string): string | undefined {
  const value: unknown = Object.getOwnPropertyDescriptor(block, name)?.value;
  return typeof value === "string" ? value : undefined;
}

/**
 * RLP of a block's header, from what a node says of the block: what draws a jury.
 *
 * @throws WeftError if the header does not hash to the block's hash: a fork added a field that this package does not
 * know, or the node lies.
 */
export function headerRlp(block: object): string {
  const items: (string | Uint8Array)[] = [];
  for (const [name, isNumber] of FIELDS) {
    const value = fieldOf(block, name);
    if (value === undefined) continue;
    items.push(isNumber ? toBeArray(value) : value);
  }
  const header = encodeRlp(items);
  if (keccak256(header) === fieldOf(block, "hash")) return header;
  throw new WeftError("CALL_FAILED", "the header of the block does not hash to its hash", {
    details: { number: fieldOf(block, "number") },
  });
}

/** Reads the header of a block from a node. */
export async function readHeader(node: RpcNode, number: number): Promise<string> {
  let block: unknown;
  try {
    block = await node.send("eth_getBlockByNumber", [`0x${number.toString(16)}`, false]);
  } catch (error) {
    throw toWeftError(error);
  }
  if (typeof block === "object" && block !== null) return headerRlp(block);
  throw new WeftError("CALL_FAILED", `the node has no block ${number} yet`, { retryable: true });
}
