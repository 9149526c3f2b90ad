import type { Sentences } from "./template";

/** Errors of credentials and of the bonds of their issuers. */
export const CREDENTIAL_SENTENCES: Sentences = {
  CredentialInvalidPeriod: {
    sentence:
      "credential {id:short} holds from {issuedAt:time} to {expiresAt:time}; it must end after it begins, within {maxSeconds} seconds",
  },
  CredentialNotYetValid: {
    sentence: "credential {id:short} holds from {issuedAt:time} on; it is {time:time}",
    isRetryable: true,
  },
  CredentialExpired: {
    sentence: "credential {id:short} held until {expiresAt:time}; it is {time:time}",
  },
  CredentialIsRevoked: {
    sentence: "credential {id:short} was revoked: {issuer} took back index {index}",
  },
  CredentialInvalidSignature: {
    sentence:
      "credential {id:short} needs a signature of {issuer}, or of its delegate, for this chain, this contract and exactly these contents",
  },
  CredentialNotAnchored: {
    sentence: "credential {id:short} is not anchored; bring the signature with it, or anchor it",
  },
  CredentialDelegateEnded: {
    sentence:
      "credential {id:short} was anchored with a signature of {delegate}, which its issuer let sign until {until:time} and no longer",
  },
  CredentialAlreadyAnchored: { sentence: "credential {id:short} is anchored already" },
  CredentialNotIssuer: {
    sentence: "only {issuer} or its delegate can revoke what it issued; the caller is {caller}",
  },
  CredentialInvalidDelegate: {
    sentence: "the delegate is {key}; it must be neither zero nor the issuer itself",
  },
  BondZeroAmount: { sentence: "the amount is zero; it must be at least one base unit" },
  BondInvalidArbiter: {
    sentence: "the arbiter is {arbiter}; it must be neither zero nor the issuer itself",
  },
  BondOtherArbiter: {
    sentence:
      "{issuer} is bonded under arbiter {arbiter}; another can be named once all of that has left",
  },
  BondInsufficient: {
    sentence: "{needed:weft} are more than the {bonded:weft} that {issuer} has bonded",
  },
  BondNotLeaving: {
    sentence:
      "nothing of the bond of {issuer} is free yet: what it gave notice of is so from {leavesAt:time}, and it is {time:time}",
    isRetryable: true,
  },
  BondNotArbiter: {
    sentence: "only {arbiter} rules over the bond of {issuer}; the caller is {caller}",
  },
  BondAlreadyRuled: { sentence: "credential {credential:short} was ruled on already" },
  BondNotAuthored: {
    sentence:
      "nothing shows that {issuer} issued credential {credential:short}; bring its signature",
  },
};
