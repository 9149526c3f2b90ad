import { loadFixture } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { ZeroAddress } from "ethers";
import { ethers } from "hardhat";

import { FEE_BPS, PRICE, deployWorksWorld, mintWork, signedListing } from "./support";

describe("WorkMarket, governance", () => {
  it("lets the owner set the fee within its cap, for sales from then on", async () => {
    const world = await loadFixture(deployWorksWorld);
    const { workMarket, owner, seller, buyer } = world;
    expect(await workMarket.feeBps()).to.equal(FEE_BPS);
    await expect(workMarket.connect(owner).setFee(501))
      .to.be.revertedWithCustomError(workMarket, "WorkMarketFeeAboveCap")
      .withArgs(501, 500);
    await expect(workMarket.connect(owner).setFee(0)).to.emit(workMarket, "FeeChanged").withArgs(0);
    const tokenId = await mintWork(world, {}, { to: seller.address });
    const sale = await signedListing(world, seller, { tokenId });
    await expect(workMarket.connect(buyer).fill(sale, { value: PRICE })).to.changeEtherBalance(
      seller,
      (PRICE * 95n) / 100n,
    );
    expect(await workMarket.etherFees()).to.equal(0n);
  });

  it("lets the owner choose a treasury that does not lose fees", async () => {
    const { workMarket, owner, stranger } = await loadFixture(deployWorksWorld);
    for (const lost of [ZeroAddress, await workMarket.getAddress()]) {
      await expect(workMarket.connect(owner).setTreasury(lost))
        .to.be.revertedWithCustomError(workMarket, "WorkMarketInvalidTreasury")
        .withArgs(lost);
    }
    await expect(workMarket.connect(owner).setTreasury(stranger))
      .to.emit(workMarket, "TreasuryChanged")
      .withArgs(stranger.address);
    expect(await workMarket.treasury()).to.equal(stranger.address);
  });

  it("lets the owner list tokens, which must be contracts, and take them from the list", async () => {
    const { workMarket, works, owner, stranger, token } = await loadFixture(deployWorksWorld);
    await expect(workMarket.connect(owner).setCurrency(stranger, true))
      .to.be.revertedWithCustomError(workMarket, "WorkMarketInvalidCurrency")
      .withArgs(stranger.address);
    await expect(workMarket.connect(owner).setCurrency(token, false))
      .to.emit(workMarket, "CurrencyChanged")
      .withArgs(await token.getAddress(), false);
    expect(await workMarket.isListed(token)).to.be.false;
    await workMarket.connect(owner).setCurrency(stranger, false);
    await expect(workMarket.connect(owner).setCurrency(works, true))
      .to.be.revertedWithCustomError(workMarket, "WorkMarketInvalidCurrency")
      .withArgs(await works.getAddress());
  });

  it("lets nobody else do any of it, and hands ownership over in two steps", async () => {
    const { workMarket, owner, stranger, token } = await loadFixture(deployWorksWorld);
    const market = workMarket.connect(stranger);
    for (const call of [
      market.setFee(1),
      market.setTreasury(stranger),
      market.setCurrency(token, false),
    ]) {
      await expect(call)
        .to.be.revertedWithCustomError(workMarket, "OwnableUnauthorizedAccount")
        .withArgs(stranger.address);
    }
    await workMarket.connect(owner).transferOwnership(stranger);
    expect(await workMarket.owner()).to.equal(owner.address);
    await market.acceptOwnership();
    expect(await workMarket.owner()).to.equal(stranger.address);
  });

  it("starts with a fee and a treasury that make sense", async () => {
    const { workMarket, owner, treasury } = await loadFixture(deployWorksWorld);
    const factory = await ethers.getContractFactory("WorkMarket");
    await expect(factory.deploy(owner, treasury, 501)).to.be.revertedWithCustomError(
      workMarket,
      "WorkMarketFeeAboveCap",
    );
    await expect(factory.deploy(owner, ZeroAddress, 0)).to.be.revertedWithCustomError(
      workMarket,
      "WorkMarketInvalidTreasury",
    );
  });

  it("sends fees to the treasury, none where there are none", async () => {
    const { workMarket, treasury } = await loadFixture(deployWorksWorld);
    await expect(workMarket.collectFees())
      .to.emit(workMarket, "FeesCollected")
      .withArgs(treasury.address, 0n);
  });
});
