import type { Sentences } from "./template";

/** Errors of the job market and of the nonces of orders. */
export const MARKET_SENTENCES: Sentences = {
  MarketZeroUnits: {
    sentence: "the match asks for zero units; at least one is needed",
    remedy: "ask for one unit or more",
  },
  MarketTooFewUnits: {
    sentence:
      "the match takes {units} units of order {order:short}, which takes at least {minUnits} at a time or all it has left",
    remedy: "take at least the least number, or all that is left",
  },
  MarketOverfilled: {
    sentence: "the match takes {units} units of order {order:short}, which has {left} left",
    remedy: "read what is left of the order and take no more",
  },
  MarketOrderExpired: {
    sentence: "order {order:short} could be matched until {expiry:time}; it is {time:time}",
    remedy: "ask its signer for a new order",
  },
  MarketWrongVenue: {
    sentence: "only {venue} may match order {order:short}; the caller is {caller}",
    remedy: "let the venue of the order match it, or find an order without one",
  },
  MarketTokenMismatch: {
    sentence:
      "the offer is in token {offered} and the request in {requested}; both must be the same",
    remedy: "match orders in the same token",
  },
  MarketPriceOutsideLimits: {
    sentence:
      "the price of {price} a unit must be at least the ask of {ask} and at most the bid of {bid}",
    remedy: "choose a price between ask and bid, or other orders where there is none",
  },
  MarketPriceNotAsk: {
    sentence: "the price is {price} a unit; where no venue sets it, it must be the ask of {ask}",
    remedy: "give the ask as the price",
  },
  MarketCollateralTooLow: {
    sentence:
      "the offer puts up {offered} WEFT base units a unit; the request wants at least {wanted}",
    remedy: "find an offer with more collateral, or sign a request that wants less",
  },
  MarketResourcesNotSatisfied: {
    sentence: "the machine {offered:word} lacks something of what the job needs, {needed:word}",
    remedy: "find an offer of a machine that has it, or sign a request that needs less",
  },
  MarketResourcesMalformed: {
    sentence: "the resource word {resources:word} has a guard bit set; all of them must be zero",
    remedy: "build the word with packResources and sign again",
  },
  MarketVerifierNotOffered: {
    sentence:
      "the offer must list verifier {verifier} with terms {terms:short} or with any terms, and does not",
    remedy: "find an offer that lists the verifier of the request with its terms",
  },
  MarketTooLittleTime: {
    sentence:
      "the request leaves {offered} seconds for the work; the offer needs at least {needed}",
    remedy: "sign a request that leaves more time, or find a faster offer",
  },
  MarketTooLong: {
    sentence:
      "the job would bind the provider for {totalSeconds} seconds; its offer allows {limit}",
    remedy: "sign a request with shorter times, or find an offer that binds itself for longer",
  },
  MarketBeyondThawRule: {
    sentence:
      "the job could last {totalSeconds} seconds; the market allows {limit}, half the thaw time of the stake",
    remedy: "sign a request with shorter times, or terms of its verifier that decide earlier",
  },
  MarketGraceTooLong: {
    sentence: "the offer's grace time is {offered} seconds; the request allows at most {limit}",
    remedy: "find an offer with a shorter grace time",
  },
  MarketSlashTooLow: {
    sentence:
      "the offer risks {offered:bps} of its collateral; the request wants at least {wanted:bps}",
    remedy: "find an offer that risks more, or sign a request that wants less",
  },
  MarketInvalidSlash: {
    sentence:
      "a late return costs {lateSlashBps:bps}, no result {noResultSlashBps:bps} and a wrong one {wrongSlashBps:bps}; none must exceed the next, nor the last 100%",
    remedy: "sign with shares that do not fall: late, no result, wrong, at most 100%",
  },
  MarketJobSlotBusy: {
    sentence:
      "another job of {client} is still open under nonce index {index} from unit {firstUnit}; use another index or wait until it ends",
    isRetryable: true,
    remedy: "sign the request with another nonce, or wait for the open job to end",
  },
  MarketAmountTooLarge: {
    sentence: "the amount {amount} is above {limit}, the most that one job may move or lock",
    remedy: "match fewer units, or at a lower price or collateral",
  },
  MarketInvalidSignature: {
    sentence:
      "order {order:short} needs a signature of {signer}, or for an offer of an operator it lets sign offers, for this chain, this market and exactly these terms",
    remedy: "have the order signed by its signer or an operator of it, for this chain and market",
  },
  MarketPayerRevoked: {
    sentence: "payer {payer} took back its signature under request {request:short}",
    remedy: "ask the payer to sign again",
  },
  MarketConditionNotMet: {
    sentence: "{subject} does not meet condition {condition}, which the other side's order demands",
    remedy: "bring other evidence, or an order whose condition is met",
  },
  MarketJobNotOpen: {
    sentence: "job {jobId:short} is not open but {status:jobStatus}; only an open job can end",
    remedy:
      "nothing is left to do: the job has ended, or the terms given are not those it was matched with",
  },
  MarketVerdictPending: {
    sentence:
      "the verifier has not decided on job {jobId:short}; it has until {finalAt:time}, after which anyone can void the job",
    isRetryable: true,
    remedy: "wait for the verdict, or for the time after which the job can be voided",
  },
  MarketNoResult: {
    sentence:
      "job {jobId:short} has no result to settle; after {deadline:time} it can expire instead",
    isRetryable: true,
    remedy: "have the provider submit, or expire the job after its deadline",
  },
  MarketDeadlineNotPassed: {
    sentence: "job {jobId:short} can expire only after {deadline:time}; it is {time:time}",
    isRetryable: true,
    remedy: "wait until the deadline has passed",
  },
  MarketDeadlinePassed: {
    sentence: "job {jobId:short} could be handed back until {deadline:time}; it is {time:time}",
    remedy: "expire the job instead",
  },
  MarketResultSubmitted: {
    sentence: "job {jobId:short} has a verdict; it can only be settled",
    remedy: "settle the job instead",
  },
  MarketNotProvider: {
    sentence: "only provider {provider} can hand job {jobId:short} back; the caller is {caller}",
    remedy: "call as the provider",
  },
  MarketFeeAboveCap: {
    sentence: "the fee of {feeBps:bps} is above the cap of {cap:bps}",
    remedy: "propose a fee up to the cap",
  },
  MarketOtherVault: {
    sentence:
      "the stake vault pays delegators in {stakeVaults}, but the market pays in {markets}; they must be one vault",
    remedy: "deploy the market with the vault that the stake vault pays in",
  },
  MarketInvalidTreasury: {
    sentence: "the treasury is {treasury}; it must be another than zero",
    remedy: "name a treasury other than the zero account",
  },
  OrderNonceUsed: {
    sentence:
      "nonce {nonce} of {signer} was used or cancelled; sign the order anew with a fresh one",
    remedy: "sign the order again with a nonce that was never used",
  },
  OrderWrongEpoch: {
    sentence:
      "the order of {signer} is of epoch {epoch}; only orders of its current epoch {currentEpoch} can be matched or cancelled",
    remedy: "sign the order again in the current epoch",
  },
  CappedCallGasTooLow: {
    sentence:
      "{available} gas were left to ask a verifier or condition, which needs {required}; send more gas",
    isRetryable: true,
    remedy: "send the transaction with more gas",
  },
};
