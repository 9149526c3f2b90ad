import type { Provider } from "ethers";
import type { JobMarket } from "../contracts";
import { splitNonce } from "../orders/nonce";
import type { Match } from "../orders/types";
import type { OrderState } from "./context";
import { isConditionMet, type ConditionQuestion } from "./read-condition";

/** One of the two orders, in the words that both share. */
export interface OrderQuestion {
  digest: string;
  signer: string;
  nonce: bigint;
  question: ConditionQuestion;
}

export function offerQuestion({ offer, request, ...match }: Match, digest: string): OrderQuestion {
  return {
    digest,
    signer: offer.provider,
    nonce: offer.nonce,
    question: {
      condition: offer.condition,
      data: offer.conditionData,
      subject: request.client,
      evidence: match.offerEvidence,
    },
  };
}

export function requestQuestion(
  { offer, request, ...match }: Match,
  digest: string,
): OrderQuestion {
  return {
    digest,
    signer: request.client,
    nonce: request.nonce,
    question: {
      condition: request.condition,
      data: request.conditionData,
      subject: offer.provider,
      evidence: match.requestEvidence,
    },
  };
}

/** What the chain knows of an order, but for its signature. */
export async function readOrder(
  provider: Provider,
  market: JobMarket,
  order: OrderQuestion,
): Promise<Omit<OrderState, "isSigned">> {
  const { signer, nonce, digest, question } = order;
  const [epoch, isUsable, filled, isMet] = await Promise.all([
    market.epochOf(signer),
    market.isNonceUsable(signer, nonce),
    market.filledOf(digest),
    market.getAddress().then((address) => isConditionMet(provider, address, question)),
  ]);
  const isCurrent = splitNonce(nonce).epoch === Number(epoch);
  return {
    epoch: Number(epoch),
    isNonceUsed: isCurrent && !isUsable,
    filled,
    isConditionMet: isMet,
  };
}
