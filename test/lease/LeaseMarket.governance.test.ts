import { loadFixture, time } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { ZeroAddress } from "ethers";
import { ethers } from "hardhat";

import { collect, fundFloat, openLease } from "./support/actions";
import { assertEveryoneCanLeave } from "./support/conservation";
import { DAY, FEE_BPS, deployLeases, type LeaseWorld } from "./support/world";

const CAP = 500n;

describe("LeaseMarket: governance", () => {
  let world: LeaseWorld;

  beforeEach(async () => {
    world = await loadFixture(deployLeases);
  });

  afterEach(async () => {
    await assertEveryoneCanLeave(world);
  });

  it("starts as its module says", async () => {
    const { leaseMarket, vault, stakeVault, owner, treasury } = world;
    expect(await leaseMarket.vault()).to.equal(await vault.getAddress());
    expect(await leaseMarket.stakeVault()).to.equal(await stakeVault.getAddress());
    expect(await leaseMarket.owner()).to.equal(owner.address);
    expect(await leaseMarket.treasury()).to.equal(treasury.address);
    expect(await leaseMarket.feeBps()).to.equal(FEE_BPS);
    expect(await leaseMarket.FLOAT_THAW_SECONDS()).to.equal(DAY);
    expect((await leaseMarket.eip712Domain()).slice(1, 5)).to.deep.equal(
      Object.values(world.domain),
    );
  });

  it("ADM8: refuses a fee above the cap and a treasury that is nobody", async () => {
    const { leaseMarket, vault, stakeVault, owner, treasury } = world;
    const deploy = (to: string, feeBps: bigint) =>
      ethers.deployContract("LeaseMarket", [vault, stakeVault, owner, to, feeBps]);
    await expect(deploy(treasury.address, CAP + 1n))
      .to.be.revertedWithCustomError(leaseMarket, "MarketFeeAboveCap")
      .withArgs(CAP + 1n, CAP);
    await expect(deploy(ZeroAddress, 0n))
      .to.be.revertedWithCustomError(leaseMarket, "MarketInvalidTreasury")
      .withArgs(ZeroAddress);
  });

  it("keeps the setters for the owner", async () => {
    const { leaseMarket, stranger } = world;
    const asStranger = leaseMarket.connect(stranger);
    for (const attempt of [() => asStranger.setFee(0n), () => asStranger.setTreasury(stranger)]) {
      await expect(attempt())
        .to.be.revertedWithCustomError(leaseMarket, "OwnableUnauthorizedAccount")
        .withArgs(stranger.address);
    }
  });

  it("sends fees to the treasury, and nothing else with them", async () => {
    const { leaseMarket, vault, treasury, stranger, client, token } = world;
    const fields = await openLease(world);
    await fundFloat(world, client.address, 10_000_000n);
    await time.increase(DAY);
    await collect(world, fields, 1_000_003n);
    const fee = (1_000_003n * FEE_BPS) / 10_000n;
    await expect(leaseMarket.connect(stranger).collectFees(token))
      .to.emit(leaseMarket, "FeesCollected")
      .withArgs(await token.getAddress(), treasury.address, fee);
    expect(await vault.balanceOf(treasury, BigInt(fields.token))).to.equal(fee);
    expect(await leaseMarket.collectFees.staticCall(token)).to.equal(0n);
  });

  for (const feeBps of [0n, CAP]) {
    it(`takes ${String(feeBps)} basis points of leases opened from now on`, async () => {
      const { leaseMarket, owner, client } = world;
      await leaseMarket.connect(owner).setFee(feeBps);
      const fields = await openLease(world);
      await fundFloat(world, client.address, 10_000_000n);
      await time.increase(DAY);
      await collect(world, fields, 1_000_003n);
      expect(await leaseMarket.feesOf(fields.token)).to.equal((1_000_003n * feeBps) / 10_000n);
    });
  }
});
