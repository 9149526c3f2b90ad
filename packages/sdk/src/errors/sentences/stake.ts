import type { Sentences } from "./template";

/** Errors of a provider's own stake, and of what markets do with it. */
const OWN_STAKE: Sentences = {
  StakeZeroAmount: { sentence: "the amount of stake or shares is zero; it must be more" },
  StakeInvalidMarket: { sentence: "the market is {market}; it must be another than zero" },
  StakeInsufficient: {
    sentence:
      "{provider} has {active:weft} active in market {market}; {needed:weft} were asked for",
  },
  StakeInsufficientFree: {
    sentence:
      "{provider} has {free:weft} free in market {market}; {needed:weft} are needed as collateral",
    isRetryable: true,
  },
  StakeInsufficientLocked: {
    sentence:
      "market {market} has locked {locked:weft} of {provider}; {needed:weft} were to be freed",
  },
  StakeSlashAboveLock: {
    sentence: "a slash of {slash:weft} is above the {locked:weft} locked for the job",
  },
  StakeTooManyThaws: {
    sentence:
      "{limit} requests to leave are waiting, the most allowed at a time; withdraw the ready ones first",
    isRetryable: true,
  },
  StakeBehindJobs: {
    sentence:
      "stake behind {provider} in market {market} is ready to leave but stands behind open jobs, which lock {locked:weft}; it leaves when they have ended",
    isRetryable: true,
  },
  StakeNothingReady: {
    sentence: "no stake behind {provider} in market {market} can be withdrawn yet: {readyAt:due}",
    isRetryable: true,
  },
  StakeNothingToClaim: {
    sentence: "{account} has nothing to claim; slashed stake or earnings must be credited to it",
  },
  StakeInvalidThawSeconds: {
    sentence: "a thaw time of {thawSeconds} seconds is not within {min} and {max}",
  },
};

/** Errors of pools and delegations. */
const DELEGATION: Sentences = {
  StakePoolExists: {
    sentence:
      "{provider} has a pool for market {market} already; its commission can be changed, its tokens cannot",
  },
  StakePoolMissing: {
    sentence:
      "{provider} has no pool for market {market}; it must open one before others can delegate to it",
  },
  StakeCommissionAboveCap: {
    sentence: "the commission of {commissionBps:bps} is above the cap of {cap:bps}",
  },
  StakeInvalidTokenCount: {
    sentence: "a pool must name from 1 to {limit} payment tokens, and {count} were named",
  },
  StakeInvalidToken: {
    sentence:
      "payment token {token} is zero or named twice; each must be another token, other than zero",
  },
  StakeTokenNotListed: {
    sentence:
      "{provider} has delegators in market {market} and can be paid in its pool's tokens alone; {token} is none of them",
  },
  StakeBelowMinimum: {
    sentence:
      "{amount:weft} would enter or stay delegated; it must be at least {min:weft}, or all must leave",
  },
  StakePoolClosed: {
    sentence:
      "{provider}'s pool in market {market} lost much and takes no stake in until {until:time}, when the jobs of before have ended",
    isRetryable: true,
  },
  StakePoolDevalued: {
    sentence:
      "slashes left so little of {provider}'s pool in market {market} that it takes no stake in until its last delegator has left",
  },
  StakePoolFull: {
    sentence:
      "{provider}'s pool in market {market} would have {active:weft}; its own active stake lets {limit:weft} in at most",
    isRetryable: true,
  },
  StakeTooFewShares: {
    sentence:
      "the stake buys {shares} shares now; at least {min} were asked for, so read the pool again",
  },
  StakeTooLittle: {
    sentence:
      "the shares are worth {amount:weft} now; at least {min:weft} were asked for, so read the pool again",
  },
  StakeInsufficientShares: {
    sentence: "the delegator has {shares} shares in the pool; {needed} were asked for",
  },
};

/** Errors of operators. */
const OPERATORS: Sentences = {
  StakeInvalidScopes: {
    sentence:
      "the scopes {scopes} hold a bit that is no scope; allowed are sums of 1 (sign offers), 2 (submit) and 4 (thaw)",
  },
  StakeNotOperator: {
    sentence:
      "{caller} may not do this for {provider}, which must give it scope {scope} (1 sign offers, 2 submit, 4 thaw) by setOperator first",
    isRetryable: true,
  },
};

/** Errors of the stake vault. */
export const STAKE_SENTENCES: Sentences = { ...OWN_STAKE, ...DELEGATION, ...OPERATORS };
