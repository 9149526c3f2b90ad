/** Calls by contract, each a function of one object: `vault.deposit({ ... })`, `market.settle({ ... })`. */
export * as auditorBond from "./calls/auditor-bond";
export * as court from "./calls/court";
export * as credentials from "./calls/credentials";
export * as lease from "./calls/lease";
export * as market from "./calls/market";
export * as oneshot from "./calls/oneshot";
export * as quorum from "./calls/quorum";
export * as optimistic from "./calls/optimistic";
export * as proof from "./calls/proof";
export * as reputation from "./calls/reputation";
export * as rewards from "./calls/rewards";
export * as stake from "./calls/stake";
export * as vault from "./calls/vault";
export * as verifier from "./calls/verifier";
export { Brought, type BroughtJob, type Standing } from "./calls/reputation";
export type { EpochReward } from "./calls/rewards";
export * as splits from "./calls/splits";
export * as workMarket from "./calls/work-market";
export * as works from "./calls/works";
/** Proposals and votes: `governance.buildProposal({ ... })`, `governance.vote({ ... })`. */
export * as governance from "./governance";
export { signPermit, type Permit, type SignPermitParameters } from "./calls/permit";
export type { CallOptions, CallResult } from "./calls/send";

export type { BatchOutcome, BatchResult } from "./batches/outcome";
export { planBatches, type BatchLimits, type ItemCost, type PlanParameters } from "./batches/plan";
export type { BatchOptions } from "./batches/run";

export * from "./conditions/allow-list";
export * from "./conditions/composition";
export * from "./conditions/credential";
export * from "./conditions/explain";

export * from "./contracts";

export {
  DEPLOYED_CONTRACTS,
  parseDeployment,
  type DeployedContract,
  type Deployment,
} from "./deployments/addresses";
export * from "./deployments/chains";

export {
  decodeContractError,
  isContractError,
  toWeftError,
  type DecodeOptions,
} from "./errors/decode";
export {
  describeContractError,
  explainContractError,
  isRetryableContractError,
  type ErrorManual,
} from "./errors/describe";
export { KNOWN_ERRORS } from "./errors/known";
export * from "./errors/transaction-unknown";
export * from "./errors/weft-error";
export { SteadyProvider, type SteadyOptions } from "./net/steady-provider";
export type { Time } from "./net/time";
export { eventIn, eventsIn, type EventArgs, type LogHolder } from "./events/events";

export {
  claimKey,
  claimWord,
  claimsRoot,
  isUnderRoot,
  proveClaims,
  type Claim as CredentialClaim,
  type ClaimType,
  type SaltedClaim,
  type ShownClaim,
} from "./identity/claims";
export * from "./identity/credential";
export * from "./identity/disclose";
export * from "./identity/issue";
export * from "./identity/present";
export * from "./identity/revocation";
export { CREDENTIAL_TYPES, credentialDomain, PRESENTATION_TYPES } from "./identity/typed-data";
export { CredentialFormatError } from "./identity/vc/error";
export type { VerifiableCredential } from "./identity/vc/document";
export { toVerifiableCredential } from "./identity/vc/export";
export { fromVerifiableCredential } from "./identity/vc/import";
export { exportHeld, importHeld } from "./identity/vc/wallet";
export * from "./identity/verify";

export * from "./jobs/amounts";
export { jobId } from "./jobs/job-id";
export { packJob, unpackJob } from "./jobs/pack-job";
export * from "./jobs/receipts";
export * from "./jobs/status";

