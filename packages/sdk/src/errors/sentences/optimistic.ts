import type { Sentences } from "./template";

/** Errors of the optimistic verifier. */
export const OPTIMISTIC_SENTENCES: Sentences = {
  OptimisticInvalidRoot: {
    sentence: "the root of the result of job {jobId:short} is zero; it must be another word",
    remedy: "submit the root of the receipt",
  },
  OptimisticInvalidTerms: {
    sentence: "no job can be verified on terms {terms:short}; build them with packOptimisticTerms",
    remedy: "build the terms with packOptimisticTerms and sign again",
  },
  OptimisticResultExists: {
    sentence: "{provider} has submitted a result for job {jobId:short} already; the first stands",
    remedy: "nothing is left to submit",
  },
  OptimisticWrongProvider: {
    sentence: "{caller} is neither {provider} nor an operator that may submit its results",
    remedy: "submit as the provider, or as an operator that may",
  },
  OptimisticWrongRoot: {
    sentence:
      "the result on record for job {jobId:short} begins with {submitted:short}; the challenge is of root {root:short}",
    remedy: "challenge the result on record, with its own root",
  },
  OptimisticAlreadyChallenged: {
    sentence:
      "another challenge of the result of job {jobId:short} is before the court; if it fails, a new window opens",
    isRetryable: true,
    remedy: "wait for the court; a new window opens if the challenge fails",
  },
  OptimisticNotChallengeable: {
    sentence: "the result of job {jobId:short} was decided, or came too late to count",
    remedy: "settle the job instead",
  },
  OptimisticWindowClosed: {
    sentence:
      "the result of job {jobId:short} could be challenged until {until:time}; it is {time:time}",
    remedy: "nothing is left to challenge; settle the job",
  },
  OptimisticNoSuchChunk: {
    sentence: "the root of job {jobId:short} has no chunk {index} with this result",
    remedy: "bring the chunk, its index and its proof as they are below the root",
  },
  OptimisticNothingClaimed: {
    sentence: "the result claimed right for chunk {index} of job {jobId:short} is the one given",
    remedy: "claim another result than the one on record",
  },
  OptimisticNotCourt: {
    sentence: "only the court {court} may do this; {caller} is not it",
    remedy: "let the court call",
  },
};
