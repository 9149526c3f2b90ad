import { TypedDataEncoder } from "ethers";
import { packOffer } from "./pack-offer";
import { packRequest } from "./pack-request";
import { OFFER_TYPES, REQUEST_TYPES, type WeftDomain } from "./typed-data";
import type { Offer, Request } from "./types";

/** EIP-712 struct hash of an offer, which no domain enters. */
export function offerHash(offer: Offer): string {
  packOffer(offer);
  return TypedDataEncoder.hashStruct("Offer", OFFER_TYPES, offer);
}

/** EIP-712 struct hash of a request, which no domain enters. */
export function requestHash(request: Request): string {
  packRequest(request);
  return TypedDataEncoder.hashStruct("Request", REQUEST_TYPES, request);
}

/** The digest that a provider signs. */
export function offerDigest(domain: WeftDomain, offer: Offer): string {
  packOffer(offer);
  return TypedDataEncoder.hash(domain, OFFER_TYPES, offer);
}

/** The digest that a client, and its payer, sign. */
export function requestDigest(domain: WeftDomain, request: Request): string {
  packRequest(request);
  return TypedDataEncoder.hash(domain, REQUEST_TYPES, request);
}
