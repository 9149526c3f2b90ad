import { makeNonce, packResources } from "@weft/sdk";
import { ethers } from "ethers";

import { ofOffer, ofRequest, USED, type Fault } from "./market-fault";
import { TERMS } from "./market-orders";

const MAX_UINT96 = 2n ** 96n - 1n;
const GUARD = 1n << 255n;
const PAST = 1_000_000_000;

/** Orders that are not live, too small, or for another matcher. */
export const ORDER_FAULTS: readonly Fault[] = [
  {
    name: "zero units",
    spoil: (d) => (d.units = 0n),
    error: "MarketZeroUnits",
    args: () => [],
  },
  {
    name: "an expired offer",
    spoil: (d) => (d.offer.expiry = PAST),
    error: "MarketOrderExpired",
    args: (d, w, now) => [ofOffer(d, w), PAST, now],
  },
  {
    name: "an expired request",
    spoil: (d) => (d.request.expiry = PAST),
    error: "MarketOrderExpired",
    args: (d, w, now) => [ofRequest(d, w), PAST, now],
  },
  {
    name: "an offer of another epoch",
    spoil: (d) => (d.offer.nonce = makeNonce(1, 0)),
    error: "OrderWrongEpoch",
    args: (d) => [d.offer.provider, 1n, 0n],
  },
  {
    name: "an offer with a used nonce",
    spoil: (d) => (d.offer.nonce = makeNonce(0, USED)),
    error: "OrderNonceUsed",
    args: (d) => [d.offer.provider, USED],
  },
  {
    name: "a request of another epoch",
    spoil: (d) => (d.request.nonce = makeNonce(1, 0)),
    error: "OrderWrongEpoch",
    args: (d) => [d.request.client, 1n, 0n],
  },
  {
    name: "a request with a used nonce",
    spoil: (d) => (d.request.nonce = makeNonce(0, USED)),
    error: "OrderNonceUsed",
    args: (d) => [d.request.client, USED],
  },
  {
    name: "more units than offered",
    spoil: (d) => (d.offer.units = d.units - 1n),
    error: "MarketOverfilled",
    args: (d, w) => [ofOffer(d, w), d.units, d.units - 1n],
  },
  {
    name: "fewer units than the offer takes",
    spoil: (d) => Object.assign(d.offer, { units: d.units + 1n, minUnits: d.units + 1n }),
    error: "MarketTooFewUnits",
    args: (d, w) => [ofOffer(d, w), d.units, d.units + 1n],
  },
  {
    name: "more units than wanted",
    spoil: (d) => (d.request.units = d.units - 1n),
    error: "MarketOverfilled",
    args: (d, w) => [ofRequest(d, w), d.units, d.units - 1n],
  },
  {
    name: "fewer units than the request takes",
    spoil: (d) => Object.assign(d.request, { units: d.units + 1n, minUnits: d.units + 1n }),
    error: "MarketTooFewUnits",
    args: (d, w) => [ofRequest(d, w), d.units, d.units + 1n],
  },
  {
    name: "a collateral above 96 bits",
    spoil: (d) => (d.offer.collateralPerUnit = MAX_UINT96),
    error: "MarketAmountTooLarge",
    args: (d) => [MAX_UINT96 * d.units, MAX_UINT96],
  },
  {
    name: "an offer for another venue",
    spoil: (d, w) => (d.offer.venue = w.stranger.address),
    error: "MarketWrongVenue",
    args: (d, w) => [ofOffer(d, w), w.stranger.address, d.matcher.address],
  },
  {
    name: "a request for another venue",
    spoil: (d, w) => (d.request.venue = w.stranger.address),
    error: "MarketWrongVenue",
    args: (d, w) => [ofRequest(d, w), w.stranger.address, d.matcher.address],
  },
];

