import type { Sentences } from "./template";

/** Errors of reputation and rewards. */
export const REPUTATION_SENTENCES: Sentences = {
  ReputationRateAboveCap: {
    sentence:
      "a fee can weigh {limit} at most, in WEFT base units a base unit times 1e18, not {rateWad}",
  },
  RewardsFractionAboveCap: {
    sentence:
      "rewards can be {limit} basis points of the fees at most, not {fractionBps}: more would pay for dealing with oneself",
  },
  RewardsEpochNotOver: {
    sentence: "epoch {epoch} runs until {endsAt:time}, and can be claimed from then on",
    isRetryable: true,
  },
  RewardsNothingToClaim: {
    sentence:
      "{provider} has nothing to claim in these epochs: it earned nothing in them, has it already, or comes later than a year after",
  },
  RewardsInvalidSchedule: {
    sentence:
      "a schedule of {firstBudget} base units that halves in {halfLifeEpochs} epochs is none; neither can be zero",
  },
  ReputationProofNoAccount: {
    sentence: "the proof leads to {fields} fields, and an account has four",
  },
};
