import { dataLength, dataSlice, type Provider, ZeroAddress } from "ethers";
import { ICondition__factory } from "../contracts";
import { ask } from "../errors/ask";
import { isSameAccount } from "./context";

/** Gas that a condition gets to answer, by `JobMarket.CONDITION_GAS`, and the cost of asking it from outside. */
const CONDITION_GAS = 100_000n;
const BASE_GAS = 21_000n;
const BYTE_GAS = 16n;

export interface ConditionQuestion {
  condition: string;
  /** Word signed in the order. */
  data: string;
  /** Who must meet it. */
  subject: string;
  evidence: string;
}

/** Whether a condition says yes, asked as the market asks it. Silence and reverts are a no. */
export async function isConditionMet(
  provider: Provider,
  market: string,
  { condition, subject, data: word, evidence }: ConditionQuestion,
): Promise<boolean> {
  if (isSameAccount(condition, ZeroAddress)) return true;
  const data = ICondition__factory.createInterface().encodeFunctionData("isMet", [
    subject,
    word,
    evidence,
  ]);
  const gasLimit = CONDITION_GAS + BASE_GAS + BYTE_GAS * BigInt(dataLength(data));
  const answer = await ask(provider, { from: market, to: condition, data, gasLimit });
  return dataLength(answer) >= 32 && BigInt(dataSlice(answer, 0, 32)) === 1n;
}
