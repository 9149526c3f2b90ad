import type { Sentences } from "./template";

/** Errors of the conditions of orders: why somebody does not qualify. */
export const CONDITION_SENTENCES: Sentences = {
  CredentialTermsMismatch: {
    sentence: "the evidence is for other terms, {brought:short}, than the order's, {agreed:short}",
    remedy: "bring evidence made for the terms of the order",
  },
  CredentialTermsInvalid: {
    sentence:
      "the terms want {threshold} of {issuers} issuers; they must want one at least and all at most",
    remedy: "sign an order whose terms want from one to all of the issuers",
  },
  CredentialWrongCount: {
    sentence: "{brought} credentials were brought; exactly {threshold} are needed",
    remedy: "bring exactly as many credentials as are wanted",
  },
  CredentialIssuerNotNamed: {
    sentence:
      "the order does not take the word of {issuer}, or not at this place: credentials stand in the order of their issuers",
    remedy: "bring credentials of named issuers, in the order of the terms",
  },
  CredentialWrongSubject: {
    sentence: "the credential is of {actual}, and {needed} is to qualify",
    remedy: "bring a credential of the account that is to qualify",
  },
  CredentialWrongSchema: {
    sentence: "the credential is of schema {actual:short}; the order demands {needed:short}",
    remedy: "bring a credential of the schema demanded",
  },
  CredentialWrongClaimCount: {
    sentence: "{shown} claims were shown; exactly the {needed} that the order asks for are needed",
    remedy: "show exactly the claims that are asked for",
  },
  CredentialClaimNotProven: {
    sentence: "the issuer did not sign that claim {key:short} is {value:short} under this salt",
    remedy: "show the claim with the value, salt and proof that the issuer gave",
  },
  CredentialClaimNotMet: {
    sentence: "claim {key:short} is {value}, and must be {comparison:comparison} {needed}",
    remedy: "find an order that this claim meets, or have a new credential issued",
  },
  CredentialBondTooLow: {
    sentence: "issuer {issuer} has bonded {bonded:weft}; the order demands {needed:weft}",
    remedy: "bring a credential of an issuer with a larger bond",
  },
  CredentialWrongArbiter: {
    sentence: "issuer {issuer} is bonded under {actual}; the order demands arbiter {needed}",
    remedy: "bring a credential of an issuer that is bonded under that arbiter",
  },
  CredentialIsRuled: {
    sentence:
      "an arbiter ruled on credential {id:short}, so no bond of {issuer} stands behind it; the order demands one",
    remedy: "bring another credential",
  },
  AllowListNotListed: {
    sentence: "{subject} is not shown to be on the list with root {root:short}",
    remedy:
      "ask the signer of the order to be listed, and bring the proof of the list with this root",
  },
  CompositionMismatch: {
    sentence:
      "the evidence is for other conditions, {brought:short}, than the order's, {agreed:short}",
    remedy: "bring evidence made for the conditions of the order",
  },
  CompositionInvalidCount: {
    sentence:
      "{children} conditions came with {evidences} evidences; there must be one for each, and from 1 to {limit} conditions",
    remedy: "bring one piece of evidence for each condition",
  },
  CompositionGasTooLow: {
    sentence: "{available} gas were left to ask all conditions, which need {required} together",
    isRetryable: true,
    remedy: "send the transaction with more gas",
  },
  CompositionChildNotMet: {
    sentence:
      "condition {condition}, number {index} counted from zero of those that must all be met, says no ({reason:error})",
    remedy: "meet the condition that says no, for the reason it gives",
  },
  CompositionNoneMet: {
    sentence: "none of the {children} conditions says yes; one must",
    remedy: "meet one of the conditions",
  },
};
