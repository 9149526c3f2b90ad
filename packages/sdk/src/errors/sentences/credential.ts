import type { Sentences } from "./template";

/** Errors of credentials and of the bonds of their issuers. */
export const CREDENTIAL_SENTENCES: Sentences = {
  CredentialInvalidPeriod: {
    sentence:
      "credential {id:short} holds from {issuedAt:time} to {expiresAt:time}; it must end after it begins, within {maxSeconds} seconds",
    remedy: "issue it with an end after its beginning and within the longest time",
  },
  CredentialNotYetValid: {
    sentence: "credential {id:short} holds from {issuedAt:time} on; it is {time:time}",
    isRetryable: true,
    remedy: "wait until it holds",
  },
  CredentialExpired: {
    sentence: "credential {id:short} held until {expiresAt:time}; it is {time:time}",
    remedy: "ask the issuer for a new one",
  },
  CredentialIsRevoked: {
    sentence: "credential {id:short} was revoked: {issuer} took back index {index}",
    remedy: "ask the issuer why, and for a new one",
  },
  CredentialInvalidSignature: {
    sentence:
      "credential {id:short} needs a signature of {issuer}, or of its delegate, for this chain, this contract and exactly these contents",
    remedy: "bring the credential with its issuer's signature, unchanged",
  },
  CredentialNotAnchored: {
    sentence: "credential {id:short} is not anchored; bring the signature with it, or anchor it",
    remedy: "bring the signature with it, or anchor it first",
  },
  CredentialDelegateEnded: {
    sentence:
      "credential {id:short} was anchored with a signature of {delegate}, which its issuer let sign until {until:time} and no longer",
    remedy: "ask the issuer to sign it itself, or by a delegate of today",
  },
  CredentialAlreadyAnchored: {
    sentence: "credential {id:short} is anchored already",
    remedy: "nothing is left to anchor",
  },
  CredentialNotIssuer: {
    sentence: "only {issuer} or its delegate can revoke what it issued; the caller is {caller}",
    remedy: "call as the issuer or its delegate",
  },
  CredentialInvalidDelegate: {
    sentence: "the delegate is {key}; it must be neither zero nor the issuer itself",
    remedy: "name another account",
  },
  BondZeroAmount: {
    sentence: "the amount is zero; it must be at least one base unit",
    remedy: "name an amount above zero",
  },
  BondInvalidArbiter: {
    sentence: "the arbiter is {arbiter}; it must be neither zero nor the issuer itself",
    remedy: "name another account",
  },
  BondOtherArbiter: {
    sentence:
      "{issuer} is bonded under arbiter {arbiter}; another can be named once all of that has left",
    remedy: "bond under the arbiter of now, or take all of the bond out first",
  },
  BondInsufficient: {
    sentence: "{needed:weft} are more than the {bonded:weft} that {issuer} has bonded",
    remedy: "ask for at most what is bonded",
  },
  BondNotLeaving: {
    sentence:
      "nothing of the bond of {issuer} is free yet: what it gave notice of is so from {leavesAt:time}, and it is {time:time}",
    isRetryable: true,
    remedy: "wait until the notice is over, or give notice first",
  },
  BondNotArbiter: {
    sentence: "only {arbiter} rules over the bond of {issuer}; the caller is {caller}",
    remedy: "let the arbiter rule",
  },
  BondAlreadyRuled: {
    sentence: "credential {credential:short} was ruled on already",
    remedy: "nothing is left to rule on",
  },
  BondNotAuthored: {
    sentence:
      "nothing shows that {issuer} issued credential {credential:short}; bring its signature",
    remedy: "bring the signature of the issuer, or anchor the credential",
  },
};
