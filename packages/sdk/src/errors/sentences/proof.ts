import type { Sentences } from "./template";

/** Errors of the proof verifier. */
export const PROOF_SENTENCES: Sentences = {
  ProofResultExists: {
    sentence: "job {jobId:short} has a proven result already; it stands",
    remedy: "settle the job instead",
  },
  ProofWrongVerifier: {
    sentence: "job {jobId:short} is verified by {verifier}, and its proof belongs there",
    remedy: "prove to the verifier that the job names",
  },
  ProofWrongTerms: {
    sentence:
      "the terms brought hash to {terms:short}; those of job {jobId:short} hash to {required:short}",
    remedy: "bring the terms that the job was signed for",
  },
  ProofTooLate: {
    sentence:
      "the result of job {jobId:short} could be proven until {deadline:time}; it is {time:time}",
    remedy: "expire the job instead",
  },
  ProofInvalid: {
    sentence:
      "the proof system {system} does not say that the program of the terms, on the input of job {jobId:short}, ended with this output",
    remedy: "prove the program of the terms on the input of the job, and bring its output",
  },
};
