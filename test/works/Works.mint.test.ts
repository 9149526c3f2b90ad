import { loadFixture } from "@nomicfoundation/hardhat-network-helpers";
import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/signers";
import { buildDraft, splitWorkId, workId, type WorkParent } from "@weft/sdk";
import { expect } from "chai";
import { ZeroAddress, parseEther } from "ethers";
import { ethers } from "hardhat";

import {
  METADATA,
  PRICE,
  deployWorksWorld,
  mintWork,
  signedListing,
  type WorksWorld,
} from "./support";

const MILLION = 1_000_000n;

/** A parent whose receiver is paid as it is. */
function parentOf(tokenId: bigint): WorkParent {
  return { tokenId, payees: [], shares: [] };
}

interface Shared {
  payees: string[];
  shares: number[];
}

/** Mints a derivative, and returns its id with who shares its royalties. */
async function derive(
  world: WorksWorld,
  by: HardhatEthersSigner,
  parents: WorkParent[],
  draft: object = {},
): Promise<{ tokenId: bigint; shared: Shared }> {
  const { works } = world;
  const tokenId = await mintWork(world, { parents, ...draft }, { by });
  const [event] = await works.queryFilter(works.filters.WorkDerived(tokenId));
  if (event === undefined) throw new Error("no derivation");
  expect([...event.args.parents]).to.deep.equal(parents.map(({ tokenId: id }) => id));
  const shared = { payees: [...event.args.payees], shares: event.args.shares.map(Number) };
  return { tokenId, shared };
}

