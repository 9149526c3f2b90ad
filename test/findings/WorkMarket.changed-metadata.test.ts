import { loadFixture } from "@nomicfoundation/hardhat-network-helpers";
import {
  REST_SECONDS,
  SETTLE_SECONDS,
  buildWorkOffer,
  packWorkSale,
  signWorkOrder,
} from "@weft/sdk";
import { expect } from "chai";
import { id } from "ethers";

import { nextAt, now } from "../support/time";
import { bidOf, openAuction, place, settle } from "../works/auction";
import { PRICE, deployWorksWorld, mintWork, nextNonce } from "../works/support";

const OPEN_SECONDS = 5 * 86_400;

/** A bid binds for longer than its maker looks. What it was for must not change once it cannot be taken back. */
describe("finding: metadata that changes between a bid and its settlement", () => {
  /** Fixture: a creator's own work in an auction of several days, with a bid. */
  async function deployOwnAuction() {
    const world = await deployWorksWorld();
    const { creator, buyer, works, workMarket } = world;
    const tokenId = await mintWork(world);
    const auction = await openAuction(world, creator, tokenId, OPEN_SECONDS);
    await place(auction, await bidOf(auction, buyer, PRICE));
    return {
      ...auction,
      rest: await works.REST_SECONDS(),
      settle: await workMarket.SETTLE_SECONDS(),
    };
  }

  it("rests for longer than an auction takes to settle", async () => {
    const { rest, settle: seconds } = await loadFixture(deployOwnAuction);
    expect(rest).to.be.greaterThan(seconds);
    expect([rest, seconds]).to.deep.equal([BigInt(REST_SECONDS), BigInt(SETTLE_SECONDS)]);
  });

  it("is not sold where it changed after bids ended", async () => {
    const world = await loadFixture(deployOwnAuction);
    const { works, creator, tokenId, auction, closesAt, rest } = world;
    await nextAt(closesAt);
    await works.connect(creator).revise(tokenId, id("worse"));
    await nextAt(BigInt(auction.expiry));
    await expect(settle(world))
      .to.be.revertedWithCustomError(works, "WorksResting")
      .withArgs(tokenId, closesAt + rest, auction.expiry);
  });

  it("is not what an offer is taken for that was signed before, by the defaults", async () => {
    const world = await loadFixture(deployWorksWorld);
    const { works, workMarket, token, creator, buyer, domain } = world;
    const tokenId = await mintWork(world);
    const order = buildWorkOffer({
      ...{ maker: buyer.address, collection: await works.getAddress(), tokenId, price: PRICE },
      ...{ currency: await token.getAddress(), nonce: nextNonce(), now: Number(await now()) },
    });
    const signature = await signWorkOrder({ signer: buyer, domain, order });
    await works.connect(creator).revise(tokenId, id("worse"));
    await nextAt(BigInt(order.expiry));
    await expect(
      workMarket.connect(creator).fill(packWorkSale({ order, signature })),
    ).to.be.revertedWithCustomError(works, "WorksResting");
  });

  for (const [name, late] of [
    ["is sold in the last second of an auction if bidders had that time to see it", 0n],
    ["is not sold if they had a second less", 1n],
  ] as const) {
    it(name, async () => {
      const world = await loadFixture(deployOwnAuction);
      const { works, creator, buyer, tokenId, auction, rest } = world;
      const expiry = BigInt(auction.expiry);
      await nextAt(expiry - rest + late);
      await works.connect(creator).revise(tokenId, id("other"));
      await nextAt(expiry);
      if (late === 0n) {
        await settle(world);
        expect(await works.ownerOf(tokenId)).to.equal(buyer.address);
      } else {
        await expect(settle(world)).to.be.revertedWithCustomError(works, "WorksResting");
      }
    });
  }
});