/** Prices, tokens, resources and verifications that do not agree. */
export const TERM_FAULTS: readonly Fault[] = [
  {
    name: "a price below the ask",
    spoil: (d) => (d.pricePerUnit = d.offer.pricePerUnit - 1n),
    error: "MarketPriceOutsideLimits",
    args: (d) => [d.pricePerUnit, d.offer.pricePerUnit, d.request.maxPricePerUnit],
  },
  {
    name: "a price above the bid",
    spoil: (d) => (d.pricePerUnit = d.request.maxPricePerUnit + 1n),
    error: "MarketPriceOutsideLimits",
    args: (d) => [d.pricePerUnit, d.offer.pricePerUnit, d.request.maxPricePerUnit],
  },
  {
    name: "a price above the ask that no venue sets",
    spoil: (d) => {
      d.pricePerUnit = d.offer.pricePerUnit + 1n;
      d.request.maxPricePerUnit = d.pricePerUnit;
    },
    error: "MarketPriceNotAsk",
    args: (d) => [d.pricePerUnit, d.offer.pricePerUnit],
  },
  {
    name: "different tokens",
    spoil: async (d, w) => (d.request.token = await w.feeToken.getAddress()),
    error: "MarketTokenMismatch",
    args: (d) => [d.offer.token, d.request.token],
  },
  {
    name: "too little collateral",
    spoil: (d) => (d.request.minCollateralPerUnit = d.offer.collateralPerUnit + 1n),
    error: "MarketCollateralTooLow",
    args: (d) => [d.offer.collateralPerUnit, d.offer.collateralPerUnit + 1n],
  },
  {
    name: "a machine's word with a guard bit set",
    spoil: (d) => (d.offer.resources |= GUARD),
    error: "MarketResourcesMalformed",
    args: (d) => [d.offer.resources],
  },
  {
    name: "a job's word with a guard bit set",
    spoil: (d) => (d.request.needs |= GUARD),
    error: "MarketResourcesMalformed",
    args: (d) => [d.request.needs],
  },
  {
    name: "a machine that lacks what the job needs",
    spoil: (d) => (d.request.needs = packResources({ engines: ["vm"] })),
    error: "MarketResourcesNotSatisfied",
    args: (d) => [d.offer.resources, d.request.needs],
  },
  {
    name: "a verifier that was not offered",
    spoil: (d, w) => (d.request.verifier = w.stranger.address),
    error: "MarketVerifierNotOffered",
    args: (d) => [d.request.verifier, d.request.verifierTerms],
  },
  {
    name: "terms of verification that were not offered",
    spoil: async (d, w) => {
      d.request.verifier = await w.verifier.getAddress();
      d.request.verifierTerms = ethers.id("other terms");
    },
    error: "MarketVerifierNotOffered",
    args: (d) => [d.request.verifier, d.request.verifierTerms],
  },
  {
    name: "no verification offered at all",
    spoil: (d) => (d.offer.verifications = []),
    error: "MarketVerifierNotOffered",
    args: (d) => [d.request.verifier, TERMS],
  },
];

/** Times and slashes that do not agree. */
export const RULE_FAULTS: readonly Fault[] = [
  {
    name: "a job that outlasts half the thaw time",
    spoil: async (d, w) => {
      d.request.verifySeconds =
        Number(await w.jobMarket.maxJobSeconds()) - d.request.maxSeconds + 1;
    },
    error: "MarketBeyondThawRule",
    args: async (_, w) => {
      const limit = await w.jobMarket.maxJobSeconds();
      return [limit + 1n, limit];
    },
  },
  {
    name: "a job longer than the provider takes",
    spoil: (d) => {
      d.request.verifySeconds = 1_800;
      d.offer.maxSeconds = d.request.maxSeconds + 1_799;
    },
    error: "MarketTooLong",
    args: (d) => [d.request.maxSeconds + 1_800, d.offer.maxSeconds],
  },
  {
    name: "less time than the provider needs",
    spoil: (d) => (d.offer.minSeconds = d.request.maxSeconds + 1),
    error: "MarketTooLittleTime",
    args: (d) => [d.request.maxSeconds, d.offer.minSeconds],
  },
  {
    name: "less time for the verdict than the provider needs",
    spoil: (d) => (d.offer.minVerifySeconds = d.request.verifySeconds + 1),
    error: "MarketTooLittleTime",
    args: (d) => [d.request.verifySeconds, d.offer.minVerifySeconds],
  },
  {
    name: "a grace time longer than allowed",
    spoil: (d) => (d.offer.graceSeconds = d.request.maxGraceSeconds + 1),
    error: "MarketGraceTooLong",
    args: (d) => [d.offer.graceSeconds, d.request.maxGraceSeconds],
  },
  {
    name: "a late return that costs more than no result",
    spoil: (d) => (d.offer.lateSlashBps = d.offer.noResultSlashBps + 1),
    error: "MarketInvalidSlash",
    args: (d) => [d.offer.lateSlashBps, d.offer.noResultSlashBps, d.offer.wrongSlashBps],
  },
  {
    name: "no result that costs more than a wrong one",
    spoil: (d) => Object.assign(d.offer, { lateSlashBps: 333, wrongSlashBps: 2_000 }),
    error: "MarketInvalidSlash",
    args: (d) => [333, d.offer.noResultSlashBps, 2_000],
  },
  {
    name: "a slash above the whole",
    spoil: (d) => Object.assign(d.offer, { lateSlashBps: 333, wrongSlashBps: 10_001 }),
    error: "MarketInvalidSlash",
    args: (d) => [333, d.offer.noResultSlashBps, 10_001],
  },
  {
    name: "too low a slash for a late return",
    spoil: (d) => {
      d.offer.noResultSlashBps = 2_001;
      d.request.minLateSlashBps = d.offer.lateSlashBps + 1;
    },
    error: "MarketSlashTooLow",
    args: (d) => [d.offer.lateSlashBps, d.offer.lateSlashBps + 1],
  },
  {
    name: "too low a slash for no result",
    spoil: (d) => (d.request.minNoResultSlashBps = d.offer.noResultSlashBps + 1),
    error: "MarketSlashTooLow",
    args: (d) => [d.offer.noResultSlashBps, d.offer.noResultSlashBps + 1],
  },
  {
    name: "too low a slash for a wrong result",
    spoil: (d) => {
      d.offer.wrongSlashBps = 9_999;
      d.request.minWrongSlashBps = 10_000;
    },
    error: "MarketSlashTooLow",
    args: () => [9_999, 10_000],
  },
];
