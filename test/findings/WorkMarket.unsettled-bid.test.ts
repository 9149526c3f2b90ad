import { loadFixture } from "@nomicfoundation/hardhat-network-helpers";
import { workOrderDigest } from "@weft/sdk";
import { expect } from "chai";
import { MaxUint256 } from "ethers";
import { ethers } from "hardhat";

import { nextAt } from "../support/time";
import { bidOf, deployAuction, place, settle, type AuctionWorld, type Bid } from "../works/auction";
import { FUNDS, PRICE, nextNonce, saleOf } from "../works/support";

/** A bid that is covered stays the highest. If it cannot be settled, it keeps everybody else from the token. */
describe("finding: a highest bid that cannot be settled", () => {
  it("is not one that allows less for royalties than the auction does", async () => {
    const world = await loadFixture(deployAuction);
    const { workMarket, buyer, auction, domain, closesAt, works, tokenId } = world;
    const { maxRoyaltyBps } = auction;
    const strict = await bidOf(world, buyer, PRICE, { maxRoyaltyBps: maxRoyaltyBps - 1 });
    await expect(place(world, strict))
      .to.be.revertedWithCustomError(workMarket, "WorkMarketNotABid")
      .withArgs(workOrderDigest(domain, auction), workOrderDigest(domain, strict.order));
    await place(world, await bidOf(world, buyer, PRICE, { maxRoyaltyBps }));
    await nextAt(closesAt + 1n);
    await settle(world);
    expect(await works.ownerOf(tokenId)).to.equal(buyer.address);
  });

  describe("given a wallet that bids", () => {
    /** Fixture: the highest bid is a wallet's, which has the money. */
    async function deployWallet() {
      const world = await deployAuction();
      const { token, workMarket, buyer, domain } = world;
      const wallet = await ethers.deployContract("WalletMock", [buyer]);
      await token.mint(wallet, FUNDS);
      const approve = token.interface.encodeFunctionData("approve", [
        await workMarket.getAddress(),
        MaxUint256,
      ]);
      await wallet.execute(token, approve);
      const { order } = await bidOf(world, buyer, PRICE, {
        maker: await wallet.getAddress(),
        nonce: nextNonce(),
      });
      const bid: Bid = { order, signature: (await saleOf({ domain }, buyer, order)).signature };
      await place(world, bid);
      return { ...world, wallet, bid };
    }

    for (const [name, mode] of [
      ["denies", 2],
      ["reverts", 3],
      ["burns its gas", 4],
    ] as const) {
      it(`is settled by what the wallet said when it was brought, if it ${name} later`, async () => {
        const world = await loadFixture(deployWallet);
        const { works, wallet, closesAt, tokenId } = world;
        await wallet.setMode(mode);
        await nextAt(closesAt + 1n);
        await settle(world);
        expect(await works.ownerOf(tokenId)).to.equal(await wallet.getAddress());
      });
    }

    it("makes room once the wallet cancels: that is how it takes its word back", async () => {
      const world = await loadFixture(deployWallet);
      const { workMarket, wallet, bid, creator, closesAt } = world;
      await wallet.execute(
        workMarket,
        workMarket.interface.encodeFunctionData("cancel", [bid.order.nonce]),
      );
      await nextAt(closesAt + 1n);
      await place(world, await bidOf(world, creator, PRICE));
    });
  });

  it("lets the seller out, and the bidder, where the currency blocks the bidder", async () => {
    const world = await loadFixture(deployAuction);
    const { workMarket, works, owner, seller, buyer, creator, stranger, tokenId, domain } = world;
    const token = await ethers.deployContract("BlocklistToken");
    await workMarket.connect(owner).setCurrency(token, true);
    await token.mint(buyer, PRICE);
    await token.connect(buyer).approve(workMarket, PRICE);
    const currency = await token.getAddress();
    const auction = { ...world.auction, currency, nonce: nextNonce() };
    const { signature } = await saleOf({ domain }, seller, auction);
    const blocked: AuctionWorld = { ...world, auction, signature };
    const bid = await bidOf(blocked, buyer, PRICE);
    await place(blocked, bid);
    await token.setBlocked(buyer, true);
    await nextAt(world.closesAt + 1n);
    await expect(settle(blocked)).to.be.reverted;
    expect(await works.ownerOf(tokenId)).to.equal(seller.address);
    await workMarket.connect(seller).cancel(auction.nonce);
    await expect(settle(blocked)).to.be.revertedWithCustomError(workMarket, "OrderNonceUsed");
    await works.connect(seller).transferFrom(seller, stranger, tokenId);
    expect(await token.balanceOf(buyer)).to.equal(PRICE);
    expect(await works.clearedOwnerOf(tokenId)).not.to.equal(creator.address);
  });
});
