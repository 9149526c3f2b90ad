import {
  AbiCoder,
  dataSlice,
  dataLength,
  isError,
  type ErrorFragment,
  type Interface,
} from "ethers";
import { describeContractError, isRetryableContractError } from "./describe";
import { errorsOf, KNOWN_ERRORS } from "./known";
import { revertDataOf } from "./revert-data";
import { ContractError, WeftError } from "./weft-error";

export interface DecodeOptions {
  /** Interfaces of further contracts whose errors may come back: conditions, tokens, verifiers. */
  interfaces?: readonly Interface[];
}

const SELECTOR_BYTES = 4;

function argsOf(fragment: ErrorFragment, data: string): Record<string, unknown> | undefined {
  try {
    const values = AbiCoder.defaultAbiCoder().decode(
      fragment.inputs,
      dataSlice(data, SELECTOR_BYTES),
    );
    return Object.fromEntries(
      fragment.inputs.map(({ name }, i): [string, unknown] => [name || `${i}`, values[i]]),
    );
  } catch {
    return undefined;
  }
}

function unknownRevert(data: string, cause: unknown): ContractError {
  const isSilent = dataLength(data) < SELECTOR_BYTES;
  const error = isSilent ? "Silent" : dataSlice(data, 0, SELECTOR_BYTES);
  const sentence = isSilent
    ? "a contract refused without saying why: too little gas, a function it lacks, or no contract at all"
    : `a contract refused with an error that is not known here, ${error}`;
  return new ContractError({ error, args: {}, sentence, data, retryable: false, cause });
}

/**
 * The revert in an error of ethers, of Hardhat or of a node, or in raw revert data: the name of the
 * contract's error, its arguments and one sentence. Undefined where there is no revert in it.
 *
 * @example
 * try {
 *   await market.settle(job);
 * } catch (error) {
 *   console.error(decodeContractError(error)?.message ?? error);
 * }
 */
export function decodeContractError(
  error: unknown,
  options: DecodeOptions = {},
): ContractError | undefined {
  if (error instanceof ContractError) return error;
  const data = revertDataOf(error);
  if (data === undefined) return undefined;
  const selector = dataLength(data) < SELECTOR_BYTES ? data : dataSlice(data, 0, SELECTOR_BYTES);
  const fragment = [...KNOWN_ERRORS, ...errorsOf(options.interfaces ?? [])].find(
    (candidate) => candidate.selector === selector,
  );
  const args = fragment === undefined ? undefined : argsOf(fragment, data);
  if (fragment === undefined || args === undefined) return unknownRevert(data, error);
  return new ContractError({
    error: fragment.name,
    args,
    sentence: describeContractError(fragment.name, args),
    data,
    retryable: isRetryableContractError(fragment.name),
    cause: error,
  });
}

/** Whether an error is a revert with the contract error of this name. */
export function isContractError(error: unknown, name: string): boolean {
  return decodeContractError(error)?.error === name;
}

/** Ethers repeats the whole request in `message` and keeps the sentence apart. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return "shortMessage" in error ? String(error.shortMessage) : error.message;
}

/** Any error of a call as one of ours: a decoded revert, or a failed call with its cause. */
export function toWeftError(error: unknown, options: DecodeOptions = {}): WeftError {
  if (error instanceof WeftError) return error;
  const decoded = decodeContractError(error, options);
  if (decoded !== undefined) return decoded;
  const isPassing =
    isError(error, "NETWORK_ERROR") || isError(error, "TIMEOUT") || isError(error, "SERVER_ERROR");
  return new WeftError("CALL_FAILED", `the call failed: ${messageOf(error)}`, {
    cause: error,
    retryable: isPassing,
  });
}
