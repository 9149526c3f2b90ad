import {
  loadFixture,
  setBalance,
  time,
  takeSnapshot,
} from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { ZeroAddress, parseEther, toBeHex } from "ethers";
import { ethers } from "hardhat";
import { WorkOrderKind, workRange } from "@weft/sdk";

import { WalletMode, highSOf } from "../support/signatures";
import { nextAt, now } from "../support/time";
import {
  FEE_BPS,
  PRICE,
  ROYALTY_BPS,
  deployWorksWorld,
  expectOnlyCredits,
  fillAndCheck,
  listingOf,
  mintWork,
  moveAside,
  offerOf,
  saleOf,
  signedListing,
  signedOffer,
  type WorksWorld,
} from "./support";

const BPS = 10_000n;
const ROYALTY = (PRICE * BigInt(ROYALTY_BPS)) / BPS;
const FEE = (PRICE * BigInt(FEE_BPS)) / BPS;

/** Fixture: a work of a creator, which a seller owns. */
async function deployWithWork() {
  const world = await deployWorksWorld();
  const tokenId = await mintWork(world, {}, { to: world.seller.address });
  return { ...world, tokenId };
}

/** Accounts that can be owed something in these tests. */
function everybody(world: WorksWorld): string[] {
  const { creator, seller, buyer, stranger, treasury } = world;
  return [creator, seller, buyer, stranger, treasury].map(({ address }) => address);
}