export { buildLease, type BuildLeaseParameters } from "./leases/build-lease";
export {
  checkOpening,
  OpeningRefusedError,
  type CheckOpeningParameters,
  type OpeningFault,
  type OpeningFaultName,
  type OpeningTerms,
} from "./leases/check-opening";
export { checkLease, MIN_COLLECT_SECONDS } from "./leases/check-lease";
export {
  checkVoucher,
  unpaidOf,
  type CheckVoucherParameters,
  type VoucherLimits,
} from "./leases/check-voucher";
export { leaseDigest, leaseId, voucherDigest } from "./leases/digest";
export * from "./leases/dues";
export { Meter, VoucherLimitError, type MeterParameters } from "./leases/meter";
export { packLease, packOpening, packVoucher, unpackLease } from "./leases/pack-lease";
export { payerOf } from "./leases/payer";
export * from "./leases/reason";
export { signLease, signVoucher, type LeaseRole } from "./leases/sign";
export {
  MemoryVoucherStore,
  StoreCorruptError,
  type LeaseRecord,
  type LeaseRecords,
  type VoucherStore,
} from "./leases/store";
export type { LeaseStruct, OpeningStruct, VoucherStruct } from "./leases/structs";
export { Till, type Payment, type TillParameters } from "./leases/till";
export { LEASE_TYPES, leaseDomain, VOUCHER_TYPES } from "./leases/typed-data";
export type { Lease, Opening, Voucher } from "./leases/types";
export * from "./leases/voucher-fault";
export { signerOfVoucher, type VoucherSigner } from "./leases/voucher-signature";
export * from "./leases/wire";

export { checkMatch } from "./matching/check-match";
export type { KnownVerification, MatchState, OrderState } from "./matching/context";
export { readMatchState } from "./matching/read-state";
export type { KnownVerifiers } from "./matching/read-verification";
export type { MatchReason } from "./matching/reason";
export { isJobSlotOpen } from "./matching/slot";

export { buildAcceptance, signAcceptance, type BuildAcceptanceParameters } from "./oneshot/build";
export { acceptanceId, packClaim, packPlainClaim } from "./oneshot/pack";
export { ACCEPTANCE_TYPES, oneShotDomain } from "./oneshot/typed-data";
export type { Acceptance, Claim, ClaimStruct, PlainClaimStruct } from "./oneshot/types";

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

export * from "./reputation/condition";
export * from "./reputation/weights";

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
export * from "./verification/quorum/check-terms";
export * from "./verification/quorum/credibility";
export * from "./verification/quorum/standing";
export * from "./verification/quorum/task";
export * from "./verification/quorum/terms";
export type { Prover, ProvenOutput, SubmitProofParameters, SubmitProofResult } from "./calls/proof";
export * from "./verification/proof/groth16";
export { provenOutputOf, provenResultOf, type ProvenResult } from "./verification/proof/results";
export { proofStatement, publicValues, type ProofStatement } from "./verification/proof/statement";
export {
  hashProofTerms,
  proofTerms,
  type ProofTerms,
  type ProofTermsParameters,
} from "./verification/proof/terms";
export {
  resultOf,
  rootOf,
  verdictOf,
  type AttestedResult,
  type Verdict,
} from "./verification/results";
export * from "./verification/secrets";
export * from "./verification/status";
export { ballotOf, keepBallot, makeBallot, type Ballot } from "./verification/court/ballots";
export * from "./verification/court/case";
export { headerRlp, readHeader, type RpcNode } from "./verification/court/header";
export * from "./verification/court/terms";
export * from "./verification/optimistic/check-terms";
export {
  ClaimKind,
  encodeClaim,
  withheldClaim,
  wrongClaim,
  type ChunkResult,
  type ChallengeStruct,
  type WrongChunk,
} from "./verification/optimistic/claim";
export type { Dispute, DisputedClaim } from "./verification/optimistic/dispute";
export * from "./verification/optimistic/stage";
export * from "./verification/optimistic/terms";

export { allowList, type AllowList } from "./works/allow-list";
export * from "./works/build-order";
export {
  checkSale,
  type CheckSaleParameters,
  type SaleCheck,
  type SalePreview,
} from "./works/check-sale";
export { checkWorkOrder, packWorkSale } from "./works/check-order";
export * from "./works/content";
export { buildDraft, workTerms, type BuildDraftParameters } from "./works/draft";
export * from "./works/ids";
export * from "./works/price";
export { ALL_SHARES, type SplitTerms } from "./works/split";
export type { SoldWork, SignedAuction, SignedBid } from "./calls/work-market";
export type { Work } from "./calls/works";
export * from "./works/typed-data";
export * from "./works/types";
export * from "./works/voucher";
