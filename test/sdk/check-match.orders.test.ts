import { time } from "@nomicfoundation/hardhat-network-helpers";
import { makeNonce, market as marketCalls } from "../../packages/sdk/src";
import { giveReasons, openMatch, type Case } from "./support/match-reasons";

const huge = 2n ** 96n - 1n;

const CASES: Case[] = [
  { error: "MarketZeroUnits", when: "no unit is taken", changes: () => ({ match: { units: 0n } }) },
  {
    error: "MarketOrderExpired",
    when: "the offer is over",
    changes: async () => ({ offer: { expiry: (await time.latest()) - 1 } }),
  },
  {
    error: "MarketOrderExpired",
    when: "the request is over",
    changes: async () => ({ request: { expiry: (await time.latest()) - 1 } }),
  },
  {
    error: "OrderWrongEpoch",
    when: "the provider cancelled all",
    changes: async ({ who, at }) => {
      await marketCalls.cancelAll({ signer: who.provider, market: at.market });
      return {};
    },
  },
  {
    error: "OrderWrongEpoch",
    when: "the request is of a later epoch",
    changes: () => ({ request: { nonce: makeNonce(1, 0) } }),
  },
  {
    error: "OrderNonceUsed",
    when: "the offer's nonce is cancelled",
    changes: async ({ who, at }) => {
      await marketCalls.cancel({ signer: who.provider, market: at.market, nonce: 0n });
      return {};
    },
  },
  {
    error: "OrderNonceUsed",
    when: "a request of one unit is matched twice",
    changes: async (world) => {
      const once = { request: { units: 1n, nonce: 5n }, match: { units: 1n } };
      await openMatch(world, { ...once, offer: { nonce: 1n } });
      return { ...once, offer: { nonce: 2n } };
    },
  },
  {
    error: "OrderNonceUsed",
    when: "both orders share a signer and a nonce",
    changes: ({ who }) => ({
      offer: { units: 1n, nonce: 3n },
      request: { client: who.provider.address, payer: who.client.address, units: 1n, nonce: 3n },
      match: { units: 1n },
    }),
  },
  {
    error: "MarketOverfilled",
    when: "an offer of one unit is asked for two",
    changes: () => ({ offer: { units: 1n }, match: { units: 2n } }),
  },
  {
    error: "MarketOverfilled",
    when: "the request has too few units left",
    changes: async (world) => {
      const request = { expiry: (await time.latest()) + 1_000 };
      await openMatch(world, { request, offer: { nonce: 1n }, match: { units: 7n } });
      return { request };
    },
  },
  {
    error: "MarketOverfilled",
    when: "an order has no units at all",
    changes: () => ({ request: { units: 0n } }),
  },
  {
    error: "MarketTooFewUnits",
    when: "the offer wants more at a time",
    changes: () => ({ offer: { minUnits: 5n } }),
  },
  {
    error: "MarketTooFewUnits",
    when: "the request wants more at a time",
    changes: () => ({ request: { minUnits: 5n } }),
  },
  {
    error: "MarketAmountTooLarge",
    when: "the collateral does not fit",
    changes: () => ({ offer: { collateralPerUnit: huge } }),
  },
];

describe("sdk checkMatch, orders", () => {
  giveReasons(CASES);
});
