import { loadFixture } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { MaxUint256 } from "ethers";
import { ethers } from "hardhat";

import { deployWorksWorld, mintWork } from "../works/support";

/**
 * An ERC-721 and an ERC-20 have the same call to move something. Whoever has the market pay a floor "in works" would have
 * it move a work, and the work would take that for a sale with its royalty.
 */
describe("finding: a work as the currency of a floor", () => {
  it("does not move a work, so it clears nobody: an id has more bits than a floor", async () => {
    const world = await loadFixture(deployWorksWorld);
    const { works, workMarket, seller, buyer } = world;
    const tokenId = await mintWork(world, {}, { to: seller.address });
    const fake = await ethers.deployContract("FakeWorks", [buyer, works, tokenId]);
    await expect(workMarket.connect(seller).payFloor(fake, 1n, seller, works, MaxUint256)).to.be
      .reverted;
    expect(await works.ownerOf(tokenId)).to.equal(seller.address);
  });

  it("moves no token of another collection, whose ids are small enough for a floor", async () => {
    const { foreign, workMarket, seller, buyer } = await loadFixture(deployWorksWorld);
    await foreign.mint(seller, 77n);
    const fake = await ethers.deployContract("FakeWorks", [buyer, foreign, 77n]);
    await expect(workMarket.connect(seller).payFloor(fake, 1n, seller, foreign, MaxUint256))
      .to.be.revertedWithCustomError(workMarket, "WorkMarketInvalidCurrency")
      .withArgs(await foreign.getAddress());
    expect(await foreign.ownerOf(77n)).to.equal(seller.address);
  });

  it("cannot be listed for sales either", async () => {
    const { works, workMarket, owner } = await loadFixture(deployWorksWorld);
    await expect(workMarket.connect(owner).setCurrency(works, true)).to.be.revertedWithCustomError(
      workMarket,
      "WorkMarketInvalidCurrency",
    );
  });
});
