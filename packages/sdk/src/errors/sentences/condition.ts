import type { Sentences } from "./template";

/** Errors of the conditions of orders: why somebody does not qualify. */
export const CONDITION_SENTENCES: Sentences = {
  CredentialTermsMismatch: {
    sentence: "the evidence is for other terms, {brought:short}, than the order's, {agreed:short}",
  },
  CredentialTermsInvalid: {
    sentence:
      "the terms want {threshold} of {issuers} issuers; they must want one at least and all at most",
  },
  CredentialWrongCount: {
    sentence: "{brought} credentials were brought; exactly {threshold} are needed",
  },
  CredentialIssuerNotNamed: {
    sentence:
      "the order does not take the word of {issuer}, or not at this place: credentials stand in the order of their issuers",
  },
  CredentialWrongSubject: {
    sentence: "the credential is of {actual}, and {needed} is to qualify",
  },
  CredentialWrongSchema: {
    sentence: "the credential is of schema {actual:short}; the order demands {needed:short}",
  },
  CredentialWrongClaimCount: {
    sentence: "{shown} claims were shown; exactly the {needed} that the order asks for are needed",
  },
  CredentialClaimNotProven: {
    sentence: "the issuer did not sign that claim {key:short} is {value:short} under this salt",
  },
  CredentialClaimNotMet: {
    sentence: "claim {key:short} is {value}, and must be {comparison:comparison} {needed}",
  },
  CredentialBondTooLow: {
    sentence: "issuer {issuer} has bonded {bonded:weft}; the order demands {needed:weft}",
  },
  CredentialWrongArbiter: {
    sentence: "issuer {issuer} is bonded under {actual}; the order demands arbiter {needed}",
  },
  CredentialIsRuled: {
    sentence:
      "an arbiter ruled on credential {id:short}, so no bond of {issuer} stands behind it; the order demands one",
  },
  AllowListNotListed: {
    sentence: "{subject} is not shown to be on the list with root {root:short}",
  },
  CompositionMismatch: {
    sentence:
      "the evidence is for other conditions, {brought:short}, than the order's, {agreed:short}",
  },
  CompositionInvalidCount: {
    sentence:
      "{children} conditions came with {evidences} evidences; there must be one for each, and from 1 to {limit} conditions",
  },
  CompositionGasTooLow: {
    sentence: "{available} gas were left to ask all conditions, which need {required} together",
    isRetryable: true,
  },
  CompositionChildNotMet: {
    sentence:
      "condition {condition}, number {index} counted from zero of those that must all be met, says no ({reason:error})",
  },
  CompositionNoneMet: {
    sentence: "none of the {children} conditions says yes; one must",
  },
};
