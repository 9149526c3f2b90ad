import type { Provider, TransactionRequest } from "ethers";
import { decodeContractError } from "./decode";

const OUT_OF_GAS = /out of gas|gas required exceeds|intrinsic gas/i;

/** Whether a call failed in the contract that was called, and not on the way to it. */
export function isRefusal(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ("code" in error && error.code === "CALL_EXCEPTION") return true;
  return decodeContractError(error) !== undefined || OUT_OF_GAS.test(error.message);
}

/**
 * The answer of a contract that nobody here trusts; `0x` where it reverts, burns its gas or is not
 * there. Failures of the node are thrown as they are.
 */
export async function ask(provider: Provider, question: TransactionRequest): Promise<string> {
  try {
    return await provider.call(question);
  } catch (error) {
    if (isRefusal(error)) return "0x";
    throw error;
  }
}
