import { loadFixture } from "@nomicfoundation/hardhat-network-helpers";
import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/signers";
import {
  allowList,
  buildWorkVoucher,
  makeNonce,
  signWorkVoucher,
  workId,
  workVoucherDigest,
  type WorkVoucher,
} from "@weft/sdk";
import { expect } from "chai";
import { ZeroAddress, ZeroHash } from "ethers";
import { ethers } from "hardhat";

import { nextAt, now } from "../support/time";
import { METADATA, PRICE, deployWorksWorld, nextNonce, type WorksWorld } from "./support";

const ROYALTY = PRICE / 10n;

/** A voucher of the creator for one copy in ether, unless changed. */
async function voucherOf(world: WorksWorld, change: Partial<WorkVoucher> = {}) {
  const { works, creator } = world;
  return buildWorkVoucher({
    works: await works.getAddress(),
    creator: creator.address,
    metadata: METADATA,
    price: PRICE,
    royaltyBps: 1_000,
    nonce: nextNonce(),
    now: Number(await now()),
    ...change,
  });
}

interface Use {
  by?: HardhatEthersSigner;
  signer?: HardhatEthersSigner;
  count?: number;
  value?: bigint;
  proof?: string[];
  to?: string;
  gasLimit?: number;
}

async function redeem(world: WorksWorld, voucher: WorkVoucher, use: Use = {}) {
  const { workVouchers, works, creator, buyer, voucherDomain: domain } = world;
  const { by = buyer, signer = creator, count = 1, proof = [], to = by.address } = use;
  const isForWallet = signer !== creator;
  const signature = await signWorkVoucher({ signer, domain, voucher, isForWallet });
  const due = voucher.currency === ZeroAddress ? voucher.price * BigInt(count) : 0n;
  const value = use.value ?? due;
  return workVouchers.connect(by).redeem(works, voucher, signature, count, to, proof, { value });
}

describe("WorkVouchers.redeem, given a token that calls back", () => {
  async function deployCallback() {
    const world = await loadFixture(deployWorksWorld);
    const token = await ethers.deployContract("CallbackToken");
    const currency = await token.getAddress();
    await token.mint(world.buyer, 10n * PRICE);
    await token.connect(world.buyer).approve(world.workVouchers, ethers.MaxUint256);
    return { world, token, currency };
  }

  it("is not entered again while it pays", async () => {
    const { world, token, currency } = await deployCallback();
    const { works, workVouchers, creator, buyer, voucherDomain: domain } = world;
    const voucher = await voucherOf(world, { currency, supply: 5 });
    const signature = await signWorkVoucher({ signer: creator, domain, voucher });
    const { redeem: again } = workVouchers;
    const { data } = await again.populateTransaction(works, voucher, signature, 1, buyer, []);
    await token.arm(workVouchers, data);
    await redeem(world, voucher);
    expect(await token.isCallOk()).to.equal(false);
    const guard = workVouchers.interface.getError("ReentrancyGuardReentrantCall");
    expect(await token.answer()).to.equal(guard?.selector);
    const id = workVoucherDigest(domain, voucher);
    expect(await workVouchers.redeemedOf(id)).to.equal(1n);
    expect(await token.balanceOf(creator)).to.equal(PRICE);
  });

  it("moves no tokens for a part that is nothing", async () => {
    const { world, token, currency } = await deployCallback();
    const voucher = await voucherOf(world, { currency, royaltyBps: 0 });
    const tx = await redeem(world, voucher);
    await expect(tx).to.changeTokenBalances(token, [world.buyer, world.creator], [-PRICE, PRICE]);
    const receipt = await tx.wait();
    const transfers = receipt?.logs.filter(({ address }) => address === currency);
    expect(transfers).to.have.length(1);
  });
});

