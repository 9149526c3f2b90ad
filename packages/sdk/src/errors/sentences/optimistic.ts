import type { Sentences } from "./template";

/** Errors of the optimistic verifier. */
export const OPTIMISTIC_SENTENCES: Sentences = {
  OptimisticInvalidRoot: {
    sentence: "the root of the result of job {jobId:short} is zero; it must be another word",
  },
  OptimisticInvalidTerms: {
    sentence: "no job can be verified on terms {terms:short}; build them with packOptimisticTerms",
  },
  OptimisticResultExists: {
    sentence: "{provider} has submitted a result for job {jobId:short} already; the first stands",
  },
  OptimisticWrongProvider: {
    sentence: "{caller} is neither {provider} nor an operator that may submit its results",
  },
  OptimisticWrongRoot: {
    sentence:
      "the result on record for job {jobId:short} begins with {submitted:short}; the challenge is of root {root:short}",
  },
  OptimisticAlreadyChallenged: {
    sentence:
      "another challenge of the result of job {jobId:short} is before the court; if it fails, a new window opens",
    isRetryable: true,
  },
  OptimisticNotChallengeable: {
    sentence: "the result of job {jobId:short} was decided, or came too late to count",
  },
  OptimisticWindowClosed: {
    sentence:
      "the result of job {jobId:short} could be challenged until {until:time}; it is {time:time}",
  },
  OptimisticNoSuchChunk: {
    sentence: "the root of job {jobId:short} has no chunk {index} with this result",
  },
  OptimisticNothingClaimed: {
    sentence: "the result claimed right for chunk {index} of job {jobId:short} is the one given",
  },
  OptimisticNotCourt: { sentence: "only the court {court} may do this; {caller} is not it" },
};
