import { dataLength, dataSlice, type Provider, ZeroAddress } from "ethers";
import { ICondition__factory } from "../contracts";
import { ask } from "../calls/ask";
import { isSameAccount } from "../words/range";

/** Gas that a condition gets to answer, by `JobMarket.CONDITION_GAS`. */
const CONDITION_GAS = 100_000n;

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
  const gasCap = CONDITION_GAS;
  const answer = await ask(provider, { from: market, to: condition, data, gasCap });
  return dataLength(answer) >= 32 && BigInt(dataSlice(answer, 0, 32)) === 1n;
}
