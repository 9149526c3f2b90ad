import type { Provider } from "ethers";
import { calldataCost } from "../batches/plan";
import { decodeContractError } from "../errors/decode";

// What a call costs before the contract runs.
const BASE_GAS = 21_000n;
const OUT_OF_GAS = /out of gas|gas required exceeds|intrinsic gas/i;

/** Whether a call failed in the contract that was called, and not on the way to it. */
export function isRefusal(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ("code" in error && error.code === "CALL_EXCEPTION") return true;
  return decodeContractError(error) !== undefined || OUT_OF_GAS.test(error.message);
}

/** The limit of a call that leaves the contract so much gas, and no more. */
export function gasLimitFor(data: string, gasCap: bigint): bigint {
  return gasCap + BASE_GAS + calldataCost(data).gas;
}

interface Question {
  /** Who asks. */
  from?: string;
  to: string;
  data: string;
  /** Gas that the contracts of the protocol give it to answer. */
  gasCap: bigint;
}

/**
 * The answer of a contract that nobody here trusts; `0x` where it reverts, burns its gas or is not
 * there. Failures of the node are thrown as they are.
 */
export async function ask(provider: Provider, { gasCap, ...question }: Question): Promise<string> {
  const gasLimit = gasLimitFor(question.data, gasCap);
  try {
    return await provider.call({ ...question, gasLimit });
  } catch (error) {
    if (isRefusal(error)) return "0x";
    throw error;
  }
}
