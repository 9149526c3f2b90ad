import { loadFixture } from "@nomicfoundation/hardhat-network-helpers";
import { packJob, jobId } from "@weft/sdk";
import { expect } from "chai";
import { ethers } from "hardhat";

import { assertConservation } from "../support/conservation";
import { deployWorld, FEE_BPS, STAKE } from "../support/deploy";
import { Status, Verdict } from "../support/market-actions";
import { PRICE, TERMS, UNITS } from "../support/market-orders";
import { fillPool, openJob } from "../support/pools";

describe("finding: a provider that wipes out its own pool", () => {
  it("STK15: earns none of what the pool would have earned; it goes with the fees", async () => {
    const world = await loadFixture(deployWorld);
    const { stakeVault, jobMarket, vault, token, provider, client, otherClient } = world;
    await fillPool(world, 9n * STAKE);
    const money = await token.getAddress();
    const job = await openJob(world, 0n, {
      offer: { collateralPerUnit: 0n },
      request: { minCollateralPerUnit: 0n },
    });
    expect(job.poolPpm).to.equal(900_000);
    await world.verifier.setVerdict(Verdict.Accepted, UNITS, 0n);

    // A job to itself takes all stake there is as collateral, and fails.
    const accomplice = await ethers.deployContract("VerifierMock");
    await accomplice.setVerdict(Verdict.Rejected, 0n, 10_000n);
    const mine = await accomplice.getAddress();
    const own = await openJob(world, 1n, {
      offer: {
        pricePerUnit: 0n,
        collateralPerUnit: (10n * STAKE) / UNITS,
        verifications: [{ verifier: mine, terms: TERMS }],
      },
      request: { client: otherClient.address, verifier: mine },
    });
    await expect(jobMarket.settle(packJob(own))).to.emit(stakeVault, "PoolVoided");
    expect(await stakeVault.creditOf(otherClient.address)).to.equal(STAKE);

    const payment = UNITS * PRICE;
    const fee = (payment * FEE_BPS) / 10_000n;
    const pooled = ((payment - fee) * 900_000n) / 1_000_000n;
    const before = await vault.balanceOf(provider.address, BigInt(money));
    const spent = await vault.balanceOf(client.address, BigInt(money));
    const tx = await jobMarket.settle(packJob(job));
    await expect(tx)
      .to.emit(jobMarket, "JobEnded")
      .withArgs(jobId(job), Status.Accepted, UNITS, payment - fee, fee, 0n, 0n);
    await expect(tx)
      .to.emit(jobMarket, "PoolPartUnclaimed")
      .withArgs(provider.address, money, pooled);
    const earned = (await vault.balanceOf(provider.address, BigInt(money))) - before;
    expect(earned).to.equal(payment - fee - pooled);
    expect(await jobMarket.feesOf(token)).to.equal(fee + pooled);
    expect(earned + (await jobMarket.feesOf(token))).to.equal(payment);
    expect(await vault.balanceOf(client.address, BigInt(money))).to.equal(spent);
    expect(await vault.balanceOf(stakeVault, BigInt(money))).to.equal(0n);
    await assertConservation(world);
    await expect(jobMarket.collectFees(token))
      .to.emit(jobMarket, "FeesCollected")
      .withArgs(money, world.treasury.address, fee + pooled);
    await assertConservation(world);
  });
});
