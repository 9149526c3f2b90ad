import type { Sentences } from "./template";

/** Errors of a provider's own stake, and of what markets do with it. */
const OWN_STAKE: Sentences = {
  StakeZeroAmount: {
    sentence: "the amount of stake or shares is zero; it must be more",
    remedy: "name an amount above zero",
  },
  StakeInvalidMarket: {
    sentence: "the market is {market}; it must be another than zero",
    remedy: "name a market other than the zero account",
  },
  StakeInsufficient: {
    sentence:
      "{provider} has {active:weft} active in market {market}; {needed:weft} were asked for",
    remedy: "ask for at most what is active",
  },
  StakeInsufficientFree: {
    sentence:
      "{provider} has {free:weft} free in market {market}; {needed:weft} are needed as collateral",
    isRetryable: true,
    remedy: "provision more stake, or wait for open jobs to end",
  },
  StakeInsufficientLocked: {
    sentence:
      "market {market} has locked {locked:weft} of {provider}; {needed:weft} were to be freed",
    remedy: "free at most what is locked; only the market itself can come here",
  },
  StakeSlashAboveLock: {
    sentence: "a slash of {slash:weft} is above the {locked:weft} locked for the job",
    remedy: "slash at most what the job has locked; only the market itself can come here",
  },
  StakeTooManyThaws: {
    sentence:
      "{limit} requests to leave are waiting, the most allowed at a time; withdraw the ready ones first",
    isRetryable: true,
    remedy: "withdraw the requests that are ready, then ask again",
  },
  StakeBehindJobs: {
    sentence:
      "stake behind {provider} in market {market} is ready to leave but stands behind open jobs, which lock {locked:weft}; it leaves when they have ended",
    isRetryable: true,
    remedy: "wait for open jobs to end, then withdraw",
  },
  StakeNothingReady: {
    sentence: "no stake behind {provider} in market {market} can be withdrawn yet: {readyAt:due}",
    isRetryable: true,
    remedy: "wait until the oldest request is ready",
  },
  StakeNothingToClaim: {
    sentence:
      "{account} has nothing to claim yet; slashed stake is due a thaw time after its slash, earnings at once: {nextAt:creditDue}",
    isRetryable: true,
    remedy: "wait until what is credited is due, or until something is credited",
  },
  StakeInvalidThawSeconds: {
    sentence: "a thaw time of {thawSeconds} seconds is not within {min} and {max}",
    remedy: "deploy with a thaw time within the bounds",
  },
};

/** Errors of pools and delegations. */
const DELEGATION: Sentences = {
  StakePoolExists: {
    sentence:
      "{provider} has a pool for market {market} already; its commission can be changed, its tokens cannot",
    remedy: "change the commission instead, or open a pool for another market",
  },
  StakePoolMissing: {
    sentence:
      "{provider} has no pool for market {market}; it must open one before others can delegate to it",
    remedy: "ask the provider to open a pool, or choose another provider",
  },
  StakeCommissionAboveCap: {
    sentence: "the commission of {commissionBps:bps} is above the cap of {cap:bps}",
    remedy: "choose a commission up to the cap",
  },
  StakeInvalidTokenCount: {
    sentence: "a pool must name from 1 to {limit} payment tokens, and {count} were named",
    remedy: "name as many payment tokens as are allowed",
  },
  StakeInvalidToken: {
    sentence:
      "payment token {token} is zero or named twice; each must be another token, other than zero",
    remedy: "name each payment token once, and none that is zero",
  },
  StakeTokenNotListed: {
    sentence:
      "{provider} has delegators in market {market} and can be paid in its pool's tokens alone; {token} is none of them",
    remedy: "take jobs that pay in tokens of the pool",
  },
  StakeBelowMinimum: {
    sentence:
      "{amount:weft} would enter or stay delegated; it must be at least {min:weft}, or all must leave",
    remedy: "delegate more, or take everything out",
  },
  StakePoolClosed: {
    sentence:
      "{provider}'s pool in market {market} lost much and takes no stake in until {until:time}, when the jobs of before have ended",
    isRetryable: true,
    remedy: "wait until the pool is open again, or choose another",
  },
  StakePoolDevalued: {
    sentence:
      "slashes left so little of {provider}'s pool in market {market} that it takes no stake in until its last delegator has left",
    remedy: "choose another provider, or wait until the last delegator has left",
  },
  StakePoolFull: {
    sentence:
      "{provider}'s pool in market {market} would have {active:weft}; its own active stake lets {limit:weft} in at most",
    isRetryable: true,
    remedy: "delegate less, or wait until the provider has more stake of its own",
  },
  StakeTooFewShares: {
    sentence:
      "the stake buys {shares} shares now; at least {min} were asked for, so read the pool again",
    remedy: "read the pool again and ask for fewer shares",
  },
  StakeTooLittle: {
    sentence:
      "the shares are worth {amount:weft} now; at least {min:weft} were asked for, so read the pool again",
    remedy: "read the pool again and ask for less",
  },
  StakeInsufficientShares: {
    sentence: "the delegator has {shares} shares in the pool; {needed} were asked for",
    remedy: "ask for at most the shares that the delegator has",
  },
};

/** Errors of operators. */
const OPERATORS: Sentences = {
  StakeInvalidScopes: {
    sentence:
      "the scopes {scopes} hold a bit that is no scope; allowed are sums of 1 (sign offers), 2 (submit) and 4 (thaw)",
    remedy: "give a sum of the scopes that exist",
  },
  StakeNotOperator: {
    sentence:
      "{caller} may not do this for {provider}, which must give it scope {scope} (1 sign offers, 2 submit, 4 thaw) by setOperator first",
    isRetryable: true,
    remedy: "have the provider call setOperator with this scope first, or call as the provider",
  },
};

/** Errors of the stake vault. */
export const STAKE_SENTENCES: Sentences = { ...OWN_STAKE, ...DELEGATION, ...OPERATORS };
