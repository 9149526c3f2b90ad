import { packWord, readField } from "../words/layout";
import { OFFER_LOT, OFFER_RULES } from "../words/order-words";
import { checkAddress, checkBytes32, checkUint } from "../words/range";
import type { OfferStruct } from "./structs";
import type { Offer } from "./types";

/**
 * The offer as the market takes it.
 *
 * @throws InvalidFieldError naming the field, its value and what is allowed.
 * @example
 * await market.offerDigest(packOffer(offer));
 */
export function packOffer(offer: Offer): OfferStruct {
  return {
    provider: checkAddress("provider", offer.provider),
    token: checkAddress("token", offer.token),
    pricePerUnit: checkUint("pricePerUnit", offer.pricePerUnit, 256),
    resources: checkUint("resources", offer.resources, 256),
    verifications: offer.verifications.map(({ verifier, terms }, i) => ({
      verifier: checkAddress(`verifications[${i}].verifier`, verifier),
      terms: checkBytes32(`verifications[${i}].terms`, terms),
    })),
    condition: checkAddress("condition", offer.condition),
    conditionData: checkBytes32("conditionData", offer.conditionData),
    venue: checkAddress("venue", offer.venue),
    lot: packWord(OFFER_LOT, offer),
    rules: packWord(OFFER_RULES, offer),
  };
}

/** The offer with every field unpacked. Unused bits of its words mean nothing and are dropped. */
export function unpackOffer(struct: OfferStruct): Offer {
  const { lot, rules } = struct;
  return {
    provider: checkAddress("provider", struct.provider),
    token: checkAddress("token", struct.token),
    pricePerUnit: struct.pricePerUnit,
    resources: struct.resources,
    verifications: struct.verifications.map(({ verifier, terms }) => ({ verifier, terms })),
    condition: checkAddress("condition", struct.condition),
    conditionData: struct.conditionData,
    venue: checkAddress("venue", struct.venue),
    units: readField(OFFER_LOT, lot, "units"),
    minUnits: readField(OFFER_LOT, lot, "minUnits"),
    collateralPerUnit: readField(OFFER_LOT, lot, "collateralPerUnit"),
    minSeconds: Number(readField(OFFER_LOT, lot, "minSeconds")),
    maxSeconds: Number(readField(OFFER_RULES, rules, "maxSeconds")),
    graceSeconds: Number(readField(OFFER_RULES, rules, "graceSeconds")),
    lateSlashBps: Number(readField(OFFER_RULES, rules, "lateSlashBps")),
    noResultSlashBps: Number(readField(OFFER_RULES, rules, "noResultSlashBps")),
    wrongSlashBps: Number(readField(OFFER_RULES, rules, "wrongSlashBps")),
    expiry: Number(readField(OFFER_RULES, rules, "expiry")),
    nonce: readField(OFFER_RULES, rules, "nonce"),
    minVerifySeconds: Number(readField(OFFER_RULES, rules, "minVerifySeconds")),
  };
}
