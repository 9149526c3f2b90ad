import { loadFixture, takeSnapshot } from "@nomicfoundation/hardhat-network-helpers";
import {
  allowList,
  buildDraft,
  buildListing,
  buildWorkVoucher,
  clearedOwnerData,
  clearedOwnerEvidence,
  signWorkVoucher,
  workOrderDigest,
  workRange,
} from "@weft/sdk";
import { expect } from "chai";
import { MaxUint256, parseEther, ZeroAddress } from "ethers";
import { ethers } from "hardhat";

import { inOneBlockAt } from "../support/block";
import { WalletMode } from "../support/signatures";
import { nextAt, now } from "../support/time";
import { bidOf, endsOf, EXTENSION, openAuction, place, settle } from "../works/auction";
import {
  deployWorksWorld,
  expectOnlyCredits,
  FEE_BPS,
  FUNDS,
  METADATA,
  mintWork,
  moveAside,
  nextNonce,
  PRICE,
  saleOf,
  signedListing,
  signedOffer,
} from "../works/support";

const FLOOR = parseEther("0.05");
const FEE = (PRICE * BigInt(FEE_BPS)) / 10_000n;
const ROYALTY = PRICE / 20n;
const gasLimit = 900_000n;

/** Fixture: two works of one creator that a seller owns, one of them with a floor in ether. */
async function deployWorks() {
  const world = await deployWorksWorld();
  const to = world.seller.address;
  const tokenId = await mintWork(world, {}, { to });
  const floored = await mintWork(world, { floor: FLOOR, royaltyBps: 500 }, { to });
  return { ...world, tokenId, floored };
}

type Works = Awaited<ReturnType<typeof deployWorks>>;

