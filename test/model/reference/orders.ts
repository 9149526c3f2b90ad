import { BPS, NOBODY, type Rule } from "./rules";

export interface OfferTerms {
  provider: string;
  token: string;
  pricePerUnit: bigint;
  cores: number;
  verifier: string;
  /** Names of terms; null for any. */
  verifierTerms: string | null;
  venue: string;
  units: bigint;
  minUnits: bigint;
  collateralPerUnit: bigint;
  minSeconds: bigint;
  minVerifySeconds: bigint;
  maxSeconds: bigint;
  graceSeconds: bigint;
  lateSlashBps: bigint;
  noResultSlashBps: bigint;
  wrongSlashBps: bigint;
  expiry: bigint;
  nonce: bigint;
}

export interface RequestTerms {
  client: string;
  payer: string;
  token: string;
  maxPricePerUnit: bigint;
  tipPerUnit: bigint;
  cores: number;
  verifier: string;
  verifierTerms: string;
  venue: string;
  units: bigint;
  minUnits: bigint;
  minCollateralPerUnit: bigint;
  maxSeconds: bigint;
  verifySeconds: bigint;
  maxGraceSeconds: bigint;
  minLateSlashBps: bigint;
  minNoResultSlashBps: bigint;
  minWrongSlashBps: bigint;
  expiry: bigint;
  nonce: bigint;
}

/** Two orders that somebody brings. */
export interface Pair {
  offer: OfferTerms;
  request: RequestTerms;
  units: bigint;
  pricePerUnit: bigint;
  /** Who really signed. */
  signers: { offer: string; request: string; payer: string };
}

export const MOST_COLLATERAL = 2n ** 96n - 1n;
export const MOST_PAYMENT = 2n ** 128n - 1n;

export function payerOf({ payer, client }: { payer: string; client: string }): string {
  return payer === NOBODY ? client : payer;
}

/** An order is known by all that is signed of it. */
export function keyOf(order: object): string {
  return Object.values(order).map(String).join();
}

/** What makes an offer and a request no pair, whatever else there is. */
export function pairRules(pair: Pair, matcher: string, now: bigint, mostSeconds: bigint): Rule[] {
  const { offer, request, units, pricePerUnit: price } = pair;
  const total = request.maxSeconds + request.verifySeconds;
  const isVenueLess = offer.venue === NOBODY && request.venue === NOBODY;
  const isJudged =
    offer.verifier === request.verifier &&
    (offer.verifierTerms === null || offer.verifierTerms === request.verifierTerms);
  const isWrongVenue = [offer.venue, request.venue].some(
    (venue) => venue !== NOBODY && venue !== matcher,
  );
  const isUnsound =
    offer.lateSlashBps > offer.noResultSlashBps ||
    offer.noResultSlashBps > offer.wrongSlashBps ||
    offer.wrongSlashBps > BPS;
  const isLow =
    offer.lateSlashBps < request.minLateSlashBps ||
    offer.noResultSlashBps < request.minNoResultSlashBps ||
    offer.wrongSlashBps < request.minWrongSlashBps;
  const isHurried =
    request.maxSeconds < offer.minSeconds || request.verifySeconds < offer.minVerifySeconds;
  return [
    [units === 0n, "MarketZeroUnits"],
    [now > offer.expiry || now > request.expiry, "MarketOrderExpired"],
    [units * offer.collateralPerUnit > MOST_COLLATERAL, "MarketAmountTooLarge"],
    [
      units * (price > request.tipPerUnit ? price : request.tipPerUnit) > MOST_PAYMENT,
      "MarketAmountTooLarge",
    ],
    [isWrongVenue, "MarketWrongVenue"],
    [price < offer.pricePerUnit || price > request.maxPricePerUnit, "MarketPriceOutsideLimits"],
    [isVenueLess && price !== offer.pricePerUnit, "MarketPriceNotAsk"],
    [offer.token !== request.token, "MarketTokenMismatch"],
    [offer.collateralPerUnit < request.minCollateralPerUnit, "MarketCollateralTooLow"],
    [offer.cores < request.cores, "MarketResourcesNotSatisfied"],
    [!isJudged, "MarketVerifierNotOffered"],
    [total > mostSeconds, "MarketBeyondThawRule"],
    [total > offer.maxSeconds, "MarketTooLong"],
    [isHurried, "MarketTooLittleTime"],
    [offer.graceSeconds > request.maxGraceSeconds, "MarketGraceTooLong"],
    [isUnsound, "MarketInvalidSlash"],
    [isLow, "MarketSlashTooLow"],
  ];
}
