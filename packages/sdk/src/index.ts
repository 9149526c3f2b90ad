export * from "./contracts";
export { decodeContractError, toWeftError, type DecodeOptions } from "./errors/decode";
export { describeContractError, isRetryableContractError } from "./errors/describe";
export { KNOWN_ERRORS } from "./errors/known";
export * from "./errors/weft-error";
export { jobId } from "./jobs/job-id";
export { packJob, unpackJob } from "./jobs/pack-job";
export * from "./jobs/status";
export { offerDigest, offerHash, requestDigest, requestHash } from "./orders/digest";
export * from "./orders/nonce";
export { packOffer, unpackOffer } from "./orders/pack-offer";
export { packRequest, unpackRequest } from "./orders/pack-request";
export { signAsPayer, signOffer, signRequest } from "./orders/sign";
export type { JobStruct, MatchStruct, OfferStruct, RequestStruct } from "./orders/structs";
export * from "./orders/typed-data";
export type { Job, Match, Offer, Request, Verification } from "./orders/types";
export * from "./resources/registry";
export {
  isWellFormed,
  missingResources,
  packResources,
  satisfies,
  unpackResources,
  type Resources,
} from "./resources/resources";
export * from "./verification/status";