describe("WorkVouchers.redeem", () => {
  it("mints for a buyer who pays: the royalty to its receiver, the rest to the creator", async () => {
    const world = await loadFixture(deployWorksWorld);
    const { works, workVouchers, creator, buyer, seller, stranger } = world;
    const voucher = await voucherOf(world, { collection: 4, royaltyReceiver: seller.address });
    const tokenId = workId({ creator: creator.address, collection: 4, number: 1 });
    const tx = await redeem(world, voucher, { to: stranger.address });
    await expect(tx).to.changeEtherBalances(
      [buyer, seller, creator, workVouchers],
      [-PRICE, ROYALTY, PRICE - ROYALTY, 0n],
    );
    const id = workVoucherDigest(world.voucherDomain, voucher);
    expect(await workVouchers.voucherDigest(works, voucher)).to.equal(id);
    await expect(tx)
      .to.emit(workVouchers, "VoucherUsed")
      .withArgs(
        ...[id, creator.address, buyer.address, stranger.address, tokenId, 1, PRICE, ROYALTY],
      );
    expect(await works.clearedOwnerOf(tokenId)).to.equal(stranger.address);
    expect((await works.royaltyInfo(tokenId, PRICE))[0]).to.equal(seller.address);
  });

  it("takes tokens, and keeps what cannot be handed over", async () => {
    const world = await loadFixture(deployWorksWorld);
    const { workVouchers, creator, buyer } = world;
    const token = await ethers.deployContract("BlocklistToken");
    await token.mint(buyer, PRICE);
    await token.connect(buyer).approve(workVouchers, PRICE);
    await token.setBlocked(creator, true);
    const voucher = await voucherOf(world, { currency: await token.getAddress() });
    await redeem(world, voucher);
    expect(await token.balanceOf(workVouchers)).to.equal(PRICE);
    expect(await workVouchers.creditOf(token, creator)).to.equal(PRICE);
  });

  it("keeps ether for a creator that does not take it", async () => {
    const world = await loadFixture(deployWorksWorld);
    const { workVouchers, seller, buyer, works } = world;
    const wallet = await ethers.deployContract("WalletMock", [seller]);
    const voucher = await voucherOf(world, { creator: await wallet.getAddress(), royaltyBps: 0 });
    await redeem(world, voucher, { signer: seller });
    expect(await workVouchers.creditOf(ZeroAddress, wallet)).to.equal(PRICE);
    expect(await works.balanceOf(buyer)).to.equal(1n);
  });

  it("mints a voucher of one copy once", async () => {
    const world = await loadFixture(deployWorksWorld);
    const { workVouchers, creator } = world;
    const voucher = await voucherOf(world, { nonce: 3n });
    await redeem(world, voucher);
    await expect(redeem(world, voucher))
      .to.be.revertedWithCustomError(workVouchers, "OrderNonceUsed")
      .withArgs(creator.address, 3n);
    const two = await voucherOf(world);
    await expect(redeem(world, two, { count: 2 })).to.be.revertedWithCustomError(
      workVouchers,
      "VoucherSoldOut",
    );
  });

  it("mints as many copies as it says in all, and as many as one account may", async () => {
    const world = await loadFixture(deployWorksWorld);
    const { works, workVouchers, buyer, stranger } = world;
    const voucher = await voucherOf(world, { supply: 5, perAccount: 3 });
    const id = workVoucherDigest(world.voucherDomain, voucher);
    await redeem(world, voucher, { count: 2 });
    await expect(redeem(world, voucher, { count: 2 }))
      .to.be.revertedWithCustomError(workVouchers, "VoucherAccountLimit")
      .withArgs(id, buyer.address, 4, 3);
    await redeem(world, voucher, { count: 1 });
    expect(await workVouchers.redeemedBy(id, buyer)).to.equal(3n);
    await expect(redeem(world, voucher, { count: 3, by: stranger }))
      .to.be.revertedWithCustomError(workVouchers, "VoucherSoldOut")
      .withArgs(id, 3, 2);
    await redeem(world, voucher, { count: 2, by: stranger });
    expect(await workVouchers.redeemedOf(id)).to.equal(5n);
    expect(await works.balanceOf(buyer)).to.equal(3n);
    expect(await works.balanceOf(stranger)).to.equal(2n);
  });

  it("mints for those on its list, and nobody else", async () => {
    const world = await loadFixture(deployWorksWorld);
    const { workVouchers, buyer, seller, creator, stranger } = world;
    const list = allowList([buyer.address, seller.address, creator.address]);
    const voucher = await voucherOf(world, { supply: 10, allowed: list.root });
    const proof = list.proofOf(buyer.address) ?? [];
    await redeem(world, voucher, { proof });
    await redeem(world, voucher, { by: seller, proof: list.proofOf(seller.address) ?? [] });
    for (const [by, given] of [
      [stranger, proof],
      [stranger, []],
      [buyer, proof.slice(1)],
    ] as const) {
      await expect(redeem(world, voucher, { by, proof: [...given] }))
        .to.be.revertedWithCustomError(workVouchers, "VoucherNotAllowed")
        .withArgs(workVoucherDigest(world.voucherDomain, voucher), by.address);
    }
    expect(list.proofOf(stranger.address)).to.equal(undefined);
  });

  it("takes the first and the last second, and none outside", async () => {
    const world = await loadFixture(deployWorksWorld);
    const { workVouchers } = world;
    const start = (await now()) + 100n;
    const times = { startsAt: Number(start), expiry: Number(start) + 50 };
    const voucher = await voucherOf(world, { supply: 9, ...times });
    const id = workVoucherDigest(world.voucherDomain, voucher);
    await nextAt(start - 1n);
    await expect(redeem(world, voucher))
      .to.be.revertedWithCustomError(workVouchers, "VoucherNotStarted")
      .withArgs(id, start, start - 1n);
    await nextAt(start);
    await redeem(world, voucher);
    await nextAt(start + 50n);
    await redeem(world, voucher);
    await nextAt(start + 51n);
    await expect(redeem(world, voucher))
      .to.be.revertedWithCustomError(workVouchers, "VoucherExpired")
      .withArgs(id, start + 50n, start + 51n);
  });

  it("ends where the creator cancels it, or all it signed", async () => {
    const world = await loadFixture(deployWorksWorld);
    const { workVouchers, creator } = world;
    const one = await voucherOf(world, { supply: 9 });
    await redeem(world, one);
    await workVouchers.connect(creator).cancel(one.nonce);
    await expect(redeem(world, one)).to.be.revertedWithCustomError(workVouchers, "OrderNonceUsed");
    const other = await voucherOf(world);
    await workVouchers.connect(creator).cancelAll();
    await expect(redeem(world, other)).to.be.revertedWithCustomError(
      workVouchers,
      "OrderWrongEpoch",
    );
    await redeem(world, await voucherOf(world, { nonce: makeNonce(1, 0) }));
  });

  it("refuses a signature of anybody else, another voucher's, and other contracts' works", async () => {
    const world = await loadFixture(deployWorksWorld);
    const { workVouchers, works, creator, buyer, stranger, voucherDomain: domain } = world;
    const voucher = await voucherOf(world);
    const id = workVoucherDigest(domain, voucher);
    await expect(redeem(world, voucher, { signer: stranger }))
      .to.be.revertedWithCustomError(workVouchers, "VoucherInvalidSignature")
      .withArgs(id, creator.address);
    const signature = await signWorkVoucher({ signer: creator, domain, voucher });
    const cheap = { ...voucher, price: 1n };
    const call = workVouchers.connect(buyer).redeem;
    await expect(
      call(works, cheap, signature, 1, buyer, [], { value: 1n }),
    ).to.be.revertedWithCustomError(workVouchers, "VoucherInvalidSignature");
    await expect(
      call(stranger, voucher, signature, 1, buyer, [], { value: PRICE }),
    ).to.be.revertedWithCustomError(workVouchers, "VoucherInvalidSignature");
  });

  it("refuses no copy, more or less ether than the price, and ether where tokens pay", async () => {
    const world = await loadFixture(deployWorksWorld);
    const { workVouchers, token } = world;
    const voucher = await voucherOf(world, { supply: 3 });
    await expect(redeem(world, voucher, { count: 0 })).to.be.revertedWithCustomError(
      workVouchers,
      "VoucherNoCount",
    );
    for (const value of [PRICE - 1n, PRICE + 1n]) {
      await expect(redeem(world, voucher, { value }))
        .to.be.revertedWithCustomError(workVouchers, "VoucherWrongEther")
        .withArgs(value, PRICE);
    }
    const inTokens = await voucherOf(world, { currency: await token.getAddress() });
    await expect(redeem(world, inTokens, { value: 1n }))
      .to.be.revertedWithCustomError(workVouchers, "VoucherWrongEther")
      .withArgs(1n, 0n);
  });

  it("gives copies away where the price is zero", async () => {
    const world = await loadFixture(deployWorksWorld);
    await redeem(world, await voucherOf(world, { price: 0n }));
    expect(await world.works.balanceOf(world.buyer)).to.equal(1n);
    expect(await world.works.collectionURI(world.creator, 0)).to.equal("");
    expect(ZeroHash).not.to.equal(METADATA);
  });

  describe("given a creator that guards works by a validator, or not", () => {
    async function deployGuarding() {
      const world = await deployWorksWorld();
      const validator = await ethers.deployContract("ValidatorMock", [world.workMarket]);
      return { ...world, validator };
    }

    for (const [name, isGuarded, isBefore] of [
      ["free, as it was signed, whatever its creator set before", false, true],
      ["free, as it was signed, whatever its creator sets later", false, false],
      ["guarded, as it was signed, by what its creator set before", true, true],
      ["guarded, as it was signed, by what its creator sets later", true, false],
    ] as const) {
      it(`mints a work that is ${name}`, async () => {
        const world = await loadFixture(deployGuarding);
        const { works, creator, buyer, stranger, validator } = world;
        const guard = () => works.connect(creator).setTransferValidator(validator);
        const voucher = await voucherOf(world, { isGuarded });
        if (isBefore) await guard();
        const minted = await redeem(world, voucher);
        if (!isBefore) await guard();
        const tokenId = workId({ creator: creator.address, collection: 0, number: 1 });
        const terms = [creator.address, 1_000, false, 0, ZeroAddress, 0n];
        await expect(minted)
          .to.emit(works, "WorkMinted")
          .withArgs(tokenId, creator.address, buyer.address, METADATA, terms, isGuarded);
        expect(await works.isGuarded(tokenId)).to.equal(isGuarded);
        const move = works.connect(buyer).transferFrom(buyer, stranger, tokenId);
        if (isGuarded) {
          await expect(move).to.be.revertedWithCustomError(validator, "ValidatorMockRefused");
        } else await move;
      });
    }

    it("takes no other word on it than the creator's", async () => {
      const world = await loadFixture(deployGuarding);
      const { works, workVouchers, creator, buyer, voucherDomain: domain } = world;
      const voucher = await voucherOf(world, { isGuarded: true });
      const signature = await signWorkVoucher({ signer: creator, domain, voucher });
      const free = { ...voucher, isGuarded: false };
      await expect(
        workVouchers.connect(buyer).redeem(works, free, signature, 1, buyer, [], { value: PRICE }),
      )
        .to.be.revertedWithCustomError(workVouchers, "VoucherInvalidSignature")
        .withArgs(workVoucherDigest(domain, free), creator.address);
    });
  });

  it("is not entered again by whom it pays", async () => {
    const world = await loadFixture(deployWorksWorld);
    const { workVouchers } = world;
    const taker = await ethers.deployContract("EtherTaker");
    const at = await taker.getAddress();
    const paid = { supply: 9, royaltyReceiver: at };
    await taker.setMode(1);
    await redeem(world, await voucherOf(world, paid));
    expect(await workVouchers.creditOf(ZeroAddress, at)).to.equal(ROYALTY);
    const again = workVouchers.interface.encodeFunctionData("withdraw", [ZeroAddress, at]);
    await taker.callWhenPaid(workVouchers, again);
    await redeem(world, await voucherOf(world, paid));
    expect(await workVouchers.creditOf(ZeroAddress, at)).to.equal(ROYALTY);
    expect(await taker.isCalled()).to.be.true;
    expect(await taker.isCallDone()).to.be.false;
  });
});
