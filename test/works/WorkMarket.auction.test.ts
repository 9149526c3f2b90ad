import { loadFixture } from "@nomicfoundation/hardhat-network-helpers";
import { SETTLE_SECONDS, WorkOrderKind, workOrderDigest } from "@weft/sdk";
import { expect } from "chai";
import { ZeroAddress } from "ethers";

import { nextAt, now } from "../support/time";
import { EXTENSION, bidOf, deployAuction, place, settle, type Bid } from "./auction";
import { FEE_BPS, FUNDS, PRICE, saleOf, type WorksWorld } from "./support";

const ROYALTY = 500n;
const BPS = 10_000n;

describe("WorkMarket auctions", () => {
  it("sells to the highest bid, whoever brings and settles it", async () => {
    const world = await loadFixture(deployAuction);
    const { workMarket, works, token, seller, buyer, creator, treasury, tokenId } = world;
    const id = workOrderDigest(world.domain, world.auction);
    const low = await bidOf(world, creator, PRICE);
    const high = await bidOf(world, buyer, PRICE * 2n);
    await expect(place(world, low))
      .to.emit(workMarket, "BidPlaced")
      .withArgs(
        ...[id, workOrderDigest(world.domain, low.order), creator.address, PRICE, world.closesAt],
      );
    await place(world, high);
    expect(await workMarket.highBidOf(id)).to.deep.equal([
      ...[buyer.address, PRICE * 2n, high.order.nonce, world.closesAt],
    ]);
    await expect(settle(world))
      .to.be.revertedWithCustomError(workMarket, "WorkMarketAuctionOpen")
      .withArgs(id, world.closesAt, (await now()) + 1n);
    await nextAt(world.closesAt + 1n);
    const price = PRICE * 2n;
    const [royalty, fee] = [(price * ROYALTY) / BPS, (price * BigInt(FEE_BPS)) / BPS];
    const tx = settle(world);
    await expect(tx).to.changeTokenBalances(
      token,
      [buyer, creator, treasury, seller],
      [-price, royalty, fee, price - royalty - fee],
    );
    await expect(tx).to.emit(workMarket, "Sold");
    expect(await works.clearedOwnerOf(tokenId)).to.equal(buyer.address);
    expect((await workMarket.highBidOf(id)).bidder).to.equal(ZeroAddress);
    await expect(settle(world))
      .to.be.revertedWithCustomError(workMarket, "WorkMarketNoBid")
      .withArgs(id);
    await expect(place(world, low)).to.be.revertedWithCustomError(workMarket, "OrderNonceUsed");
  });

  it("takes no bid below the least, nor one that does not outdo the highest by a twentieth", async () => {
    const world = await loadFixture(deployAuction);
    const { workMarket, buyer, creator } = world;
    const id = workOrderDigest(world.domain, world.auction);
    await expect(place(world, await bidOf(world, buyer, PRICE - 1n)))
      .to.be.revertedWithCustomError(workMarket, "WorkMarketBidTooLow")
      .withArgs(id, PRICE - 1n, PRICE);
    await place(world, await bidOf(world, buyer, PRICE));
    const least = PRICE + PRICE / 20n;
    await expect(place(world, await bidOf(world, creator, least - 1n)))
      .to.be.revertedWithCustomError(workMarket, "WorkMarketBidTooLow")
      .withArgs(id, least - 1n, least);
    await place(world, await bidOf(world, creator, least));
  });

  it("takes no bid that is not covered by balance and approval", async () => {
    const world = await loadFixture(deployAuction);
    const { workMarket, token, buyer } = world;
    const rich = await bidOf(world, buyer, FUNDS + 1n);
    await expect(place(world, rich))
      .to.be.revertedWithCustomError(workMarket, "WorkMarketBidNotCovered")
      .withArgs(workOrderDigest(world.domain, rich.order), buyer.address, FUNDS + 1n);
    const huge = await bidOf(world, buyer, 1n << 96n);
    await token.mint(buyer, 1n << 97n);
    await expect(place(world, huge)).to.be.revertedWithCustomError(
      workMarket,
      "WorkMarketBidNotCovered",
    );
    const bid = await bidOf(world, buyer, PRICE);
    await token.connect(buyer).approve(workMarket, PRICE - 1n);
    await expect(place(world, bid)).to.be.revertedWithCustomError(
      workMarket,
      "WorkMarketBidNotCovered",
    );
  });

  it("takes no bid for another auction, seller, token or currency, and none that ends early or allows less for royalties", async () => {
    const world = await loadFixture(deployAuction);
    const { workMarket, buyer, seller, stranger, auction, domain } = world;
    const id = workOrderDigest(domain, auction);
    for (const change of [
      { taker: stranger.address },
      { collection: stranger.address },
      { tokenId: auction.tokenId + 1n },
      { currency: stranger.address },
      { expiry: auction.expiry - 1 },
      { maxRoyaltyBps: auction.maxRoyaltyBps - 1 },
    ]) {
      const bid = await bidOf(world, buyer, PRICE, change);
      await expect(place(world, bid))
        .to.be.revertedWithCustomError(workMarket, "WorkMarketNotABid")
        .withArgs(id, workOrderDigest(domain, bid.order));
    }
    const own = await bidOf(world, seller, PRICE);
    await expect(place(world, own)).to.be.revertedWithCustomError(workMarket, "WorkMarketNotABid");
    const offer = await bidOf(world, buyer, PRICE, { kind: WorkOrderKind.Offer });
    await expect(place(world, offer)).to.be.revertedWithCustomError(
      workMarket,
      "WorkMarketWrongKind",
    );
    const unsigned = { ...(await bidOf(world, buyer, PRICE)), signature: "0x" };
    await expect(place(world, unsigned)).to.be.revertedWithCustomError(
      workMarket,
      "WorkMarketInvalidSignature",
    );
  });

  it("is open to one bidder alone where it names one", async () => {
    const world = await loadFixture(deployAuction);
    const { workMarket, buyer, creator, seller, domain } = world;
    const auction = { ...world.auction, taker: buyer.address };
    const { signature } = await saleOf({ domain }, seller, auction);
    const named = { ...world, auction, signature };
    await expect(place(named, await bidOf(named, creator, PRICE))).to.be.revertedWithCustomError(
      workMarket,
      "WorkMarketNotABid",
    );
    await place(named, await bidOf(named, buyer, PRICE));
  });

  it("takes listings for no auction, and no auction that its seller did not sign or took back", async () => {
    const world = await loadFixture(deployAuction);
    const { workMarket, buyer, seller, auction } = world;
    const bid = await bidOf(world, buyer, PRICE);
    const listing = { ...world, auction: { ...auction, kind: WorkOrderKind.Listing } };
    await expect(place(listing, bid)).to.be.revertedWithCustomError(
      workMarket,
      "WorkMarketWrongKind",
    );
    await expect(place({ ...world, signature: bid.signature }, bid)).to.be.revertedWithCustomError(
      workMarket,
      "WorkMarketInvalidSignature",
    );
    await workMarket.connect(seller).cancel(auction.nonce);
    await expect(place(world, bid)).to.be.revertedWithCustomError(workMarket, "OrderNonceUsed");
  });

  it("moves its end where a bid comes shortly before, until half of the time to settle is over", async () => {
    const world = await loadFixture(deployAuction);
    const { workMarket, buyer, creator, closesAt } = world;
    const id = workOrderDigest(world.domain, world.auction);
    let price = PRICE;
    await nextAt(closesAt - EXTENSION);
    await place(world, await bidOf(world, buyer, price));
    expect((await workMarket.highBidOf(id)).endsAt).to.equal(closesAt);
    await nextAt(closesAt);
    price = (price * 21n) / 20n;
    await place(world, await bidOf(world, creator, price));
    let endsAt = closesAt + EXTENSION;
    expect((await workMarket.highBidOf(id)).endsAt).to.equal(endsAt);
    const last = closesAt + BigInt(SETTLE_SECONDS) / 2n;
    for (let i = 0; endsAt < last; ++i) {
      await nextAt(endsAt);
      price = (price * 21n) / 20n + 1n;
      await place(world, await bidOf(world, i % 2 === 0 ? buyer : creator, price));
      endsAt += EXTENSION;
    }
    expect((await workMarket.highBidOf(id)).endsAt).to.equal(last);
    await nextAt(last + 1n);
    await expect(place(world, await bidOf(world, buyer, price * 2n)))
      .to.be.revertedWithCustomError(workMarket, "WorkMarketExpired")
      .withArgs(id, last, last + 1n);
  });

  it("takes no bid after its end, where none came", async () => {
    const world = await loadFixture(deployAuction);
    const { workMarket, buyer, closesAt } = world;
    await nextAt(closesAt + 1n);
    await expect(place(world, await bidOf(world, buyer, PRICE))).to.be.revertedWithCustomError(
      workMarket,
      "WorkMarketExpired",
    );
  });

  describe("given a highest bid that is worth nothing any more", () => {
    const ways: [string, (world: WorksWorld, bid: Bid) => Promise<unknown>][] = [
      [
        "its maker cancelled",
        ({ workMarket, buyer }, { order }) => workMarket.connect(buyer).cancel(order.nonce),
      ],
      [
        "its maker took back the approval",
        ({ workMarket, token, buyer }) => token.connect(buyer).approve(workMarket, 0n),
      ],
      [
        "its maker spent the money",
        ({ token, buyer, stranger }) => token.connect(buyer).transfer(stranger, FUNDS),
      ],
    ];
    for (const [name, spoil] of ways) {
      it(`takes any other bid, after the end too: ${name}`, async () => {
        const world = await loadFixture(deployAuction);
        const { workMarket, works, buyer, creator, closesAt, tokenId } = world;
        const dead = await bidOf(world, buyer, PRICE * 3n);
        await place(world, dead);
        await spoil(world, dead);
        await nextAt(closesAt + 100n);
        await expect(settle(world)).to.be.reverted;
        const next = await bidOf(world, creator, PRICE);
        await place(world, next);
        await nextAt(closesAt + 100n + 2n * EXTENSION);
        await settle(world);
        expect(await works.clearedOwnerOf(tokenId)).to.equal(creator.address);
        expect(await workMarket.isNonceUsable(creator, next.order.nonce)).to.be.false;
      });
    }
  });

  it("is over with its expiry: nothing is bound after it", async () => {
    const world = await loadFixture(deployAuction);
    const { workMarket, buyer, auction } = world;
    const bid = await bidOf(world, buyer, PRICE);
    await place(world, bid);
    await nextAt(BigInt(auction.expiry) + 1n);
    await expect(settle(world)).to.be.revertedWithCustomError(workMarket, "WorkMarketExpired");
  });
});
