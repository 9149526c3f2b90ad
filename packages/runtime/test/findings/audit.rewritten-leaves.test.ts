import { expect } from "chai";
import {
  findWrongChunk,
  InvalidInputError,
  judgeChunk,
  judgeWithheld,
  merkleRoot,
  type ChunkLeaf,
  type Hex,
} from "../../src";
import { failureOf } from "../support/failure";
import { leafAt, publish, type Published } from "../support/published";

const loud = (hex: Hex): Hex => `0x${hex.slice(2).toUpperCase()}`;

/** Ways to write leaves that leave their root as it is. */
const WRITINGS: [what: string, write: (leaf: ChunkLeaf) => unknown][] = [
  ["digests in capitals", (leaf) => ({ ...leaf, outputDigest: loud(leaf.outputDigest) })],
  ["inputs in capitals", (leaf) => ({ ...leaf, inputDigest: loud(leaf.inputDigest) })],
  ["fuel as text", (leaf) => ({ ...leaf, fuel: String(leaf.fuel) })],
  ["fuel as a number", (leaf) => ({ ...leaf, fuel: Number(leaf.fuel) })],
  ["fields beside", (leaf) => ({ ...leaf, detail: "in other words" })],
];

/** What is in no tree, or not behind this root. */
const NONSENSE: [what: string, write: (leaf: ChunkLeaf) => unknown][] = [
  ["fuel below zero", (leaf) => ({ ...leaf, fuel: -1n })],
  ["fuel of 257 bits", (leaf) => ({ ...leaf, fuel: 1n << 256n })],
  ["fuel that is no number", (leaf) => ({ ...leaf, fuel: "a lot" })],
  ["no fuel", ({ fuel, ...leaf }) => ({ ...leaf, was: fuel })],
  ["a digest that is short", (leaf) => ({ ...leaf, outputDigest: "0x12" })],
  ["a digest in a list", (leaf) => ({ ...leaf, outputDigest: [leaf.outputDigest] })],
  ["an index that is text", (leaf) => ({ ...leaf, index: String(leaf.index) })],
  ["an exit that no job has", (leaf) => ({ ...leaf, exit: "toString" })],
  ["nothing", () => null],
];

/**
 * The root of leaves does not depend on how their digests and numbers are written, but they were compared as text. A
 * provider that published right leaves in capitals had an honest challenger challenge them, and lose its bond; a jury found
 * that outputs could not be had which could. Leaves that are in no tree ended jurors' and challengers' tools with errors
 * of a library.
 */
describe("Finding: leaves written in another way", () => {
  let job: Published;
  before(async () => {
    job = await publish();
  });

  const written = (write: (leaf: ChunkLeaf) => unknown) => job.leaves.map(write) as ChunkLeaf[];

  for (const [what, write] of WRITINGS) {
    it(`are no reason to challenge, nor to vote against: ${what}`, async () => {
      const options = { ...job, leaves: written(write) };
      const { wrong, withheld, undecided } = await findWrongChunk({ ...options, sample: 1 });
      expect([wrong, withheld, undecided]).to.deep.equal([undefined, undefined, undefined]);
      expect((await judgeWithheld(options)).vote).to.equal("provider");
      const given = leafAt(options.leaves, 2);
      expect((await judgeChunk({ ...job, given })).vote).to.equal("provider");
    });
  }

  it("are what they say where it is wrong, in the one form that the chain takes", async () => {
    const leaves = job.leaves.map((leaf) => ({ ...leaf, fuel: 7n }));
    const published = leaves.map((leaf) => ({ ...leaf, inputDigest: loud(leaf.inputDigest) }));
    const { wrong } = await findWrongChunk({ ...job, leaves: published, root: merkleRoot(leaves) });
    expect(wrong?.given).to.deep.equal(leafAt(leaves, wrong?.index ?? -1));
  });

  it("have a root that may be written so as well", async () => {
    const root = loud(job.root);
    expect((await findWrongChunk({ ...job, root, sample: 1 })).wrong).to.equal(undefined);
    expect((await judgeWithheld({ ...job, root })).vote).to.equal("provider");
  });

  it("are of a specification whose digest may be written so too", async () => {
    const spec = loud(job.spec);
    const { wrong, undecided } = await findWrongChunk({ ...job, spec, sample: 1 });
    expect([wrong, undecided]).to.deep.equal([undefined, undefined]);
    const given = leafAt(job.leaves, 2);
    expect((await judgeChunk({ ...job, spec, given })).vote).to.equal("provider");
    expect((await judgeWithheld({ ...job, spec })).vote).to.equal("provider");
  });

  for (const [what, write] of NONSENSE) {
    it(`count as withheld where they are in no tree: ${what}`, async () => {
      const options = { ...job, leaves: written(write) };
      expect((await judgeWithheld(options)).vote).to.equal("challenger");
      const failure = await failureOf(findWrongChunk(options));
      expect(failure).to.be.instanceOf(InvalidInputError);
    });
  }

  it("count as withheld where they are no list, or longer than any job's", async () => {
    const long = Array.from({ length: 65_537 }, (_, index) => ({
      ...leafAt(job.leaves, 0),
      index,
    }));
    for (const leaves of [{ length: 1 }, "leaves", long] as unknown as ChunkLeaf[][]) {
      expect((await judgeWithheld({ ...job, leaves })).vote).to.equal("challenger");
      const failure = await failureOf(findWrongChunk({ ...job, leaves }));
      expect(failure).to.be.instanceOf(InvalidInputError);
    }
  });
});
