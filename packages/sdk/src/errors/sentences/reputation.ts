import type { Sentences } from "./template";

/** Errors of reputation and rewards. */
export const REPUTATION_SENTENCES: Sentences = {
  ReputationRateAboveCap: {
    sentence:
      "a fee can weigh {limit} at most, in WEFT base units a base unit times 1e18, not {rateWad}",
    remedy: "propose a rate up to the limit",
  },
  RewardsFractionAboveCap: {
    sentence:
      "rewards can be {limit} basis points of the fees at most, not {fractionBps}: more would pay for dealing with oneself",
    remedy: "propose a fraction up to the limit",
  },
  RewardsEpochNotOver: {
    sentence: "epoch {epoch} runs until {endsAt:time}, and can be claimed from then on",
    isRetryable: true,
    remedy: "wait until the epoch is over",
  },
  RewardsNothingToClaim: {
    sentence:
      "{provider} has nothing to claim in these epochs: it earned nothing in them, has it already, or comes later than a year after",
    remedy: "claim epochs of the past year in which the provider earned and has not claimed",
  },
  RewardsInvalidSchedule: {
    sentence:
      "a schedule of {firstBudget} base units that halves in {halfLifeEpochs} epochs is none; neither can be zero",
    remedy: "deploy with a schedule above zero",
  },
  ReputationProofNoAccount: {
    sentence: "the proof leads to {fields} fields, and an account has four",
    remedy: "bring a proof of the account of the contract, at that block",
  },
};