describe("WorkMarket.fill", () => {
  describe("given a listing", () => {
    it("sells for ether: royalty to the creator, fee kept, the rest to the seller", async () => {
      const world = await loadFixture(deployWithWork);
      const { workMarket, works, seller, buyer, creator, treasury, tokenId } = world;
      const sale = await signedListing(world, seller, { tokenId });
      const tx = workMarket.connect(buyer).fill(sale, { value: PRICE });
      await expect(tx).to.changeEtherBalances(
        [buyer, workMarket, creator, seller],
        [-PRICE, FEE, ROYALTY, PRICE - FEE - ROYALTY],
      );
      await expect(tx)
        .to.emit(workMarket, "Sold")
        .withArgs(
          ...[await workMarket.orderDigest(sale.order), await works.getAddress(), tokenId],
          ...[seller.address, buyer.address, ZeroAddress, PRICE, creator.address, ROYALTY, FEE],
        );
      expect(await works.clearedOwnerOf(tokenId)).to.equal(buyer.address);
      expect(await workMarket.etherFees()).to.equal(FEE);
      await expect(workMarket.collectFees()).to.changeEtherBalances(
        [workMarket, treasury],
        [-FEE, FEE],
      );
      await expectOnlyCredits(world, everybody(world));
    });

    it("sells for a token, which goes straight to those who are paid", async () => {
      const world = await loadFixture(deployWithWork);
      const { seller, buyer, creator, token, tokenId } = world;
      const currency = await token.getAddress();
      const sale = await signedListing(world, seller, { tokenId, currency });
      await fillAndCheck(world, buyer, sale, {
        ...{ seller: seller.address, buyer, price: PRICE, royalty: ROYALTY },
        receiver: creator.address,
      });
      await expectOnlyCredits(world, everybody(world));
    });

    it("gives back ether beyond the price, all of it where a token pays", async () => {
      const world = await loadFixture(deployWithWork);
      const { workMarket, seller, buyer, token, tokenId } = world;
      const currency = await token.getAddress();
      const sale = await signedListing(world, seller, { tokenId, currency });
      await expect(workMarket.connect(buyer).fill(sale, { value: PRICE })).to.changeEtherBalances(
        [buyer, workMarket],
        [0n, 0n],
      );
      const back = await signedListing(world, buyer, { tokenId });
      await expect(
        workMarket.connect(seller).fill(back, { value: PRICE * 3n }),
      ).to.changeEtherBalance(workMarket, FEE);
    });

    it("sells to the one account that it names, and to no other", async () => {
      const world = await loadFixture(deployWithWork);
      const { workMarket, works, seller, buyer, stranger, tokenId } = world;
      const sale = await signedListing(world, seller, { tokenId, taker: buyer.address });
      await expect(workMarket.connect(stranger).fill(sale, { value: PRICE }))
        .to.be.revertedWithCustomError(workMarket, "WorkMarketWrongTaker")
        .withArgs(await workMarket.orderDigest(sale.order), buyer.address, stranger.address);
      await workMarket.connect(buyer).fill(sale, { value: PRICE });
      expect(await works.ownerOf(tokenId)).to.equal(buyer.address);
    });

    it("falls in a straight line from its price to its last one", async () => {
      const world = await loadFixture(deployWithWork);
      const { workMarket, seller, buyer, tokenId } = world;
      const start = Number(await now());
      const order = await listingOf(world, seller, {
        ...{ tokenId, price: 1_000n, endPrice: 100n, startsAt: start, expiry: start + 900 },
      });
      for (const [after, price] of [
        [0, 1_000n],
        [1, 999n],
        [450, 550n],
        [899, 101n],
        [900, 100n],
        [2_000, 100n],
      ] as const) {
        expect(await workMarket.priceAt(order, start + after)).to.equal(price);
      }
      expect(await workMarket.priceAt({ ...order, endPrice: 1_000n }, start + 450)).to.equal(
        1_000n,
      );
      const sale = await saleOf(world, seller, order);
      await nextAt(BigInt(start + 450));
      await expect(workMarket.connect(buyer).fill(sale, { value: 1_000n })).to.changeEtherBalance(
        buyer,
        -550n,
      );
    });

    it("rounds the falling price up, in favour of the seller", async () => {
      const world = await loadFixture(deployWithWork);
      const order = await listingOf(world, world.seller, {
        ...{ tokenId: 1n, price: 10n, endPrice: 9n, startsAt: 100, expiry: 200 },
      });
      expect(await world.workMarket.priceAt(order, 150)).to.equal(10n);
    });
  });

  describe("given an offer", () => {
    it("buys the token it names from its owner, with tokens of the maker", async () => {
      const world = await loadFixture(deployWithWork);
      const { seller, buyer, creator, works, tokenId } = world;
      const sale = await signedOffer(world, buyer, { tokenId });
      await fillAndCheck(world, seller, sale, {
        ...{ seller: seller.address, buyer, price: PRICE, royalty: ROYALTY },
        receiver: creator.address,
      });
      expect(await works.clearedOwnerOf(tokenId)).to.equal(buyer.address);
      await expectOnlyCredits(world, everybody(world));
    });

    it("buys any token of a collection, and none of another", async () => {
      const world = await loadFixture(deployWithWork);
      const { workMarket, works, seller, buyer, creator, stranger } = world;
      const meant = await mintWork(world, { collection: 7 }, { to: seller.address });
      const other = await mintWork(world, { collection: 8 }, { to: seller.address });
      const foreign = await mintWork(world, { collection: 7 }, { by: stranger });
      const range = workRange({ creator: creator.address, collection: 7 });
      for (const tokenId of [other, foreign]) {
        const sale = await signedOffer(world, buyer, range, tokenId);
        await expect(workMarket.connect(seller).fill(sale))
          .to.be.revertedWithCustomError(workMarket, "WorkMarketWrongToken")
          .withArgs(await workMarket.orderDigest(sale.order), tokenId, 192);
      }
      const sale = await signedOffer(world, buyer, range, meant);
      await workMarket.connect(seller).fill(sale);
      expect(await works.ownerOf(meant)).to.equal(buyer.address);
    });

    it("buys what its creator mints into the range afterwards, with whatever floor", async () => {
      const world = await loadFixture(deployWithWork);
      const { workMarket, works, buyer, creator } = world;
      const range = workRange({ creator: creator.address, collection: 7 });
      const sale = await signedOffer(world, buyer, range, range.tokenId);
      const tokenId = await mintWork(world, { collection: 7, floor: PRICE * 100n });
      await works.connect(creator).setApprovalForAll(workMarket, true);
      await workMarket.connect(creator).fill({ ...sale, tokenId });
      expect(await works.ownerOf(tokenId)).to.equal(buyer.address);
      expect(await works.clearedOwnerOf(tokenId)).to.equal(ZeroAddress);
    });

    it("buys any token of a whole contract", async () => {
      const world = await loadFixture(deployWithWork);
      const { workMarket, foreign, seller, buyer, creator } = world;
      await foreign.setRoyaltyBps(creator, 300);
      await foreign.mint(seller, 12_345n);
      const collection = await foreign.getAddress();
      const fields = { collection, tokenId: 0n, tokenBits: 0 };
      await workMarket.connect(seller).fill(await signedOffer(world, buyer, fields, 12_345n));
      expect(await foreign.ownerOf(12_345n)).to.equal(buyer.address);
    });

    it("fails on a token that was burned, or that the caller has not", async () => {
      const world = await loadFixture(deployWithWork);
      const { workMarket, works, seller, buyer, stranger, tokenId } = world;
      const sale = await signedOffer(world, buyer, { tokenId });
      await expect(workMarket.connect(stranger).fill(sale)).to.be.revertedWithCustomError(
        works,
        "ERC721IncorrectOwner",
      );
      await works.connect(seller).burn(tokenId);
      await expect(workMarket.connect(seller).fill(sale)).to.be.revertedWithCustomError(
        works,
        "ERC721NonexistentToken",
      );
    });

    it("fails where its maker has not the money, or takes back its approval", async () => {
      const world = await loadFixture(deployWithWork);
      const { workMarket, token, seller, buyer, tokenId } = world;
      const rich = await signedOffer(world, buyer, { tokenId, price: parseEther("1001") });
      await expect(workMarket.connect(seller).fill(rich)).to.be.revertedWithCustomError(
        token,
        "ERC20InsufficientBalance",
      );
      const sale = await signedOffer(world, buyer, { tokenId });
      await token.connect(buyer).approve(workMarket, 0n);
      await expect(workMarket.connect(seller).fill(sale)).to.be.revertedWithCustomError(
        token,
        "ERC20InsufficientAllowance",
      );
    });

    it("pays the seller its limit or nothing is sold", async () => {
      const world = await loadFixture(deployWithWork);
      const { workMarket, seller, buyer, tokenId } = world;
      const sale = await signedOffer(world, buyer, { tokenId });
      const proceeds = PRICE - FEE - ROYALTY;
      await expect(workMarket.connect(seller).fill({ ...sale, limit: proceeds + 1n }))
        .to.be.revertedWithCustomError(workMarket, "WorkMarketBeyondLimit")
        .withArgs(await workMarket.orderDigest(sale.order), proceeds, proceeds + 1n);
      await workMarket.connect(seller).fill({ ...sale, limit: proceeds });
    });
  });

  describe("given an order that is wrong in itself", () => {
    async function expectRefused(
      change: (world: WorksWorld & { tokenId: bigint }) => object | Promise<object>,
      error: string,
      isOffer = false,
    ): Promise<void> {
      const world = await loadFixture(deployWithWork);
      const { workMarket, seller, buyer, tokenId } = world;
      const fields = { tokenId, ...(await change(world)) };
      const [maker, taker] = isOffer ? [buyer, seller] : [seller, buyer];
      const order = await (isOffer ? offerOf : listingOf)(world, maker, fields);
      const sale = await saleOf(world, maker, order, { limit: isOffer ? 0n : PRICE * 10n });
      await expect(
        workMarket.connect(taker).fill(sale, { value: PRICE }),
      ).to.be.revertedWithCustomError(workMarket, error);
    }

    it("refuses kinds that are no sale by themselves", async () => {
      await expectRefused(() => ({ kind: WorkOrderKind.Auction }), "WorkMarketWrongKind");
      await expectRefused(() => ({ kind: WorkOrderKind.Bid }), "WorkMarketWrongKind", true);
    });

    it("refuses a price of zero: a gift is a transfer", async () => {
      await expectRefused(() => ({ price: 0n, endPrice: 0n }), "WorkMarketInvalidPrice");
      await expectRefused(() => ({ endPrice: 0n }), "WorkMarketInvalidPrice");
      await expectRefused(() => ({ price: 0n, endPrice: 0n }), "WorkMarketInvalidPrice", true);
    });

    it("refuses a price that rises, and one that falls in an offer", async () => {
      await expectRefused(() => ({ endPrice: PRICE + 1n }), "WorkMarketInvalidPrice");
      await expectRefused(() => ({ endPrice: PRICE - 1n }), "WorkMarketInvalidPrice", true);
    });

    it("refuses a listing of a range, and ranges of more bits than an id has", async () => {
      await expectRefused(() => ({ tokenBits: 192 }), "WorkMarketWrongToken");
      await expectRefused(() => ({ tokenBits: 257 }), "WorkMarketWrongToken", true);
    });

    it("refuses an offer in ether, and tokens that are not listed", async () => {
      await expectRefused(() => ({ currency: ZeroAddress }), "WorkMarketInvalidCurrency", true);
      const currency = async () => ({
        currency: await (await ethers.deployContract("TestToken")).getAddress(),
      });
      await expectRefused(currency, "WorkMarketInvalidCurrency");
      await expectRefused(currency, "WorkMarketInvalidCurrency", true);
    });

    it("refuses a token that governance took from the list", async () => {
      await expectRefused(
        async ({ workMarket, owner, token }) => {
          await workMarket.connect(owner).setCurrency(token, false);
          return { currency: await token.getAddress() };
        },
        "WorkMarketInvalidCurrency",
        true,
      );
    });

    it("refuses another token than the order's", async () => {
      const world = await loadFixture(deployWithWork);
      const { workMarket, seller, buyer, tokenId } = world;
      const sale = await signedListing(world, seller, { tokenId });
      await expect(workMarket.connect(buyer).fill({ ...sale, tokenId: tokenId + 1n }))
        .to.be.revertedWithCustomError(workMarket, "WorkMarketWrongToken")
        .withArgs(await workMarket.orderDigest(sale.order), tokenId + 1n, 256);
    });

    it("refuses a maker that deals with itself", async () => {
      const world = await loadFixture(deployWithWork);
      const { workMarket, seller, tokenId } = world;
      const sale = await signedListing(world, seller, { tokenId });
      await expect(workMarket.connect(seller).fill(sale, { value: PRICE }))
        .to.be.revertedWithCustomError(workMarket, "WorkMarketOwnOrder")
        .withArgs(await workMarket.orderDigest(sale.order), seller.address);
    });

    it("refuses a word that does not fit its field", async () => {
      const world = await loadFixture(deployWithWork);
      const { workMarket, seller, buyer, tokenId } = world;
      const sale = await signedListing(world, seller, { tokenId });
      const data = workMarket.interface.encodeFunctionData("fill", [sale]);
      const maker = seller.address.slice(2).toLowerCase();
      const dirty = data.replace(`${"0".repeat(24)}${maker}`, `${"0".repeat(23)}1${maker}`);
      expect(dirty).not.to.equal(data);
      const to = await workMarket.getAddress();
      await expect(buyer.sendTransaction({ to, data: dirty, value: PRICE })).to.be.reverted;
    });
  });

  describe("when it comes too early, too late, or again", () => {
    it("takes the first and the last second, and none outside", async () => {
      const world = await loadFixture(deployWithWork);
      const { workMarket, seller, buyer, tokenId } = world;
      const start = (await now()) + 100n;
      const times = { startsAt: Number(start), expiry: Number(start) + 100 };
      const sale = await signedListing(world, seller, { tokenId, ...times });
      const digest = await workMarket.orderDigest(sale.order);
      await nextAt(start - 1n);
      await expect(workMarket.connect(buyer).fill(sale, { value: PRICE }))
        .to.be.revertedWithCustomError(workMarket, "WorkMarketNotStarted")
        .withArgs(digest, start, start - 1n);
      const snapshot = await takeSnapshot();
      await nextAt(start);
      await workMarket.connect(buyer).fill(sale, { value: PRICE });
      await snapshot.restore();
      await nextAt(start + 101n);
      await expect(workMarket.connect(buyer).fill(sale, { value: PRICE }))
        .to.be.revertedWithCustomError(workMarket, "WorkMarketExpired")
        .withArgs(digest, start + 100n, start + 101n);
    });

    it("refuses an order that was filled, cancelled alone, by word, or with all others", async () => {
      const world = await loadFixture(deployWithWork);
      const { workMarket, seller, buyer, tokenId } = world;
      const fill = (sale: Awaited<ReturnType<typeof signedListing>>) =>
        workMarket.connect(buyer).fill(sale, { value: PRICE });
      const cancelled = await signedListing(world, seller, { tokenId, nonce: 1n });
      await workMarket.connect(seller).cancel(1n);
      await expect(fill(cancelled))
        .to.be.revertedWithCustomError(workMarket, "OrderNonceUsed")
        .withArgs(seller.address, 1n);
      const ofWord = await signedListing(world, seller, { tokenId, nonce: 600n });
      await workMarket.connect(seller).cancelWord(2n);
      await expect(fill(ofWord)).to.be.revertedWithCustomError(workMarket, "OrderNonceUsed");
      const ofEpoch = await signedListing(world, seller, { tokenId, nonce: 2n });
      await workMarket.connect(seller).cancelAll();
      await expect(fill(ofEpoch))
        .to.be.revertedWithCustomError(workMarket, "OrderWrongEpoch")
        .withArgs(seller.address, 0, 1);
      const filled = await signedListing(world, seller, { tokenId, nonce: (1n << 32n) | 5n });
      await fill(filled);
      await moveAside(world, tokenId, buyer, seller);
      await expect(fill(filled)).to.be.revertedWithCustomError(workMarket, "OrderNonceUsed");
    });

    it("revives a listing whose token comes back, until it expires or its epoch ends", async () => {
      const world = await loadFixture(deployWithWork);
      const { workMarket, works, seller, buyer, stranger, tokenId } = world;
      const stale = await signedListing(world, seller, { tokenId });
      await moveAside(world, tokenId, seller, stranger);
      await expect(
        workMarket.connect(buyer).fill(stale, { value: PRICE }),
      ).to.be.revertedWithCustomError(works, "ERC721IncorrectOwner");
      await moveAside(world, tokenId, stranger, seller);
      await workMarket.connect(buyer).fill.staticCall(stale, { value: PRICE });
      const snapshot = await takeSnapshot();
      await workMarket.connect(seller).cancelAll();
      await expect(
        workMarket.connect(buyer).fill(stale, { value: PRICE }),
      ).to.be.revertedWithCustomError(workMarket, "OrderWrongEpoch");
      await snapshot.restore();
      await time.increaseTo(stale.order.expiry + 1);
      await expect(
        workMarket.connect(buyer).fill(stale, { value: PRICE }),
      ).to.be.revertedWithCustomError(workMarket, "WorkMarketExpired");
    });
  });

  describe("when the signature is not the maker's", () => {
    it("refuses a stranger's, a changed order's, a malleated and a foreign chain's", async () => {
      const world = await loadFixture(deployWithWork);
      const { workMarket, seller, buyer, stranger, tokenId, domain } = world;
      const order = await listingOf(world, seller, { tokenId });
      const good = await saleOf(world, seller, order);
      const elsewhere = await saleOf(
        { domain: { ...domain, chainId: domain.chainId + 1n } },
        seller,
        order,
      );
      const other = { ...domain, verifyingContract: stranger.address };
      for (const signature of [
        (await saleOf(world, stranger, order)).signature,
        (await saleOf(world, seller, { ...order, price: PRICE + 1n, endPrice: PRICE + 1n }))
          .signature,
        highSOf(good.signature),
        elsewhere.signature,
        (await saleOf({ domain: other }, seller, order)).signature,
        "0x",
      ]) {
        await expect(workMarket.connect(buyer).fill({ ...good, signature }, { value: PRICE }))
          .to.be.revertedWithCustomError(workMarket, "WorkMarketInvalidSignature")
          .withArgs(await workMarket.orderDigest(order), seller.address);
      }
    });

    it("takes the word of a wallet (ERC-1271), and no other answer", async () => {
      const world = await loadFixture(deployWithWork);
      const { workMarket, works, seller, buyer, tokenId } = world;
      const wallet = await ethers.deployContract("WalletMock", [seller]);
      const maker = { address: await wallet.getAddress() };
      await moveAside(world, tokenId, seller, maker.address);
      const approve = works.interface.encodeFunctionData("setApprovalForAll", [
        await workMarket.getAddress(),
        true,
      ]);
      await wallet.execute(works, approve);
      const order = await listingOf(world, maker, { tokenId });
      const sale = await saleOf(world, seller, order);
      for (const mode of [WalletMode.Reject, WalletMode.Revert, WalletMode.BurnGas]) {
        await wallet.setMode(mode);
        await expect(
          workMarket.connect(buyer).fill(sale, { value: PRICE }),
        ).to.be.revertedWithCustomError(workMarket, "WorkMarketInvalidSignature");
      }
      await wallet.setMode(WalletMode.Owner);
      await workMarket.connect(buyer).fill(sale, { value: PRICE });
      // The wallet takes no ether, so its part waits.
      expect(await workMarket.creditOf(ZeroAddress, wallet)).to.equal(PRICE - FEE - ROYALTY);
    });
  });

  describe("when the caller's money is not enough", () => {
    it("refuses less ether than the price, and a price above the caller's limit", async () => {
      const world = await loadFixture(deployWithWork);
      const { workMarket, seller, buyer, tokenId } = world;
      const sale = await signedListing(world, seller, { tokenId });
      await expect(workMarket.connect(buyer).fill(sale, { value: PRICE - 1n }))
        .to.be.revertedWithCustomError(workMarket, "WorkMarketTooLittleEther")
        .withArgs(PRICE - 1n, PRICE);
      await expect(workMarket.connect(buyer).fill({ ...sale, limit: PRICE - 1n }, { value: PRICE }))
        .to.be.revertedWithCustomError(workMarket, "WorkMarketBeyondLimit")
        .withArgs(await workMarket.orderDigest(sale.order), PRICE, PRICE - 1n);
    });

    it("credits a fee that has no room beside the treasury", async () => {
      const world = await loadFixture(deployWithWork);
      const { workMarket, seller, buyer, treasury, tokenId } = world;
      const price = (1n << 86n) - 1n;
      await setBalance(buyer.address, price * 2n);
      const sale = await signedListing(world, seller, { tokenId, price });
      await workMarket.connect(buyer).fill(sale, { value: price });
      expect(await workMarket.etherFees()).to.equal(0n);
      expect(await workMarket.creditOf(ZeroAddress, treasury)).to.equal(
        (price * BigInt(FEE_BPS)) / BPS,
      );
      expect(toBeHex(price).length).to.equal(24);
    });
  });
});
