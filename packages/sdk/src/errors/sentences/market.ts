import type { Sentences } from "./template";

/** Errors of the job market and of the nonces of orders. */
export const MARKET_SENTENCES: Sentences = {
  MarketZeroUnits: { sentence: "the match asks for zero units; at least one is needed" },
  MarketTooFewUnits: {
    sentence:
      "the match takes {units} units of order {order:short}, which takes at least {minUnits} at a time or all it has left",
  },
  MarketOverfilled: {
    sentence: "the match takes {units} units of order {order:short}, which has {left} left",
  },
  MarketOrderExpired: {
    sentence: "order {order:short} could be matched until {expiry:time}; it is {time:time}",
  },
  MarketWrongVenue: {
    sentence: "only {venue} may match order {order:short}; the caller is {caller}",
  },
  MarketTokenMismatch: {
    sentence:
      "the offer is in token {offered} and the request in {requested}; both must be the same",
  },
  MarketPriceOutsideLimits: {
    sentence:
      "the price of {price} a unit must be at least the ask of {ask} and at most the bid of {bid}",
  },
  MarketPriceNotAsk: {
    sentence: "the price is {price} a unit; where no venue sets it, it must be the ask of {ask}",
  },
  MarketCollateralTooLow: {
    sentence:
      "the offer puts up {offered} WEFT base units a unit; the request wants at least {wanted}",
  },
  MarketResourcesNotSatisfied: {
    sentence: "the machine {offered:word} lacks something of what the job needs, {needed:word}",
  },
  MarketResourcesMalformed: {
    sentence: "the resource word {resources:word} has a guard bit set; all of them must be zero",
  },
  MarketVerifierNotOffered: {
    sentence:
      "the offer must list verifier {verifier} with terms {terms:short} or with any terms, and does not",
  },
  MarketTooLittleTime: {
    sentence:
      "the request leaves {offered} seconds for the work; the offer needs at least {needed}",
  },
  MarketTooLong: {
    sentence:
      "the job would bind the provider for {totalSeconds} seconds; its offer allows {limit}",
  },
  MarketBeyondThawRule: {
    sentence:
      "the job could last {totalSeconds} seconds; the market allows {limit}, half the thaw time of the stake",
  },
  MarketGraceTooLong: {
    sentence: "the offer's grace time is {offered} seconds; the request allows at most {limit}",
  },
  MarketSlashTooLow: {
    sentence:
      "the offer risks {offered:bps} of its collateral; the request wants at least {wanted:bps}",
  },
  MarketInvalidSlash: {
    sentence:
      "a late return costs {lateSlashBps:bps}, no result {noResultSlashBps:bps} and a wrong one {wrongSlashBps:bps}; none must exceed the next, nor the last 100%",
  },
  MarketJobSlotBusy: {
    sentence:
      "another job of {client} is still open under nonce index {index} from unit {firstUnit}; use another index or wait until it ends",
    isRetryable: true,
  },
  MarketAmountTooLarge: {
    sentence: "the amount {amount} is above {limit}, the most that one job may move or lock",
  },
  MarketInvalidSignature: {
    sentence:
      "order {order:short} needs a signature of {signer}, or for an offer of an operator it lets sign offers, for this chain, this market and exactly these terms",
  },
  MarketPayerRevoked: {
    sentence: "payer {payer} took back its signature under request {request:short}",
  },
  MarketConditionNotMet: {
    sentence: "{subject} does not meet condition {condition}, which the other side's order demands",
  },
  MarketJobNotOpen: {
    sentence: "job {jobId:short} is not open but {status:jobStatus}; only an open job can end",
  },
  MarketVerdictPending: {
    sentence:
      "the verifier has not decided on job {jobId:short}; it has until {finalAt:time}, after which anyone can void the job",
    isRetryable: true,
  },
  MarketNoResult: {
    sentence:
      "job {jobId:short} has no result to settle; after {deadline:time} it can expire instead",
    isRetryable: true,
  },
  MarketDeadlineNotPassed: {
    sentence: "job {jobId:short} can expire only after {deadline:time}; it is {time:time}",
    isRetryable: true,
  },
  MarketDeadlinePassed: {
    sentence: "job {jobId:short} could be handed back until {deadline:time}; it is {time:time}",
  },
  MarketResultSubmitted: {
    sentence: "job {jobId:short} has a verdict; it can only be settled",
  },
  MarketNotProvider: {
    sentence: "only provider {provider} can hand job {jobId:short} back; the caller is {caller}",
  },
  MarketFeeAboveCap: { sentence: "the fee of {feeBps:bps} is above the cap of {cap:bps}" },
  MarketOtherVault: {
    sentence:
      "the stake vault pays delegators in {stakeVaults}, but the market pays in {markets}; they must be one vault",
  },
  MarketInvalidTreasury: { sentence: "the treasury is {treasury}; it must be another than zero" },
  OrderNonceUsed: {
    sentence:
      "nonce {nonce} of {signer} was used or cancelled; sign the order anew with a fresh one",
  },
  OrderWrongEpoch: {
    sentence:
      "the order of {signer} is of epoch {epoch}; only orders of its current epoch {currentEpoch} can be matched or cancelled",
  },
  CappedCallGasTooLow: {
    sentence:
      "{available} gas were left to ask a verifier or condition, which needs {required}; send more gas",
    isRetryable: true,
  },
};
