import { loadFixture, time } from "@nomicfoundation/hardhat-network-helpers";
import {
  InvalidFieldError,
  allowList,
  buildAuction,
  buildBid,
  buildDraft,
  buildListing,
  buildWorkOffer,
  buildWorkVoucher,
  checkSale,
  clearedOwnerData,
  contentId,
  contentUri,
  digestOfContent,
  encodeMetadata,
  lastClearingAt,
  makeNonce,
  signWorkOrder,
  signWorkVoucher,
  splits,
  workIdOfResult,
  workMarket,
  workOrderDigest,
  workPriceAt,
  workRange,
  workRoyalty,
  works,
  workVoucherDigest,
  WrongSignerError,
  type WorkOrder,
} from "@weft/sdk";
import { FileContentStore } from "@weft/sdk/node";
import { expect } from "chai";
import { ZeroAddress, ZeroHash, id, parseEther, sha256 } from "ethers";
import { ethers } from "hardhat";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { now } from "../support/time";
import {
  METADATA,
  PRICE,
  ROYALTY_BPS,
  deployWorksWorld,
  mintWork,
  nextNonce,
  type WorksWorld,
} from "../works/support";

const MAKER = "0x1000000000000000000000000000000000000001";
const COLLECTION = "0x2000000000000000000000000000000000000002";
const TOKEN = "0x3000000000000000000000000000000000000003";

function listing(change: Partial<Parameters<typeof buildListing>[0]> = {}): WorkOrder {
  const order = { maker: MAKER, collection: COLLECTION, tokenId: 1n, price: 100n, nonce: 0n };
  return buildListing({ ...order, now: 1_000, ...change });
}

/** What every call needs. */
async function callsOf(world: WorksWorld) {
  return {
    provider: ethers.provider,
    works: await world.works.getAddress(),
    market: await world.workMarket.getAddress(),
    vouchers: await world.workVouchers.getAddress(),
    splits: await world.splits.getAddress(),
    token: await world.token.getAddress(),
  };
}

