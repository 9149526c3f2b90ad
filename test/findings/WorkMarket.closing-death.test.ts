import { loadFixture } from "@nomicfoundation/hardhat-network-helpers";
import { workOrderDigest } from "@weft/sdk";
import { expect } from "chai";
import { MaxUint256 } from "ethers";

import { nextAt } from "../support/time";
import { EXTENSION, bidOf, deployAuction, endsOf, place, settle } from "../works/auction";
import { FUNDS, PRICE } from "../works/support";

const HONEST = PRICE * 50n;
/** The least that outdoes a bid of the least price. */
const RAISED = (PRICE * 21n) / 20n;

/**
 * A bid dies when its maker takes back the approval, and is alive again when it gives it anew. If death kept everybody
 * out while the last ten minutes run, the highest bidder could shut the door behind itself and open it to settle.
 */
describe("finding: a bid that dies to close its auction", () => {
  /** Fixture: an honest bid that was outdone at the end, by one that its maker cancelled. */
  async function deployOutdone() {
    const world = await deployAuction();
    const { workMarket, token, buyer, creator, stranger, closesAt } = world;
    const honest = await bidOf(world, creator, HONEST);
    await place(world, honest);
    await token.connect(stranger).approve(workMarket, MaxUint256);
    /** Outdoes the honest bid at a time, with money that was lent for it. */
    const outdo = async (at: bigint) => {
      const lent = await bidOf(world, buyer, HONEST * 2n);
      await nextAt(at);
      await place(world, lent);
      await nextAt(at + 1n);
      await workMarket.connect(buyer).cancel(lent.order.nonce);
    };
    await outdo(closesAt);
    return { ...world, ...endsOf(world), honest, outdo };
  }

  /** Brings a bid of the least at the last second for one, and takes the approval back. */
  async function closeBehind(world: Awaited<ReturnType<typeof deployOutdone>>) {
    const { workMarket, token, stranger, auction, domain, last, reopensUntil } = world;
    const cheap = await bidOf(world, stranger, PRICE);
    await nextAt(reopensUntil);
    await place(world, cheap);
    const id = workOrderDigest(domain, auction);
    expect((await workMarket.highBidOf(id)).endsAt).to.equal(last);
    await token.connect(stranger).approve(workMarket, 0n);
  }

  /** The maker of the cheap bid is back when bids are over, and the auction is the honest bidder's all the same. */
  async function expectHonestSale(world: Awaited<ReturnType<typeof deployOutdone>>) {
    const { workMarket, works, token, stranger, creator, tokenId, last } = world;
    await nextAt(last + 1n);
    await token.connect(stranger).approve(workMarket, MaxUint256);
    await settle(world);
    expect(await works.ownerOf(tokenId)).to.equal(creator.address);
    expect(await token.balanceOf(stranger)).to.equal(FUNDS);
  }

  for (const [name, wait] of [
    ["at once", 2n],
    ["at the last second", EXTENSION],
  ] as const) {
    it(`lets who was outdone come back ${name}, while the highest is dead`, async () => {
      const world = await loadFixture(deployOutdone);
      await closeBehind(world);
      await nextAt(world.reopensUntil + wait);
      await place(world, world.honest);
      await expectHonestSale(world);
    });
  }

  it("does so where who was outdone came back once before, and was outdone again", async () => {
    const world = await loadFixture(deployOutdone);
    const { reopensUntil } = world;
    await nextAt(reopensUntil - 500n);
    await place(world, world.honest);
    await world.outdo(reopensUntil - 2n);
    await closeBehind(world);
    await nextAt(reopensUntil + EXTENSION / 2n);
    await place(world, world.honest);
    await expectHonestSale(world);
  });

  it("takes a bid that outdoes the highest, whose maker saw it and took its approval back first", async () => {
    const world = await loadFixture(deployOutdone);
    const { workMarket, token, stranger, auction, domain, reopensUntil } = world;
    const id = workOrderDigest(domain, auction);
    await closeBehind(world);
    const short = await bidOf(world, world.creator, RAISED - 1n);
    const enough = await bidOf(world, world.creator, RAISED);
    await token.connect(stranger).approve(workMarket, MaxUint256);
    await nextAt(reopensUntil + 100n);
    await token.connect(stranger).approve(workMarket, 0n);
    await expect(place(world, short))
      .to.be.revertedWithCustomError(workMarket, "WorkMarketBidTooLow")
      .withArgs(id, RAISED - 1n, RAISED);
    await place(world, enough);
    await expectHonestSale(world);
  });

  it("sells to nobody by a dead bid that nobody outdoes, and lets the seller leave", async () => {
    const world = await loadFixture(deployOutdone);
    const { workMarket, works, stranger, seller, auction, domain, tokenId, last } = world;
    await closeBehind(world);
    await nextAt(last - 3n);
    await place(world, world.honest);
    await world.outdo(last - 2n);
    const least = (HONEST * 2n * 21n) / 20n;
    await nextAt(last);
    await expect(place(world, world.honest))
      .to.be.revertedWithCustomError(workMarket, "WorkMarketBidTooLow")
      .withArgs(workOrderDigest(domain, auction), HONEST, least);
    await expect(settle(world)).to.be.revertedWithCustomError(workMarket, "OrderNonceUsed");
    await workMarket.connect(seller).cancel(auction.nonce);
    await works.connect(seller).transferFrom(seller, stranger, tokenId);
  });
});
