import type { Sentences } from "./template";

/** Errors of the attestation verifier. */
export const VERIFICATION_SENTENCES: Sentences = {
  AttestationInvalidRoot: {
    sentence: "the root of the result of job {jobId:short} is zero; it must be another word",
  },
  AttestationInvalidSlash: {
    sentence:
      "the attestation slashes {slashBps} basis points without rejecting the result; it must slash zero",
  },
  AttestationResultExists: {
    sentence: "{provider} has submitted a result for job {jobId:short} already; the first stands",
  },
  AttestationWrongRoot: {
    sentence:
      "the attestation is of root {attested:short}; the result on record for job {jobId:short} begins with {submitted:short}",
  },
  AttestationAlreadyDecided: {
    sentence: "the result of job {jobId:short} was decided already: {status:verdict}",
  },
  AttestationInvalidStatus: {
    sentence: "an attestation must say accepted, rejected or void, and says {status:verdict}",
  },
  AttestationExpired: {
    sentence: "the attestation could be brought until {expiry:time}; it is {time:time}",
  },
  AttestationInvalidTerms: {
    sentence:
      "terms of {attesters} attesters and a threshold of {threshold} are not valid: attesters ascend without repetition, and the threshold is at least one and at most their number",
  },
  AttestationWrongSignatureCount: {
    sentence: "{signatures} signatures were brought; exactly {threshold} are needed",
  },
  AttestationInvalidSignature: {
    sentence:
      "signature {index}, counted from zero, is of none of the remaining attesters; signatures stand in the order of their attesters",
  },
  AttestationWrongProvider: {
    sentence:
      "the result is of {provider}; only it, or an operator with its scope to submit, may bring it, and the caller is {caller}",
  },
};
