import type { Sentences } from "./template";

/** Errors of the governor, ours and the library's. */
const GOVERNOR: Sentences = {
  ERC6372InconsistentClock: {
    sentence: "the clock of the votes is not the one it says",
    remedy: "none: a token with another clock cannot vote here",
  },
  GovernorAlreadyCastVote: {
    sentence: "{voter} has voted on this proposal already",
    remedy: "nothing is left to vote on; one vote an account",
  },
  GovernorAlreadyQueuedProposal: {
    sentence: "proposal {proposalId:word} is queued already",
    remedy: "wait for the delay, then execute",
  },
  GovernorDisabledDeposit: {
    sentence: "the governor takes no money; the treasury is its timelock",
    remedy: "send it to the timelock",
  },
  GovernorHasLiveProposal: {
    sentence:
      "{proposer} has a proposal that is waiting for its vote or being voted on, {proposalId:word}; one at a time",
    isRetryable: true,
    remedy: "wait for its vote to end, or cancel it",
  },
  GovernorInsufficientProposerVotes: {
    sentence:
      "{proposer} had {votes:weft} of votes a second ago; a proposal needs {threshold:weft}",
    isRetryable: true,
    remedy: "delegate votes to the proposer, and propose a second later",
  },
  GovernorInvalidGuardianTerm: {
    sentence:
      "a guardian {guardian} until {until:time} cannot be; its term ends in the future and by {latest:time}, and nobody has none",
    remedy: "deploy with a guardian and a term together, or neither",
  },
  GovernorInvalidProposalLength: {
    sentence:
      "the proposal has {targets} targets, {calldatas} calls and {values} amounts; it must have as many of each, and one at least",
    remedy: "give as many targets as calls and amounts",
  },
  GovernorInvalidQuorumFraction: {
    sentence: "a quorum of {quorumNumerator} is above {quorumDenominator}",
    remedy: "propose a quorum within the bounds",
  },
  GovernorInvalidSignature: {
    sentence: "the ballot is not signed by {voter}, over this proposal and this vote",
    remedy: "bring the ballot as its voter signed it, for this governor and chain",
  },
  GovernorInvalidVoteParams: {
    sentence: "this vote takes no parameters",
    remedy: "vote without parameters",
  },
  GovernorInvalidVoteType: {
    sentence: "a vote is against (0), for (1) or abstaining (2)",
    remedy: "vote 0, 1 or 2",
  },
  GovernorInvalidVotingPeriod: {
    sentence: "a voting period of {votingPeriod} seconds cannot be",
    remedy: "propose a period within the bounds",
  },
  GovernorNonexistentProposal: {
    sentence: "there is no proposal {proposalId:word}",
    remedy: "name the id that the proposal was made with",
  },
  GovernorOnlyExecutor: {
    sentence: "only a proposal that passed may do this; the caller is {account}",
    remedy: "propose it",
  },
  GovernorOtherClock: {
    sentence: "votes of {source} run by {mode}; they must run by the second",
    remedy: "deploy with votes that run by the second",
  },
  GovernorOtherToken: {
    sentence: "the stake is of token {staked}; it must be of the token that votes, {voting}",
    remedy: "deploy with a stake of the token that votes",
  },
  GovernorPreventLateQuorumVoteExtensionTooLarge: {
    sentence: "an extension of {newVoteExtension} seconds is above {maxVoteExtension}",
    remedy: "propose an extension within the bounds",
  },
  GovernorProposalQueueingFailed: {
    sentence: "proposal {proposalId:word} could not be queued",
    remedy: "read the state of the proposal again",
  },
  GovernorProposalQueueingNotRequired: {
    sentence: "proposal {proposalId:word} need not be queued",
    remedy: "execute it",
  },
  GovernorRestrictedProposer: {
    sentence: "the description names its proposer, who is not {proposer}",
    remedy: "propose as the account that the description names",
  },
  GovernorSettingOutOfBounds: {
    sentence: "{value} is outside the bounds of setting {setting}, {least} to {most}",
    remedy: "propose a value within the bounds",
  },
  GovernorTimelockFixed: {
    sentence: "the governor keeps its timelock; hand what that owns to another instead",
    remedy: "propose that the timelock hands on what it owns",
  },
  GovernorUnableToCancel: {
    sentence:
      "{account} cannot cancel proposal {proposalId:word}; its proposer can before the vote, the guardian during its term",
    remedy: "cancel as the proposer before the vote, or as the guardian",
  },
  GovernorUnexpectedProposalState: {
    sentence: "proposal {proposalId:word} is {current:proposalState}, which does not allow this",
    isRetryable: true,
    remedy: "wait for the state that allows it, if it is still ahead",
  },
};

/** Errors of the timelock, ours and the library's. */
const TIMELOCK: Sentences = {
  AccessControlBadConfirmation: {
    sentence: "a role is given up by its holder alone",
    remedy: "give it up as its holder",
  },
  AccessControlUnauthorizedAccount: {
    sentence: "{account} does not hold the role that this needs, {neededRole:short}",
    remedy: "act by a proposal",
  },
  TimelockDelayOutOfBounds: {
    sentence: "a delay of {delay} seconds is outside the bounds, {least} to {most}",
    remedy: "propose a delay within the bounds",
  },
  TimelockInsufficientDelay: {
    sentence: "a delay of {delay} seconds is below the timelock's, {minDelay}",
    remedy: "schedule with at least the delay of the timelock",
  },
  TimelockInvalidOperationLength: {
    sentence: "{targets} targets, {payloads} calls and {values} amounts were given, not as many",
    remedy: "give as many targets as calls and amounts",
  },
  TimelockRolesFixed: {
    sentence: "nobody is given a role of the timelock, and nobody loses one",
    remedy: "none: move what the timelock owns to another instead",
  },
  TimelockUnauthorizedCaller: {
    sentence: "only the timelock may do this, not {caller}",
    remedy: "propose it",
  },
  TimelockUnexecutedPredecessor: {
    sentence: "operation {predecessorId:short} has to be executed first",
    isRetryable: true,
    remedy: "execute that one first",
  },
  TimelockUnexpectedOperationState: {
    sentence: "operation {operationId:short} is not at this point yet, or past it",
    isRetryable: true,
    remedy: "wait for the state that allows it, if it is still ahead",
  },
};

export const GOVERNANCE_SENTENCES: Sentences = { ...GOVERNOR, ...TIMELOCK };
