import { loadFixture, time } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import type { ContractTransactionResponse } from "ethers";
import { ethers } from "hardhat";

import {
  BPS,
  OWN,
  WEFT,
  delegate,
  deployPool,
  lockFor,
  partsOf,
  share,
  slash,
  undelegate,
  unlock,
  waitThaw,
  type DelegationWorld,
} from "./delegation.support";

/** Bytes of calldata that are zero cost less than others; amounts differ in a few of them. */
const CALLDATA_NOISE = 200;
const MANY = 500;
const DAY = 86_400;
/** Full transactions, called by the market itself. */
const SLASH_BUDGET = 90_000;
/** Of a client that was harmed on other days of the thaw time: each is remembered. */
const OTHER_DAY_SLASH_BUDGET = 91_000;
/** A slash that takes active, thawing and delegated stake at once. */
const MIXED_SLASH_BUDGET = 90_000;

async function gasOf(sent: Promise<ContractTransactionResponse>): Promise<number> {
  const receipt = await (await sent).wait();
  if (receipt === null) throw new Error("not mined");
  return Number(receipt.gasUsed);
}

/** Fixture: two delegators, and every slot that the measured calls touch is in use. */
async function deployWarm(): Promise<DelegationWorld> {
  const world = await deployPool();
  const { stakes, provider, market, client, alice, bob } = world;
  await stakes.connect(provider).provision(market, 20n * OWN);
  await delegate(world, alice, 100n * WEFT);
  await delegate(world, bob, 100n * WEFT);
  await share(world, world.money, 1_000n);
  await stakes.connect(alice).claimEarnings(provider, market, world.money);
  await stakes.connect(market).lock(provider, OWN);
  await stakes.connect(market).slash(provider, WEFT, BPS, WEFT, client);
  return world;
}

/** Many others who delegate, some of whom are leaving, and many open jobs. */
async function deployCrowded(): Promise<DelegationWorld> {
  const world = await loadFixture(deployWarm);
  const { stakes, weft, holder, provider, market, money } = world;
  // A limit by hand spares the estimates, which would take as long as the calls.
  const limit = { gasLimit: 500_000n };
  for (let i = 0; i < MANY; ++i) {
    const wallet = ethers.Wallet.createRandom().connect(ethers.provider);
    await holder.sendTransaction({ to: wallet, value: ethers.parseEther("0.01"), ...limit });
    await weft.transfer(wallet, 2n * WEFT, limit);
    await weft.connect(wallet).approve(stakes, 2n * WEFT, limit);
    await stakes.connect(wallet).delegate(provider, market, 2n * WEFT, 0, limit);
    await stakes.connect(wallet).undelegate(provider, market, WEFT, 0, limit);
    await stakes.connect(market).lockFor(provider, WEFT, money, limit);
  }
  return world;
}

/** Every flow, in one order, so that each finds the same slots used. */
async function measure(world: DelegationWorld): Promise<Record<string, number>> {
  const { stakes, provider, market, client, alice, money } = world;
  const asMarket = stakes.connect(market);
  const flows: Record<string, number> = {};
  flows["lockFor"] = await gasOf(asMarket.lockFor(provider, WEFT, money));
  flows["unlock"] = await gasOf(asMarket.unlock(provider, WEFT, BPS));
  flows["shareEarnings"] = await gasOf(share(world, money, 1_000n));
  flows["claimEarnings"] = await gasOf(
    stakes.connect(alice).claimEarnings(provider, market, money),
  );
  flows["slash"] = await gasOf(asMarket.slash(provider, WEFT, BPS, WEFT, client));
  flows["slashLate, spared"] = await gasOf(asMarket.slashLate(provider, WEFT, BPS, WEFT, client));
  flows["slashLate"] = await gasOf(asMarket.slashLate(provider, WEFT, BPS, WEFT, client));
  flows["delegate"] = await gasOf(delegate(world, alice, WEFT));
  flows["undelegate"] = await gasOf(undelegate(world, alice, WEFT));
  flows["thaw"] = await gasOf(stakes.connect(provider).thaw(market, WEFT));
  await waitThaw();
  flows["withdraw"] = await gasOf(stakes.withdraw(provider, market));
  flows["withdrawDelegated"] = await gasOf(stakes.withdrawDelegated(provider, market, alice));
  flows["provision"] = await gasOf(stakes.connect(provider).provision(market, WEFT));
  return flows;
}

