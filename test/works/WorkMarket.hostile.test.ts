import { loadFixture, takeSnapshot } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { MaxUint256, ZeroAddress } from "ethers";
import { ethers } from "hardhat";

import { MISBEHAVIOUR } from "./misbehaviour";
import {
  FEE_BPS,
  PRICE,
  deployWorksWorld,
  expectOnlyCredits,
  mintWork,
  signedListing,
  signedOffer,
  type WorksWorld,
} from "./support";

const FEE = (PRICE * BigInt(FEE_BPS)) / 10_000n;
const TOKEN_ID = 77n;

/** Fixture: a token of somebody else's contract, which a seller lists for ether. */
async function deployForeign() {
  const world = await deployWorksWorld();
  const { foreign, seller, creator } = world;
  await foreign.mint(seller, TOKEN_ID);
  await foreign.setRoyaltyBps(creator, 500n);
  const collection = await foreign.getAddress();
  return { ...world, collection };
}

type ForeignWorld = Awaited<ReturnType<typeof deployForeign>>;

async function listed(world: ForeignWorld, fields: object = {}) {
  const { collection, seller } = world;
  return signedListing(world, seller, { collection, tokenId: TOKEN_ID, ...fields });
}

async function expectUnsold(world: ForeignWorld, error: string, args: unknown[] = []) {
  const { workMarket, foreign, buyer, seller } = world;
  const sale = await listed(world);
  const tx = workMarket.connect(buyer).fill(sale, { value: PRICE });
  if (args.length === 0) await expect(tx).to.be.revertedWithCustomError(workMarket, error);
  else {
    await expect(tx)
      .to.be.revertedWithCustomError(workMarket, error)
      .withArgs(...args);
  }
  expect(await foreign.ownerOf(TOKEN_ID)).to.equal(seller.address);
  expect(await ethers.provider.getBalance(workMarket)).to.equal(0n);
  expect(await workMarket.isNonceUsable(seller, sale.order.nonce)).to.be.true;
}

