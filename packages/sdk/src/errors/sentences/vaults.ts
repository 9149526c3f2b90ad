import type { Sentences } from "./template";

/** Errors of the vault and of the stake vault. */
export const VAULT_SENTENCES: Sentences = {
  VaultZeroAmount: { sentence: "zero of token {token} would move; the amount must be more" },
  VaultNotAToken: { sentence: "there is no contract at {token}, so it is no token of this chain" },
  StakeZeroAmount: { sentence: "the amount of stake is zero; it must be more" },
  StakeInvalidMarket: { sentence: "the market is {market}; it must be another than zero" },
  StakeInsufficient: {
    sentence:
      "{provider} has {active} WEFT base units active in market {market}; {needed} were asked for",
  },
  StakeInsufficientFree: {
    sentence:
      "{provider} has {free} WEFT base units free in market {market}; {needed} are needed as collateral",
    isRetryable: true,
  },
  StakeInsufficientLocked: {
    sentence:
      "market {market} has locked {locked} WEFT base units of {provider}; {needed} were to be freed",
  },
  StakeSlashAboveLock: {
    sentence: "a slash of {slash} WEFT base units is above the {locked} locked for the job",
  },
  StakeTooManyThaws: {
    sentence:
      "{limit} thaws are waiting, the most allowed at a time; withdraw the ready ones first",
    isRetryable: true,
  },
  StakeBehindJobs: {
    sentence:
      "the thawed stake of {provider} in market {market} stands behind open jobs, which lock {locked} WEFT base units; it leaves when they have ended",
  },
  StakeNothingReady: {
    sentence:
      "{provider} has nothing to withdraw from market {market} yet; its oldest thaw is ready at {readyAt:time}",
    isRetryable: true,
  },
  StakeNothingToClaim: { sentence: "no slashed stake is credited to {account}" },
  StakeInvalidThawSeconds: {
    sentence: "a thaw time of {thawSeconds} seconds is not within {min} and {max}",
  },
};
