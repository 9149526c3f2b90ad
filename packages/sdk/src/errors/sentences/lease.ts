import type { Sentences } from "./template";

/** Errors of leases and floats. */
export const LEASE_SENTENCES: Sentences = {
  LeaseAlreadyOpen: {
    sentence: "lease {leaseId:short} was opened before",
    remedy: "collect from the lease as it is; it need not be opened again",
  },
  LeaseNotOpen: {
    sentence: "no lease with the terms of {leaseId:short} was opened; open it first",
    isRetryable: true,
    remedy: "open the lease first, with exactly the terms that were signed",
  },
  LeaseExpired: {
    sentence: "lease {leaseId:short} could be opened until {expiry:time}; it is {time:time}",
    remedy: "have both sides sign the lease anew",
  },
  LeaseInvalidTimes: {
    sentence:
      "a lease from second {startsAt} to second {endsAt} cannot be; it must start after zero and end after its start",
    remedy: "sign a lease that starts after zero and ends after its start",
  },
  LeaseInvalidAmounts: {
    sentence:
      "a cap of {cap}, of which {elapsedCap} by elapsed time, a rate of {ratePerHour} an hour and a reserve of {reserve} cannot be; cap and rate must be more than zero, the other two at most the cap",
    remedy: "sign a lease with a cap and a rate above zero, and the other amounts within the cap",
  },
  LeaseCollectTimeTooShort: {
    sentence:
      "{collectSeconds} seconds to collect are too few; a lease with a reserve or a voucher signer must leave its provider at least {minimum}",
    remedy: "sign a lease that leaves its provider at least the least time to collect",
  },
  LeaseNothingToCollect: {
    sentence: "nothing can be collected for lease {leaseId:short}: {reason:leaseReason}",
    remedy:
      "wait for time to pass, bring a higher voucher, or have the payer fill the float, as the reason says",
  },
  LeaseNotParty: {
    sentence:
      "{caller} may not do this for lease {leaseId:short}: its provider gives notice, its client or payer closes it and revokes its voucher signer",
    remedy: "call as the side of the lease that may",
  },
  LeaseEndsAlready: {
    sentence: "lease {leaseId:short} ends at {endsAt:time} already, no later than was asked for",
    remedy: "ask for an earlier end, or let the lease run out",
  },
  LeaseNoSigner: {
    sentence: "lease {leaseId:short} has no voucher signer, or it was revoked before",
    remedy: "nothing is left to revoke",
  },
  LeaseNotReserved: {
    sentence: "lease {leaseId:short} draws on a float and has no reserve",
    remedy: "collect from the float; there is no reserve to refund",
  },
  LeaseReserveHeld: {
    sentence:
      "the provider can collect from the reserve of lease {leaseId:short} until {collectUntil:time}; it is {time:time}",
    isRetryable: true,
    remedy: "wait until the provider's time to collect is over",
  },
  LeaseNothingToRefund: {
    sentence: "nothing is left of the reserve of lease {leaseId:short}",
    remedy: "nothing is left to do: the reserve was paid out",
  },
  LeaseOtherPurse: {
    sentence:
      "lease {leaseId:short} draws on another purse than the first; leases asked about together must share one float",
    remedy: "ask about leases of one payer, token and kind at a time",
  },
  LeaseListedTwice: {
    sentence: "lease {leaseId:short} is listed twice; each lease counts once",
    remedy: "list each lease once",
  },
  LeaseZeroAmount: {
    sentence: "the amount is zero; it must be more",
    remedy: "name an amount above zero",
  },
  FloatInsufficient: {
    sentence:
      "the float of {payer} in token {token} holds {balance} base units; {needed} were asked for",
    remedy: "ask for at most what the float holds, or fill it first",
  },
  FloatNotReady: {
    sentence: "nothing of {payer}'s float in token {token} can leave yet: {readyAt:due}",
    isRetryable: true,
    remedy: "wait until the notice is over, or give notice first",
  },
};
