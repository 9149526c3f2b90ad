import {
  isError,
  type ContractTransactionReceipt,
  type ContractTransactionResponse,
  type Overrides,
  type Signer,
} from "ethers";
import { decodeContractError, toWeftError } from "../errors/decode";
import { WeftError } from "../errors/weft-error";

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

/**
 * Sends a transaction and waits for it.
 *
 * @throws ContractError where a contract refused, WeftError otherwise.
 */
export async function send(
  options: CallOptions,
  sending: Sending,
): Promise<ContractTransactionReceipt> {
  try {
    const response = await sending();
    const receipt = await response.wait(options.confirmations ?? 1);
    if (receipt === null) throw new WeftError("CALL_FAILED", "the transaction was not waited for");
    return receipt;
  } catch (error) {
    if (isError(error, "TRANSACTION_REPLACED")) {
      throw new WeftError(
        "TRANSACTION_REPLACED",
        `transaction ${error.hash} was replaced by ${error.replacement.hash}`,
        { cause: error, details: { hash: error.hash, replacement: error.replacement.hash } },
      );
    }
    throw await explain(options, error);
  }
}
