import { loadFixture } from "@nomicfoundation/hardhat-network-helpers";
import { buildDraft, jobId, packJob, splitWorkId, workIdOfResult } from "@weft/sdk";
import { expect } from "chai";
import { ZeroAddress, ZeroHash, id } from "ethers";

import { Status } from "../support/market-actions";
import { deployJobWorld, openJob, settledJob } from "./job-world";
import { MISBEHAVIOUR } from "./misbehaviour";

const RESULT = id("what the job gave");
const DRAFT = buildDraft({ metadata: id("metadata"), royaltyBps: 500 });

describe("Works.mintFromJob", () => {
  it("mints the result for the beneficiary, with its provenance in its id and on record", async () => {
    const world = await loadFixture(deployJobWorld);
    const { works, client, stranger, source } = world;
    const { job, struct } = await settledJob(world);
    const tokenId = workIdOfResult({ creator: client.address, result: RESULT });
    const tx = works.connect(client.key).mintFromJob(struct, RESULT, stranger, DRAFT);
    const { terms, metadata } = DRAFT;
    await expect(tx)
      .to.emit(works, "Transfer")
      .withArgs(ZeroAddress, stranger.address, tokenId)
      .and.to.emit(works, "WorkComputed")
      .withArgs(tokenId, jobId(job), RESULT, job.provider, await source.getAddress())
      .and.to.emit(works, "WorkMinted")
      .withArgs(
        ...[tokenId, client.address, stranger.address, metadata],
        [client.address, terms.royaltyBps, false, 0, ZeroAddress, 0n],
        false,
      );
    expect(await works.provenanceOf(tokenId)).to.deep.equal([jobId(job), RESULT]);
    expect(await works.clearedOwnerOf(tokenId)).to.equal(stranger.address);
    expect(await works.creatorOf(tokenId)).to.equal(client.address);
    expect(splitWorkId(tokenId)).to.deep.equal({
      ...{ creator: client.address, isFromJob: true, collection: 0, number: 0n },
    });
  });

  it("is for the beneficiary that the request names", async () => {
    const world = await loadFixture(deployJobWorld);
    const { works, client, beneficiary } = world;
    const { job, struct } = await settledJob(world, beneficiary.address);
    await expect(works.connect(client.key).mintFromJob(struct, RESULT, client.address, DRAFT))
      .to.be.revertedWithCustomError(works, "WorksNotBeneficiary")
      .withArgs(jobId(job), beneficiary.address, client.address);
    await works.connect(beneficiary).mintFromJob(struct, RESULT, beneficiary, DRAFT);
  });

  it("refuses a job that is open, unknown, or told otherwise", async () => {
    const world = await loadFixture(deployJobWorld);
    const { works, client } = world;
    const job = await openJob(world);
    const mint = (struct: ReturnType<typeof packJob>) =>
      works.connect(client.key).mintFromJob(struct, RESULT, client.address, DRAFT);
    await expect(mint(packJob(job)))
      .to.be.revertedWithCustomError(works, "WorksJobNotAccepted")
      .withArgs(jobId(job), Status.Open);
    await world.jobMarket.settle(packJob(job));
    const other = { ...job, verifier: await world.verifier.getAddress() };
    await expect(mint(packJob(other)))
      .to.be.revertedWithCustomError(works, "WorksJobNotAccepted")
      .withArgs(jobId(other), Status.None);
    await mint(packJob(job));
  });

  it("mints a result once, whichever job of the creator gave it, burned or not", async () => {
    const world = await loadFixture(deployJobWorld);
    const { works, client, beneficiary } = world;
    const first = await settledJob(world);
    const second = await settledJob(world);
    const tokenId = workIdOfResult({ creator: client.address, result: RESULT });
    const mint = (struct: typeof first.struct, result: string) =>
      works.connect(client.key).mintFromJob(struct, result, client.address, DRAFT);
    await mint(first.struct, RESULT);
    for (const { struct } of [first, second]) {
      await expect(mint(struct, RESULT))
        .to.be.revertedWithCustomError(works, "WorksMintedBefore")
        .withArgs(tokenId);
    }
    await works.connect(client.key).burn(tokenId);
    await expect(mint(second.struct, RESULT)).to.be.revertedWithCustomError(
      works,
      "WorksMintedBefore",
    );
    expect((await works.provenanceOf(tokenId)).jobId).to.equal(jobId(first.job));
    // The same bytes computed for somebody else are that account's to mint: nobody is shut out by a copy.
    const theirs = await settledJob(world, beneficiary.address);
    await works.connect(beneficiary).mintFromJob(theirs.struct, RESULT, beneficiary, DRAFT);
    await mint(second.struct, id("another result"));
  });

  it("takes the word of the job's verifier on what the result is, and no other answer", async () => {
    const world = await loadFixture(deployJobWorld);
    const { works, client, source } = world;
    const { job, struct } = await settledJob(world);
    const mint = () => works.connect(client.key).mintFromJob(struct, RESULT, client.address, DRAFT);
    for (const word of [0n, 2n]) {
      await source.setAnswer(word);
      await expect(mint())
        .to.be.revertedWithCustomError(works, "WorksNotTheResult")
        .withArgs(jobId(job), RESULT);
    }
    await source.setAnswer(1n);
    for (const mode of ["Revert", "BurnGas", "Short", "Empty"] as const) {
      await source.setMode(MISBEHAVIOUR[mode]);
      await expect(mint()).to.be.revertedWithCustomError(works, "WorksNotTheResult");
    }
    await source.setMode(MISBEHAVIOUR.Huge);
    await mint();
  });

  it("refuses a collection, the zero account, and no metadata", async () => {
    const world = await loadFixture(deployJobWorld);
    const { works, client } = world;
    const { struct } = await settledJob(world);
    const mint = (to: string, draft: typeof DRAFT) =>
      works.connect(client.key).mintFromJob(struct, RESULT, to, draft);
    await expect(mint(client.address, { ...DRAFT, collection: 1 }))
      .to.be.revertedWithCustomError(works, "WorksInvalidCollection")
      .withArgs(1);
    await expect(mint(ZeroAddress, DRAFT)).to.be.revertedWithCustomError(
      works,
      "WorksInvalidOwner",
    );
    await expect(
      mint(client.address, { ...DRAFT, metadata: ZeroHash }),
    ).to.be.revertedWithCustomError(works, "WorksNoMetadata");
  });
});
