import type { Sentences } from "./template";

/** Errors of the quorum verifier. */
export const QUORUM_SENTENCES: Sentences = {
  QuorumWrongProvider: {
    sentence:
      "the replica is of {provider}; only it, or an operator with its scope to submit, may act for it, and the caller is {caller}",
    remedy: "act as the provider, or as an operator that may",
  },
  QuorumWrongVerifier: {
    sentence: "the job of request {request:short} is verified by {verifier}, not by this contract",
    remedy: "call the verifier that the job names",
  },
  QuorumUnsoundJob: {
    sentence:
      "the job of request {request:short} is no sound replica: its terms {terms:short}, its units or its times make no sense together, so it is void and can be settled at once",
    remedy: "settle the job, which is void, and sign sound terms next time",
  },
  QuorumDeadlinePassed: {
    sentence:
      "the replica of request {request:short} could be committed until {deadline:time}; it is {time:time}",
    remedy: "settle or expire the job instead",
  },
  QuorumJobNotOpen: {
    sentence:
      "the market has no open job of {provider} under request {request:short}: {status:jobStatus}",
    remedy: "match a job of this request for this provider first",
  },
  QuorumAlreadyCommitted: {
    sentence: "{provider} has a replica of request {request:short} already; one is all it can have",
    remedy: "reveal the replica that was committed",
  },
  QuorumTaskOver: {
    sentence: "the task of request {request:short} is decided or void and takes no more replicas",
    remedy: "settle the job instead",
  },
  QuorumNotWanted: {
    sentence:
      "replicas of request {request:short} are being revealed and may agree; if they do not, it takes more after {until:time}",
    isRetryable: true,
    remedy: "wait until the reveals are over, and commit if they disagree",
  },
  QuorumTooManyTasks: {
    sentence:
      "{provider} is committed to 255 more tasks paid by {payer}; note those that are decided first",
    remedy: "note tasks that are decided, then commit",
  },
  QuorumNotCommitted: {
    sentence: "{provider} is not committed to a result of request {request:short}",
    remedy: "commit first",
  },
  QuorumInvalidRoot: {
    sentence:
      "the root that {provider} reveals for request {request:short} is zero; it must be another word",
    remedy: "reveal the root that was committed to",
  },
  QuorumRevealNotOpen: {
    sentence:
      "replicas of request {request:short} may still commit unseen; reveals open when enough did, or after {opensAt:time}",
    isRetryable: true,
    remedy: "wait until reveals open",
  },
  QuorumRevealOver: {
    sentence:
      "replicas of request {request:short} could be revealed until {until:time}; it is {time:time}",
    remedy: "nothing is left to reveal; note what became of the task and settle",
  },
  QuorumAlreadyRevealed: {
    sentence: "the result of {provider} for request {request:short} is public already",
    remedy: "nothing is left to reveal",
  },
  QuorumWrongReveal: {
    sentence:
      "root and salt are not what {provider} committed to for request {request:short}; use those that were kept before committing",
    remedy: "reveal with the root and the salt that were kept before committing",
  },
  QuorumUndecided: {
    sentence:
      "it is not known yet what becomes of the replica of {provider} for request {request:short}",
    isRetryable: true,
    remedy: "wait until the task is decided, then ask again",
  },
};
