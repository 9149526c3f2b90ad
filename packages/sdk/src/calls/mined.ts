import {
  Transaction,
  isError,
  type ContractTransactionReceipt,
  type ContractTransactionResponse,
  type Provider,
  type TransactionReceipt,
} from "ethers";
import { TransactionUnknownError } from "../errors/transaction-unknown";
import { WeftError } from "../errors/weft-error";
import { MACHINE_TIME, type Time } from "../net/time";

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 4_000;
/** How often in a row a node may fail until it is believed. */
const PATIENCE = 10;
/** How long each block of those that are waited for may take, where the caller names no limit. */
const BLOCK_WAIT_MS = 600_000;
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

/** Nobody knows what becomes of it: it can still land, however long it was waited for. */
export function unknownFate(
  response: ContractTransactionResponse,
  reason: string,
  cause?: unknown,
): TransactionUnknownError {
  const { hash } = response;
  const sentence = `transaction ${hash} was sent, but ${reason}`;
  return new TransactionUnknownError({ hash, bytes: bytesOf(response), sentence, cause });
}

/** How long is waited for a transaction. */
export interface MinedOptions {
  confirmations?: number;
  minedWaitMs?: number;
  time?: Time;
}

/**
 * Waits until a transaction is so many blocks deep. A chain that drops it again, or a node that forgets it, is sent the
 * same bytes once more. The limit is looked at between two questions.
 *
 * @throws CALL_EXCEPTION of ethers where it was mined and failed; WeftError TRANSACTION_REPLACED;
 *   TransactionUnknownError.
 */
export async function mined(
  response: ContractTransactionResponse,
  { confirmations = 1, minedWaitMs, time = MACHINE_TIME }: MinedOptions = {},
): Promise<ContractTransactionReceipt> {
  const limit = minedWaitMs ?? BLOCK_WAIT_MS * Math.max(1, confirmations);
  const until = time.now() + limit;
  let failures = 0;
  let failure: unknown;
  let doubted: number | undefined;
  for (let wait = FIRST_PAUSE_MS, paused = 0; ; wait = Math.min(wait * 1.5, LONGEST_PAUSE_MS)) {
    let found: Awaited<ReturnType<typeof receiptOf>>;
    let isThere = false;
    try {
      found = await receiptOf(response);
      if (found !== undefined)
        isThere = await isDeep(response.provider, found.receipt, confirmations);
      const isDoubtful = found === undefined && (await remind(response, confirmations));
      // What passed since a look that said the same; a look that failed said nothing.
      if (!isDoubtful) doubted = undefined;
      else doubted = doubted === undefined ? 0 : doubted + paused;
      [failures, failure] = [0, undefined];
    } catch (error) {
      [failures, failure] = [failures + 1, error];
      if (failures >= PATIENCE) {
        throw unknownFate(response, "no node says what became of it", error);
      }
    }
    if (found !== undefined && isThere) return found.end();
    if (doubted !== undefined && doubted >= DOUBT_MS) throw replaced(response);
    const left = until - time.now();
    if (!(left > 0)) {
      const depth = confirmations > 1 ? `${confirmations} blocks deep` : "in a block";
      throw unknownFate(
        response,
        `is not ${depth} after ${limit} ms, and may still land: wait for it, send the same bytes again, or replace it by one with its nonce, ${response.nonce}`,
        failure,
      );
    }
    paused = failures > 0 ? 0 : Math.min(wait, left);
    await time.pause(Math.min(wait, left));
  }
}
