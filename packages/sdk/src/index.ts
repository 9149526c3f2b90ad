/** Calls by contract, each a function of one object: `vault.deposit({ ... })`, `market.settle({ ... })`. */
export * as market from "./calls/market";
export * as stake from "./calls/stake";
export * as vault from "./calls/vault";
export * as verifier from "./calls/verifier";
export { signPermit, type Permit, type SignPermitParameters } from "./calls/permit";
export type { CallOptions, CallResult } from "./calls/send";

export * from "./contracts";

export {
  decodeContractError,
  isContractError,
  toWeftError,
  type DecodeOptions,
} from "./errors/decode";
export { describeContractError, isRetryableContractError } from "./errors/describe";
export { KNOWN_ERRORS } from "./errors/known";
export * from "./errors/weft-error";
export { eventIn, eventsIn, type EventArgs, type LogHolder } from "./events/events";

export * from "./jobs/amounts";
export { jobId } from "./jobs/job-id";
export { packJob, unpackJob } from "./jobs/pack-job";
export * from "./jobs/receipts";
export * from "./jobs/status";

export { checkMatch } from "./matching/check-match";
export type { MatchState, OrderState } from "./matching/context";
export { readMatchState } from "./matching/read-state";
export type { MatchReason } from "./matching/reason";
export { isJobSlotOpen } from "./matching/slot";

export { ANY_TERMS, buildOffer, type BuildOfferParameters } from "./orders/build-offer";
export { buildRequest, type BuildRequestParameters } from "./orders/build-request";
export { offerDigest, offerHash, requestDigest, requestHash } from "./orders/digest";
export { buildMatch, packMatch } from "./orders/match";
export * from "./orders/nonce";
export { noncePort } from "./orders/nonce-port";
export { NonceSource, type NoncePort } from "./orders/nonce-source";
export { packOffer, unpackOffer } from "./orders/pack-offer";
export { packRequest, unpackRequest } from "./orders/pack-request";
export { signAsPayer, signOffer, signRequest } from "./orders/sign";
export type { JobStruct, MatchStruct, OfferStruct, RequestStruct } from "./orders/structs";
export * from "./orders/typed-data";
export type { Job, Match, Offer, Request, Verification } from "./orders/types";
export { verifyOfferSignature, verifyOrderSignature } from "./orders/verify";

export * from "./resources/registry";
export {
  isWellFormed,
  missingResources,
  packResources,
  satisfies,
  unpackResources,
  type Resources,
} from "./resources/resources";

export * from "./staking/lateness";
export * from "./staking/pool";
export * from "./staking/scopes";

export {
  ALL_UNITS,
  attestationDigest,
  attestationTerms,
  hashTerms,
  orderSignatures,
  signAttestation,
  type Attestation,
  type AttestationTerms,
} from "./verification/attestation";
export {
  resultOf,
  rootOf,
  verdictOf,
  type AttestedResult,
  type Verdict,
} from "./verification/results";
export * from "./verification/status";
