import { loadFixture, time } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { InvalidFieldError, stake, toScope } from "../../packages/sdk/src";
import { deployWorld, openWorld, refusalOf, THAW_SECONDS, WEFT, type World } from "./support/world";

const IDLE = {
  locked: 0n,
  credit: 0n,
  claimable: 0n,
  nextClaimAt: 0,
  lastLateAt: 0,
  isNextLatenessSpared: true,
  pool: undefined,
  delegation: undefined,
  operators: [],
};

function callOf({ who, at }: World) {
  return { signer: who.provider, stakeVault: at.stakeVault, market: at.market };
}

describe("sdk stake of a provider", () => {
  it("is provisioned with an approval of exactly the amount", async () => {
    const world = await loadFixture(deployWorld);
    const { who, at, weft } = world;
    const call = callOf(world);
    expect((await stake.provision({ ...call, amount: 7n * WEFT })).amount).to.equal(7n * WEFT);
    expect(await weft.allowance(who.provider, at.stakeVault)).to.equal(0n);
  });

  it("thaws and is withdrawn, and is shown at each step", async () => {
    const world = await loadFixture(deployWorld);
    const { who, at, provider } = world;
    const call = callOf(world);
    const account = who.provider.address;
    const show = async () => {
      const {
        block,
        time: at_,
        ...rest
      } = await stake.show({
        ...{ provider, stakeVault: at.stakeVault, market: at.market, account },
      });
      expect(block).to.equal(await provider.getBlockNumber());
      expect(at_).to.equal(await time.latest());
      return rest;
    };
    await stake.provisionWithPermit({ ...call, amount: 9n * WEFT });
    const full = { active: 9n * WEFT, free: 9n * WEFT, thawing: 0n, thaws: [], votes: 9n * WEFT };
    expect(await show()).to.deep.equal({ ...IDLE, ...full });

    const started = await stake.thaw({ ...call, amount: 4n * WEFT });
    const readyAt = (await time.latest()) + THAW_SECONDS;
    expect(started).to.include({ index: 0n, amount: 4n * WEFT, readyAt });
    const left = { ...IDLE, active: 5n * WEFT, free: 5n * WEFT };
    const thaws = [{ index: 0n, amount: 4n * WEFT, readyAt }];
    const leaving = { thawing: 4n * WEFT, thaws, votes: 9n * WEFT };
    expect(await show()).to.deep.equal({ ...left, ...leaving });

    const failure = await refusalOf(stake.withdraw(call));
    expect(failure).to.include({ error: "StakeNothingReady", retryable: true });
    await time.increaseTo(readyAt);
    const done = await stake.withdraw({ ...call, signer: who.stranger, provider: account });
    expect(done).to.include({ amount: 4n * WEFT, requests: 1n });
    expect(await show()).to.deep.equal({ ...left, thawing: 0n, thaws: [], votes: 5n * WEFT });
  });

  it("thaws by an operator that may, and by nobody else", async () => {
    const world = await loadFixture(openWorld);
    const { who, at, provider } = world;
    const call = { ...callOf(world), provider: who.provider.address, amount: WEFT };
    const operator = who.matcher.address;
    const byOperator = () => stake.thawFor({ ...call, signer: who.matcher });
    expect(await refusalOf(byOperator())).to.include({ error: "StakeNotOperator" });
    const set = await stake.setOperator({ ...call, operator, scopes: ["SUBMIT", "THAW"] });
    expect(set).to.deep.include({ operator, scopes: ["SUBMIT", "THAW"] });
    expect((await byOperator()).amount).to.equal(WEFT);
    const view = await stake.show({
      ...{ provider, stakeVault: at.stakeVault, market: at.market, account: call.provider },
      operators: [operator, who.stranger.address],
    });
    expect(view.operators).to.deep.equal([
      { operator, scopes: ["SUBMIT", "THAW"] },
      { operator: who.stranger.address, scopes: [] },
    ]);
    expect(view.thawing).to.equal(WEFT);
    await stake.setOperator({ ...call, operator, scopes: [] });
    expect(await refusalOf(byOperator())).to.include({ error: "StakeNotOperator" });
  });

  it("can take jobs as long as it is free", async () => {
    const { who, at, provider } = await loadFixture(openWorld);
    const account = who.provider.address;
    const question = { provider, stakeVault: at.stakeVault, market: at.market, account };
    expect(await stake.canTake({ ...question, collateral: 1_000n * WEFT })).to.equal(true);
    expect(await stake.canTake({ ...question, collateral: 1_000n * WEFT + 1n })).to.equal(false);
  });

  it("votes now and at the end of past seconds", async () => {
    const world = await loadFixture(openWorld);
    const { who, at, provider } = world;
    const since = await time.latest();
    await stake.provision({ ...callOf(world), amount: 5n * WEFT });
    const question = { provider, stakeVault: at.stakeVault, account: who.provider.address };
    expect(await stake.votesOf(question)).to.equal(1_005n * WEFT);
    expect(await stake.votesOf({ ...question, time: since })).to.equal(1_000n * WEFT);
    const future = (await time.latest()) + 1_000;
    expect(await refusalOf(stake.votesOf({ ...question, time: future }))).to.include({
      error: "ERC5805FutureLookup",
      retryable: true,
    });
  });

  it("is refused in amounts and for markets that cannot be", async () => {
    const world = await loadFixture(deployWorld);
    const call = callOf(world);
    const wrong = [
      [stake.provision({ ...call, amount: 2n ** 96n }), "amount"],
      [stake.thaw({ ...call, amount: -1n }), "amount"],
      [stake.provisionWithPermit({ ...call, market: "0x12", amount: 1n }), "market"],
      [stake.openPool({ ...call, commissionBps: 0.5, tokens: [] }), "commissionBps"],
    ] as const;
    for (const [action, field] of wrong) {
      expect(await refusalOf(action)).to.include({ code: "INVALID_FIELD", field });
    }
    expect(() => toScope("PAY")).to.throw(
      InvalidFieldError,
      "scope is PAY, but must be one of SIGN_OFFERS, SUBMIT, THAW",
    );
    expect(await refusalOf(stake.claim(call))).to.include({ error: "StakeNothingToClaim" });
  });
});