describe("WorkMarket against hostile contracts", () => {
  describe("given a token's contract that answers badly about royalties", () => {
    for (const [name, mode] of Object.entries(MISBEHAVIOUR)) {
      const isHarmless = name === "Answer" || name === "Huge";
      it(`${isHarmless ? "sells" : "fails closed"} where it answers with ${name}`, async () => {
        const world = await loadFixture(deployForeign);
        await world.foreign.setMode(mode);
        if (!isHarmless) {
          await expectUnsold(world, "WorkMarketNoRoyaltyAnswer", [world.collection, TOKEN_ID]);
          return;
        }
        const { workMarket, buyer, creator } = world;
        const sale = await listed(world);
        await expect(workMarket.connect(buyer).fill(sale, { value: PRICE })).to.changeEtherBalance(
          creator,
          PRICE / 20n,
        );
      });
    }

    it("fails closed where the receiver is no address", async () => {
      const world = await loadFixture(deployForeign);
      await world.foreign.setRoyalty(1n << 160n, 1n);
      await expectUnsold(world, "WorkMarketNoRoyaltyAnswer");
    });

    it("fails closed where the contract has no royalties, or is none", async () => {
      const world = await loadFixture(deployForeign);
      const { workMarket, buyer, stranger, seller } = world;
      for (const collection of [stranger.address, await world.token.getAddress()]) {
        const sale = await signedListing(world, seller, { collection, tokenId: 1n });
        await expect(
          workMarket.connect(buyer).fill(sale, { value: PRICE }),
        ).to.be.revertedWithCustomError(workMarket, "WorkMarketNoRoyaltyAnswer");
      }
    });

    it("takes nothing above what the maker signed, nor above the price", async () => {
      const world = await loadFixture(deployForeign);
      const { foreign, collection, creator, workMarket, buyer } = world;
      const cap = PRICE / 10n;
      for (const royalty of [cap + 1n, PRICE + 1n, MaxUint256]) {
        await foreign.setRoyalty(BigInt(creator.address), royalty);
        const args = [collection, royalty, cap];
        await expectUnsold(world, "WorkMarketRoyaltyAboveCap", args);
      }
      await foreign.setRoyalty(BigInt(creator.address), PRICE);
      const sale = await listed(world, { maxRoyaltyBps: 10_000 });
      await expect(workMarket.connect(buyer).fill(sale, { value: PRICE }))
        .to.be.revertedWithCustomError(workMarket, "WorkMarketRoyaltyAboveCap")
        .withArgs(collection, PRICE, PRICE - FEE);
      await foreign.setRoyalty(BigInt(creator.address), PRICE - FEE);
      await workMarket.connect(buyer).fill(sale, { value: PRICE });
    });

    it("is not raised after listing", async () => {
      const world = await loadFixture(deployForeign);
      const { foreign, workMarket, buyer, creator } = world;
      const sale = await listed(world, { maxRoyaltyBps: 500 });
      await foreign.setRoyaltyBps(creator, 501n);
      await expect(
        workMarket.connect(buyer).fill(sale, { value: PRICE }),
      ).to.be.revertedWithCustomError(workMarket, "WorkMarketRoyaltyAboveCap");
    });

    it("pays no royalty to nobody, and none to itself", async () => {
      const world = await loadFixture(deployForeign);
      const { foreign, collection, workMarket, buyer } = world;
      for (const receiver of [ZeroAddress, await workMarket.getAddress()]) {
        await foreign.setRoyalty(BigInt(receiver), 1n);
        await expectUnsold(world, "WorkMarketInvalidReceiver", [collection, receiver]);
      }
      await foreign.setRoyalty(0n, 0n);
      await workMarket.connect(buyer).fill(await listed(world), { value: PRICE });
    });
  });

  describe("given a token's contract that lies or calls back", () => {
    it("sells nothing where the token does not arrive", async () => {
      const world = await loadFixture(deployForeign);
      await world.foreign.lie();
      await expectUnsold(world, "WorkMarketNotDelivered", [
        world.collection,
        TOKEN_ID,
        world.seller.address,
      ]);
    });

    it("is not entered again by any door while the token moves", async () => {
      const world = await loadFixture(deployForeign);
      const { workMarket, foreign, seller, buyer, collection } = world;
      const sale = await listed(world);
      const { order, signature } = sale;
      const face = workMarket.interface;
      const calls = [
        face.encodeFunctionData("fill", [sale]),
        face.encodeFunctionData("fillBatch", [[sale], 100_000n]),
        face.encodeFunctionData("sweep", [[sale], 1n, 100_000n]),
        face.encodeFunctionData("placeBid", [order, signature, order, signature]),
        face.encodeFunctionData("settleAuction", [order, signature]),
        face.encodeFunctionData("payFloor", [collection, 1n, seller.address, ZeroAddress, 1n]),
        face.encodeFunctionData("withdraw", [ZeroAddress, seller.address]),
        face.encodeFunctionData("withdrawTo", [ZeroAddress, seller.address]),
        face.encodeFunctionData("collectFees"),
      ];
      const guard = workMarket.interface.getError("ReentrancyGuardReentrantCall")?.selector;
      for (const call of calls) {
        await foreign.callWhileMoving(workMarket, call);
        const snapshot = await takeSnapshot();
        await workMarket.connect(buyer).fill(sale, { value: PRICE });
        expect(await foreign.isCallRefused()).to.be.true;
        expect(await foreign.callFailure()).to.equal(guard);
        await snapshot.restore();
      }
    });

    it("fails on a token that was burned", async () => {
      const world = await loadFixture(deployForeign);
      const { foreign, workMarket, buyer } = world;
      const sale = await listed(world);
      await foreign.burn(TOKEN_ID);
      await expect(
        workMarket.connect(buyer).fill(sale, { value: PRICE }),
      ).to.be.revertedWithCustomError(foreign, "ERC721NonexistentToken");
    });
  });

  describe("given payees that do not take their part", () => {
    async function deployTaker() {
      const world = await deployWorksWorld();
      const taker = await ethers.deployContract("EtherTaker");
      const at = await taker.getAddress();
      const tokenId = await mintWork(
        world,
        { royaltyBps: 1_000, royaltyReceiver: at },
        { to: world.seller.address },
      );
      return { ...world, taker, at, tokenId };
    }

    const royalty = PRICE / 10n;

    it("says how much gas it gives each", async () => {
      const { workMarket } = await loadFixture(deployTaker);
      expect(await workMarket.PUSH_GAS()).to.equal(50_000n);
    });

    for (const [name, mode] of [
      ["reverts", 1],
      ["burns its gas", 2],
      ["answers at length", 3],
    ] as const) {
      it(`sells all the same where the royalty's receiver ${name}, and keeps its part`, async () => {
        const world = await loadFixture(deployTaker);
        const { workMarket, taker, at, seller, buyer, stranger, tokenId } = world;
        await taker.setMode(mode);
        const sale = await signedListing(world, seller, { tokenId });
        const tx = await workMarket.connect(buyer).fill(sale, { value: PRICE });
        await expect(tx).to.changeEtherBalance(seller, PRICE - FEE - royalty);
        await expect(tx).to.emit(workMarket, "Credited").withArgs(ZeroAddress, at, royalty);
        expect(await workMarket.creditOf(ZeroAddress, at)).to.equal(royalty);
        const call = workMarket.interface.encodeFunctionData("withdrawTo", [
          ZeroAddress,
          stranger.address,
        ]);
        await expect(taker.execute(workMarket, call)).to.changeEtherBalance(stranger, royalty);
        await workMarket.collectFees();
        await expectOnlyCredits(world, [at]);
      });
    }

    it("takes the push of a receiver that calls back, and lets it change nothing", async () => {
      const world = await loadFixture(deployTaker);
      const { workMarket, taker, at, seller, buyer, tokenId } = world;
      await taker.setMode(1);
      const first = await signedListing(world, seller, { tokenId });
      await workMarket.connect(buyer).fill(first, { value: PRICE });
      expect(await workMarket.creditOf(ZeroAddress, at)).to.equal(royalty);
      const again = await signedListing(world, buyer, { tokenId });
      await taker.callWhenPaid(
        workMarket,
        workMarket.interface.encodeFunctionData("withdraw", [ZeroAddress, at]),
      );
      await workMarket.connect(seller).fill(again, { value: PRICE });
      expect(await workMarket.creditOf(ZeroAddress, at)).to.equal(royalty);
      expect(await taker.isCalled()).to.be.true;
      expect(await taker.isCallDone()).to.be.false;
      expect(await ethers.provider.getBalance(at)).to.equal(royalty);
    });

    it("keeps tokens for a receiver that the token blocks, and sells all the same", async () => {
      const world = await loadFixture(deployTaker);
      const { workMarket, owner, at, seller, buyer, tokenId } = world;
      const token = await ethers.deployContract("BlocklistToken");
      await workMarket.connect(owner).setCurrency(token, true);
      await token.mint(buyer, PRICE);
      await token.connect(buyer).approve(workMarket, PRICE);
      await token.setBlocked(at, true);
      const currency = await token.getAddress();
      const sale = await signedOffer(world, buyer, { tokenId, currency });
      const tx = workMarket.connect(seller).fill(sale);
      await expect(tx).to.changeTokenBalances(
        token,
        [buyer, seller, workMarket],
        [-PRICE, PRICE - FEE - royalty, royalty],
      );
      expect(await workMarket.creditOf(token, at)).to.equal(royalty);
      await expect(workMarket.withdraw(token, at)).to.be.reverted;
      await token.setBlocked(at, false);
      await expect(workMarket.withdraw(token, at)).to.changeTokenBalance(token, at, royalty);
    });

    it("keeps the fees of a treasury that does not take them", async () => {
      const world = await loadFixture(deployTaker);
      const { workMarket, owner, taker, at, seller, buyer, tokenId } = world;
      await workMarket.connect(owner).setTreasury(at);
      const sale = await signedListing(world, seller, { tokenId });
      await workMarket.connect(buyer).fill(sale, { value: PRICE });
      await taker.setMode(1);
      await workMarket.collectFees();
      expect(await workMarket.creditOf(ZeroAddress, at)).to.equal(FEE);
    });

    it("refuses a sale whose gas would leave too little for a push", async () => {
      const world = await loadFixture(deployTaker);
      const { workMarket, seller, buyer, tokenId } = world;
      const sale = await signedListing(world, seller, { tokenId });
      const fill = (gasLimit: number) =>
        workMarket.connect(buyer).fill(sale, { value: PRICE, gasLimit });
      await expect(fill(230_000)).to.be.reverted;
      expect(await workMarket.creditOf(ZeroAddress, world.at)).to.equal(0n);
      await fill(400_000);
      expect(await workMarket.creditOf(ZeroAddress, world.at)).to.equal(0n);
    });

    it("pays the split of a receiver that nobody deployed", async () => {
      const world: WorksWorld = await loadFixture(deployWorksWorld);
      const { workMarket, splits, creator, seller, buyer } = world;
      const payees = [creator.address, seller.address];
      const at = await splits.addressOf(payees, [500_000, 500_000]);
      const tokenId = await mintWork(world, { royaltyReceiver: at }, { to: seller.address });
      const sale = await signedListing(world, seller, { tokenId });
      await workMarket.connect(buyer).fill(sale, { value: PRICE });
      expect(await ethers.provider.getBalance(at)).to.equal(PRICE / 20n);
      await splits.create(payees, [500_000, 500_000]);
      const split = await ethers.getContractAt("Split", at);
      await expect(split.distribute(ZeroAddress)).to.changeEtherBalance(creator, PRICE / 40n);
    });
  });
});
