import { loadFixture, setBalance } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { parseEther, ZeroAddress } from "ethers";
import { ethers } from "hardhat";

import {
  deployWorksWorld,
  FEE_BPS,
  mintWork,
  PRICE,
  signedListing,
  type WorksWorld,
} from "../works/support";

const GAS = 400_000n;
const DONE = "0x00000000";
const FEE = (PRICE * BigInt(FEE_BPS)) / 10_000n;
const ROYALTY = PRICE / 10n;
const BURNS_GAS = 2;

/** Fixture: three listed works; a contract that can refuse ether has the royalty of the second. */
async function deployListed() {
  const world = await deployWorksWorld();
  const taker = await ethers.deployContract("EtherTaker");
  const royaltyReceiver = await taker.getAddress();
  const drafts = [{}, { royaltyBps: 1_000, royaltyReceiver }, {}];
  const sales = [];
  for (const draft of drafts) {
    const tokenId = await mintWork(
      world,
      { royaltyBps: 0, ...draft },
      { to: world.seller.address },
    );
    sales.push(await signedListing(world, world.seller, { tokenId }));
  }
  return { ...world, taker, royaltyReceiver, sales };
}

describe("attacks with ether", () => {
  let world: WorksWorld & Awaited<ReturnType<typeof deployListed>>;

  beforeEach(async () => {
    world = await loadFixture(deployListed);
  });

  /** Ether of others that waits in the market: fees, and the royalty of somebody who did not take it. */
  async function fill(): Promise<bigint> {
    const { workMarket, seller, taker, royaltyReceiver, stranger } = world;
    await taker.setMode(BURNS_GAS);
    for (let i = 0; i < 3; i++) {
      const draft = { royaltyBps: 1_000, royaltyReceiver };
      const tokenId = await mintWork(world, draft, { to: seller.address });
      const sale = await signedListing(world, seller, { tokenId });
      await workMarket.connect(stranger).fill(sale, { value: PRICE });
    }
    return ethers.provider.getBalance(workMarket);
  }

  it("ESC13: ether that came once buys once, whatever a batch asks for", async () => {
    const { workMarket, works, buyer, sales } = world;
    const others = await fill();
    const batch = workMarket.connect(buyer).fillBatch;
    const short = workMarket.interface.getError("WorkMarketTooLittleEther")?.selector;
    const expected = [DONE, short, short];
    expect(await batch.staticCall(sales, GAS, { value: PRICE })).to.deep.equal(expected);
    await expect(batch(sales, GAS, { value: PRICE })).to.changeEtherBalances(
      [buyer, workMarket],
      [-PRICE, FEE],
    );
    const owners = await Promise.all(sales.map(({ tokenId }) => works.ownerOf(tokenId)));
    expect(owners.map((owner) => owner === buyer.address)).to.deep.equal([true, false, false]);
    expect(await ethers.provider.getBalance(workMarket)).to.equal(others + FEE);
  });

  it("ESC13: no multicall takes ether, so that none can be counted twice", async () => {
    const { workMarket, buyer, sales } = world;
    const [sale] = sales;
    if (sale === undefined) throw new Error("no sale");
    // The item of a batch is open to the market alone: nobody names a value that did not come.
    await expect(workMarket.connect(buyer).fillItem(buyer, PRICE * 3n, sale))
      .to.be.revertedWithCustomError(workMarket, "WorkMarketNotSelf")
      .withArgs(buyer.address);
    for (const name of ["Vault", "LeaseMarket", "JobMarket", "OneShotMarket"] as const) {
      const { interface: known } = await ethers.getContractFactory(name);
      known.forEachFunction((fragment) => expect(fragment.payable, fragment.name).to.equal(false));
    }
  });

  it("ESC14: ether that is forced in buys nothing, pays nobody, and keeps nobody's in", async () => {
    const { workMarket, buyer, stranger, taker, royaltyReceiver, sales, treasury } = world;
    const others = await fill();
    await setBalance(await workMarket.getAddress(), others + parseEther("5"));
    await expect(stranger.sendTransaction({ to: workMarket, value: 1n }), "no way in by itself").to
      .be.reverted;
    const [sale, second] = sales;
    if (sale === undefined || second === undefined) throw new Error("no sales");
    const asThief = workMarket.connect(buyer);
    await expect(asThief.fill(sale, { value: 0n })).to.be.revertedWithCustomError(
      workMarket,
      "WorkMarketTooLittleEther",
    );
    await expect(asThief.fill(sale, { value: PRICE * 2n })).to.changeEtherBalance(buyer, -PRICE);
    await expect(asThief.fillBatch([second], GAS, { value: PRICE * 2n })).to.changeEtherBalance(
      buyer,
      -PRICE,
    );
    const credit = 4n * ROYALTY;
    expect(await workMarket.creditOf(ZeroAddress, royaltyReceiver)).to.equal(credit);
    const call = workMarket.interface.encodeFunctionData("withdrawTo", [
      ZeroAddress,
      stranger.address,
    ]);
    await expect(taker.execute(workMarket, call)).to.changeEtherBalance(stranger, credit);
    await expect(workMarket.collectFees()).to.changeEtherBalance(treasury, 5n * FEE);
    expect(await ethers.provider.getBalance(workMarket)).to.equal(parseEther("5"));
  });

  it("ESC15: a payee that burns its gas stops neither its own sale nor the others of the batch", async () => {
    const { workMarket, works, buyer, seller, taker, royaltyReceiver, sales } = world;
    await taker.setMode(BURNS_GAS);
    const batch = workMarket.connect(buyer).fillBatch;
    const value = PRICE * 3n;
    expect(await batch.staticCall(sales, GAS, { value })).to.deep.equal([DONE, DONE, DONE]);
    await expect(batch(sales, GAS, { value })).to.changeEtherBalances(
      [buyer, seller],
      [-value, value - 3n * FEE - ROYALTY],
    );
    for (const { tokenId } of sales) expect(await works.ownerOf(tokenId)).to.equal(buyer.address);
    expect(await workMarket.creditOf(ZeroAddress, royaltyReceiver)).to.equal(ROYALTY);
  });
});
