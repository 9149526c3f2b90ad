import { toWeftError } from "../errors/decode";

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
