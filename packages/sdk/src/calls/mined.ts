import {
  Transaction,
  isError,
  type ContractTransactionReceipt,
  type ContractTransactionResponse,
  type Provider,
  type TransactionReceipt,
} from "ethers";
import { WeftError } from "../errors/weft-error";
import { pause } from "../net/pause";

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 4_000;
/** How often in a row a node may fail until it is believed. */
const PATIENCE = 10;
/** For how long nodes have to say that something else spent the nonce: some of them lag behind others. */
const DOUBT_MS = 45_000;
/** The first type of transaction whose gas price is what its block made of its fees. */
const FEE_MARKET_TYPE = 2;

/** The bytes that were sent; undefined for kinds of transactions that are unknown here. */
function bytesOf(response: ContractTransactionResponse): string | undefined {
  try {
    const { gasPrice } = response;
    const isPriced = response.type < FEE_MARKET_TYPE;
    const sent = Transaction.from({ ...fieldsOf(response), gasPrice: isPriced ? gasPrice : null });
    return sent.hash === response.hash ? sent.serialized : undefined;
  } catch {
    return undefined;
  }
}

function fieldsOf({
  type,
  to,
  nonce,
  gasLimit,
  data,
  value,
  chainId,
  ...rest
}: ContractTransactionResponse) {
  const { maxFeePerGas, maxPriorityFeePerGas, accessList, signature } = rest;
  const fees = { gasLimit, maxFeePerGas, maxPriorityFeePerGas };
  return { type, to, nonce, data, value, chainId, accessList, signature, ...fees };
}

/** Whether blocks lie on top of a transaction. A block that is shown is believed, a number that is only said is not. */
async function isDeep(
  provider: Provider,
  { blockNumber, blockHash }: TransactionReceipt,
  confirmations: number,
): Promise<boolean> {
  if (confirmations <= 1) return true;
  if ((await provider.getBlock(blockNumber + confirmations - 1)) === null) return false;
  return (await provider.getBlock(blockNumber))?.hash === blockHash;
}

/** The receipt, if the chain has the transaction, whether it went through or not. */
async function receiptOf(
  response: ContractTransactionResponse,
): Promise<{ receipt: TransactionReceipt; end: () => ContractTransactionReceipt } | undefined> {
  try {
    const receipt = await response.wait(0);
    return receipt === null ? undefined : { receipt, end: () => receipt };
  } catch (error) {
    if (!isError(error, "CALL_EXCEPTION") || !error.receipt) throw error;
    const { receipt } = error;
    const end = (): never => {
      throw error;
    };
    return { receipt, end };
  }
}

function replaced({ hash, from, nonce }: ContractTransactionResponse): WeftError {
  return new WeftError(
    "TRANSACTION_REPLACED",
    `transaction ${hash} was replaced: another of ${from} was mined with its nonce, ${nonce}; look at that one before anything is sent again, since it may be the same at another fee`,
    { details: { hash, from, nonce } },
  );
}

/**
 * Sends the same bytes again where the node knows nothing of them. Says whether something else took their nonce, in a
 * block as deep as it is waited for.
 */
async function remind(
  response: ContractTransactionResponse,
  confirmations: number,
): Promise<boolean> {
  const { provider, hash, from, nonce } = response;
  if ((await provider.getTransaction(hash)) !== null) return false;
  const depth = Math.max(0, confirmations - 1);
  const block = Math.max(0, (await provider.getBlockNumber()) - depth);
  if ((await provider.getTransactionCount(from, block)) > nonce) return true;
  const bytes = bytesOf(response);
  // Refused where another node was faster; the next look says.
  if (bytes !== undefined) await provider.broadcastTransaction(bytes).catch(() => undefined);
  return false;
}

/**
 * Waits until a transaction is so many blocks deep. A chain that drops it again, or a node that forgets it, is sent the
 * same bytes once more.
 *
 * @throws CALL_EXCEPTION of ethers where it was mined and failed; WeftError TRANSACTION_REPLACED.
 */
export async function mined(
  response: ContractTransactionResponse,
  confirmations: number,
): Promise<ContractTransactionReceipt> {
  let [failures, doubted] = [0, 0];
  for (let wait = FIRST_PAUSE_MS; ; wait = Math.min(wait * 1.5, LONGEST_PAUSE_MS)) {
    let found: Awaited<ReturnType<typeof receiptOf>>;
    let isThere = false;
    try {
      found = await receiptOf(response);
      if (found !== undefined)
        isThere = await isDeep(response.provider, found.receipt, confirmations);
      const isDoubtful = found === undefined && (await remind(response, confirmations));
      doubted = isDoubtful ? doubted + wait : 0;
      failures = 0;
    } catch (error) {
      failures += 1;
      if (failures >= PATIENCE) {
        const sentence = `transaction ${response.hash} was sent, but no node says what became of it`;
        const details = { hash: response.hash, bytes: bytesOf(response) };
        throw new WeftError("TRANSACTION_UNKNOWN", sentence, { details, cause: error });
      }
    }
    if (found !== undefined && isThere) return found.end();
    if (doubted >= DOUBT_MS) throw replaced(response);
    await pause(wait);
  }
}
