import { loadFixture, time } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { MaxUint256, ZeroAddress } from "ethers";
import {
  checkMatch,
  decodeContractError,
  makeNonce,
  market as marketCalls,
  packMatch,
  packResources,
  readMatchState,
  requestDigest,
  stake,
  vault,
  WeftError,
  type ContractError,
  type Match,
  type MatchReason,
} from "../../packages/sdk/src";
import { ConditionMock__factory } from "../../typechain-types/factories/contracts/test/ConditionMock__factory";
import {
  openWorld,
  poolWorld,
  signedMatch,
  USD,
  WEFT,
  type Changes,
  type World,
} from "./support/world";

const SHARE_CAP = 10_000;

async function reasonsOf(world: World, match: Match): Promise<MatchReason[]> {
  const { provider, at, who } = world;
  const state = await readMatchState({ provider, market: at.market, match });
  return checkMatch({ match, matcher: who.matcher.address, state });
}

async function revertOf(world: World, match: Match): Promise<ContractError> {
  const { market, who } = world;
  try {
    await market.connect(who.matcher).matchOrders.staticCall(packMatch(match));
  } catch (error) {
    const decoded = decodeContractError(error);
    if (decoded !== undefined) return decoded;
    throw error;
  }
  throw new Error("the contract accepted the match");
}

function withoutTime(args: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(args).filter(([name]) => name !== "time"));
}

/** The contract's first refusal is the first reason, with the same arguments; the others follow. */
async function expectReasons(world: World, match: Match, errors: string[]): Promise<MatchReason[]> {
  const reasons = await reasonsOf(world, match);
  expect(reasons.map(({ error }) => error)).to.deep.equal(errors);
  const revert = await revertOf(world, match);
  expect(revert.error).to.equal(errors[0]);
  expect(withoutTime(revert.args)).to.deep.equal(withoutTime(reasons[0]?.args ?? {}));
  for (const { sentence } of reasons) expect(sentence).to.not.match(/undefined|[{}]/);
  return reasons;
}

async function open(world: World, changes: Changes): Promise<void> {
  const match = await signedMatch(world, changes);
  await marketCalls.match({ signer: world.who.matcher, market: world.at.market, match });
}

interface Case {
  error: string;
  when: string;
  changes: (world: World) => Changes | Promise<Changes>;
  /** Errors besides the first, where one wrong implies another. */
  also?: string[];
}

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
      await open(world, { ...once, offer: { nonce: 1n } });
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
      await open(world, { request, offer: { nonce: 1n }, match: { units: 7n } });
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
  {
    error: "MarketInvalidSignature",
    when: "somebody else signed the offer",
    changes: ({ who }) => ({
      offer: { provider: who.provider.address },
      match: { offerSignature: `0x${"11".repeat(64)}1b` },
    }),
  },
  {
    error: "MarketInvalidSignature",
    when: "the request is not signed",
    changes: () => ({ match: { requestSignature: "0x" } }),
  },
  {
    error: "MarketInvalidSignature",
    when: "the payer has not signed",
    changes: ({ who }) => ({
      request: { payer: who.payer.address },
      match: { payerSignature: "0x" },
    }),
  },
  {
    error: "MarketConditionNotMet",
    when: "the offer's condition is no contract",
    changes: ({ who }) => ({ offer: { condition: who.stranger.address } }),
  },
  {
    error: "MarketConditionNotMet",
    when: "the request's condition says no",
    changes: async ({ who }) => ({
      request: {
        condition: await (await new ConditionMock__factory(who.deployer).deploy()).getAddress(),
      },
    }),
  },
  {
    error: "MarketJobSlotBusy",
    when: "a job of the last epoch is open under the index",
    changes: async (world) => {
      await open(world, { offer: { nonce: 1n } });
      await marketCalls.cancelAll({ signer: world.who.client, market: world.at.market });
      return { request: { nonce: makeNonce(1, 0) } };
    },
  },
  {
    error: "StakeInsufficientFree",
    when: "the stake is short",
    changes: () => ({ offer: { collateralPerUnit: 251n * WEFT } }),
  },
  {
    error: "MarketAmountTooLarge",
    when: "the payment does not fit",
    changes: () => ({
      offer: { pricePerUnit: 2n ** 126n },
      request: { maxPricePerUnit: MaxUint256 },
      match: { pricePerUnit: 2n ** 126n },
    }),
  },
  {
    error: "MarketAmountTooLarge",
    when: "the payment overflows",
    changes: () => ({
      offer: { pricePerUnit: MaxUint256 },
      request: { maxPricePerUnit: MaxUint256 },
      match: { pricePerUnit: MaxUint256 },
    }),
  },
  {
    error: "MarketAmountTooLarge",
    when: "the tip overflows",
    changes: () => ({ request: { tipPerUnit: MaxUint256 } }),
  },
  {
    error: "ERC6909InsufficientAllowance",
    when: "the payer opted out",
    changes: async ({ who, at }) => {
      const { vault: address, market } = at;
      await vault.setOperator({ signer: who.client, vault: address, market, isApproved: false });
      return {};
    },
  },
  {
    error: "ERC6909InsufficientAllowance",
    when: "the payer allows the payment but not the tip",
    changes: async ({ who, at, vault: contract }) => {
      await contract.connect(who.client).setOperator(at.market, false);
      await contract.connect(who.client).approve(at.market, BigInt(at.token), 8n * USD);
      return { request: { tipPerUnit: 1n } };
    },
  },
  {
    error: "ERC6909InsufficientBalance",
    when: "the payer has too little",
    changes: () => ({
      offer: { pricePerUnit: 251n * USD },
      request: { maxPricePerUnit: 251n * USD },
      match: { pricePerUnit: 251n * USD },
    }),
  },
  {
    error: "ERC6909InsufficientBalance",
    when: "the tip is too much",
    changes: () => ({ request: { tipPerUnit: 249n * USD } }),
  },
];

