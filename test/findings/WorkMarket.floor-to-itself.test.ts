import { loadFixture } from "@nomicfoundation/hardhat-network-helpers";
import { buildDraft } from "@weft/sdk";
import { expect } from "chai";
import { MaxUint256, ZeroAddress } from "ethers";
import { ethers } from "hardhat";

import { METADATA, PRICE, deployWorksWorld, expectOnlyCredits, mintWork } from "../works/support";

/** The market sends nothing to itself on purpose: what it receives as somebody's royalty would be nobody's for ever. */
describe("finding: the market as the receiver of royalties", () => {
  it("is no receiver of a work, nor are the vouchers or the works", async () => {
    const { works, workMarket, workVouchers, creator } = await loadFixture(deployWorksWorld);
    for (const holder of [workMarket, workVouchers, works]) {
      const royaltyReceiver = await holder.getAddress();
      const draft = buildDraft({ metadata: METADATA, royaltyReceiver, floor: 1n });
      await expect(works.connect(creator).mint(creator, draft))
        .to.be.revertedWithCustomError(works, "WorksInvalidReceiver")
        .withArgs(royaltyReceiver);
    }
  });

  it("is no payee of a derivative either", async () => {
    const world = await loadFixture(deployWorksWorld);
    const { works, workMarket, creator } = world;
    const parent = await mintWork(world, { ancestorBps: 1_000 });
    const royaltyReceiver = await workMarket.getAddress();
    const draft = buildDraft({
      ...{ metadata: METADATA, royaltyBps: 500, royaltyReceiver },
      parents: [{ tokenId: parent, payees: [], shares: [] }],
    });
    await expect(works.connect(creator).mint(creator, draft))
      .to.be.revertedWithCustomError(works, "WorksInvalidReceiver")
      .withArgs(royaltyReceiver);
  });

  it("takes no floor for itself or nobody, whatever another contract says", async () => {
    const world = await loadFixture(deployWorksWorld);
    const { workMarket, token, buyer } = world;
    for (const receiver of [await workMarket.getAddress(), ZeroAddress]) {
      for (const currency of [ZeroAddress, await token.getAddress()]) {
        const fake = await ethers.deployContract("FakeWorks", [receiver, currency, PRICE]);
        const pay = workMarket.connect(buyer).payFloor(fake, 1n, buyer, currency, MaxUint256, {
          value: PRICE,
        });
        await expect(pay)
          .to.be.revertedWithCustomError(workMarket, "WorkMarketInvalidReceiver")
          .withArgs(await fake.getAddress(), receiver);
      }
    }
    await expectOnlyCredits(world, []);
  });
});