describe("Works.mint", () => {
  it("numbers the works of each collection of each creator by themselves", async () => {
    const world = await loadFixture(deployWorksWorld);
    const { works, creator, stranger } = world;
    const ids = [
      await mintWork(world),
      await mintWork(world),
      await mintWork(world, { collection: 9 }),
      await mintWork(world, {}, { by: stranger }),
    ];
    expect(ids).to.deep.equal([
      workId({ creator: creator.address, number: 1 }),
      workId({ creator: creator.address, number: 2 }),
      workId({ creator: creator.address, collection: 9, number: 1 }),
      workId({ creator: stranger.address, number: 1 }),
    ]);
    expect(await works.mintedIn(creator, 0)).to.equal(2n);
    expect(await works.mintedIn(creator, 9)).to.equal(1n);
    expect(await works.provenanceOf(ids[0] ?? 0n)).to.deep.equal([
      ethers.ZeroHash,
      ethers.ZeroHash,
    ]);
    expect(splitWorkId(ids[2] ?? 0n)).to.deep.equal({
      ...{ creator: creator.address, isFromJob: false, collection: 9, number: 1n },
    });
  });

  it("keeps the ids of a creator from everybody else", async () => {
    const world = await loadFixture(deployWorksWorld);
    const { works, stranger, creator } = world;
    const { terms, metadata } = buildDraft({ metadata: METADATA });
    await expect(works.connect(stranger).mintFor(creator, stranger, 0, metadata, terms, false))
      .to.be.revertedWithCustomError(works, "WorksNotVouchers")
      .withArgs(await world.workVouchers.getAddress(), stranger.address);
    const taken = await mintWork(world, {}, { by: stranger });
    expect(await works.creatorOf(taken)).to.equal(stranger.address);
  });

  it("refuses collections that would reach into the ids of works from jobs", async () => {
    const { works, creator } = await loadFixture(deployWorksWorld);
    const draft = { ...buildDraft({ metadata: METADATA }), collection: 2 ** 31 };
    await expect(works.connect(creator).mint(creator, draft))
      .to.be.revertedWithCustomError(works, "WorksInvalidCollection")
      .withArgs(2 ** 31);
  });

  it("refuses more for ancestors than the cap", async () => {
    const { works, creator } = await loadFixture(deployWorksWorld);
    const { terms, ...draft } = buildDraft({ metadata: METADATA });
    const greedy = { ...draft, terms: { ...terms, ancestorBps: 5_001 } };
    await expect(works.connect(creator).mint(creator, greedy))
      .to.be.revertedWithCustomError(works, "WorksAncestryAboveCap")
      .withArgs(5_001, 5_000);
  });

  describe("given parents", () => {
    it("shares the royalties with the creator of the parent, by its licence", async () => {
      const world = await loadFixture(deployWorksWorld);
      const { works, workMarket, splits, creator, seller, buyer, stranger } = world;
      const parent = await mintWork(world, { isOpen: true, ancestorBps: 2_000 });
      const { tokenId, shared } = await derive(world, stranger, [parentOf(parent)]);
      expect(shared).to.deep.equal({
        payees: [creator.address, stranger.address],
        shares: [200_000, 800_000],
      });
      const at = await splits.addressOf(shared.payees, shared.shares);
      expect((await works.royaltyInfo(tokenId, PRICE))[0]).to.equal(at);
      expect(await works.licenceOf(tokenId)).to.deep.equal([false, 0n, 1n]);
      await works.connect(stranger).transferFrom(stranger, seller, tokenId);
      const sale = await signedListing(world, seller, { tokenId });
      await workMarket.connect(buyer).fill(sale, { value: PRICE });
      await splits.create(shared.payees, shared.shares);
      const split = await ethers.getContractAt("Split", at);
      const royalty = PRICE / 20n;
      await expect(split.distribute(ZeroAddress)).to.changeEtherBalances(
        [creator, stranger],
        [royalty / 5n, (royalty * 4n) / 5n],
      );
    });

    it("pays the payees of a parent's split directly: the ancestry is flat", async () => {
      const world = await loadFixture(deployWorksWorld);
      const { creator, seller, buyer, stranger } = world;
      const licence = { isOpen: true, ancestorBps: 1_000 };
      const first = await mintWork(world, licence);
      const second = await derive(world, seller, [parentOf(first)], licence);
      const third = await derive(
        world,
        stranger,
        [{ tokenId: second.tokenId, ...second.shared }],
        licence,
      );
      expect(third.shared).to.deep.equal({
        payees: [creator.address, seller.address, stranger.address],
        shares: [10_000, 90_000, 900_000],
      });
      const fourth = await derive(world, buyer, [
        parentOf(first),
        { tokenId: third.tokenId, ...third.shared },
      ]);
      expect(fourth.shared).to.deep.equal({
        payees: [creator.address, seller.address, stranger.address, buyer.address],
        shares: [101_000, 9_000, 90_000, 800_000],
      });
      const total = fourth.shared.shares.reduce((sum, share) => sum + BigInt(share), 0n);
      expect(total).to.equal(MILLION);
    });

    it("needs no split where one account gets all", async () => {
      const world = await loadFixture(deployWorksWorld);
      const { works, creator, stranger } = world;
      const free = await mintWork(world, { isOpen: true });
      const { tokenId } = await derive(world, stranger, [parentOf(free)]);
      expect((await works.royaltyInfo(tokenId, PRICE))[0]).to.equal(stranger.address);
      const own = await mintWork(world, { ancestorBps: 3_000 });
      const again = await derive(world, creator, [parentOf(own)]);
      expect(again.shared).to.deep.equal({ payees: [creator.address], shares: [1_000_000] });
    });

    it("gives what the ancestry leaves to the receiver that the creator names", async () => {
      const world = await loadFixture(deployWorksWorld);
      const { creator, seller, stranger } = world;
      const parent = await mintWork(world, { isOpen: true, ancestorBps: 5_000 });
      const { shared } = await derive(world, stranger, [parentOf(parent)], {
        royaltyReceiver: seller.address,
      });
      expect(shared.payees).to.deep.equal([creator.address, seller.address]);
    });

    async function expectRefused(
      world: WorksWorld,
      by: HardhatEthersSigner,
      parents: WorkParent[],
      error: string,
      args: unknown[],
      royaltyBps = 500,
    ) {
      const draft = buildDraft({ metadata: METADATA, royaltyBps, parents });
      await expect(world.works.connect(by).mint(by, draft))
        .to.be.revertedWithCustomError(world.works, error)
        .withArgs(...args);
    }

    it("refuses a parent whose creator did not consent, unless that is the caller", async () => {
      const world = await loadFixture(deployWorksWorld);
      const { creator, stranger } = world;
      const closed = await mintWork(world, { ancestorBps: 1_000 });
      await expectRefused(world, stranger, [parentOf(closed)], "WorksParentClosed", [closed]);
      await derive(world, creator, [parentOf(closed)]);
    });

    it("refuses a parent that is not, was burned, or is the derivative itself", async () => {
      const world = await loadFixture(deployWorksWorld);
      const { works, creator, stranger } = world;
      const parent = await mintWork(world, { isOpen: true });
      await works.connect(creator).burn(parent);
      const own = workId({ creator: stranger.address, number: 1 });
      for (const missing of [parent, parent + 1n, own]) {
        await expectRefused(world, stranger, [parentOf(missing)], "WorksNoSuchParent", [missing]);
      }
    });

    it("refuses a royalty below a parent's, which would leave the ancestry with nothing", async () => {
      const world = await loadFixture(deployWorksWorld);
      const parent = await mintWork(world, { isOpen: true, royaltyBps: 700 });
      const args = [parent, 699, 700];
      const parents = [parentOf(parent)];
      await expectRefused(world, world.stranger, parents, "WorksRoyaltyBelowParent", args, 699);
    });

    it("leaves the creator at least half, however many parents there are", async () => {
      const world = await loadFixture(deployWorksWorld);
      const licence = { isOpen: true, ancestorBps: 2_500 };
      const parents = [];
      for (const by of [world.creator, world.seller, world.buyer]) {
        parents.push(parentOf(await mintWork(world, licence, { by })));
      }
      const { stranger } = world;
      await expectRefused(world, stranger, parents, "WorksAncestryAboveCap", [7_500, 5_000]);
      const { shared } = await derive(world, stranger, parents.slice(0, 2));
      expect(shared.shares).to.deep.equal([250_000, 250_000, 500_000]);
    });

    it("refuses payees that are not those of the parent's split", async () => {
      const world = await loadFixture(deployWorksWorld);
      const { works, splits, creator, seller, stranger } = world;
      const licence = { isOpen: true, ancestorBps: 1_000 };
      const first = await mintWork(world, licence);
      const { tokenId } = await derive(world, seller, [parentOf(first)], licence);
      const payees = [stranger.address, seller.address];
      const shares = [100_000, 900_000];
      const [receiver] = await works.royaltyInfo(tokenId, 1n);
      const given = await splits.addressOf(payees, shares);
      const parents = [{ tokenId, payees, shares }];
      await expectRefused(world, stranger, parents, "WorksNotReceiver", [tokenId, receiver, given]);
      const wrong = [{ tokenId: first, payees: [creator.address], shares: [1_000_000] }];
      const only = await splits.addressOf([creator.address], [1_000_000]);
      const args = [first, creator.address, only];
      await expectRefused(world, stranger, wrong, "WorksNotReceiver", args);
    });

    it("refuses a fifth generation", async () => {
      const world = await loadFixture(deployWorksWorld);
      const { creator } = world;
      let tokenId = await mintWork(world);
      for (let depth = 1; depth <= 4; ++depth) {
        tokenId = (await derive(world, creator, [parentOf(tokenId)])).tokenId;
        expect((await world.works.licenceOf(tokenId)).depth).to.equal(BigInt(depth));
      }
      await expectRefused(world, creator, [parentOf(tokenId)], "WorksTooDeep", [5]);
    });

    it("refuses more than eight parents, and more than eight payees", async () => {
      const world = await loadFixture(deployWorksWorld);
      const { splits, works, creator, stranger } = world;
      const free = await mintWork(world, { isOpen: true });
      const nine = Array.from({ length: 9 }, () => parentOf(free));
      await expectRefused(world, stranger, nine, "WorksTooWide", [9]);
      await derive(world, stranger, nine.slice(1));
      const payees = (await ethers.getSigners()).slice(7, 15).map(({ address }) => address);
      const shares = payees.map(() => 125_000);
      const royaltyReceiver = await splits.addressOf(payees, shares);
      const licence = { isOpen: true, ancestorBps: 1_000, royaltyReceiver };
      const wide = await mintWork(world, licence);
      await expectRefused(
        world,
        stranger,
        [{ tokenId: wide, payees, shares }],
        "WorksTooWide",
        [9],
      );
      // Its split can still be paid as one, so nobody makes a work that cannot be derived from.
      const { tokenId } = await derive(world, stranger, [parentOf(wide)]);
      expect((await works.royaltyInfo(tokenId, parseEther("1")))[0]).not.to.equal(creator.address);
    });

    it("drops a share that is too small to be a part of a million", async () => {
      const world = await loadFixture(deployWorksWorld);
      const { splits, creator, seller, stranger } = world;
      const payees = [seller.address, creator.address];
      const shares = [1, 999_999];
      const royaltyReceiver = await splits.addressOf(payees, shares);
      const tiny = await mintWork(world, { isOpen: true, ancestorBps: 1, royaltyReceiver });
      const { shared } = await derive(world, stranger, [{ tokenId: tiny, payees, shares }]);
      expect(shared).to.deep.equal({
        payees: [creator.address, stranger.address],
        shares: [99, 999_901],
      });
    });
  });
});
