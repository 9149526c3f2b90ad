import type { Sentences } from "./template";

/** Errors of the governor, ours and the library's. */
const GOVERNOR: Sentences = {
  ERC6372InconsistentClock: { sentence: "the clock of the votes is not the one it says" },
  GovernorAlreadyCastVote: { sentence: "{voter} has voted on this proposal already" },
  GovernorAlreadyQueuedProposal: { sentence: "proposal {proposalId:word} is queued already" },
  GovernorDisabledDeposit: {
    sentence: "the governor takes no money; the treasury is its timelock",
  },
  GovernorHasLiveProposal: {
    sentence:
      "{proposer} has a proposal that is waiting for its vote or being voted on, {proposalId:word}; one at a time",
    isRetryable: true,
  },
  GovernorInsufficientProposerVotes: {
    sentence:
      "{proposer} had {votes:weft} of votes a second ago; a proposal needs {threshold:weft}",
    isRetryable: true,
  },
  GovernorInvalidGuardianTerm: {
    sentence:
      "a guardian {guardian} until {until:time} cannot be; its term ends in the future and by {latest:time}, and nobody has none",
  },
  GovernorInvalidProposalLength: {
    sentence:
      "the proposal has {targets} targets, {calldatas} calls and {values} amounts; it must have as many of each, and one at least",
  },
  GovernorInvalidQuorumFraction: {
    sentence: "a quorum of {quorumNumerator} is above {quorumDenominator}",
  },
  GovernorInvalidSignature: {
    sentence: "the ballot is not signed by {voter}, over this proposal and this vote",
  },
  GovernorInvalidVoteParams: { sentence: "this vote takes no parameters" },
  GovernorInvalidVoteType: { sentence: "a vote is against (0), for (1) or abstaining (2)" },
  GovernorInvalidVotingPeriod: { sentence: "a voting period of {votingPeriod} seconds cannot be" },
  GovernorNonexistentProposal: { sentence: "there is no proposal {proposalId:word}" },
  GovernorOnlyExecutor: {
    sentence: "only a proposal that passed may do this; the caller is {account}",
  },
  GovernorOtherClock: {
    sentence: "votes of {source} run by {mode}; they must run by the second",
  },
  GovernorOtherToken: {
    sentence: "the stake is of token {staked}; it must be of the token that votes, {voting}",
  },
  GovernorPreventLateQuorumVoteExtensionTooLarge: {
    sentence: "an extension of {newVoteExtension} seconds is above {maxVoteExtension}",
  },
  GovernorProposalQueueingFailed: {
    sentence: "proposal {proposalId:word} could not be queued",
  },
  GovernorProposalQueueingNotRequired: {
    sentence: "proposal {proposalId:word} need not be queued",
  },
  GovernorRestrictedProposer: {
    sentence: "the description names its proposer, who is not {proposer}",
  },
  GovernorSettingOutOfBounds: {
    sentence: "{value} is outside the bounds of setting {setting}, {least} to {most}",
  },
  GovernorTimelockFixed: {
    sentence: "the governor keeps its timelock; hand what that owns to another instead",
  },
  GovernorUnableToCancel: {
    sentence:
      "{account} cannot cancel proposal {proposalId:word}; its proposer can before the vote, the guardian during its term",
  },
  GovernorUnexpectedProposalState: {
    sentence: "proposal {proposalId:word} is {current:proposalState}, which does not allow this",
    isRetryable: true,
  },
};

/** Errors of the timelock, ours and the library's. */
const TIMELOCK: Sentences = {
  AccessControlBadConfirmation: { sentence: "a role is given up by its holder alone" },
  AccessControlUnauthorizedAccount: {
    sentence: "{account} does not hold the role that this needs, {neededRole:short}",
  },
  TimelockDelayOutOfBounds: {
    sentence: "a delay of {delay} seconds is outside the bounds, {least} to {most}",
  },
  TimelockInsufficientDelay: {
    sentence: "a delay of {delay} seconds is below the timelock's, {minDelay}",
  },
  TimelockInvalidOperationLength: {
    sentence: "{targets} targets, {payloads} calls and {values} amounts were given, not as many",
  },
  TimelockRolesFixed: { sentence: "nobody is given a role of the timelock, and nobody loses one" },
  TimelockUnauthorizedCaller: { sentence: "only the timelock may do this, not {caller}" },
  TimelockUnexecutedPredecessor: {
    sentence: "operation {predecessorId:short} has to be executed first",
    isRetryable: true,
  },
  TimelockUnexpectedOperationState: {
    sentence: "operation {operationId:short} is not at this point yet, or past it",
    isRetryable: true,
  },
};

export const GOVERNANCE_SENTENCES: Sentences = { ...GOVERNOR, ...TIMELOCK };
