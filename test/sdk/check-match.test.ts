import { loadFixture, time } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { ZeroAddress } from "ethers";
import {
  checkMatch,
  market as marketCalls,
  packMatch,
  packResources,
  readMatchState,
  requestDigest,
  stake,
  WeftError,
} from "../../packages/sdk/src";
import { ConditionMock__factory } from "../../typechain-types/factories/contracts/test/ConditionMock__factory";
import { expectReasons, reasonsOf } from "./support/match-reasons";
import { openWorld, poolWorld, signedMatch, WEFT } from "./support/world";

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
