import { loadFixture } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { ZeroAddress } from "ethers";

import { FEE_BPS, PRICE, deployWorksWorld, mintWork, signedListing, signedOffer } from "./support";

const GAS = 400_000n;
const FEE = (PRICE * BigInt(FEE_BPS)) / 10_000n;
const NONE = "0x00000000";

/** Fixture: three works of a seller, listed for ether, and one that a token pays. */
async function deployListed() {
  const world = await deployWorksWorld();
  const { seller, token } = world;
  const tokenIds: bigint[] = [];
  for (let i = 0; i < 4; ++i) tokenIds.push(await mintWork(world, {}, { to: seller.address }));
  const [first = 0n, second = 0n, third = 0n, fourth = 0n] = tokenIds;
  const currency = await token.getAddress();
  return {
    ...world,
    first: await signedListing(world, seller, { tokenId: first }),
    second: await signedListing(world, seller, { tokenId: second }),
    third: await signedListing(world, seller, { tokenId: third }),
    inTokens: await signedListing(world, seller, { tokenId: fourth, currency }),
  };
}

describe("WorkMarket in batches", () => {
  describe("fillBatch", () => {
    it("buys with one payment, each in its currency, and gives back what is not spent", async () => {
      const world = await loadFixture(deployListed);
      const { workMarket, works, buyer, first, second, inTokens } = world;
      const sales = [first, inTokens, second];
      const batch = workMarket.connect(buyer).fillBatch;
      const value = PRICE * 5n;
      expect(await batch.staticCall(sales, GAS, { value })).to.deep.equal([NONE, NONE, NONE]);
      await expect(batch(sales, GAS, { value })).to.changeEtherBalances(
        [buyer, workMarket],
        [-PRICE * 2n, FEE * 2n],
      );
      for (const { tokenId } of sales) {
        expect(await works.clearedOwnerOf(tokenId)).to.equal(buyer.address);
      }
    });

    it("buys what it can, names what each other failed with, and pays only for what it got", async () => {
      const world = await loadFixture(deployListed);
      const { workMarket, works, buyer, seller, first, second, third } = world;
      await workMarket.connect(seller).cancel(first.order.nonce);
      await works.connect(seller).burn(second.tokenId);
      const sales = [first, second, third];
      const batch = workMarket.connect(buyer).fillBatch;
      const used = workMarket.interface.getError("OrderNonceUsed")?.selector ?? "";
      const gone = works.interface.getError("ERC721NonexistentToken")?.selector ?? "";
      const value = PRICE * 3n;
      expect(await batch.staticCall(sales, GAS, { value })).to.deep.equal([used, gone, NONE]);
      const tx = batch(sales, GAS, { value });
      await expect(tx).to.changeEtherBalance(buyer, -PRICE);
      await expect(tx)
        .to.emit(workMarket, "BatchItemFailed")
        .withArgs(await workMarket.orderDigest(first.order), 0, used)
        .and.to.emit(workMarket, "BatchItemFailed")
        .withArgs(await workMarket.orderDigest(second.order), 1, gone);
      expect(await workMarket.isNonceUsable(seller, second.order.nonce)).to.be.true;
    });

    it("counts the ether of one call once", async () => {
      const { workMarket, works, buyer, seller, first, second, third } =
        await loadFixture(deployListed);
      const poor = workMarket.interface.getError("WorkMarketTooLittleEther")?.selector ?? "";
      const sales = [first, second, third];
      const batch = workMarket.connect(buyer).fillBatch;
      const value = PRICE * 2n + 1n;
      expect(await batch.staticCall(sales, GAS, { value })).to.deep.equal([NONE, NONE, poor]);
      await expect(batch(sales, GAS, { value })).to.changeEtherBalance(buyer, -PRICE * 2n);
      expect(await works.ownerOf(third.tokenId)).to.equal(seller.address);
    });

    it("takes the same order once", async () => {
      const { workMarket, buyer, first } = await loadFixture(deployListed);
      const used = workMarket.interface.getError("OrderNonceUsed")?.selector ?? "";
      const batch = workMarket.connect(buyer).fillBatch;
      const codes = await batch.staticCall([first, first], GAS, { value: PRICE * 2n });
      expect(codes).to.deep.equal([NONE, used]);
    });

    it("says of an item whose gas runs out that it does, and spares the others", async () => {
      const { workMarket, works, buyer, foreign, seller, first, ...world } =
        await loadFixture(deployListed);
      await foreign.mint(seller, 1n);
      await foreign.setMode(2); // burns its gas
      const hungry = await signedListing(
        { workMarket, works, buyer, foreign, seller, ...world },
        seller,
        {
          tokenId: 1n,
          collection: await foreign.getAddress(),
        },
      );
      const silent = workMarket.interface.getError("WorkMarketNoRoyaltyAnswer")?.selector ?? "";
      const batch = workMarket.connect(buyer).fillBatch;
      const value = PRICE * 2n;
      const codes = await batch.staticCall([hungry, first], GAS, { value });
      expect(codes).to.deep.equal([silent, NONE]);
      const low = await batch.staticCall([first, first], 20_000n, { value });
      const out = workMarket.interface.getError("BatchItemOutOfGas")?.selector ?? "";
      expect(low).to.deep.equal([out, out]);
      await expect(batch([first], GAS, { value, gasLimit: 400_000 })).to.be.revertedWithCustomError(
        workMarket,
        "BatchGasTooLow",
      );
    });

    it("passes over an item that is too long to be anything", async () => {
      const { workMarket, buyer, first, second } = await loadFixture(deployListed);
      const long = workMarket.interface.getError("BatchItemOutOfGas")?.selector ?? "";
      const sales = [{ ...first, signature: `0x${"00".repeat(17_000)}` }, second];
      const codes = await workMarket
        .connect(buyer)
        .fillBatch.staticCall(sales, GAS, { value: PRICE });
      expect(codes).to.deep.equal([long, NONE]);
    });

    it("takes offers as their seller", async () => {
      const world = await loadFixture(deployListed);
      const { workMarket, works, buyer, seller, first } = world;
      const sale = await signedOffer(world, buyer, { tokenId: first.tokenId });
      await workMarket.connect(seller).fillBatch([sale], GAS);
      expect(await works.ownerOf(first.tokenId)).to.equal(buyer.address);
    });

    it("is the only one to open its items' door", async () => {
      const { workMarket, buyer, first } = await loadFixture(deployListed);
      await expect(workMarket.connect(buyer).fillItem(buyer, PRICE, first))
        .to.be.revertedWithCustomError(workMarket, "WorkMarketNotSelf")
        .withArgs(buyer.address);
    });
  });

  describe("sweep", () => {
    it("stops once it has as many as were asked for", async () => {
      const world = await loadFixture(deployListed);
      const { workMarket, works, buyer, seller, first, second, third } = world;
      await workMarket.connect(seller).cancel(first.order.nonce);
      const used = workMarket.interface.getError("OrderNonceUsed")?.selector ?? "";
      const enough = workMarket.interface.getError("WorkMarketEnough")?.selector ?? "";
      const sweep = workMarket.connect(buyer).sweep;
      const sales = [first, second, third];
      const value = PRICE * 3n;
      expect(await sweep.staticCall(sales, 1, GAS, { value })).to.deep.equal([used, NONE, enough]);
      await expect(sweep(sales, 1, GAS, { value })).to.changeEtherBalance(buyer, -PRICE);
      expect(await works.ownerOf(third.tokenId)).to.equal(seller.address);
    });

    it("begins afresh in every batch", async () => {
      const { workMarket, works, buyer, first, second } = await loadFixture(deployListed);
      const taker = await (await import("hardhat")).ethers.deployContract("EtherTaker");
      for (const sale of [first, second]) {
        const call = workMarket.interface.encodeFunctionData("sweep", [[sale], 1, GAS]);
        await taker.connect(buyer).execute(workMarket, call, { value: PRICE });
      }
      expect(await works.ownerOf(second.tokenId)).to.equal(await taker.getAddress());
      expect(await workMarket.creditOf(ZeroAddress, taker)).to.equal(0n);
    });
  });
});
