import { decodeContractError, toWeftError } from "../errors/decode";
import type { ContractError } from "../errors/weft-error";

/**
 * Reads from the chain.
 *
 * @throws ContractError where a contract refused, WeftError otherwise.
 */
export async function read<T>(reading: () => Promise<T>): Promise<T> {
  try {
    return await reading();
  } catch (error) {
    throw toWeftError(error);
  }
}

/** What a contract answers, or how it refuses, where that is an answer too. Failures of the node are thrown. */
export async function readOrRefusal<T>(reading: () => Promise<T>): Promise<T | ContractError> {
  try {
    return await reading();
  } catch (error) {
    const refusal = decodeContractError(error);
    if (refusal !== undefined) return refusal;
    throw toWeftError(error);
  }
}
