import type { Sentences } from "./template";

/** Errors of leases and floats. */
export const LEASE_SENTENCES: Sentences = {
  LeaseAlreadyOpen: { sentence: "lease {leaseId:short} was opened before" },
  LeaseNotOpen: {
    sentence: "no lease with the terms of {leaseId:short} was opened; open it first",
    isRetryable: true,
  },
  LeaseExpired: {
    sentence: "lease {leaseId:short} could be opened until {expiry:time}; it is {time:time}",
  },
  LeaseInvalidTimes: {
    sentence:
      "a lease from second {startsAt} to second {endsAt} cannot be; it must start after zero and end after its start",
  },
  LeaseInvalidAmounts: {
    sentence:
      "a cap of {cap}, of which {elapsedCap} by elapsed time, a rate of {ratePerHour} an hour and a reserve of {reserve} cannot be; cap and rate must be more than zero, the other two at most the cap",
  },
  LeaseCollectTimeTooShort: {
    sentence:
      "{collectSeconds} seconds to collect are too few; a lease with a reserve or a voucher signer must leave its provider at least {minimum}",
  },
  LeaseNothingToCollect: {
    sentence: "nothing can be collected for lease {leaseId:short}: {reason:leaseReason}",
  },
  LeaseNotParty: {
    sentence:
      "{caller} may not do this for lease {leaseId:short}: its provider gives notice, its client or payer closes it and revokes its voucher signer",
  },
  LeaseEndsAlready: {
    sentence: "lease {leaseId:short} ends at {endsAt:time} already, no later than was asked for",
  },
  LeaseNoSigner: {
    sentence: "lease {leaseId:short} has no voucher signer, or it was revoked before",
  },
  LeaseNotReserved: {
    sentence: "lease {leaseId:short} draws on a float and has no reserve",
  },
  LeaseReserveHeld: {
    sentence:
      "the provider can collect from the reserve of lease {leaseId:short} until {collectUntil:time}; it is {time:time}",
    isRetryable: true,
  },
  LeaseNothingToRefund: { sentence: "nothing is left of the reserve of lease {leaseId:short}" },
  LeaseOtherPurse: {
    sentence:
      "lease {leaseId:short} draws on another purse than the first; leases asked about together must share one float",
  },
  LeaseListedTwice: {
    sentence: "lease {leaseId:short} is listed twice; each lease counts once",
  },
  LeaseZeroAmount: { sentence: "the amount is zero; it must be more" },
  FloatInsufficient: {
    sentence:
      "the float of {payer} in token {token} holds {balance} base units; {needed} were asked for",
  },
  FloatNotReady: {
    sentence: "nothing of {payer}'s float in token {token} can leave yet: {readyAt:due}",
    isRetryable: true,
  },
};