describe("sdk works", () => {
  describe("orders", () => {
    it("have defaults: ether, anybody, a week, a tenth for royalties", () => {
      expect(listing()).to.deep.include({
        ...{ kind: 0, taker: ZeroAddress, currency: ZeroAddress, tokenBits: 256, endPrice: 100n },
        ...{ maxRoyaltyBps: 1_000, startsAt: 1_000, expiry: 1_000 + 7 * 86_400 },
      });
    });

    it("are refused where nobody could take them, by the field that is wrong", () => {
      for (const [field, change] of [
        ["price", { price: 0n }],
        ["endPrice", { endPrice: 101n }],
        ["endPrice", { endPrice: 0n }],
        ["expiry", { expiry: 999 }],
        ["maxRoyaltyBps", { maxRoyaltyBps: 10_001 }],
        ["maker", { maker: ZeroAddress }],
        ["nonce", { nonce: 1n << 64n }],
        ["price", { price: 1n << 128n }],
      ] as const) {
        expect(() => listing(change), field).to.throw(InvalidFieldError, field);
      }
      const offer = { maker: MAKER, collection: COLLECTION, tokenId: 1n, price: 1n, nonce: 0n };
      expect(() => buildWorkOffer({ ...offer, currency: ZeroAddress })).to.throw(/currency/);
      const currency = TOKEN;
      expect(() => buildWorkOffer({ ...offer, currency, tokenBits: 257 })).to.throw(/tokenBits/);
      expect(buildWorkOffer({ ...offer, currency, tokenBits: 0 }).tokenBits).to.equal(0);
    });

    it("of auctions and bids belong together", () => {
      const auction = buildAuction({
        ...{ maker: MAKER, collection: COLLECTION, tokenId: 1n, currency: TOKEN, price: 5n },
        ...{ nonce: 0n, startsAt: 10, closesAt: 100 },
      });
      expect(auction.expiry).to.equal(86_500);
      const bid = buildBid({ auction, maker: TOKEN, price: 6n, nonce: 1n });
      expect(bid).to.deep.include({ taker: MAKER, expiry: 86_500, tokenId: 1n, endPrice: 6n });
    });

    it("have the digest and the price that the market works out", async () => {
      const { workMarket: market, domain, creator } = await loadFixture(deployWorksWorld);
      const order = listing({ endPrice: 7n, startsAt: 1_000, expiry: 1_777 });
      expect(workOrderDigest(domain, order)).to.equal(await market.orderDigest(order));
      for (const time of [0, 1_000, 1_001, 1_300, 1_776, 1_777, 5_000]) {
        expect(workPriceAt(order, time)).to.equal(await market.priceAt(order, time));
      }
      const signing = signWorkOrder({ signer: creator, domain, order });
      await expect(signing).to.be.rejectedWith(WrongSignerError);
    });
  });

  describe("vouchers", () => {
    const voucher = {
      ...{ works: COLLECTION, creator: MAKER, metadata: METADATA, price: 1n, nonce: 0n, now: 10 },
    };

    it("have defaults, and the digest that the contract works out", async () => {
      const { workVouchers, voucherDomain } = await loadFixture(deployWorksWorld);
      const built = buildWorkVoucher({ ...voucher, royaltyBps: 300, floor: 5n });
      expect(built).to.deep.include({ supply: 1, perAccount: 0, allowed: ZeroHash, startsAt: 10 });
      const digest = await workVouchers.voucherDigest(built.works, built);
      expect(workVoucherDigest(voucherDomain, built)).to.equal(digest);
    });

    it("are refused where nobody could use them", async () => {
      const { creator, voucherDomain: domain } = await loadFixture(deployWorksWorld);
      expect(() => buildWorkVoucher({ ...voucher, supply: 0 })).to.throw(/supply/);
      expect(() => buildWorkVoucher({ ...voucher, royaltyBps: 1_001 })).to.throw(/royaltyBps/);
      expect(() => buildWorkVoucher({ ...voucher, expiry: 9 })).to.throw(/expiry/);
      expect(() => buildWorkVoucher({ ...voucher, metadata: ZeroHash })).to.throw(/metadata/);
      const signing = signWorkVoucher({
        signer: creator,
        domain,
        voucher: buildWorkVoucher(voucher),
      });
      await expect(signing).to.be.rejectedWith(WrongSignerError);
    });

    it("allow lists of any size, in any order, and prove each account", () => {
      const accounts = Array.from({ length: 7 }, (_, i) => ethers.toBeHex(i + 1, 20));
      const list = allowList(accounts);
      expect(allowList([...accounts].reverse()).root).to.equal(list.root);
      for (const account of accounts) expect(list.proofOf(account)).to.be.an("array");
      expect(allowList(accounts.slice(0, 1)).proofOf(accounts[0] ?? "")).to.deep.equal([]);
      expect(() => allowList([])).to.throw(/accounts/);
    });
  });

  describe("content", () => {
    it("is named by its digest, and read back by name", () => {
      const { bytes, digest } = encodeMetadata({ name: "a", description: "b", image: "c" });
      expect(digest).to.equal(sha256(bytes));
      expect(digestOfContent(contentUri(digest))).to.equal(digest);
      expect(digestOfContent(contentId(digest))).to.equal(digest);
      const name = contentId(digest);
      for (const wrong of ["", "Qm", `${name}a`, name.slice(0, -1), `b1${name.slice(2)}`]) {
        expect(() => digestOfContent(wrong), wrong).to.throw(InvalidFieldError);
      }
    });

    it("is kept on disk, and refused where it is missing or was changed", async () => {
      const directory = mkdtempSync(join(tmpdir(), "weft-content-"));
      try {
        const store = new FileContentStore(directory);
        const bytes = Uint8Array.from([1, 2, 3]);
        const { id: name, digest } = await store.put(bytes);
        await store.put(bytes);
        expect([...(await store.get(contentUri(digest)))]).to.deep.equal([1, 2, 3]);
        await expect(store.get(contentId(id("other")))).to.be.rejectedWith(/not kept here/);
        writeFileSync(join(directory, name), "4");
        await expect(store.get(name)).to.be.rejectedWith(/another digest/);
      } finally {
        rmSync(directory, { recursive: true });
      }
    });
  });

  it("refuses ranges that a condition cannot hold, and works that cannot be", () => {
    expect(() => clearedOwnerData({ tokenId: 1n, tokenBits: 256 })).to.throw(/tokenBits/);
    expect(() => clearedOwnerData({ tokenId: 1n, tokenBits: 100 })).to.throw(/tokenBits/);
    expect(() => workRange({ creator: MAKER, collection: 2 ** 31 })).to.throw(/collection/);
    expect(() => buildDraft({ metadata: METADATA, ancestorBps: 5_001 })).to.throw(/ancestorBps/);
    expect(workIdOfResult({ creator: MAKER, result: ZeroHash })).to.equal(
      (BigInt(MAKER) << 96n) | (1n << 95n),
    );
    expect(workRoyalty(1n, 1)).to.equal(1n);
  });

  describe("calls", () => {
    it("mint, show, list, check, sell, and withdraw", async () => {
      const world = await loadFixture(deployWorksWorld);
      const { creator, buyer, domain } = world;
      const { provider, market, ...calls } = await callsOf(world);
      const floor = parseEther("0.1");
      const { tokenId } = await works.mint({
        ...{ signer: creator, works: calls.works, metadata: METADATA, royaltyBps: 500, floor },
      });
      const show = { provider, works: calls.works, tokenId };
      expect(await works.show(show)).to.deep.include({
        ...{ owner: creator.address, clearedOwner: creator.address, provenance: undefined },
        royalty: { receiver: creator.address, bps: ROYALTY_BPS },
        floor: { currency: ZeroAddress, amount: floor },
      });
      const order = buildListing({
        ...{ maker: creator.address, collection: calls.works, tokenId, price: PRICE },
        ...{ nonce: makeNonce(0, 200), now: Number(await now()) },
      });
      const sale = { order, signature: await signWorkOrder({ signer: creator, domain, order }) };
      const question = { provider, market, works: calls.works, sale };
      const own = await checkSale({ ...question, taker: creator.address });
      expect(own.isGood ? "" : own.error.message).to.match(/cannot take its own order/);
      const check = await checkSale({ ...question, taker: buyer.address });
      expect(check).to.deep.include({
        isGood: true,
        preview: {
          ...{ price: PRICE, royaltyReceiver: creator.address, isClearing: false },
          clearsUntil: undefined,
          ...{ royalty: PRICE / 20n, fee: PRICE / 40n, proceeds: (PRICE * 37n) / 40n },
        },
      });
      const { sold } = await workMarket.fill({ signer: buyer, market, sale });
      expect(sold).to.deep.include({ tokenId, proceeds: (PRICE * 37n) / 40n });
      const account = buyer.address;
      expect(await works.hasAccess({ ...show, account })).to.be.false;
      await workMarket.payFloor({
        ...{ signer: buyer, market, works: calls.works, tokenId, owner: account },
        ...{ currency: ZeroAddress, floor },
      });
      expect(await works.hasAccess({ ...show, account })).to.be.true;
      await workMarket.cancel({ signer: buyer, market, nonce: 7n });
      await workMarket.cancelAll({ signer: creator, market });
      const again = await checkSale({ ...question, taker: buyer.address });
      expect(again.isGood).to.be.false;
      await works.burn({ signer: buyer, works: calls.works, tokenId });
    });

    it("check a falling listing as of the next block, and say until when its sale clears", async () => {
      const world = await loadFixture(deployWorksWorld);
      const { creator, buyer, domain } = world;
      const { provider, market, works: collection } = await callsOf(world);
      const start = Number(await now());
      const last = start + 1_000;
      const listing = (tokenId: bigint) =>
        buildListing({
          ...{ maker: creator.address, collection, tokenId, price: PRICE, nonce: nextNonce() },
          ...{ now: start, endPrice: PRICE / 2n },
        });
      const floor = workRoyalty(workPriceAt(listing(0n), last), ROYALTY_BPS);
      const order = listing(await mintWork(world, { royaltyBps: ROYALTY_BPS, floor }));
      const sale = { order, signature: await signWorkOrder({ signer: creator, domain, order }) };
      const question = { provider, market, works: collection, sale, taker: buyer.address };
      for (const [at, isClearing, clearsUntil] of [
        [last - 2, true, last],
        [last - 1, true, last],
        [last, false, undefined],
      ] as const) {
        await time.increaseTo(at);
        const price = workPriceAt(order, at + 1);
        const { preview } = { preview: undefined, ...(await checkSale(question)) };
        expect(preview).to.deep.include({ price, isClearing, clearsUntil });
        expect(preview?.royalty).to.equal(workRoyalty(price, ROYALTY_BPS));
      }
      const after = { order, royaltyBps: ROYALTY_BPS, floor: 0n, from: order.expiry + 1 };
      expect(lastClearingAt(after)).to.equal(undefined);
      expect(lastClearingAt({ ...after, from: order.expiry })).to.equal(order.expiry);
    });

    it("sweep, and say which orders failed", async () => {
      const world = await loadFixture(deployWorksWorld);
      const { creator, buyer, domain } = world;
      const { market, works: collection } = await callsOf(world);
      const start = Number(await now());
      const sales = [];
      for (let i = 0; i < 3; ++i) {
        const tokenId = await mintWork(world);
        const order = buildListing({
          ...{ maker: creator.address, collection, tokenId, price: PRICE, nonce: nextNonce() },
          ...{ now: start, endPrice: PRICE / 2n },
        });
        sales.push({ order, signature: await signWorkOrder({ signer: creator, domain, order }) });
      }
      await workMarket.cancel({ signer: creator, market, nonce: sales[0]?.order.nonce ?? 0n });
      const { sold, failed } = await workMarket.sweep({ signer: buyer, market, sales, count: 1 });
      expect(sold).to.have.length(1);
      expect(failed.map(({ index }) => index)).to.deep.equal([0]);
    });

    it("redeem vouchers, revise works, and share what a split received", async () => {
      const world = await loadFixture(deployWorksWorld);
      const { creator, seller, buyer, voucherDomain: domain } = world;
      const { provider, works: address, vouchers, splits: maker } = await callsOf(world);
      const terms = { payees: [creator.address, seller.address], shares: [600_000, 400_000] };
      const split = await splits.addressOf({ provider, splits: maker, ...terms });
      const voucher = buildWorkVoucher({
        ...{ works: address, creator: creator.address, metadata: METADATA, price: PRICE },
        ...{ nonce: nextNonce(), now: Number(await now()), supply: 2, royaltyBps: 1_000 },
        royaltyReceiver: split,
      });
      const signature = await signWorkVoucher({ signer: creator, domain, voucher });
      const redeemed = await works.redeem({
        signer: buyer,
        vouchers,
        voucher,
        signature,
        count: 2,
      });
      expect(redeemed.tokenIds).to.have.length(2);
      expect(await splits.pending({ provider, split, currency: ZeroAddress })).to.equal(PRICE / 5n);
      expect((await splits.create({ signer: buyer, splits: maker, ...terms })).split).to.equal(
        split,
      );
      const shared = await splits.distribute({ signer: buyer, split, currency: ZeroAddress });
      expect(shared.amount).to.equal(PRICE / 5n);
      const none = splits.create({ signer: buyer, splits: maker, payees: [], shares: [] });
      await expect(none).to.be.rejectedWith(InvalidFieldError);
      const tokenId = await mintWork(world);
      await works.revise({ signer: creator, works: address, tokenId, metadata: id("new") });
      const { uri } = await works.show({ provider, works: address, tokenId });
      expect(uri).to.equal(contentUri(id("new")));
    });

    it("bring bids and settle auctions", async () => {
      const world = await loadFixture(deployWorksWorld);
      const { creator, buyer, stranger, domain } = world;
      const { provider, market, works: collection, token: currency } = await callsOf(world);
      const tokenId = await mintWork(world);
      const startsAt = Number(await now());
      const auction = buildAuction({
        ...{ maker: creator.address, collection, tokenId, currency, price: PRICE },
        ...{ nonce: nextNonce(), startsAt, closesAt: startsAt + 100 },
      });
      const auctionSignature = await signWorkOrder({ signer: creator, domain, order: auction });
      const bid = buildBid({ auction, maker: buyer.address, price: PRICE, nonce: nextNonce() });
      const bidSignature = await signWorkOrder({ signer: buyer, domain, order: bid });
      const call = { signer: stranger, market, auction, auctionSignature, bid, bidSignature };
      const { endsAt } = await workMarket.placeBid(call);
      await ethers.provider.send("evm_setNextBlockTimestamp", [endsAt + 1]);
      const { sold } = await workMarket.settleAuction(call);
      expect(sold.buyer).to.equal(buyer.address);
      const account = creator.address;
      expect(await workMarket.creditOf({ provider, market, currency, account })).to.equal(0n);
      const nothing = workMarket.withdraw({ signer: stranger, market, currency, account });
      await expect(nothing).to.be.rejectedWith(/nothing .* waits/);
    });
  });
});