describe("sdk checkMatch", () => {
  it("finds no reason in a match that passes", async () => {
    const world = await loadFixture(openWorld);
    const match = await signedMatch(world);
    expect(await reasonsOf(world, match)).to.deep.equal([]);
    await expect(world.market.connect(world.who.matcher).matchOrders(packMatch(match))).to.emit(
      world.market,
      "JobMatched",
    );
  });

  for (const { error, when, changes, also = [] } of CASES) {
    it(`gives the contract's ${error} when ${when}`, async () => {
      const world = await loadFixture(openWorld);
      const match = await signedMatch(world, await changes(world));
      await expectReasons(world, match, [error, ...also]);
    });
  }

  it("gives the contract's MarketPayerRevoked when the payer took its signature back", async () => {
    const world = await loadFixture(openWorld);
    const { who, at, domain } = world;
    const match = await signedMatch(world, { request: { payer: who.payer.address } });
    expect(await reasonsOf(world, match)).to.deep.equal([]);
    const request = requestDigest(domain, match.request);
    await marketCalls.revokePayer({ signer: who.payer, market: at.market, request });
    await expectReasons(world, match, ["MarketPayerRevoked"]);
  });

  it("accepts an offer that an operator signed, while it has the scope", async () => {
    const world = await loadFixture(openWorld);
    const { who, at } = world;
    const match = await signedMatch(world, {}, who.stranger);
    await expectReasons(world, match, ["MarketInvalidSignature"]);
    const call = {
      signer: who.provider,
      stakeVault: at.stakeVault,
      operator: who.stranger.address,
    };
    await stake.setOperator({ ...call, scopes: ["SUBMIT", "THAW"] });
    await expectReasons(world, match, ["MarketInvalidSignature"]);
    await stake.setOperator({ ...call, scopes: ["SIGN_OFFERS"] });
    expect(await reasonsOf(world, match)).to.deep.equal([]);
    await marketCalls.match({ signer: who.matcher, market: at.market, match });
    // A client's operators sign nothing.
    const request = await signedMatch(world, { offer: { nonce: 1n }, request: { nonce: 1n } });
    const signature = { requestSignature: match.offerSignature };
    await expectReasons(world, { ...request, ...signature }, ["MarketInvalidSignature"]);
  });

  it("counts delegated stake, and wants the pool's tokens while it is there", async () => {
    const world = await loadFixture(poolWorld);
    const { who, at, provider } = world;
    const most = { collateralPerUnit: 1_000n * WEFT };
    expect(await reasonsOf(world, await signedMatch(world, { offer: most }))).to.deep.equal([]);
    const more = await signedMatch(world, { offer: { collateralPerUnit: 1_000n * WEFT + 1n } });
    const short = await expectReasons(world, more, ["StakeInsufficientFree"]);
    // The own part of a lock is a whole number of basis points: 2,499 of this one.
    const freeNow = (2_499n * (4_000n * WEFT + 4n)) / 10_000n + 3_000n * WEFT;
    expect(short[0]?.args).to.include({ free: freeNow, needed: 4_000n * WEFT + 4n });

    const other = { token: at.weft, pricePerUnit: 0n };
    const free = { offer: other, request: { token: at.weft }, match: { pricePerUnit: 0n } };
    const unlisted = await signedMatch(world, free);
    await expectReasons(world, unlisted, ["StakeTokenNotListed"]);
    const greedy = await signedMatch(world, { ...free, offer: { ...other, ...most } });
    expect(await reasonsOf(world, greedy)).to.have.length(1);
    const call = { stakeVault: at.stakeVault, market: at.market, provider: who.provider.address };
    await stake.undelegate({ ...call, signer: who.stranger, amount: "all" });
    const state = await readMatchState({ provider, market: at.market, match: unlisted });
    expect(state.payableTokens).to.equal(undefined);
    expect(await reasonsOf(world, unlisted)).to.deep.equal([]);
  });

  it("accepts a condition that says yes to the subject, the data and the evidence", async () => {
    const world = await loadFixture(openWorld);
    const { who } = world;
    const condition = await new ConditionMock__factory(who.deployer).deploy();
    const data = `0x${"da".repeat(32)}`;
    await condition.setAnswer(who.client, data, "0xe1", 1n);
    const offer = { condition: await condition.getAddress(), conditionData: data };
    const met = await signedMatch(world, { offer, match: { offerEvidence: "0xe1" } });
    expect(await reasonsOf(world, met)).to.deep.equal([]);
    await expectReasons(world, { ...met, offerEvidence: "0xe2" }, ["MarketConditionNotMet"]);
    await condition.setAnswer(who.client, data, "0xe1", 2n);
    await expectReasons(world, met, ["MarketConditionNotMet"]);
  });

  it("gives every reason at once, in the order of the contract", async () => {
    const world = await loadFixture(openWorld);
    const past = (await time.latest()) - 10;
    const match = await signedMatch(world, {
      offer: {
        expiry: past,
        venue: world.who.stranger.address,
        verifications: [],
        minSeconds: 9_999,
        collateralPerUnit: 300n * WEFT,
      },
      request: {
        expiry: past,
        token: world.at.weft,
        needs: packResources({ gpus: 1 }),
        tipPerUnit: 1n,
      },
      match: { requestSignature: "0x" },
    });
    const reasons = await expectReasons(world, match, [
      "MarketOrderExpired",
      "MarketOrderExpired",
      "MarketWrongVenue",
      "MarketTokenMismatch",
      "MarketResourcesNotSatisfied",
      "MarketVerifierNotOffered",
      "MarketTooLittleTime",
      "MarketInvalidSignature",
      "StakeInsufficientFree",
    ]);
    expect(reasons.at(-1)).to.include({ isRetryable: true });
    expect(reasons[0]).to.include({ isRetryable: false });
  });

  it("refuses what could not even be sent", async () => {
    const world = await loadFixture(openWorld);
    const match = await signedMatch(world);
    const state = await readMatchState({
      provider: world.provider,
      market: world.at.market,
      match,
    });
    const broken = { ...match, offer: { ...match.offer, units: 2n ** 64n } };
    expect(() => checkMatch({ match: broken, matcher: ZeroAddress, state }))
      .to.throw(WeftError)
      .with.property("code", "INVALID_FIELD");
  });
});