describe("StakeVault: gas", () => {
  it(`DOS1: costs the same among ${MANY} delegators, thaws of others and open jobs`, async () => {
    const alone = await measure(await loadFixture(deployWarm));
    const crowded = await measure(await deployCrowded());
    for (const [flow, gas] of Object.entries(crowded)) {
      expect(Math.abs(gas - (alone[flow] ?? 0)), `${flow}: ${gas}`).to.be.lessThan(CALLDATA_NOISE);
    }
  }).timeout(300_000);

  it("slashes within budget: a client's first, from the provider's active stake", async () => {
    const { stakes, provider, market, stranger } = await loadFixture(deployWarm);
    const gas = await gasOf(stakes.connect(market).slash(provider, WEFT, BPS, WEFT, stranger));
    expect(gas).to.be.lessThan(SLASH_BUDGET);
  });

  it("slashes within a budget of its own a client that was harmed on each day before", async () => {
    const { stakes, provider, market, client } = await loadFixture(deployWarm);
    const harm = () => stakes.connect(market).slash(provider, WEFT, BPS, WEFT, client);
    // At noon: a second for each slash leads to no other day.
    await time.increaseTo((Math.floor((await time.latest()) / DAY) + 1) * DAY + DAY / 2);
    for (let day = 1; day < 30; ++day) {
      await time.increase(DAY);
      const gas = await gasOf(harm());
      expect(gas, `day ${day}`).to.be.lessThan(OTHER_DAY_SLASH_BUDGET);
    }
    const { amount, nextAt } = await stakes.claimOf(client);
    expect(amount).to.equal(WEFT);
    // Of thirty slashes, a day apart, the first is due by now, and the second on the next midnight.
    expect(nextAt).to.equal(BigInt((Math.floor((await time.latest()) / DAY) + 1) * DAY));
  });

  it("slashes active, thawing and delegated stake at once, and closes the pool, within the same budget", async () => {
    const world = await loadFixture(deployWarm);
    const { stakes, provider, market } = world;
    // Somebody lost from a pool before, and the client was harmed before.
    const free = async () => {
      const { active, locked } = await stakes.provisionOf(provider, market);
      return active - locked;
    };
    const behind = await lockFor(world, await free());
    await slash(world, await lockFor(world, WEFT));
    await unlock(world, behind);
    await lockFor(world, (await free()) - 100n * WEFT);
    const job = await lockFor(world, 250n * WEFT); // of the pool 150 of 199, so that the loss closes it too
    await lockFor(world, WEFT);
    const { active } = await stakes.provisionOf(provider, market);
    await stakes.connect(provider).thaw(market, active - 50n * WEFT);
    const before = (await stakes.poolOf(provider, market)).closedUntil;
    const gas = await gasOf(slash(world, job));
    expect(gas).to.be.lessThan(MIXED_SLASH_BUDGET);
    expect((await stakes.poolOf(provider, market)).closedUntil).to.be.greaterThan(before);
    const own = await stakes.provisionOf(provider, market);
    const pool = await stakes.poolOf(provider, market);
    expect(own.active).to.equal(0n);
    expect(own.thawing).to.equal(active - partsOf(job.amount, 100n * WEFT).own);
    expect(pool.stake).to.equal(199n * WEFT - partsOf(job.amount, 100n * WEFT).pooled);
    const ownLeft = 100n * WEFT - partsOf(job.amount, 100n * WEFT).own;
    expect(pool.locked).to.equal(partsOf(WEFT, ownLeft).pooled);
  });
});
