import {
  isError,
  type ContractTransactionReceipt,
  type ContractTransactionResponse,
  type Overrides,
  type Signer,
  type TransactionReceipt,
} from "ethers";
import { decodeContractError, toWeftError } from "../errors/decode";
import { ContractError, InvalidFieldError, WeftError } from "../errors/weft-error";
import { Latest } from "../net/latest";
import { SteadyProvider } from "../net/steady-provider";
import { mined, unknownFate, type MinedOptions } from "./mined";

/** Of each call over a provider that takes the same bytes again: the block it is in, or nothing while it waits. */
const calls = new WeakMap<SteadyProvider, Latest<string | undefined>>();

/**
 * Two calls that are equal in everything, nonce and fees too, are the same bytes, and one transaction: the second must
 * not be told of the first's success.
 *
 * @returns What notes how it ended.
 */
async function begin(
  response: ContractTransactionResponse,
): Promise<(receipt?: TransactionReceipt) => void> {
  const { provider, hash, nonce } = response;
  if (!(provider instanceof SteadyProvider)) return () => undefined;
  const blocks = calls.get(provider) ?? new Latest<string | undefined>();
  calls.set(provider, blocks);
  const former = blocks.get(hash);
  const isWaiting = blocks.has(hash) && former === undefined;
  blocks.set(hash, undefined);
  let isThere = false;
  try {
    isThere =
      former !== undefined && (await provider.getTransactionReceipt(hash))?.blockHash === former;
  } catch (error) {
    blocks.set(hash, former);
    const reason = "no node says whether it is that of an equal call before this one";
    throw unknownFate(response, reason, error);
  }
  if (isWaiting || isThere) {
    if (isThere) blocks.set(hash, former);
    throw new WeftError(
      "TRANSACTION_REPEATED",
      `an equal call was sent as transaction ${hash} already, with nonce ${nonce}, and this one was not: wait for that one first, or give this one a nonce of its own`,
      { details: { hash, nonce } },
    );
  }
  return (receipt) => {
    if (receipt === undefined) blocks.delete(hash);
    else blocks.set(hash, receipt.blockHash);
  };
}

/** What every call that sends a transaction takes. */
export interface CallOptions {
  signer: Signer;
  /** Gas, fees and nonce of the transaction, where they should not be estimated. */
  overrides?: Overrides;
  /** Blocks to wait for, at least one. */
  confirmations?: number;
  /**
   * How long to wait until the transaction is that deep; left out, ten minutes for each block. One that is not there by
   * then may still land: the error is TransactionUnknownError.
   */
  minedWaitMs?: number;
}

/** What every call that sends a transaction returns. */
export interface CallResult {
  receipt: ContractTransactionReceipt;
}

type Sending = () => Promise<ContractTransactionResponse>;

/**
 * A mined revert carries no data. The same call on the state that its block left usually fails alike.
 */
async function explain({ signer }: CallOptions, error: unknown): Promise<WeftError> {
  const failure = toWeftError(error);
  if (!isError(error, "CALL_EXCEPTION") || failure.code === "CONTRACT_REVERTED") return failure;
  const { receipt } = error;
  if (!receipt || signer.provider === null) return failure;
  const sent = await signer.provider.getTransaction(receipt.hash).catch(() => null);
  if (sent === null) return failure;
  const { to, from, data, value } = sent;
  try {
    await signer.provider.call({ to, from, data, value, blockTag: receipt.blockNumber });
    return failure;
  } catch (again) {
    return decodeContractError(again) ?? failure;
  }
}

/** What failed before a hash was known. Where nobody answered, the transaction may be on its way all the same. */
function unsent(error: unknown): WeftError {
  const failure = toWeftError(error);
  if (failure instanceof ContractError || !failure.retryable) return failure;
  const sentence = `${failure.message}; it may have been sent all the same, so look before it is sent again`;
  return new WeftError(failure.code, sentence, { details: failure.details, cause: error });
}

/** Nothing but these of what a call was given; what else there is may mean anything. Read before anything is sent. */
function waitOf({ confirmations, minedWaitMs }: CallOptions): MinedOptions {
  for (const [name, value] of Object.entries({ confirmations, minedWaitMs })) {
    const isNumber = typeof value === "number" && value >= 0;
    if (value !== undefined && !isNumber)
      throw new InvalidFieldError(name, value, "a number from 0");
  }
  return {
    ...(confirmations === undefined ? {} : { confirmations }),
    ...(minedWaitMs === undefined ? {} : { minedWaitMs }),
  };
}

/**
 * Sends a transaction and waits for it. What the chain drops again while it waits is sent again, to the same bytes; how
 * deep it must lie for that, `confirmations` says, and how long that may take, `minedWaitMs`.
 *
 * @throws ContractError where a contract refused; TransactionUnknownError where nobody knows what becomes of it;
 *   WeftError otherwise.
 */
export async function send(
  options: CallOptions,
  sending: Sending,
): Promise<ContractTransactionReceipt> {
  const wait = waitOf(options);
  const response = await sending().catch((error: unknown) => {
    throw unsent(error);
  });
  const end = await begin(response);
  try {
    const receipt = await mined(response, wait);
    end(receipt);
    return receipt;
  } catch (error) {
    end();
    if (error instanceof WeftError) throw error;
    if (isError(error, "CALL_EXCEPTION")) throw await explain(options, error);
    throw unknownFate(response, "what became of it could not be read", error);
  }
}
