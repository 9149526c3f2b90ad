import { packResources } from "../../packages/sdk/src";
import { giveReasons, type Case } from "./support/match-reasons";
import { USD, WEFT } from "./support/world";

const SHARE_CAP = 10_000;

const CASES: Case[] = [
  {
    error: "MarketWrongVenue",
    when: "the offer names another matcher",
    changes: ({ who }) => ({ offer: { venue: who.stranger.address } }),
  },
  {
    error: "MarketWrongVenue",
    when: "the request names another matcher",
    changes: ({ who }) => ({ request: { venue: who.stranger.address } }),
  },
  {
    error: "MarketPriceOutsideLimits",
    when: "the bid is below the ask",
    changes: () => ({ request: { maxPricePerUnit: USD } }),
  },
  {
    error: "MarketPriceOutsideLimits",
    when: "the price is below the ask",
    changes: () => ({ match: { pricePerUnit: USD } }),
    also: ["MarketPriceNotAsk"],
  },
  {
    error: "MarketPriceNotAsk",
    when: "no venue sets a price above the ask",
    changes: () => ({ match: { pricePerUnit: 3n * USD } }),
  },
  {
    error: "MarketTokenMismatch",
    when: "the orders are in two tokens",
    changes: ({ at }) => ({ request: { token: at.weft } }),
  },
  {
    error: "MarketCollateralTooLow",
    when: "the request wants more collateral",
    changes: () => ({ request: { minCollateralPerUnit: 2n * WEFT } }),
  },
  {
    error: "MarketResourcesMalformed",
    when: "the offer has a guard bit",
    changes: () => ({ offer: { resources: 1n << 135n } }),
  },
  {
    error: "MarketResourcesMalformed",
    when: "the request has a guard bit",
    changes: () => ({ request: { needs: 1n << 255n } }),
  },
  {
    error: "MarketResourcesNotSatisfied",
    when: "the machine has too few cores",
    changes: () => ({ request: { needs: packResources({ cores: 9 }) } }),
  },
  {
    error: "MarketResourcesNotSatisfied",
    when: "the machine lacks an engine",
    changes: () => ({ request: { needs: packResources({ engines: ["wasm", "vm"] }) } }),
  },
  {
    error: "MarketResourcesNotSatisfied",
    when: "the machine is elsewhere",
    changes: () => ({ request: { needs: packResources({ regions: ["asia-east", "oceania"] }) } }),
  },
  {
    error: "MarketVerifierNotOffered",
    when: "the offer lists another verifier",
    changes: ({ who, termsHash: terms }) => ({
      offer: { verifications: [{ verifier: who.stranger.address, terms }] },
    }),
  },
  {
    error: "MarketVerifierNotOffered",
    when: "the offer lists other terms",
    changes: ({ at }) => ({
      offer: { verifications: [{ verifier: at.verifier, terms: `0x${"11".repeat(32)}` }] },
    }),
  },
  {
    error: "MarketBeyondThawRule",
    when: "the job could outlast half the thaw time",
    changes: () => ({ offer: { maxSeconds: 2 ** 32 - 1 }, request: { maxSeconds: 7 * 86_400 } }),
  },
  {
    error: "MarketTooLong",
    when: "the provider binds itself for less",
    changes: () => ({ offer: { maxSeconds: 7_199 } }),
  },
  {
    error: "MarketTooLittleTime",
    when: "the provider needs longer",
    changes: () => ({ offer: { minSeconds: 3_601 } }),
  },
  {
    error: "MarketTooLittleTime",
    when: "the verifier is left less time than the provider needs",
    changes: () => ({ offer: { minVerifySeconds: 3_601 } }),
  },
  {
    error: "MarketGraceTooLong",
    when: "the client allows less grace",
    changes: () => ({ request: { maxGraceSeconds: 59 } }),
  },
  {
    error: "MarketInvalidSlash",
    when: "lateness costs more than no result",
    changes: () => ({ offer: { lateSlashBps: 5_001 } }),
  },
  {
    error: "MarketInvalidSlash",
    when: "no result costs more than a wrong one",
    changes: () => ({ offer: { wrongSlashBps: 4_999 } }),
  },
  {
    error: "MarketInvalidSlash",
    when: "a wrong result costs more than all",
    changes: () => ({ offer: { wrongSlashBps: SHARE_CAP + 1 } }),
  },
  {
    error: "MarketSlashTooLow",
    when: "the client wants more for lateness",
    changes: () => ({ request: { minLateSlashBps: 1_001 } }),
  },
  {
    error: "MarketSlashTooLow",
    when: "the client wants more for no result",
    changes: () => ({ request: { minNoResultSlashBps: 5_001 } }),
  },
  {
    error: "MarketSlashTooLow",
    when: "the client wants more for a wrong result",
    changes: () => ({ offer: { wrongSlashBps: 9_999 }, request: { minWrongSlashBps: 10_000 } }),
  },
];

describe("sdk checkMatch, terms and rules", () => {
  giveReasons(CASES);
});
