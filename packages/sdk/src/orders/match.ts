import { checkBytes, checkUint } from "../words/range";
import { packOffer } from "./pack-offer";
import { packRequest } from "./pack-request";
import type { MatchStruct } from "./structs";
import type { Match, Offer, Request } from "./types";

interface BuildMatchParameters {
  offer: Offer;
  request: Request;
  /** Left out: as many as both orders have in all. */
  units?: bigint;
  /** Left out: the ask. */
  pricePerUnit?: bigint;
  signatures: {
    offer: string;
    request: string;
    /** Of the payer, where it is not the client. */
    payer?: string;
  };
  evidence?: {
    /** What the client brings for the offer's condition. */
    offer?: string;
    /** What the provider brings for the request's condition. */
    request?: string;
  };
}

/**
 * A match of two signed orders. Says nothing about whether it would pass; see `checkMatch`.
 *
 * @example
 * buildMatch({ offer, request, signatures: { offer: byProvider, request: byClient } });
 */
export function buildMatch(parameters: BuildMatchParameters): Match {
  const { offer, request, signatures, evidence = {} } = parameters;
  const most = offer.units < request.units ? offer.units : request.units;
  return {
    offer,
    request,
    units: checkUint("units", parameters.units ?? most, 64),
    pricePerUnit: checkUint("pricePerUnit", parameters.pricePerUnit ?? offer.pricePerUnit, 256),
    offerSignature: checkBytes("signatures.offer", signatures.offer),
    requestSignature: checkBytes("signatures.request", signatures.request),
    payerSignature: checkBytes("signatures.payer", signatures.payer ?? "0x"),
    offerEvidence: checkBytes("evidence.offer", evidence.offer ?? "0x"),
    requestEvidence: checkBytes("evidence.request", evidence.request ?? "0x"),
  };
}

/** The match as the market takes it. */
export function packMatch(match: Match): MatchStruct {
  return {
    offer: packOffer(match.offer),
    request: packRequest(match.request),
    units: checkUint("units", match.units, 64),
    pricePerUnit: checkUint("pricePerUnit", match.pricePerUnit, 256),
    offerSignature: checkBytes("offerSignature", match.offerSignature),
    requestSignature: checkBytes("requestSignature", match.requestSignature),
    payerSignature: checkBytes("payerSignature", match.payerSignature),
    offerEvidence: checkBytes("offerEvidence", match.offerEvidence),
    requestEvidence: checkBytes("requestEvidence", match.requestEvidence),
  };
}
