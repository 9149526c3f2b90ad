import {
  isError,
  type ContractTransactionReceipt,
  type ContractTransactionResponse,
  type Overrides,
  type Signer,
} from "ethers";
import { decodeContractError, toWeftError } from "../errors/decode";
import { ContractError, WeftError } from "../errors/weft-error";
import { mined } from "./mined";

/** What every call that sends a transaction takes. */
export interface CallOptions {
  signer: Signer;
  /** Gas, fees and nonce of the transaction, where they should not be estimated. */
  overrides?: Overrides;
  /** Blocks to wait for, at least one. */
  confirmations?: number;
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
  const sent = await signer.provider.getTransaction(receipt.hash);
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

/**
 * Sends a transaction and waits for it. What the chain drops again while it waits is sent again, to the same bytes; how
 * deep it must lie for that, `confirmations` says.
 *
 * @throws ContractError where a contract refused, WeftError otherwise.
 */
export async function send(
  options: CallOptions,
  sending: Sending,
): Promise<ContractTransactionReceipt> {
  const response = await sending().catch((error: unknown) => {
    throw unsent(error);
  });
  try {
    return await mined(response, options.confirmations ?? 1);
  } catch (error) {
    throw await explain(options, error);
  }
}
