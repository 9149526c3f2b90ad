import { loadFixture } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { ZeroAddress, parseEther } from "ethers";
import { ethers } from "hardhat";

import {
  PRICE,
  deployWorksWorld,
  mintWork,
  moveAside,
  signedListing,
  signedOffer,
} from "./support";

const FLOOR = parseEther("0.05");

/** Fixture: a work with a floor in ether, which a seller owns and is cleared for. */
async function deployWithFloor() {
  const world = await deployWorksWorld();
  const { seller } = world;
  const tokenId = await mintWork(world, { floor: FLOOR, royaltyBps: 500 }, { to: seller.address });
  const noFloor = await mintWork(world, {}, { to: seller.address });
  return { ...world, tokenId, noFloor };
}

describe("Works, cleared owners", () => {
  it("clears the first owner, and the buyer of a sale whose royalty reaches the floor", async () => {
    const world = await loadFixture(deployWithFloor);
    const { works, workMarket, seller, buyer, tokenId } = world;
    expect(await works.clearedOwnerOf(tokenId)).to.equal(seller.address);
    const sale = await signedListing(world, seller, { tokenId, price: PRICE });
    await workMarket.connect(buyer).fill(sale, { value: PRICE });
    expect(await works.clearedOwnerOf(tokenId)).to.equal(buyer.address);
    expect(await works.hasAccess(tokenId, buyer)).to.be.true;
    expect(await works.hasAccess(tokenId, seller)).to.be.false;
    expect(await works.hasAccess(tokenId, ZeroAddress)).to.be.false;
  });

  it("does not clear a buyer whose royalty is below the floor, or in another currency", async () => {
    const world = await loadFixture(deployWithFloor);
    const { works, workMarket, seller, buyer, tokenId } = world;
    const price = PRICE - 20n;
    const sale = await signedListing(world, seller, { tokenId, price });
    await workMarket.connect(buyer).fill(sale, { value: price });
    expect(await works.ownerOf(tokenId)).to.equal(buyer.address);
    expect(await works.clearedOwnerOf(tokenId)).to.equal(ZeroAddress);
    const offer = await signedOffer(world, seller, { tokenId, price: PRICE * 100n });
    await workMarket.connect(buyer).fill(offer);
    expect(await works.clearedOwnerOf(tokenId)).to.equal(ZeroAddress);
  });

  it("clears by a floor in tokens", async () => {
    const world = await loadFixture(deployWithFloor);
    const { works, workMarket, token, seller, buyer } = world;
    const floorCurrency = await token.getAddress();
    const tokenId = await mintWork(world, { floor: FLOOR, floorCurrency }, { to: seller.address });
    const offer = await signedOffer(world, buyer, { tokenId });
    await workMarket.connect(seller).fill(offer);
    expect(await works.clearedOwnerOf(tokenId)).to.equal(buyer.address);
  });

  it("leaves whoever has a work by a transfer with the token and without the benefits", async () => {
    const world = await loadFixture(deployWithFloor);
    const { works, seller, buyer, tokenId } = world;
    await moveAside(world, tokenId, seller, buyer);
    expect(await works.ownerOf(tokenId)).to.equal(buyer.address);
    expect(await works.clearedOwnerOf(tokenId)).to.equal(ZeroAddress);
    expect(await works.hasAccess(tokenId, buyer)).to.be.false;
    await works.connect(buyer).setUser(tokenId, seller, 10n ** 10n);
    expect(await works.hasAccess(tokenId, seller)).to.be.false;
    await moveAside(world, tokenId, buyer, seller);
    expect(await works.clearedOwnerOf(tokenId)).to.equal(ZeroAddress);
  });

  it("keeps an owner cleared that sends its work to itself", async () => {
    const world = await loadFixture(deployWithFloor);
    const { works, seller, tokenId } = world;
    await moveAside(world, tokenId, seller, seller);
    expect(await works.clearedOwnerOf(tokenId)).to.equal(seller.address);
  });

  it("gives nobody the benefits of a work that a vault wrapped, nor of what comes out of it", async () => {
    const world = await loadFixture(deployWithFloor);
    const { works, seller, buyer, tokenId } = world;
    const vault = await ethers.deployContract("WorkVault", [works]);
    await works.connect(seller).setApprovalForAll(vault, true);
    await vault.connect(seller).wrap(tokenId);
    await vault.connect(seller).transferFrom(seller, buyer, tokenId);
    for (const account of [seller.address, buyer.address, await vault.getAddress()]) {
      expect(await works.hasAccess(tokenId, account)).to.be.false;
    }
    await vault.connect(buyer).unwrap(tokenId);
    expect(await works.ownerOf(tokenId)).to.equal(buyer.address);
    expect(await works.hasAccess(tokenId, buyer)).to.be.false;
  });

  describe("payFloor", () => {
    async function deployMoved() {
      const world = await deployWithFloor();
      await moveAside(world, world.tokenId, world.seller, world.buyer);
      return world;
    }

    it("pays the receiver, clears the owner, and gives back what is too much", async () => {
      const world = await loadFixture(deployMoved);
      const { works, workMarket, creator, buyer, stranger, tokenId } = world;
      const at = await works.getAddress();
      const pay = workMarket
        .connect(stranger)
        .payFloor(works, tokenId, buyer, ZeroAddress, FLOOR, { value: FLOOR * 2n });
      await expect(pay).to.changeEtherBalances(
        [stranger, creator, workMarket],
        [-FLOOR, FLOOR, 0n],
      );
      await expect(pay)
        .to.emit(workMarket, "FloorPaid")
        .withArgs(at, tokenId, buyer.address, stranger.address, ZeroAddress, FLOOR)
        .and.to.emit(works, "OwnerCleared")
        .withArgs(tokenId, buyer.address);
      expect(await works.clearedOwnerOf(tokenId)).to.equal(buyer.address);
    });

    it("takes a floor in tokens, and gives back all ether", async () => {
      const world = await loadFixture(deployMoved);
      const { works, workMarket, token, creator, seller, buyer } = world;
      const floorCurrency = await token.getAddress();
      const draft = { floor: FLOOR, floorCurrency };
      const tokenId = await mintWork(world, draft, { to: seller.address });
      await moveAside(world, tokenId, seller, buyer);
      const pay = workMarket
        .connect(buyer)
        .payFloor(works, tokenId, buyer, token, FLOOR, { value: 1n });
      await expect(pay).to.changeTokenBalances(token, [buyer, creator], [-FLOOR, FLOOR]);
      expect(await ethers.provider.getBalance(workMarket)).to.equal(0n);
      expect(await works.hasAccess(tokenId, buyer)).to.be.true;
    });

    it("keeps it for a receiver that does not take it", async () => {
      const world = await loadFixture(deployMoved);
      const { works, workMarket, seller, buyer } = world;
      const taker = await ethers.deployContract("EtherTaker");
      await taker.setMode(1);
      const draft = { floor: FLOOR, royaltyReceiver: await taker.getAddress() };
      const tokenId = await mintWork(world, draft, { to: seller.address });
      await moveAside(world, tokenId, seller, buyer);
      await workMarket
        .connect(buyer)
        .payFloor(works, tokenId, buyer, ZeroAddress, FLOOR, { value: FLOOR });
      expect(await workMarket.creditOf(ZeroAddress, taker)).to.equal(FLOOR);
      expect(await works.hasAccess(tokenId, buyer)).to.be.true;
    });

    it("refuses another owner, currency, price, or no floor at all", async () => {
      const world = await loadFixture(deployMoved);
      const { works, workMarket, token, seller, buyer, tokenId, noFloor } = world;
      const pay = (
        tokenIdToClear: bigint,
        owner: typeof buyer,
        currency: string,
        limit: bigint,
        value: bigint,
      ) =>
        workMarket
          .connect(buyer)
          .payFloor(works, tokenIdToClear, owner, currency, limit, { value });
      await expect(pay(tokenId, seller, ZeroAddress, FLOOR, FLOOR))
        .to.be.revertedWithCustomError(works, "WorksOtherOwner")
        .withArgs(tokenId, buyer.address, seller.address);
      for (const [currency, limit] of [
        [await token.getAddress(), FLOOR],
        [ZeroAddress, FLOOR - 1n],
      ] as const) {
        await expect(pay(tokenId, buyer, currency, limit, FLOOR))
          .to.be.revertedWithCustomError(workMarket, "WorkMarketOtherFloor")
          .withArgs(ZeroAddress, FLOOR, limit);
      }
      await expect(pay(tokenId, buyer, ZeroAddress, FLOOR, FLOOR - 1n))
        .to.be.revertedWithCustomError(workMarket, "WorkMarketTooLittleEther")
        .withArgs(FLOOR - 1n, FLOOR);
      await expect(pay(noFloor, seller, ZeroAddress, FLOOR, FLOOR))
        .to.be.revertedWithCustomError(workMarket, "WorkMarketNoFloor")
        .withArgs(await works.getAddress(), noFloor);
    });

    it("takes it once: nobody pays for an owner that is cleared", async () => {
      const world = await loadFixture(deployMoved);
      const { works, workMarket, buyer, stranger, tokenId } = world;
      const pay = (by: typeof buyer) =>
        workMarket
          .connect(by)
          .payFloor(works, tokenId, buyer, ZeroAddress, FLOOR, { value: FLOOR });
      await pay(buyer);
      await expect(pay(stranger))
        .to.be.revertedWithCustomError(works, "WorksAlreadyCleared")
        .withArgs(tokenId, buyer.address);
    });

    it("refuses a work that was burned", async () => {
      const world = await loadFixture(deployMoved);
      const { works, workMarket, buyer, tokenId } = world;
      await works.connect(buyer).burn(tokenId);
      await expect(
        workMarket.payFloor(works, tokenId, ZeroAddress, ZeroAddress, FLOOR, { value: FLOOR }),
      ).to.be.revertedWithCustomError(works, "WorksOtherOwner");
    });

    it("is the market's to report", async () => {
      const { works, workMarket, buyer, tokenId } = await loadFixture(deployMoved);
      await expect(works.connect(buyer).clear(tokenId, buyer))
        .to.be.revertedWithCustomError(works, "WorksNotMarket")
        .withArgs(await workMarket.getAddress(), buyer.address);
    });
  });

  it("has no sale in progress outside of one", async () => {
    const { workMarket } = await loadFixture(deployWithFloor);
    expect(await workMarket.currentSale()).to.deep.equal([ZeroAddress, 0n]);
  });
});
