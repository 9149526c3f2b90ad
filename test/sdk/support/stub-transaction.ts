import {
  ContractTransactionResponse,
  Interface,
  Transaction,
  Wallet,
  toBeHex,
  toQuantity,
  type JsonRpcProvider,
} from "ethers";

export const SENDER = new Wallet(toBeHex(7n, 32));
const TO = toBeHex(8n, 20);
const GWEI = 10n ** 9n;
const FEES: Record<number, object> = {
  0: { gasPrice: GWEI },
  1: { gasPrice: GWEI, accessList: [{ address: TO, storageKeys: [toBeHex(1n, 32)] }] },
  2: { maxFeePerGas: 2n * GWEI, maxPriorityFeePerGas: GWEI },
};

/** A payment of the sender, signed. */
export async function signed(nonce: number, type = 2): Promise<Transaction> {
  const bytes = await SENDER.signTransaction({
    ...{ type, nonce, to: TO, value: 1n, gasLimit: 21_000n, chainId: 31_337n },
    ...FEES[type],
  });
  return Transaction.from(bytes);
}

/** The same, as a call of a contract hands it to whoever waits for it. */
export async function sent(
  provider: JsonRpcProvider,
  transaction: Transaction,
): Promise<ContractTransactionResponse> {
  const response = await provider.broadcastTransaction(transaction.serialized);
  return new ContractTransactionResponse(new Interface([]), provider, response);
}

/** As a node shows a transaction that waits. */
export function shown({ hash, from, to, nonce, signature }: Transaction): object {
  return {
    ...{ hash, from, to, nonce: toQuantity(nonce), type: "0x2", chainId: toQuantity(31_337n) },
    ...{ gas: toQuantity(21_000n), value: "0x1", input: "0x", accessList: [] },
    ...{ maxFeePerGas: toQuantity(2n * GWEI), maxPriorityFeePerGas: toQuantity(GWEI) },
    ...{ gasPrice: toQuantity(GWEI), r: signature?.r, s: signature?.s, v: "0x0" },
    ...{ yParity: "0x0", blockHash: null, blockNumber: null, transactionIndex: null },
  };
}

/** As a node shows the receipt of one that was mined. */
export function receiptOf({ hash, from, to }: Transaction, block: number): object {
  return {
    ...{ transactionHash: hash, from, to, contractAddress: null, type: "0x2", status: "0x1" },
    ...{ blockNumber: toQuantity(block), blockHash: blockHash(block), transactionIndex: "0x0" },
    ...{ gasUsed: toQuantity(21_000n), cumulativeGasUsed: toQuantity(21_000n) },
    ...{ effectiveGasPrice: toQuantity(GWEI), logs: [], logsBloom: `0x${"00".repeat(256)}` },
  };
}

/** As a node shows a block. */
export function blockAt(block: number): object {
  return {
    ...{ number: toQuantity(block), hash: blockHash(block), parentHash: blockHash(block - 1) },
    ...{ timestamp: "0x1", nonce: "0x0000000000000000", difficulty: "0x0", miner: TO },
    ...{ gasLimit: toQuantity(30_000_000n), gasUsed: "0x0", baseFeePerGas: "0x1" },
    ...{ extraData: "0x", transactions: [] },
  };
}

function blockHash(block: number): string {
  return toBeHex(0xb10c0000n + BigInt(block), 32);
}