describe("attacks on works and their market", () => {
  let world: Works;

  beforeEach(async () => {
    world = await loadFixture(deployWorks);
  });

  /** Whether a work opens the doors that its creator's members have. */
  async function isMember(account: { address: string }, tokenId: bigint): Promise<boolean> {
    const { condition, creator } = world;
    const data = clearedOwnerData(workRange({ creator: creator.address }));
    return condition.isMet(account.address, data, clearedOwnerEvidence(tokenId));
  }

  it("NFT1a: a work sold inside a wrapper pays no royalty, and opens nothing for anybody", async () => {
    const { works, workMarket, seller, buyer, floored } = world;
    expect(await isMember(seller, floored)).to.equal(true);
    const vault = await ethers.deployContract("WorkVault", [works]);
    await works.connect(seller).setApprovalForAll(vault, true);
    await vault.connect(seller).wrap(floored);
    await vault.connect(seller).setApprovalForAll(workMarket, true);
    // Not on this market, which asks the wrapper for its royalty and has no answer.
    const sale = await signedListing(world, seller, {
      tokenId: floored,
      collection: await vault.getAddress(),
    });
    await expect(
      workMarket.connect(buyer).fill(sale, { value: PRICE }),
    ).to.be.revertedWithCustomError(workMarket, "WorkMarketNoRoyaltyAnswer");
    // Elsewhere it is sold, and taken out by its buyer.
    await vault.connect(seller).transferFrom(seller, buyer, floored);
    await vault.connect(buyer).unwrap(floored);
    expect(await works.ownerOf(floored)).to.equal(buyer.address);
    for (const account of [seller, buyer, { address: await vault.getAddress() }]) {
      expect(await isMember(account, floored)).to.equal(false);
    }
    const { creator } = world;
    await expect(
      workMarket
        .connect(buyer)
        .payFloor(works, floored, buyer, ZeroAddress, FLOOR, { value: FLOOR }),
    ).to.changeEtherBalance(creator, FLOOR);
    expect(await isMember(buyer, floored)).to.equal(true);
  });

  it("NFT1b: a wrapper takes no work whose creator lets the market alone move it", async () => {
    const { works, workMarket, creator, seller, buyer } = world;
    const validator = await ethers.deployContract("ValidatorMock", [workMarket]);
    await works.connect(creator).setTransferValidator(validator);
    const tokenId = await mintWork(world, {}, { to: seller.address });
    const vault = await ethers.deployContract("WorkVault", [works]);
    await works.connect(seller).setApprovalForAll(vault, true);
    await expect(vault.connect(seller).wrap(tokenId)).to.be.revertedWithCustomError(
      validator,
      "ValidatorMockRefused",
    );
    await expect(
      works.connect(seller).transferFrom(seller, buyer, tokenId),
    ).to.be.revertedWithCustomError(validator, "ValidatorMockRefused");
    const sale = await signedListing(world, seller, { tokenId });
    await workMarket.connect(buyer).fill(sale, { value: PRICE });
    expect(await works.ownerOf(tokenId)).to.equal(buyer.address);
  });

  it("NFT2: a sale at nothing is refused, and one at next to nothing does not clear above a floor", async () => {
    const { works, workMarket, seller, buyer, creator, tokenId, floored } = world;
    const fill = async (id: bigint, price: bigint) => {
      const sale = await signedListing(world, seller, { tokenId: id, price });
      return workMarket.connect(buyer).fill(sale, { value: price });
    };
    const free = await signedListing(world, seller, { tokenId: floored, price: 1n });
    const nothing = { ...free.order, price: 0n, endPrice: 0n };
    await expect(
      workMarket.connect(buyer).fill(await saleOf(world, seller, nothing)),
    ).to.be.revertedWithCustomError(workMarket, "WorkMarketInvalidPrice");
    // The rest is paid aside. Royalties round up, so that even this one is not free.
    await expect(await fill(floored, 20n)).to.changeEtherBalance(creator, 1n);
    expect(await works.ownerOf(floored)).to.equal(buyer.address);
    expect(await isMember(buyer, floored)).to.equal(false);
    // Without a floor the creator asked for a share of the price and no more: docs/royalties.md says so.
    await fill(tokenId, 20n);
    expect(await isMember(buyer, tokenId)).to.equal(true);
  });

  for (const [name, mode] of [
    ["reverts", 1],
    ["burns its gas", 2],
    ["answers at length", 3],
  ] as const) {
    it(`NFT4: a royalty receiver that ${name} stops neither its sale nor the next one in the batch`, async () => {
      const { workMarket, works, seller, buyer, stranger, tokenId } = world;
      const taker = await ethers.deployContract("EtherTaker");
      const at = await taker.getAddress();
      await taker.setMode(mode);
      const hostile = await mintWork(
        world,
        { royaltyBps: 1_000, royaltyReceiver: at },
        { to: seller.address },
      );
      const sales = [
        await signedListing(world, seller, { tokenId: hostile }),
        await signedListing(world, seller, { tokenId }),
      ];
      const bought = workMarket.connect(buyer).fillBatch(sales, 500_000n, { value: 2n * PRICE });
      const royalty = PRICE / 10n;
      await expect(bought).to.changeEtherBalance(seller, 2n * (PRICE - FEE) - royalty - ROYALTY);
      for (const id of [hostile, tokenId]) expect(await works.ownerOf(id)).to.equal(buyer.address);
      expect(await workMarket.creditOf(ZeroAddress, at)).to.equal(royalty);
      const way = [ZeroAddress, stranger.address] as const;
      const data = workMarket.interface.encodeFunctionData("withdrawTo", [...way]);
      await expect(taker.execute(workMarket, data)).to.changeEtherBalance(stranger, royalty);
      await workMarket.collectFees();
      await expectOnlyCredits(world, [at]);
    });
  }

  for (const first of ["fill", "cancel"] as const) {
    it(`NFT6: an old cheap listing of a work that came back, ${first} first: one of them goes through`, async () => {
      const { works, workMarket, seller, buyer, stranger, tokenId } = world;
      const stale = await signedListing(world, seller, { tokenId, price: 100n });
      await moveAside(world, tokenId, seller, stranger);
      await expect(
        workMarket.connect(buyer).fill(stale, { value: 100n }),
      ).to.be.revertedWithCustomError(works, "ERC721IncorrectOwner");
      await moveAside(world, tokenId, stranger, seller);
      const sends = {
        fill: () => workMarket.connect(buyer).fill(stale, { value: 100n, gasLimit }),
        cancel: () => workMarket.connect(seller).cancelAll({ gasLimit }),
      };
      const order = first === "fill" ? [sends.fill, sends.cancel] : [sends.cancel, sends.fill];
      const sent = await inOneBlockAt((await now()) + 5n, order);
      // Cancelling goes through anyway; it comes too late for what was sold before it.
      expect(sent).to.deep.equal(first === "fill" ? [true, true] : [true, false]);
      const owner = first === "fill" ? buyer : seller;
      expect(await works.ownerOf(tokenId)).to.equal(owner.address);
      const later = await signedListing(world, seller, { tokenId, price: 100n });
      await expect(
        workMarket.connect(buyer).fill(later, { value: 100n }),
      ).to.be.revertedWithCustomError(workMarket, "OrderWrongEpoch");
    });
  }

  it("NFT6b: an old listing is dead by its expiry, which the SDK puts a week away at most by itself", async () => {
    const { workMarket, works, seller, buyer, tokenId } = world;
    const start = Number(await now());
    const order = buildListing({
      maker: seller.address,
      collection: await works.getAddress(),
      ...{ tokenId, price: 100n, nonce: nextNonce(), now: start },
    });
    expect(order.expiry - start).to.equal(7 * 86_400);
    const sale = await saleOf(world, seller, order);
    await nextAt(BigInt(order.expiry) + 1n);
    await expect(
      workMarket.connect(buyer).fill(sale, { value: 100n }),
    ).to.be.revertedWithCustomError(workMarket, "WorkMarketExpired");
  });

  it("NFT7: an approval for everything moves nothing without the owner's own order", async () => {
    const { works, workMarket, foreign, token, seller, stranger, tokenId, floored } = world;
    await foreign.mint(seller, 77n);
    const thief = workMarket.connect(stranger);
    const listing = await signedListing(world, stranger, { tokenId, price: 1n });
    const offer = await signedOffer(world, stranger, { tokenId, price: 1n });
    const forged = { ...listing, order: { ...listing.order, maker: seller.address } };
    const fake = await ethers.deployContract("FakeWorks", [stranger, foreign, 77n]);
    const auction = await openAuction(world, stranger, tokenId);
    const { address } = seller;
    const attempts = [
      // Sells to itself what it does not own; takes its own offer as the victim; signs for the victim.
      () => thief.fill(listing, { value: 1n }),
      () => workMarket.connect(world.buyer).fill(listing, { value: 1n }),
      () => thief.fill(offer),
      () => thief.fill({ ...offer, limit: 0n }),
      () => thief.fill(forged, { value: 1n }),
      // In the victim's name, by the door of batches; as a floor; as an auction that is another's.
      () => thief.fillItem(address, 0n, { ...offer, limit: 0n }),
      () => thief.payFloor(fake, 1n, address, foreign, MaxUint256),
      () => thief.withdrawTo(works, stranger),
      async () => {
        await place(auction, await bidOf(auction, world.buyer, PRICE));
        await nextAt(auction.closesAt + 1n);
        return settle(auction);
      },
    ];
    for (const attempt of attempts) await expect(attempt()).to.be.reverted;
    for (const id of [tokenId, floored]) expect(await works.ownerOf(id)).to.equal(address);
    expect(await foreign.ownerOf(77n)).to.equal(address);
    expect(await token.balanceOf(seller)).to.equal(FUNDS);
  });

  it("NFT8: a token that buys, bids and cancels while it moves gets nothing twice", async () => {
    const { workMarket, foreign, seller, buyer, creator, token, tokenId } = world;
    await foreign.setRoyaltyBps(creator, 500n);
    await foreign.mint(seller, 5n);
    const collection = await foreign.getAddress();
    const sale = await signedListing(world, seller, { tokenId: 5n, collection });
    const other = await signedListing(world, seller, { tokenId });
    const auction = await openAuction(world, seller, tokenId);
    const bid = await bidOf(auction, buyer, PRICE);
    const face = workMarket.interface;
    const guard = face.getError("ReentrancyGuardReentrantCall")?.selector;
    const { signature } = auction;
    const calls = [
      face.encodeFunctionData("fill", [sale]),
      face.encodeFunctionData("fill", [other]),
      face.encodeFunctionData("placeBid", [auction.auction, signature, bid.order, bid.signature]),
      face.encodeFunctionData("settleAuction", [auction.auction, signature]),
      face.encodeFunctionData("withdraw", [ZeroAddress, seller.address]),
      face.encodeFunctionData("cancel", [sale.order.nonce]),
    ];
    for (const call of calls) {
      const snapshot = await takeSnapshot();
      await foreign.callWhileMoving(workMarket, call);
      const tx = workMarket.connect(buyer).fill(sale, { value: PRICE });
      await expect(tx).to.changeEtherBalances(
        [buyer, seller, creator, workMarket],
        [-PRICE, PRICE - FEE - ROYALTY, ROYALTY, FEE],
      );
      // Its own nonces are all that a stranger can cancel, and that takes nothing from anybody.
      const isCancel = call === calls.at(-1);
      expect(await foreign.isCallRefused()).to.equal(!isCancel);
      if (!isCancel) expect(await foreign.callFailure()).to.equal(guard);
      expect(await foreign.ownerOf(5n)).to.equal(buyer.address);
      expect(await token.balanceOf(buyer)).to.equal(FUNDS);
      expect(await workMarket.isNonceUsable(seller, sale.order.nonce)).to.equal(false);
      await snapshot.restore();
    }
  });

  it("NFT9a: a bid in the last second leaves the others ten minutes, and outdoing a bidder that refuses money needs none", async () => {
    const { works, workMarket, token, seller, buyer, creator, stranger, tokenId } = world;
    const auction = await openAuction(world, seller, tokenId);
    // A contract that takes no ether, and later denies what it signed.
    const wallet = await ethers.deployContract("WalletMock", [stranger]);
    await token.mint(wallet, FUNDS);
    const approve = token.interface.encodeFunctionData("approve", [
      await workMarket.getAddress(),
      MaxUint256,
    ]);
    await wallet.execute(token, approve);
    const built = await bidOf(auction, stranger, PRICE, { maker: await wallet.getAddress() });
    await place(auction, built);
    await wallet.setMode(WalletMode.Revert);
    await nextAt(auction.closesAt);
    await place(auction, await bidOf(auction, buyer, 2n * PRICE));
    const id = workOrderDigest(auction.domain, auction.auction);
    expect((await workMarket.highBidOf(id)).endsAt).to.equal(auction.closesAt + EXTENSION);
    expect(await token.balanceOf(wallet), "nothing to give back").to.equal(FUNDS);
    await nextAt(auction.closesAt + EXTENSION);
    await place(auction, await bidOf(auction, creator, 3n * PRICE));
    await nextAt(auction.closesAt + 2n * EXTENSION + 1n);
    await settle(auction);
    expect(await works.ownerOf(tokenId)).to.equal(creator.address);
    expect(await token.balanceOf(buyer)).to.equal(FUNDS);
  });

  it("NFT9b: the highest bidder's wallet that says no at the end pays all the same", async () => {
    const { works, workMarket, token, seller, stranger, tokenId } = world;
    const auction = await openAuction(world, seller, tokenId);
    const wallet = await ethers.deployContract("WalletMock", [stranger]);
    await token.mint(wallet, FUNDS);
    const approve = token.interface.encodeFunctionData("approve", [
      await workMarket.getAddress(),
      MaxUint256,
    ]);
    await wallet.execute(token, approve);
    const maker = await wallet.getAddress();
    await place(auction, await bidOf(auction, stranger, PRICE, { maker }));
    await wallet.setMode(WalletMode.Reject);
    await nextAt(auction.closesAt + 1n);
    await settle(auction);
    expect(await works.ownerOf(tokenId)).to.equal(maker);
    expect(await token.balanceOf(wallet)).to.equal(FUNDS - PRICE);
    expect(endsOf(auction).last).to.be.greaterThan(auction.closesAt);
  });

  it("NFT11: a currency that became worthless at its own address buys nothing once it left the list", async () => {
    const { works, workMarket, token, owner, seller, buyer, tokenId, floored } = world;
    const listing = await signedListing(world, seller, {
      tokenId,
      currency: await token.getAddress(),
    });
    const auction = await openAuction(world, seller, floored);
    await place(auction, await bidOf(auction, buyer, PRICE));
    const lying = await ethers.deployContract("LyingToken");
    const code = await ethers.provider.getCode(lying);
    await ethers.provider.send("hardhat_setCode", [await token.getAddress(), code]);
    await workMarket.connect(owner).setCurrency(token, false);
    await expect(workMarket.connect(buyer).fill(listing)).to.be.revertedWithCustomError(
      workMarket,
      "WorkMarketInvalidCurrency",
    );
    const offer = await signedOffer(world, buyer, { tokenId });
    await expect(
      workMarket.connect(seller).fill({ ...offer, limit: 0n }),
    ).to.be.revertedWithCustomError(workMarket, "WorkMarketInvalidCurrency");
    await nextAt(auction.closesAt + 1n);
    await expect(settle(auction)).to.be.revertedWithCustomError(
      workMarket,
      "WorkMarketInvalidCurrency",
    );
    for (const id of [tokenId, floored]) {
      expect(await works.ownerOf(id)).to.equal(seller.address);
    }
  });

  it("NFT14: the order of two mints in a block changes nothing of what they are", async () => {
    const { works, workVouchers, creator, buyer, stranger, voucherDomain } = world;
    const voucher = buildWorkVoucher({
      works: await works.getAddress(),
      creator: creator.address,
      metadata: METADATA,
      ...{ price: PRICE, royaltyBps: 500, collection: 9, supply: 2, nonce: nextNonce() },
      now: Number(await now()),
    });
    const signature = await signWorkVoucher({ signer: creator, domain: voucherDomain, voucher });
    const redeem = (by: typeof buyer) =>
      workVouchers
        .connect(by)
        .redeem(works, voucher, signature, 1, by, [], { value: PRICE, gasLimit });
    const found: unknown[] = [];
    for (const order of [
      [buyer, stranger],
      [stranger, buyer],
    ]) {
      const snapshot = await takeSnapshot();
      const sends = order.map((by) => () => redeem(by));
      expect(await inOneBlockAt((await now()) + 10n, sends)).to.deep.equal([true, true]);
      const minted = await works.queryFilter(works.filters.WorkMinted());
      const terms = minted
        .slice(-2)
        .map(({ args: { metadata, terms: asked, isGuarded } }) => [
          metadata,
          asked.royaltyBps,
          asked.floor,
          isGuarded,
        ]);
      expect(terms[0]).to.deep.equal(terms[1]);
      expect(terms[0]?.[0]).to.equal(METADATA);
      found.push(terms);
      await snapshot.restore();
    }
    expect(found[0]).to.deep.equal(found[1]);
  });

  it("NFT14b: a mint copied from the mempool takes neither the id nor the place of its maker", async () => {
    const { works, workVouchers, creator, buyer, stranger, voucherDomain } = world;
    const draft = buildDraft({ metadata: METADATA, royaltyBps: 500 });
    const expected = await works.connect(creator).mint.staticCall(creator, draft);
    const sent = await inOneBlockAt((await now()) + 10n, [
      () => works.connect(stranger).mint(stranger, draft, { gasLimit }),
      () => works.connect(creator).mint(creator, draft, { gasLimit }),
    ]);
    expect(sent).to.deep.equal([true, true]);
    expect(await works.ownerOf(expected)).to.equal(creator.address);
    const listed = allowList([buyer.address]);
    const voucher = buildWorkVoucher({
      works: await works.getAddress(),
      creator: creator.address,
      metadata: METADATA,
      ...{ price: PRICE, royaltyBps: 500, allowed: listed.root, nonce: nextNonce() },
      now: Number(await now()),
    });
    const signature = await signWorkVoucher({ signer: creator, domain: voucherDomain, voucher });
    const proof = listed.proofOf(buyer.address) ?? [];
    await expect(
      workVouchers
        .connect(stranger)
        .redeem(works, voucher, signature, 1, stranger, proof, { value: PRICE }),
    ).to.be.revertedWithCustomError(workVouchers, "VoucherNotAllowed");
    await workVouchers
      .connect(buyer)
      .redeem(works, voucher, signature, 1, buyer, proof, { value: PRICE });
    expect(await works.balanceOf(buyer)).to.equal(1n);
  });
});
