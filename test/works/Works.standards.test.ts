import { loadFixture, takeSnapshot } from "@nomicfoundation/hardhat-network-helpers";
import { contentUri } from "@weft/sdk";
import { expect } from "chai";
import { MaxUint256, ZeroAddress, id, sha256, toUtf8Bytes } from "ethers";
import { ethers } from "hardhat";

import { DAY, nextAt, now } from "../support/time";
import { METADATA, ROYALTY_BPS, deployWorksWorld, mintWork, moveAside } from "./support";

async function deployWithWork() {
  const world = await deployWorksWorld();
  const tokenId = await mintWork(world, {}, { to: world.seller.address });
  return { ...world, tokenId };
}

describe("Works, by the standards' texts", () => {
  describe("ERC-165", () => {
    for (const [standard, id165] of [
      ["ERC-165", "0x01ffc9a7"],
      ["ERC-721", "0x80ac58cd"],
      ["ERC-721 metadata", "0x5b5e139f"],
      ["ERC-2981", "0x2a55205a"],
      ["ERC-4906", "0x49064906"],
      ["ERC-4907", "0xad092b5c"],
      ["ERC-7572", "0xe8a3d485"],
      ["ICreatorToken", "0xad0d7f6c"],
    ] as const) {
      it(`says that it is ${standard}`, async () => {
        const { works } = await loadFixture(deployWithWork);
        expect(await works.supportsInterface(id165)).to.be.true;
      });
    }

    it("says so of nothing else, 0xffffffff included", async () => {
      const { works } = await loadFixture(deployWithWork);
      for (const other of ["0xffffffff", "0x00000000", "0x780e9d63"]) {
        expect(await works.supportsInterface(other)).to.be.false;
      }
    });
  });

  describe("ERC-721", () => {
    it("counts tokens, and refuses to count those of the zero account", async () => {
      const { works, seller, buyer, tokenId } = await loadFixture(deployWithWork);
      expect(await works.balanceOf(seller)).to.equal(1n);
      expect(await works.balanceOf(buyer)).to.equal(0n);
      expect(await works.ownerOf(tokenId)).to.equal(seller.address);
      await expect(works.balanceOf(ZeroAddress))
        .to.be.revertedWithCustomError(works, "ERC721InvalidOwner")
        .withArgs(ZeroAddress);
    });

    it("has no owner of a token that is not", async () => {
      const { works, tokenId } = await loadFixture(deployWithWork);
      for (const call of [works.ownerOf, works.tokenURI, works.getApproved]) {
        await expect(call(tokenId + 1n))
          .to.be.revertedWithCustomError(works, "ERC721NonexistentToken")
          .withArgs(tokenId + 1n);
      }
    });

    it("is moved by its owner, by the account approved for it, and by operators", async () => {
      const { works, seller, buyer, stranger, creator, tokenId } =
        await loadFixture(deployWithWork);
      const move = (by: typeof seller, from: string, to: string) =>
        works.connect(by).transferFrom(from, to, tokenId);
      await expect(move(stranger, seller.address, buyer.address))
        .to.be.revertedWithCustomError(works, "ERC721InsufficientApproval")
        .withArgs(stranger.address, tokenId);
      await expect(move(seller, seller.address, buyer.address))
        .to.emit(works, "Transfer")
        .withArgs(seller.address, buyer.address, tokenId);
      await expect(works.connect(buyer).approve(stranger, tokenId))
        .to.emit(works, "Approval")
        .withArgs(buyer.address, stranger.address, tokenId);
      expect(await works.getApproved(tokenId)).to.equal(stranger.address);
      await move(stranger, buyer.address, seller.address);
      expect(await works.getApproved(tokenId)).to.equal(ZeroAddress);
      await expect(move(stranger, seller.address, buyer.address)).to.be.reverted;
      await works.connect(seller).setApprovalForAll(creator, true);
      await move(creator, seller.address, buyer.address);
      expect(await works.ownerOf(tokenId)).to.equal(buyer.address);
      expect(await works.balanceOf(seller)).to.equal(0n);
      expect(await works.balanceOf(buyer)).to.equal(1n);
    });

    it("takes an approval back", async () => {
      const { works, seller, stranger, tokenId } = await loadFixture(deployWithWork);
      await works.connect(seller).approve(stranger, tokenId);
      await works.connect(seller).approve(ZeroAddress, tokenId);
      await expect(
        works.connect(stranger).transferFrom(seller, stranger, tokenId),
      ).to.be.revertedWithCustomError(works, "ERC721InsufficientApproval");
    });

    it("refuses a wrong sender, the zero account, and a token that is not", async () => {
      const { works, seller, buyer, tokenId } = await loadFixture(deployWithWork);
      await expect(works.connect(seller).transferFrom(buyer, seller, tokenId))
        .to.be.revertedWithCustomError(works, "ERC721IncorrectOwner")
        .withArgs(buyer.address, tokenId, seller.address);
      await expect(
        works.connect(seller).transferFrom(seller, ZeroAddress, tokenId),
      ).to.be.revertedWithCustomError(works, "ERC721InvalidReceiver");
      await expect(
        works.connect(seller).transferFrom(seller, buyer, 1n),
      ).to.be.revertedWithCustomError(works, "ERC721NonexistentToken");
    });

    it("asks a contract whether it takes a token safely", async () => {
      const { works, seller, buyer, token, tokenId } = await loadFixture(deployWithWork);
      const safe = works.connect(seller)["safeTransferFrom(address,address,uint256)"];
      await expect(safe(seller, token, tokenId)).to.be.revertedWithCustomError(
        works,
        "ERC721InvalidReceiver",
      );
      await safe(seller, buyer, tokenId);
      expect(await works.ownerOf(tokenId)).to.equal(buyer.address);
    });

    it("is burned by its owner or who may move it, once and for ever", async () => {
      const { works, seller, stranger, creator, tokenId } = await loadFixture(deployWithWork);
      await expect(works.connect(stranger).burn(tokenId)).to.be.revertedWithCustomError(
        works,
        "ERC721InsufficientApproval",
      );
      await expect(works.connect(seller).burn(tokenId))
        .to.emit(works, "Transfer")
        .withArgs(seller.address, ZeroAddress, tokenId);
      expect(await works.balanceOf(seller)).to.equal(0n);
      expect(await works.clearedOwnerOf(tokenId)).to.equal(ZeroAddress);
      expect(await works.hasAccess(tokenId, ZeroAddress)).to.be.false;
      await expect(works.connect(creator).burn(tokenId)).to.be.revertedWithCustomError(
        works,
        "ERC721NonexistentToken",
      );
      expect(await mintWork({ works, creator })).to.equal(tokenId + 1n);
    });
  });

  describe("ERC-2981", () => {
    it("answers for any price, rounded up, with the receiver that was set", async () => {
      const world = await loadFixture(deployWithWork);
      const { works, creator, stranger, tokenId } = world;
      const bps = BigInt(ROYALTY_BPS);
      for (const price of [0n, 1n, 19n, 20n, 21n, 10n ** 18n, MaxUint256]) {
        const royalty = price === 0n ? 0n : (price * bps - 1n) / 10_000n + 1n;
        expect(await works.royaltyInfo(tokenId, price)).to.deep.equal([creator.address, royalty]);
      }
      const other = await mintWork(world, { royaltyReceiver: stranger.address, royaltyBps: 1_000 });
      expect(await works.royaltyInfo(other, 1_000n)).to.deep.equal([stranger.address, 100n]);
    });

    it("asks for nothing where nothing was set, or the token is not", async () => {
      const world = await loadFixture(deployWithWork);
      const free = await mintWork(world, { royaltyBps: 0 });
      for (const tokenId of [free, free + 1n]) {
        const [, royalty] = await world.works.royaltyInfo(tokenId, 10n ** 18n);
        expect(royalty).to.equal(0n);
      }
    });

    it("refuses a royalty above the cap", async () => {
      const world = await loadFixture(deployWithWork);
      const { works, creator } = world;
      const terms = {
        ...{ royaltyReceiver: ZeroAddress, royaltyBps: 1_001, isOpen: false, ancestorBps: 0 },
        ...{ floorCurrency: ZeroAddress, floor: 0n },
      };
      const draft = { collection: 0, metadata: METADATA, terms, parents: [] };
      await expect(works.connect(creator).mint(creator, draft))
        .to.be.revertedWithCustomError(works, "WorksRoyaltyAboveCap")
        .withArgs(1_001, 1_000);
    });
  });

  describe("ERC-4906 and metadata by content id", () => {
    it("answers with the content id of the digest", async () => {
      const world = await loadFixture(deployWithWork);
      const digest = sha256(toUtf8Bytes("hello"));
      const tokenId = await mintWork(world, { metadata: digest });
      // What every content store calls these five bytes.
      const known = "ipfs://bafkreibm6jg3ux5qumhcn2b3flc3tyu6dmlb4xa7u5bf44yegnrjhc4yeq";
      expect(await world.works.tokenURI(tokenId)).to.equal(known);
      expect(contentUri(digest)).to.equal(known);
      expect(await world.works.metadataOf(tokenId)).to.equal(digest);
    });

    it("lets a creator that owns its work change it, after which it rests for two days", async () => {
      const world = await loadFixture(deployWithWork);
      const { works, creator, seller } = world;
      const tokenId = await mintWork(world);
      const digest = id("better");
      await expect(works.connect(creator).revise(tokenId, digest))
        .to.emit(works, "MetadataUpdate")
        .withArgs(tokenId);
      const restedAt = (await now()) + 2n * DAY;
      expect(await works.tokenURI(tokenId)).to.equal(contentUri(digest));
      await nextAt(restedAt - 1n);
      await expect(works.connect(creator).transferFrom(creator, seller, tokenId))
        .to.be.revertedWithCustomError(works, "WorksResting")
        .withArgs(tokenId, restedAt, restedAt - 1n);
      await nextAt(restedAt);
      await moveAside(world, tokenId, creator, seller);
      expect(await works.ownerOf(tokenId)).to.equal(seller.address);
    });

    it("lets nobody else change it, nor a creator that sold it, nor to nothing", async () => {
      const world = await loadFixture(deployWithWork);
      const { works, creator, seller, tokenId } = world;
      for (const caller of [creator, seller]) {
        await expect(works.connect(caller).revise(tokenId, id("worse")))
          .to.be.revertedWithCustomError(works, "WorksNotCreatorOwned")
          .withArgs(tokenId, caller.address);
      }
      const own = await mintWork(world);
      await expect(
        works.connect(creator).revise(own, ethers.ZeroHash),
      ).to.be.revertedWithCustomError(works, "WorksNoMetadata");
    });
  });

  describe("ERC-4907", () => {
    it("names a user until a time, and none after it", async () => {
      const { works, seller, buyer, tokenId } = await loadFixture(deployWithWork);
      const expires = (await now()) + 1_000n;
      await expect(works.connect(seller).setUser(tokenId, buyer, expires))
        .to.emit(works, "UpdateUser")
        .withArgs(tokenId, buyer.address, expires);
      expect(await works.userOf(tokenId)).to.equal(buyer.address);
      expect(await works.userExpires(tokenId)).to.equal(expires);
      expect(await works.hasAccess(tokenId, buyer)).to.be.true;
      expect(await works.hasAccess(tokenId, seller)).to.be.true;
      await nextAt(expires + 1n);
      await works.connect(seller).setApprovalForAll(buyer, false);
      expect(await works.userOf(tokenId)).to.equal(ZeroAddress);
      expect(await works.userExpires(tokenId)).to.equal(expires);
      expect(await works.hasAccess(tokenId, buyer)).to.be.false;
    });

    it("is set by the owner or who may move the token, and by nobody else", async () => {
      const { works, seller, buyer, stranger, tokenId } = await loadFixture(deployWithWork);
      await expect(
        works.connect(stranger).setUser(tokenId, stranger, 10n ** 10n),
      ).to.be.revertedWithCustomError(works, "ERC721InsufficientApproval");
      await expect(
        works.connect(stranger).setUser(1n, stranger, 10n ** 10n),
      ).to.be.revertedWithCustomError(works, "ERC721NonexistentToken");
      await works.connect(seller).approve(stranger, tokenId);
      await works.connect(stranger).setUser(tokenId, buyer, 10n ** 10n);
      expect(await works.userOf(tokenId)).to.equal(buyer.address);
      await works.connect(seller).setUser(tokenId, ZeroAddress, 0n);
      expect(await works.userOf(tokenId)).to.equal(ZeroAddress);
    });

    it("has no time for nobody, of whoever owns it later too", async () => {
      const { works, seller, buyer, stranger, tokenId } = await loadFixture(deployWithWork);
      await works.connect(seller).setUser(tokenId, stranger, 10n ** 10n);
      await expect(works.connect(seller).setUser(tokenId, ZeroAddress, 10n ** 10n))
        .to.emit(works, "UpdateUser")
        .withArgs(tokenId, ZeroAddress, 0n);
      expect(await works.userExpires(tokenId)).to.equal(0n);
      await works.connect(seller).transferFrom(seller, buyer, tokenId);
      expect(await works.userOf(tokenId)).to.equal(ZeroAddress);
      expect(await works.userExpires(tokenId)).to.equal(0n);
    });

    it("has no user any more once the token moved, but keeps it where it stays", async () => {
      const { works, seller, buyer, stranger, tokenId } = await loadFixture(deployWithWork);
      await works.connect(seller).setUser(tokenId, stranger, 10n ** 10n);
      await works.connect(seller).transferFrom(seller, seller, tokenId);
      expect(await works.userOf(tokenId)).to.equal(stranger.address);
      expect(await works.balanceOf(seller)).to.equal(1n);
      await expect(works.connect(seller).transferFrom(seller, buyer, tokenId))
        .to.emit(works, "UpdateUser")
        .withArgs(tokenId, ZeroAddress, 0n);
      expect(await works.userOf(tokenId)).to.equal(ZeroAddress);
      expect(await works.userExpires(tokenId)).to.equal(0n);
    });
  });

  describe("ERC-7572", () => {
    it("says where the contract's metadata is, and said so once", async () => {
      const { works } = await loadFixture(deployWithWork);
      expect(await works.contractURI()).to.equal(contentUri(id("contract")));
      expect(await works.queryFilter(works.filters.ContractURIUpdated())).to.have.length(1);
    });

    it("lets a creator describe its collections", async () => {
      const { works, creator, stranger } = await loadFixture(deployWithWork);
      await expect(works.connect(creator).setCollection(3, METADATA))
        .to.emit(works, "CollectionChanged")
        .withArgs(creator.address, 3, METADATA);
      expect(await works.collectionURI(creator, 3)).to.equal(contentUri(METADATA));
      expect(await works.collectionURI(stranger, 3)).to.equal("");
      await expect(works.connect(creator).setCollection(2 ** 31, METADATA))
        .to.be.revertedWithCustomError(works, "WorksInvalidCollection")
        .withArgs(2 ** 31);
    });
  });

  describe("ICreatorToken", () => {
    async function deployGuarded() {
      const world = await deployWorksWorld();
      const { works, creator, seller, workMarket } = world;
      const free = await mintWork(world, {}, { to: seller.address });
      const validator = await ethers.deployContract("ValidatorMock", [workMarket]);
      await works.connect(creator).setTransferValidator(validator);
      const guarded = await mintWork(world, {}, { to: seller.address });
      return { ...world, free, guarded, validator };
    }

    it("names itself as the validator, and asks that of each creator", async () => {
      const { works, creator, seller, buyer, validator, free, guarded, stranger } =
        await loadFixture(deployGuarded);
      expect(await works.getTransferValidator()).to.equal(await works.getAddress());
      expect(await works.getTransferValidationFunction()).to.deep.equal(["0xcaee23ea", true]);
      expect(await works.transferValidatorOf(creator)).to.equal(await validator.getAddress());
      await works.validateTransfer(stranger, seller, buyer, free);
      await expect(works.validateTransfer(stranger, seller, buyer, guarded))
        .to.be.revertedWithCustomError(validator, "ValidatorMockRefused")
        .withArgs(stranger.address, seller.address, buyer.address, guarded);
    });

    it("decides on works minted since, and never on those before", async () => {
      const world = await loadFixture(deployGuarded);
      const { works, seller, buyer, validator, free, guarded } = world;
      expect(await works.isGuarded(free)).to.be.false;
      expect(await works.isGuarded(guarded)).to.be.true;
      await moveAside(world, free, seller, buyer);
      await expect(
        works.connect(seller).transferFrom(seller, buyer, guarded),
      ).to.be.revertedWithCustomError(validator, "ValidatorMockRefused");
    });

    it("never keeps anybody from burning, and decides nothing once it is gone", async () => {
      const world = await loadFixture(deployGuarded);
      const { works, creator, seller, buyer, guarded, validator } = world;
      const snapshot = await takeSnapshot();
      await works.connect(seller).burn(guarded);
      await snapshot.restore();
      await expect(works.connect(creator).setTransferValidator(ZeroAddress))
        .to.emit(works, "CreatorValidatorChanged")
        .withArgs(creator.address, await validator.getAddress(), ZeroAddress);
      await moveAside(world, guarded, seller, buyer);
    });

    it("must be a contract", async () => {
      const { works, creator, stranger } = await loadFixture(deployGuarded);
      await expect(works.connect(creator).setTransferValidator(stranger))
        .to.be.revertedWithCustomError(works, "WorksInvalidValidator")
        .withArgs(stranger.address);
    });
  });
});
