import { isSameAccount } from "../words/range";
import type { MatchContext } from "./context";
import { reason, type Reasons } from "./reason";

/** Whether everybody concerned signed, and each side is one that the other accepts. */
export function* checkConsent(context: MatchContext): Reasons {
  const { match, state, payer, offerDigest, requestDigest } = context;
  const { offer, request } = match;
  if (!state.offer.isSigned) yield unsigned(offerDigest, offer.provider);
  if (!state.request.isSigned) yield unsigned(requestDigest, request.client);
  if (!isSameAccount(payer, request.client)) {
    if (!state.isPayerSigned) yield unsigned(requestDigest, payer);
    if (state.isPayerRevoked) yield reason("MarketPayerRevoked", { request: requestDigest, payer });
  }
  if (!state.offer.isConditionMet) yield unmet(offer.condition, request.client);
  if (!state.request.isConditionMet) yield unmet(request.condition, offer.provider);
}

function unsigned(order: string, signer: string) {
  return reason("MarketInvalidSignature", { order, signer });
}

function unmet(condition: string, subject: string) {
  return reason("MarketConditionNotMet", { condition, subject });
}
