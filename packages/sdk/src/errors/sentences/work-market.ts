import type { Sentences } from "./template";

/** Errors of the market of works, and of credits. */
export const WORK_MARKET_SENTENCES: Sentences = {
  WorkMarketWrongKind: {
    sentence: "order {order:short} is of kind {kind}, which this call is not for",
  },
  WorkMarketNotStarted: {
    sentence: "order {order:short} can be taken from {startsAt:time} on; it is {time:time}",
    isRetryable: true,
  },
  WorkMarketExpired: {
    sentence: "order {order:short} was good until {expiry:time}; it is {time:time}",
  },
  WorkMarketInvalidSignature: {
    sentence: "the signature of order {order:short} is not that of its maker {maker}",
  },
  WorkMarketWrongTaker: {
    sentence: "order {order:short} is for {taker} alone; the caller is {caller}",
  },
  WorkMarketOwnOrder: { sentence: "{maker} cannot take its own order {order:short}" },
  WorkMarketInvalidPrice: {
    sentence:
      "a price of {price} that ends at {endPrice} cannot be in order {order:short}; it is more than zero, and falls in listings alone",
  },
  WorkMarketWrongToken: {
    sentence:
      "token {tokenId} is not what order {order:short} is for, by {tokenBits} bits of its id",
  },
  WorkMarketInvalidCurrency: {
    sentence:
      "{currency} cannot pay for this; sales take listed tokens, and ether for listings alone, floors no tokens of a collection",
  },
  WorkMarketBeyondLimit: {
    sentence: "{amount} for order {order:short} is beyond the caller's limit of {limit}",
  },
  WorkMarketTooLittleEther: { sentence: "{available} wei came with the call; {price} are needed" },
  WorkMarketNoRoyaltyAnswer: {
    sentence:
      "{collection} does not say what royalty it wants for token {tokenId}, so it is not sold",
  },
  WorkMarketInvalidReceiver: {
    sentence: "{collection} wants its royalty or floor paid to {receiver}, where it would be lost",
  },
  WorkMarketRoyaltyAboveCap: {
    sentence: "{collection} wants a royalty of {royalty}; at most {cap} may be taken",
  },
  WorkMarketNotDelivered: {
    sentence: "{collection} did not hand over token {tokenId}; it belongs to {owner}",
  },
  WorkMarketNotABid: {
    sentence:
      "order {bid:short} is no bid for auction {auction:short}: another token, currency, seller, a shorter life, a lower cap on royalties, or a bidder it is not for",
  },
  WorkMarketBidTooLow: {
    sentence: "a bid of {amount} for auction {auction:short} is too low; {least} is the least",
  },
  WorkMarketBidNotCovered: {
    sentence: "{bidder} has not {amount} base units to bid with, or has not approved the market",
    isRetryable: true,
  },
  WorkMarketAuctionOpen: {
    sentence: "bids for auction {auction:short} can come until {endsAt:time}; it is {time:time}",
    isRetryable: true,
  },
  WorkMarketNoBid: {
    sentence: "auction {auction:short} has no bid to be settled by, or was settled",
  },
  WorkMarketNoFloor: {
    sentence: "token {tokenId} of {collection} has no floor that could be paid",
  },
  WorkMarketOtherFloor: {
    sentence:
      "the floor is {amount} of {currency}, which is not what was expected, or above {limit}",
  },
  WorkMarketEnough: { sentence: "not tried: as many as were asked for had been bought" },
  WorkMarketNotSelf: { sentence: "only the market itself may do this; the caller is {caller}" },
  WorkMarketFeeAboveCap: { sentence: "a fee of {feeBps} basis points is above the cap of {cap}" },
  WorkMarketInvalidTreasury: { sentence: "fees sent to {treasury} would be lost" },

  CreditsNothing: { sentence: "nothing in {currency} waits for {account}" },
  CreditsNotTaken: { sentence: "{to} did not take {amount} wei" },
  CreditsGasTooLow: {
    sentence: "{available} gas is left; {required} are needed to pay somebody, so send more gas",
    isRetryable: true,
  },
};
