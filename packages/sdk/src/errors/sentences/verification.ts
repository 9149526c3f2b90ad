import type { Sentences } from "./template";

/** Errors of the attestation verifier. */
export const VERIFICATION_SENTENCES: Sentences = {
  AttestationInvalidRoot: {
    sentence: "the root of the result of job {jobId:short} is zero; it must be another word",
    remedy: "submit the root of the receipt",
  },
  AttestationInvalidSlash: {
    sentence:
      "the attestation slashes {slashBps} basis points without rejecting the result; it must slash zero",
    remedy: "sign a slash of zero, or a rejection",
  },
  AttestationResultExists: {
    sentence: "{provider} has submitted a result for job {jobId:short} already; the first stands",
    remedy: "nothing is left to submit",
  },
  AttestationWrongRoot: {
    sentence:
      "the attestation is of root {attested:short}; the result on record for job {jobId:short} begins with {submitted:short}",
    remedy: "have the attesters sign for the root on record",
  },
  AttestationAlreadyDecided: {
    sentence: "the result of job {jobId:short} was decided already: {status:verdict}",
    remedy: "settle the job instead",
  },
  AttestationInvalidStatus: {
    sentence: "an attestation must say accepted, rejected or void, and says {status:verdict}",
    remedy: "sign for accepted, rejected or void",
  },
  AttestationExpired: {
    sentence: "the attestation could be brought until {expiry:time}; it is {time:time}",
    remedy: "have the attesters sign again, with a later expiry",
  },
  AttestationInvalidTerms: {
    sentence:
      "terms of {attesters} attesters and a threshold of {threshold} are not valid: attesters ascend without repetition, and the threshold is at least one and at most their number",
    remedy: "build the terms with attestationTerms",
  },
  AttestationWrongSignatureCount: {
    sentence: "{signatures} signatures were brought; exactly {threshold} are needed",
    remedy: "bring exactly as many signatures as the threshold",
  },
  AttestationInvalidSignature: {
    sentence:
      "signature {index}, counted from zero, is of none of the remaining attesters; signatures stand in the order of their attesters",
    remedy: "bring signatures of attesters in the terms, in the order of the terms",
  },
  AttestationWrongProvider: {
    sentence:
      "the result is of {provider}; only it, or an operator with its scope to submit, may bring it, and the caller is {caller}",
    remedy: "submit as the provider, or as an operator that may",
  },
};
