import type { Provider } from "ethers";
import { gasLimitFor, isRefusal } from "../calls/ask";
import { IComposition__factory, ICondition__factory } from "../contracts";
import { decodeContractError, toWeftError } from "../errors/decode";
import { KNOWN_ERRORS } from "../errors/known";

export interface ExplainParameters {
  provider: Provider;
  condition: string;
  subject: string;
  /** Word of the order. */
  data: string;
  evidence: string;
}

/** Gas that a market gives a condition. */
const CONDITION_GAS = 100_000n;

/**
 * Why a condition says no, in one sentence; undefined where it says yes. Asks with the gas that a market gives.
 *
 * @throws WeftError where the node does not answer.
 */
export async function explainCondition(parameters: ExplainParameters): Promise<string | undefined> {
  const { provider, condition, subject, data, evidence } = parameters;
  const contract = ICondition__factory.connect(condition, provider);
  const call = contract.interface.encodeFunctionData("isMet", [subject, data, evidence]);
  const gasLimit = gasLimitFor(call, CONDITION_GAS);
  try {
    const isMet = await contract.isMet(subject, data, evidence, { gasLimit });
    return isMet ? undefined : `condition ${condition} says no`;
  } catch (error) {
    const known = decodeContractError(error);
    if (known !== undefined && known.error !== "Silent") return known.message;
    if (isRefusal(error)) return `condition ${condition} gives no answer`;
    throw toWeftError(error);
  }
}

/** What one child of a composition says. */
export interface ChildReport {
  isMet: boolean;
  /** Name of the error that it refused with, where it gave one that is known. */
  reason: string | undefined;
}

/**
 * What each child of a composition says, in their order.
 *
 * @throws ContractError where the composition itself refuses.
 */
export async function explainChildren(parameters: ExplainParameters): Promise<ChildReport[]> {
  const { provider, condition, subject, data, evidence } = parameters;
  const contract = IComposition__factory.connect(condition, provider);
  try {
    const answers = await contract.explain(subject, data, evidence);
    return answers.map(({ isMet, reason }) => ({ isMet, reason: nameOf(reason) }));
  } catch (error) {
    throw toWeftError(error);
  }
}

function nameOf(selector: string): string | undefined {
  return KNOWN_ERRORS.find((error) => error.selector === selector)?.name;
}
