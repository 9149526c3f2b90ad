import { loadFixture } from "@nomicfoundation/hardhat-network-helpers";
import {
  buildDraft,
  clearedOwnerData,
  clearedOwnerEvidence,
  packJob,
  workId,
  workRange,
} from "@weft/sdk";
import { expect } from "chai";
import { ZeroAddress, concat, id, toBeHex } from "ethers";

import { match } from "../support/market-actions";
import { PRICE, TERMS, draftOf, signMatch } from "../support/market-orders";
import { deployJobWorld, settledJob, type JobWorld } from "./job-world";

const COLLECTION = 5;

/** Fixture: a client that is the cleared owner of a work of a provider's collection. */
async function deployMember() {
  const world = await deployJobWorld();
  const { works, provider, client } = world;
  const draft = buildDraft({ metadata: id("member"), collection: COLLECTION });
  await works.connect(provider.key).mint(client.address, draft);
  const creator = provider.address;
  return {
    ...world,
    tokenId: workId({ creator, collection: COLLECTION, number: 1 }),
    data: clearedOwnerData(workRange({ creator, collection: COLLECTION })),
  };
}

/** An offer at half the price, for members alone. */
async function discountedOf(world: JobWorld & { data: string }, evidence: string) {
  const { clearedOwner, source, data } = world;
  const verifier = await source.getAddress();
  const nonce = 7_777n;
  return draftOf(world, {
    offer: {
      ...{ nonce, pricePerUnit: PRICE / 2n, verifications: [{ verifier, terms: TERMS }] },
      ...{ condition: await clearedOwner.getAddress(), conditionData: data },
    },
    request: { nonce, verifier },
    tampered: { offerEvidence: evidence },
  });
}

describe("ClearedOwnerCondition", () => {
  describe("isMet", () => {
    it("is met by the cleared owner of a work in the range", async () => {
      const { clearedOwner, client, tokenId, data, provider } = await loadFixture(deployMember);
      const evidence = clearedOwnerEvidence(tokenId);
      expect(await clearedOwner.isMet(client.address, data, evidence)).to.be.true;
      const any = clearedOwnerData(workRange({ creator: provider.address }));
      expect(await clearedOwner.isMet(client.address, any, evidence)).to.be.true;
    });

    it("is not met by anybody else, an owner that is not cleared, or one of another collection", async () => {
      const { clearedOwner, works, client, otherClient, tokenId, data, provider } =
        await loadFixture(deployMember);
      const evidence = clearedOwnerEvidence(tokenId);
      expect(await clearedOwner.isMet(otherClient.address, data, evidence)).to.be.false;
      const other = clearedOwnerData(workRange({ creator: provider.address, collection: 6 }));
      expect(await clearedOwner.isMet(client.address, other, evidence)).to.be.false;
      await works.connect(client.key).setUser(tokenId, otherClient.address, 10n ** 10n);
      expect(await works.hasAccess(tokenId, otherClient.address)).to.be.true;
      expect(await clearedOwner.isMet(otherClient.address, data, evidence)).to.be.false;
      await works.connect(client.key).transferFrom(client.address, otherClient.address, tokenId);
      expect(await clearedOwner.isMet(otherClient.address, data, evidence)).to.be.false;
      expect(await clearedOwner.isMet(client.address, data, evidence)).to.be.false;
    });

    it("is not met by evidence that is no id, by no work, or by the zero account", async () => {
      const { clearedOwner, client, tokenId, data } = await loadFixture(deployMember);
      const evidence = clearedOwnerEvidence(tokenId);
      for (const wrong of ["0x", concat([evidence, "0x00"]), toBeHex(1, 31)]) {
        expect(await clearedOwner.isMet(client.address, data, wrong)).to.be.false;
      }
      const none = clearedOwnerEvidence(tokenId + 1n);
      expect(await clearedOwner.isMet(client.address, data, none)).to.be.false;
      expect(await clearedOwner.isMet(ZeroAddress, data, none)).to.be.false;
    });

    it("is met by nobody where the word takes less than a creator or more than there is", async () => {
      const { clearedOwner, client, tokenId, data } = await loadFixture(deployMember);
      const evidence = clearedOwnerEvidence(tokenId);
      for (const bits of [0, 159, 249, 255]) {
        const word = ((BigInt(data) >> 8n) << 8n) | BigInt(bits);
        expect(await clearedOwner.isMet(client.address, toBeHex(word, 32), evidence)).to.be.false;
      }
    });
  });

  it("opens a job at half the price to whoever minted, and to nobody else", async () => {
    const world = await loadFixture(deployMember);
    const { jobMarket, works, client, provider, matcher, tokenId } = world;
    const none = await discountedOf(world, "0x");
    await expect(jobMarket.connect(matcher).matchOrders(await signMatch(world, none)))
      .to.be.revertedWithCustomError(jobMarket, "MarketConditionNotMet")
      .withArgs(await world.clearedOwner.getAddress(), client.address);
    const draft = await discountedOf(world, clearedOwnerEvidence(tokenId));
    const job = await match(world, draft);
    expect(job.pricePerUnit).to.equal(PRICE / 2n);
    await jobMarket.settle(packJob(job));
    // What that job gave is a work in its turn.
    const { struct } = await settledJob(world);
    const work = buildDraft({ metadata: id("from the job") });
    await works.connect(client.key).mintFromJob(struct, id("result"), client.address, work);
    expect(await works.balanceOf(client.address)).to.equal(2n);
    expect(await works.creatorOf(tokenId)).to.equal(provider.address);
  });
});
