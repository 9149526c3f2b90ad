import { loadFixture } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";

import type { JobStruct } from "../../typechain-types/contracts/market/JobMarket";
import { FEE_BPS, deployWorld, type World } from "../support/deploy";
import { Verdict } from "../support/market-actions";
import { PRICE, UNITS, draftOf, signMatch, type DraftOverrides } from "../support/market-orders";
import { BPS, PPM, WEFT } from "./delegation.support";

const DELEGATED = 3_000_000n * WEFT;
const COMMISSION = 2_000n;
/** Three parts of four, less the commission. */
const POOL_PPM = 600_000n;

describe("JobMarket: pay of a provider with a pool", () => {
  let world: World;

  /** The world, with three times the provider's stake delegated to it. */
  async function deployPooled(): Promise<World> {
    const deployed = await deployWorld();
    const { stakeVault, jobMarket, weftToken, provider, token, stranger } = deployed;
    await stakeVault.connect(provider.key).openPool(jobMarket, COMMISSION, [token]);
    await weftToken.transfer(stranger, DELEGATED);
    await weftToken.connect(stranger).approve(stakeVault, DELEGATED);
    await stakeVault.connect(stranger).delegate(provider.address, jobMarket, DELEGATED, DELEGATED);
    return deployed;
  }

  beforeEach(async () => {
    world = await loadFixture(deployPooled);
    await world.verifier.setVerdict(Verdict.Accepted, UNITS, 0n);
  });

  /** Matches and returns the job as the chain knows it. */
  async function open(overrides: DraftOverrides = {}): Promise<JobStruct> {
    const { jobMarket } = world;
    const tx = await jobMarket.matchOrders(await signMatch(world, await draftOf(world, overrides)));
    const { blockNumber } = tx;
    if (blockNumber === null) throw new Error("not mined");
    const [event] = await jobMarket.queryFilter(jobMarket.filters.JobMatched(), blockNumber);
    if (event === undefined) throw new Error("no job opened");
    const { request, client, provider, payer, beneficiary, token, pricePerUnit } = event.args.job;
    const { needs, spec, verifier, verifierTerms, share, terms } = event.args.job;
    return {
      ...{ request, client, provider, payer, beneficiary, token, pricePerUnit },
      ...{ needs, spec, verifier, verifierTerms, share, terms },
    };
  }

  const net = (units = UNITS) => units * PRICE - (units * PRICE * FEE_BPS) / BPS;
  const poolPpmOf = ({ terms }: JobStruct) => (BigInt(terms) >> 232n) & 0xf_ffffn;

  async function balances(): Promise<Record<"provider" | "client" | "pool" | "market", bigint>> {
    const { vault, token, provider, client, stakeVault, jobMarket } = world;
    const id = await token.getAddress();
    return {
      provider: await vault.balanceOf(provider.address, id),
      client: await vault.balanceOf(client.address, id),
      pool: await vault.balanceOf(stakeVault, id),
      market: await vault.balanceOf(jobMarket, id),
    };
  }

  it("fixes the pool's part in the job's terms", async () => {
    expect(poolPpmOf(await open())).to.equal(POOL_PPM);
  });

  it("leaves the terms of a provider without a pool as they were", async () => {
    const { otherProvider } = world;
    expect(poolPpmOf(await open({ offer: { provider: otherProvider.address } }))).to.equal(0n);
  });

  it("M3: splits the pay between provider and pool to the unit", async () => {
    const { jobMarket, stakeVault, provider, token, stranger } = world;
    const before = await balances();
    const job = await open();
    await jobMarket.settle(job);
    const after = await balances();
    const pooled = (net() * POOL_PPM) / PPM;
    expect(after.pool - before.pool).to.equal(pooled);
    expect(after.provider - before.provider).to.equal(net() - pooled);
    expect(before.client - after.client).to.equal(UNITS * PRICE);
    expect(after.market - before.market).to.equal(UNITS * PRICE - net());
    const earned = await stakeVault.earningsOf(provider.address, jobMarket, stranger, token);
    expect(pooled - earned <= 1n).to.equal(true);
  });

  it("shares the part delivered, and refunds the rest", async () => {
    const { jobMarket, verifier } = world;
    const before = await balances();
    const job = await open();
    await verifier.setVerdict(Verdict.Accepted, 3n, 0n);
    await jobMarket.settle(job);
    const after = await balances();
    expect(after.pool - before.pool).to.equal((net(3n) * POOL_PPM) / PPM);
    expect(before.client - after.client).to.equal(3n * PRICE);
  });

  it("STK11: a commission changed after the match changes nothing", async () => {
    const { jobMarket, stakeVault, provider } = world;
    const job = await open();
    await stakeVault.connect(provider.key).setCommission(jobMarket, 0);
    const before = await balances();
    await jobMarket.settle(job);
    expect((await balances()).pool - before.pool).to.equal((net() * POOL_PPM) / PPM);
  });

  it("ends the job when nobody is left to share, and keeps the pool's part with the fees", async () => {
    const { jobMarket, stakeVault, provider, stranger, token } = world;
    const job = await open();
    const asStranger = stakeVault.connect(stranger);
    await asStranger.undelegate(provider.address, jobMarket, DELEGATED, DELEGATED);
    const before = await balances();
    const pooled = (net() * POOL_PPM) / PPM;
    await expect(jobMarket.settle(job))
      .to.emit(jobMarket, "PoolPartUnclaimed")
      .withArgs(provider.address, await token.getAddress(), pooled);
    const after = await balances();
    expect(after.pool).to.equal(before.pool);
    expect(after.provider - before.provider).to.equal(net() - pooled);
    expect(await jobMarket.feesOf(token)).to.equal(UNITS * PRICE - net() + pooled);
  });

  it("opens no job in another token, whatever its collateral", async () => {
    const { jobMarket, stakeVault, provider, feeToken } = world;
    const token = await feeToken.getAddress();
    for (const collateral of [{}, { collateralPerUnit: 0n }]) {
      const draft = await draftOf(world, {
        offer: { token, ...collateral },
        request: { token, minCollateralPerUnit: 0n },
      });
      await expect(jobMarket.matchOrders(await signMatch(world, draft)))
        .to.be.revertedWithCustomError(stakeVault, "StakeTokenNotListed")
        .withArgs(provider.address, await jobMarket.getAddress(), token);
    }
  });

  it("takes collateral of delegators where the provider's own is not enough", async () => {
    const { jobMarket, stakeVault, provider, client, verifier } = world;
    const all = await stakeVault.freeOf(provider.address, jobMarket);
    expect(all).to.equal(4_000_000n * WEFT);
    const job = await open({ offer: { collateralPerUnit: all / UNITS } });
    await verifier.setVerdict(Verdict.Rejected, 0n, 10_000n);
    await expect(jobMarket.settle(job)).to.emit(stakeVault, "PoolVoided");
    expect(await stakeVault.creditOf(client.address)).to.equal(1_000_000n * WEFT);
    expect(await stakeVault.getVotes(provider.address)).to.equal(0n);
  });
});
