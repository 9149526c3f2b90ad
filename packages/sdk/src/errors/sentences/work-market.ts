import type { Sentences } from "./template";

/** Errors of the market of works, and of credits. */
export const WORK_MARKET_SENTENCES: Sentences = {
  WorkMarketWrongKind: {
    sentence: "order {order:short} is of kind {kind}, which this call is not for",
    remedy: "use the call that is for this kind of order",
  },
  WorkMarketNotStarted: {
    sentence: "order {order:short} can be taken from {startsAt:time} on; it is {time:time}",
    isRetryable: true,
    remedy: "wait until the order can be taken",
  },
  WorkMarketExpired: {
    sentence: "order {order:short} was good until {expiry:time}; it is {time:time}",
    remedy: "ask its maker for a new order",
  },
  WorkMarketInvalidSignature: {
    sentence: "the signature of order {order:short} is not that of its maker {maker}",
    remedy: "bring the order with its maker's signature, unchanged",
  },
  WorkMarketWrongTaker: {
    sentence: "order {order:short} is for {taker} alone; the caller is {caller}",
    remedy: "take orders that are for everybody, or for you",
  },
  WorkMarketOwnOrder: {
    sentence: "{maker} cannot take its own order {order:short}",
    remedy: "cancel the order instead",
  },
  WorkMarketInvalidPrice: {
    sentence:
      "a price of {price} that ends at {endPrice} cannot be in order {order:short}; it is more than zero, and falls in listings alone",
    remedy: "sign with a price above zero, which falls in listings alone",
  },
  WorkMarketWrongToken: {
    sentence:
      "token {tokenId} is not what order {order:short} is for, by {tokenBits} bits of its id",
    remedy: "bring a token that the order is for",
  },
  WorkMarketInvalidCurrency: {
    sentence:
      "{currency} cannot pay for this; sales take listed tokens, and ether for listings alone, floors no tokens of a collection",
    remedy: "sign with a currency that is listed",
  },
  WorkMarketBeyondLimit: {
    sentence: "{amount} for order {order:short} is beyond the caller's limit of {limit}",
    remedy: "read the price again and set a limit it is within",
  },
  WorkMarketTooLittleEther: {
    sentence: "{available} wei came with the call; {price} are needed",
    remedy: "send at least the price",
  },
  WorkMarketNoRoyaltyAnswer: {
    sentence:
      "{collection} does not say what royalty it wants for token {tokenId}, so it is not sold",
    remedy: "sell tokens of a collection that answers ERC-2981",
  },
  WorkMarketInvalidReceiver: {
    sentence: "{collection} wants its royalty or floor paid to {receiver}, where it would be lost",
    remedy: "have the collection name a receiver that can be paid",
  },
  WorkMarketRoyaltyAboveCap: {
    sentence: "{collection} wants a royalty of {royalty}; at most {cap} may be taken",
    remedy: "sign with a higher cap on royalties, where the seller agrees",
  },
  WorkMarketNotDelivered: {
    sentence: "{collection} did not hand over token {tokenId}; it belongs to {owner}",
    remedy: "have the owner approve the market, and try another token meanwhile",
  },
  WorkMarketNotABid: {
    sentence:
      "order {bid:short} is no bid for auction {auction:short}: another token, currency, seller, a shorter life, a lower cap on royalties, or a bidder it is not for",
    remedy: "bring a bid for this token, currency and seller that lives long enough",
  },
  WorkMarketBidTooLow: {
    sentence: "a bid of {amount} for auction {auction:short} is too low; {least} is the least",
    remedy: "bid at least the least amount",
  },
  WorkMarketBidNotCovered: {
    sentence: "{bidder} has not {amount} base units to bid with, or has not approved the market",
    isRetryable: true,
    remedy: "have the bidder fund and approve the bid",
  },
  WorkMarketAuctionOpen: {
    sentence: "bids for auction {auction:short} can come until {endsAt:time}; it is {time:time}",
    isRetryable: true,
    remedy: "wait until the auction ends",
  },
  WorkMarketNoBid: {
    sentence: "auction {auction:short} has no bid to be settled by, or was settled",
    remedy: "nothing is left to settle",
  },
  WorkMarketNoFloor: {
    sentence: "token {tokenId} of {collection} has no floor that could be paid",
    remedy: "nothing is to be paid: the token has no floor",
  },
  WorkMarketOtherFloor: {
    sentence:
      "the floor is {amount} of {currency}, which is not what was expected, or above {limit}",
    remedy: "read the floor again",
  },
  WorkMarketEnough: {
    sentence: "not tried: as many as were asked for had been bought",
    remedy: "none: enough were bought",
  },
  WorkMarketNotSelf: {
    sentence: "only the market itself may do this; the caller is {caller}",
    remedy: "call the doors that are meant for callers",
  },
  WorkMarketFeeAboveCap: {
    sentence: "a fee of {feeBps} basis points is above the cap of {cap}",
    remedy: "propose a fee up to the cap",
  },
  WorkMarketInvalidTreasury: {
    sentence: "fees sent to {treasury} would be lost",
    remedy: "name another treasury",
  },

  CreditsNothing: {
    sentence: "nothing in {currency} waits for {account}",
    remedy: "nothing is left to take",
  },
  CreditsNotTaken: {
    sentence: "{to} did not take {amount} wei",
    remedy: "have it sent to an account that takes ether",
  },
  CreditsGasTooLow: {
    sentence: "{available} gas is left; {required} are needed to pay somebody, so send more gas",
    isRetryable: true,
    remedy: "send the transaction with more gas",
  },
};
