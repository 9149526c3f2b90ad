import { expect } from "chai";
import {
  claimOf,
  EXIT_CODES,
  findWrongChunk,
  InvalidInputError,
  judgeClaim,
  merkleRoot,
  sha256,
  type ContentSource,
} from "../src";
import { failureOf } from "./support/failure";
import { leafAt, publish, type Published } from "./support/published";

describe("a juror on a claim of the chain", () => {
  let job: Published;
  before(async () => {
    job = await publish();
  });

  /** A leaf as the chain tells it. */
  function claimed(index: number) {
    const { inputDigest, outputDigest, fuel, exit } = leafAt(job.leaves, index);
    const given = { inputDigest, outputDigest, fuel, exit: EXIT_CODES[exit] };
    return { index: BigInt(index), given };
  }

  it("is for the provider where its leaf is right, however its digests are written", async () => {
    const { index, given } = claimed(4);
    const finding = await judgeClaim({ ...job, index, given });
    expect(finding).to.deep.include({ vote: "provider", right: leafAt(job.leaves, 4) });
    const loud = { ...given, inputDigest: `0x${given.inputDigest.slice(2).toUpperCase()}` };
    expect((await judgeClaim({ ...job, index, given: loud })).vote).to.equal("provider");
  });

  it("is for the challenger where the leaf says something else", async () => {
    const { index, given } = claimed(1);
    for (const lie of [{ fuel: 2n ** 255n }, { exit: 6 }, { outputDigest: sha256() }]) {
      const finding = await judgeClaim({ ...job, index, given: { ...given, ...lie } });
      expect(finding).to.deep.include({ vote: "challenger", right: leafAt(job.leaves, 1) });
    }
  });

  it("is for the challenger where no job can give such a leaf, and asks for nothing to know it", async () => {
    const source: ContentSource = () => Promise.reject(new Error("nothing is to be fetched"));
    const { index, given } = claimed(0);
    for (const exit of [9, 77, EXIT_CODES["wall-clock"], EXIT_CODES.crashed, 255]) {
      const finding = await judgeClaim({ ...job, source, index, given: { ...given, exit } });
      expect(finding.vote).to.equal("challenger");
    }
    for (const beyond of [2n ** 53n, 2n ** 256n - 1n]) {
      const finding = await judgeClaim({ ...job, source, index: beyond, given });
      expect(finding.vote).to.equal("challenger");
    }
  });

  it("is for the challenger where the job has no such chunk", async () => {
    const { given } = claimed(0);
    expect((await judgeClaim({ ...job, index: 6n, given })).vote).to.equal("challenger");
  });

  it("judges what a challenger claims, from the leaf that was found to the vote", async () => {
    const leaves = job.leaves.map((leaf) => (leaf.index === 3 ? { ...leaf, fuel: 7n } : leaf));
    const { wrong } = await findWrongChunk({ ...job, leaves, root: merkleRoot(leaves) });
    if (wrong === undefined) throw new Error("nothing was found");
    const { index, given, right, proof } = claimOf(wrong);
    expect([given, right]).to.deep.equal([{ ...claimed(3).given, fuel: 7n }, claimed(3).given]);
    expect(proof).to.deep.equal(wrong.proof);
    const finding = await judgeClaim({ ...job, index: BigInt(index), given });
    expect(finding.vote).to.equal("challenger");
  });

  it("refuses what is no digest, rather than vote on it", async () => {
    const { index, given } = claimed(0);
    for (const options of [{ spec: "0x12" }, { given: { ...given, outputDigest: "" } }]) {
      const failure = await failureOf(judgeClaim({ ...job, index, given, ...options }));
      expect(failure).to.be.instanceOf(InvalidInputError);
    }
  });
});
