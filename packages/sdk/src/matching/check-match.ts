import { packMatch } from "../orders/match";
import type { Match } from "../orders/types";
import { checkConsent } from "./check-consent";
import { checkFunds } from "./check-funds";
import { checkOrders } from "./check-orders";
import { checkRules } from "./check-rules";
import { checkTerms } from "./check-terms";
import { checkVerification } from "./check-verification";
import { contextOf, type MatchState } from "./context";
import type { MatchReason } from "./reason";

interface CheckMatchParameters {
  match: Match;
  /** Account that would call the market. */
  matcher: string;
  /** What the chain knows; `readMatchState` reads it. */
  state: MatchState;
}

/**
 * Every reason why a match would be refused, in the order of the contract's checks, so that the first
 * is the error the contract would raise; and last, where the state knows the verifier, why the job would be void though
 * the market took the match. Empty where nothing speaks against it.
 *
 * @throws InvalidFieldError for an order with a field out of range, which cannot even be sent.
 * @example
 * const reasons = checkMatch({ match, matcher, state: await readMatchState({ provider, market, match }) });
 * for (const { sentence } of reasons) console.error(sentence);
 */
export function checkMatch({ match, matcher, state }: CheckMatchParameters): MatchReason[] {
  packMatch(match);
  const context = contextOf(match, matcher, state);
  return [
    ...checkOrders(context),
    ...checkTerms(context),
    ...checkRules(context),
    ...checkConsent(context),
    ...checkFunds(context),
    ...checkVerification(context),
  ];
}
