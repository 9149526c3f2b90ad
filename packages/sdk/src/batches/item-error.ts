import { Interface, type ErrorFragment } from "ethers";
import { decodeContractError } from "../errors/decode";
import { describeContractError, isRetryableContractError } from "../errors/describe";
import { KNOWN_ERRORS } from "../errors/known";
import { ContractError } from "../errors/weft-error";

function fragmentOf(test: (fragment: ErrorFragment) => boolean): ErrorFragment | undefined {
  return KNOWN_ERRORS.find(test);
}

/** Errors of the batch around an item, which the item by itself does not meet. */
const OF_BATCH: readonly string[] = ["BatchItemOutOfGas"];

/** The error of a code, which has no arguments: the sentence leaves their places open. */
export function errorOfCode(selector: string): ContractError {
  const fragment = fragmentOf((each) => each.selector === selector);
  if (fragment === undefined) {
    const sentence = `a contract refused with an error that is not known here, ${selector}`;
    return new ContractError({
      error: selector,
      args: {},
      sentence,
      data: selector,
      retryable: false,
    });
  }
  const unknown = Object.fromEntries(fragment.inputs.map(({ name }) => [name, "…"]));
  return new ContractError({
    error: fragment.name,
    args: {},
    sentence: describeContractError(fragment.name, unknown),
    data: selector,
    retryable: isRetryableContractError(fragment.name),
  });
}

/** The error that a contract would refuse with, where that is known without asking it. */
export function refusalWith(name: string, values: readonly unknown[]): ContractError {
  const fragment = fragmentOf((each) => each.name === name);
  if (fragment === undefined) throw new TypeError(`no contract of ours has an error ${name}`);
  const data = new Interface([fragment]).encodeErrorResult(fragment, [...values]);
  return decodeContractError(data) ?? errorOfCode(fragment.selector);
}

/**
 * The error behind a code: with its arguments, where the same call by itself, on the state after the batch, fails alike.
 */
export async function explainCode(
  code: string,
  again: () => Promise<unknown>,
): Promise<ContractError> {
  const known = errorOfCode(code);
  if (OF_BATCH.includes(known.error)) return known;
  try {
    await again();
  } catch (error) {
    const decoded = decodeContractError(error);
    if (decoded?.data.startsWith(code) === true) return decoded;
  }
  return known;
}
