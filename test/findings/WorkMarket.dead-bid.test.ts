import { loadFixture } from "@nomicfoundation/hardhat-network-helpers";
import { workOrderDigest } from "@weft/sdk";
import { expect } from "chai";

import { nextAt } from "../support/time";
import { EXTENSION, bidOf, deployAuction, endsOf, place, settle } from "../works/auction";
import { FUNDS, PRICE } from "../works/support";

const HONEST = PRICE * 50n;

/**
 * An auction remembers one bid. Two who work together outdo everybody with a bid that one of them lets die, and have the
 * other take its place at the least price: at the very end, nobody had the time to come back.
 */
describe("finding: a dead bid replaced when nobody can answer", () => {
  /** Fixture: an honest bid that was outdone at the end, by one that its maker lets die. */
  async function deployOutdone() {
    const world = await deployAuction();
    const { token, buyer, creator, seller, closesAt } = world;
    const honest = await bidOf(world, creator, HONEST);
    await place(world, honest);
    await nextAt(closesAt);
    await place(world, await bidOf(world, buyer, HONEST * 2n));
    const die = () => token.connect(buyer).transfer(seller, FUNDS);
    const revive = () => token.connect(seller).transfer(buyer, FUNDS);
    return { ...world, ...endsOf(world), honest, die, revive };
  }

  it("leaves those who were outdone the time to come back, at the last moment too", async () => {
    const world = await loadFixture(deployOutdone);
    const { workMarket, works, stranger, creator, auction, domain, tokenId } = world;
    const { last, reopensUntil } = world;
    await world.die();
    const cheap = await bidOf(world, stranger, PRICE);
    await nextAt(reopensUntil);
    await place(world, cheap);
    const id = workOrderDigest(domain, auction);
    expect((await workMarket.highBidOf(id)).endsAt).to.equal(reopensUntil + EXTENSION);
    await nextAt(last);
    await place(world, world.honest);
    await nextAt(last + 1n);
    await settle(world);
    expect(await works.ownerOf(tokenId)).to.equal(creator.address);
  });

  it("takes nobody afterwards: whoever came would be alone", async () => {
    const world = await loadFixture(deployOutdone);
    const { workMarket, works, token, stranger, seller, auction, domain, tokenId } = world;
    const { last, reopensUntil } = world;
    await world.die();
    const id = workOrderDigest(domain, auction);
    const { endsAt } = await workMarket.highBidOf(id);
    for (const [at, bid] of [
      [reopensUntil + 1n, await bidOf(world, stranger, PRICE)],
      [last, world.honest],
    ] as const) {
      await nextAt(at);
      await expect(place(world, bid))
        .to.be.revertedWithCustomError(workMarket, "WorkMarketExpired")
        .withArgs(id, endsAt, at);
    }
    // Nothing is held meanwhile, and the seller leaves when it likes.
    await expect(settle(world)).to.be.reverted;
    expect(await token.balanceOf(workMarket)).to.equal(0n);
    await workMarket.connect(seller).cancel(auction.nonce);
    await works.connect(seller).transferFrom(seller, stranger, tokenId);
  });

  it("ends at the same second however often bids die", async () => {
    const world = await loadFixture(deployOutdone);
    const { workMarket, works, stranger, creator, auction, domain, tokenId } = world;
    const id = workOrderDigest(domain, auction);
    const { last, reopensUntil } = world;
    await world.die();
    let at = world.closesAt + 2n;
    while (at <= reopensUntil) {
      await nextAt(at);
      const next = await bidOf(world, stranger, PRICE);
      await place(world, next);
      const { endsAt } = await workMarket.highBidOf(id);
      expect(endsAt).to.equal(at + EXTENSION);
      await workMarket.connect(stranger).cancel(next.order.nonce);
      at = endsAt;
    }
    expect((await workMarket.highBidOf(id)).endsAt).to.be.at.most(last);
    // Death reopens nothing any more, and closes nothing either: who was outdone comes back, to the same end.
    await nextAt(at);
    await place(world, world.honest);
    expect((await workMarket.highBidOf(id)).endsAt).to.equal(last);
    await nextAt(last + 1n);
    await expect(place(world, await bidOf(world, stranger, HONEST * 3n)))
      .to.be.revertedWithCustomError(workMarket, "WorkMarketExpired")
      .withArgs(id, last, last + 1n);
    await settle(world);
    expect(await works.ownerOf(tokenId)).to.equal(creator.address);
  });

  it("sells to a bid that came back to life before another took its place, at its own price", async () => {
    const world = await loadFixture(deployOutdone);
    const { workMarket, works, buyer, stranger, tokenId } = world;
    await world.die();
    await world.revive();
    const cheap = await bidOf(world, stranger, PRICE);
    await nextAt(world.closesAt + EXTENSION);
    await expect(place(world, cheap)).to.be.revertedWithCustomError(
      workMarket,
      "WorkMarketBidTooLow",
    );
    await nextAt(world.closesAt + EXTENSION + 1n);
    await settle(world);
    expect(await works.ownerOf(tokenId)).to.equal(buyer.address);
  });
});
