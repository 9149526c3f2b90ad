import { ZeroAddress } from "ethers";
import { isWellFormed, satisfies } from "../resources/resources";
import { isSameAccount } from "../words/range";
import type { MatchContext } from "./context";
import { reason, type Reasons } from "./reason";

/** Whether the two orders agree on who matches, the price, and what is done, where and how verified. */
export function* checkTerms(context: MatchContext): Reasons {
  const { match, offerDigest, requestDigest } = context;
  yield* checkVenue(offerDigest, match.offer.venue, context.matcher);
  yield* checkVenue(requestDigest, match.request.venue, context.matcher);
  yield* checkPrice(context);
  const { offer, request } = match;
  if (!isSameAccount(offer.token, request.token)) {
    yield reason("MarketTokenMismatch", { offered: offer.token, requested: request.token });
  }
  const [offered, wanted] = [offer.collateralPerUnit, request.minCollateralPerUnit];
  if (offered < wanted) yield reason("MarketCollateralTooLow", { offered, wanted });
  yield* checkResources(context);
  yield* checkVerification(context);
}

function* checkVenue(order: string, venue: string, caller: string): Reasons {
  if (!isSameAccount(venue, ZeroAddress) && !isSameAccount(venue, caller)) {
    yield reason("MarketWrongVenue", { order, venue, caller });
  }
}

function* checkPrice({ match: { offer, request, pricePerUnit: price } }: MatchContext): Reasons {
  const [ask, bid] = [offer.pricePerUnit, request.maxPricePerUnit];
  if (price < ask || price > bid) yield reason("MarketPriceOutsideLimits", { price, ask, bid });
  const hasVenue = [offer, request].some(({ venue }) => !isSameAccount(venue, ZeroAddress));
  if (price !== ask && !hasVenue) yield reason("MarketPriceNotAsk", { price, ask });
}

function* checkResources({ match: { offer, request } }: MatchContext): Reasons {
  const malformed = [offer.resources, request.needs].filter((word) => !isWellFormed(word));
  for (const resources of malformed) yield reason("MarketResourcesMalformed", { resources });
  if (malformed.length === 0 && !satisfies(offer.resources, request.needs)) {
    const args = { offered: offer.resources, needed: request.needs };
    yield reason("MarketResourcesNotSatisfied", args);
  }
}

function* checkVerification({ match: { offer, request } }: MatchContext): Reasons {
  const { verifier, verifierTerms: terms } = request;
  const isOffered = offer.verifications.some(
    (way) =>
      isSameAccount(way.verifier, verifier) &&
      (BigInt(way.terms) === 0n || BigInt(way.terms) === BigInt(terms)),
  );
  if (!isOffered) yield reason("MarketVerifierNotOffered", { verifier, terms });
}
