import { expect } from "chai";
import {
  DEFAULT_LIMITS,
  findWrongChunk,
  InvalidInputError,
  judgeChunk,
  judgeWithheld,
  LocalFailureError,
  merkleRoot,
  pathTracerWasm,
  sha256,
  verifyChunkProof,
  type ChunkLeaf,
  type ContentSource,
} from "../src";
import { failureOf } from "./support/failure";
import { leafAt, publish, type Published } from "./support/published";

const LIES: [what: string, lie: Partial<ChunkLeaf>][] = [
  ["output", { outputDigest: sha256(new Uint8Array([1])) }],
  ["input", { inputDigest: sha256(new Uint8Array([2])) }],
  ["fuel", { fuel: 1n }],
  ["exit", { exit: "trap" }],
];

/** The same leaves with a lie in one of them, and their root. */
function withLie(leaves: readonly ChunkLeaf[], index: number, lie: Partial<ChunkLeaf>) {
  const lying = leaves.map((leaf) => (leaf.index === index ? { ...leaf, ...lie } : leaf));
  return { leaves: lying, root: merkleRoot(lying) };
}

/** A program that counts how often a part of it is taken: rewriting does that, hashing does not. */
function watchedSource(job: Published) {
  let count = 0;
  class Watched extends Uint8Array {
    override subarray(from?: number, to?: number): Uint8Array<ArrayBuffer> {
      count += 1;
      return new Uint8Array(this).subarray(from, to);
    }
  }
  const wasm = pathTracerWasm();
  const source: ContentSource = (digest) =>
    digest === sha256(wasm) ? Promise.resolve(Watched.from(wasm)) : job.source(digest);
  return { source, count: () => count };
}

describe("audit", () => {
  let job: Published;
  before(async () => {
    job = await publish();
  });

  describe("a juror on a chunk", () => {
    it("is for the provider where its leaf is right", async () => {
      const given = leafAt(job.leaves, 4);
      const finding = await judgeChunk({ ...job, given });
      expect(finding.vote).to.equal("provider");
      expect(finding).to.deep.include({ right: given });
    });

    for (const [what, lie] of LIES) {
      it(`is for the challenger where its ${what} is wrong`, async () => {
        const right = leafAt(job.leaves, 2);
        const finding = await judgeChunk({ ...job, given: { ...right, ...lie } });
        expect(finding.vote).to.equal("challenger");
        expect(finding).to.deep.include({ right });
      });
    }

    it("is for the challenger where the job has no such chunk", async () => {
      const given = { ...leafAt(job.leaves, 0), index: 6 };
      expect((await judgeChunk({ ...job, given })).vote).to.equal("challenger");
    });

    it("cannot tell where specification, program or input cannot be had, or are others", async () => {
      const given = leafAt(job.leaves, 1);
      const digests = {
        spec: job.spec,
        program: sha256(pathTracerWasm()),
        input: given.inputDigest,
      };
      for (const [missing, digest] of Object.entries(digests)) {
        for (const instead of [undefined, new Uint8Array([9])]) {
          const source: ContentSource = (asked) =>
            asked === digest ? Promise.resolve(instead) : job.source(asked);
          const finding = await judgeChunk({ ...job, given, source });
          expect(finding).to.deep.include({ vote: "void", unavailable: { missing, digest } });
        }
      }
    });

    it("cannot tell where the digest is of something that is no specification", async () => {
      const bytes = new TextEncoder().encode("{}");
      const spec = sha256(bytes);
      const source: ContentSource = () => Promise.resolve(bytes);
      const finding = await judgeChunk({ spec, source, given: leafAt(job.leaves, 0) });
      expect(finding).to.deep.include({
        vote: "void",
        unavailable: { missing: "spec", digest: spec },
      });
    });

    it("cannot tell where the job asks for more than jurors give", async () => {
      const given = leafAt(job.leaves, 0);
      const { fuel, memoryBytes, outputBytes, fileBytes } = DEFAULT_LIMITS;
      for (const accepts of [
        { fuel: fuel - 1n },
        { memoryBytes: memoryBytes - 1 },
        { outputBytes: outputBytes - 1 },
        { fileBytes: fileBytes - 1 },
      ]) {
        const finding = await judgeChunk({ ...job, given, accepts });
        expect(finding).to.deep.include({ vote: "void", unavailable: undefined });
      }
      expect((await judgeChunk({ ...job, given, accepts: DEFAULT_LIMITS })).vote).to.equal(
        "provider",
      );
    });

    it("says nothing where this machine fails", async () => {
      const given = leafAt(job.leaves, 0);
      const failure = await failureOf(judgeChunk({ ...job, given, wallMs: 0 }));
      expect(failure).to.be.instanceOf(LocalFailureError);
    });

    it("refuses a wall clock that no machine has, rather than vote on it", async () => {
      const given = leafAt(job.leaves, 0);
      const failure = await failureOf(judgeChunk({ ...job, given, wallMs: -1 }));
      expect(failure).to.be.instanceOf(InvalidInputError);
    });

    it("is for the challenger where no job can give such a leaf", async () => {
      const right = leafAt(job.leaves, 0);
      for (const given of [
        { ...right, fuel: -1n },
        { ...right, index: -1 },
        { ...right, outputDigest: "0x12" as const },
        { ...right, exit: "crashed" as const },
      ])
        expect((await judgeChunk({ ...job, given })).vote).to.equal("challenger");
    });

    it("knows what a program gives that is refused", async () => {
      const refused = await publish(new Uint8Array([0, 1, 2, 3]));
      const given = leafAt(refused.leaves, 0);
      expect(given.exit).to.equal("invalid-module");
      expect((await judgeChunk({ ...refused, given })).vote).to.equal("provider");
      const lie = { ...given, fuel: 1n };
      expect((await judgeChunk({ ...refused, given: lie })).vote).to.equal("challenger");
    });
  });

  describe("a juror on a withheld output", () => {
    it("is for the provider where everything can be fetched, whether it is right or not", async () => {
      expect((await judgeWithheld(job)).vote).to.equal("provider");
      const output = new Uint8Array([7]);
      job.contents.set(sha256(output), output);
      const wrong = withLie(job.leaves, 3, { outputDigest: sha256(output) });
      expect((await judgeWithheld({ ...job, ...wrong })).vote).to.equal("provider");
    });

    it("is for the challenger where leaves are missing, too many, out of order or another's", async () => {
      const { leaves } = job;
      const first = leafAt(leaves, 0);
      const cases: (ChunkLeaf[] | undefined)[] = [
        undefined,
        [],
        leaves.slice(1),
        leaves.slice(0, -1),
        [...leaves, { ...first, index: leaves.length }],
        [...leaves].reverse(),
        withLie(leaves, 1, { fuel: 2n }).leaves,
        leaves.map((leaf) => ({ ...leaf, exit: "crashed" as const })),
      ];
      for (const each of cases) {
        expect((await judgeWithheld({ ...job, leaves: each })).vote).to.equal("challenger");
      }
    });

    it("is for the challenger where a root covers fewer chunks than the job", async () => {
      const leaves = job.leaves.slice(0, 5);
      const finding = await judgeWithheld({ ...job, leaves, root: merkleRoot(leaves) });
      expect(finding.vote).to.equal("challenger");
    });

    it("counts the chunks of a job that is part of a specification", async () => {
      const leaves = job.leaves.slice(2, 5);
      const part = { ...job, leaves, root: merkleRoot(leaves) };
      expect((await judgeWithheld({ ...part, range: { first: 2, count: 3 } })).vote).to.equal(
        "provider",
      );
      expect((await judgeWithheld({ ...part, range: { first: 1, count: 3 } })).vote).to.equal(
        "challenger",
      );
    });

    it("is for the challenger where one output cannot be fetched, or is another", async () => {
      const lost = leafAt(job.leaves, 5).outputDigest;
      for (const instead of [undefined, new Uint8Array([9])]) {
        const source: ContentSource = (asked) =>
          asked === lost ? Promise.resolve(instead) : job.source(asked);
        expect((await judgeWithheld({ ...job, source })).vote).to.equal("challenger");
      }
    });

    it("cannot tell without the specification", async () => {
      const source: ContentSource = () => Promise.resolve(undefined);
      expect((await judgeWithheld({ ...job, source })).vote).to.equal("void");
    });
  });

  describe("a challenger", () => {
    it("finds nothing wrong with an honest result, and has looked at every chunk", async () => {
      const { wrong, withheld, checked, undecided } = await findWrongChunk(job);
      expect([wrong, withheld, undecided]).to.deep.equal([undefined, undefined, undefined]);
      expect([...checked].sort()).to.deep.equal([0, 1, 2, 3, 4, 5]);
    });

    it("calls a result withheld whose root covers other chunks than the job's", async () => {
      for (const leaves of [job.leaves.slice(0, 5), job.leaves.slice(1)]) {
        const { wrong, withheld, checked } = await findWrongChunk({
          ...job,
          leaves,
          root: merkleRoot(leaves),
        });
        expect(wrong).to.equal(undefined);
        expect(withheld).to.contain("one leaf for each chunk");
        expect(checked).to.deep.equal([]);
      }
    });

    it("looks at the chunks of a job that is part of a specification", async () => {
      const leaves = job.leaves.slice(2, 5);
      const part = { ...job, leaves, root: merkleRoot(leaves) };
      const { wrong, withheld, checked } = await findWrongChunk({
        ...part,
        range: { first: 2, count: 3 },
      });
      expect([wrong, withheld]).to.deep.equal([undefined, undefined]);
      expect([...checked].sort()).to.deep.equal([2, 3, 4]);
      for (const range of [undefined, { first: 1, count: 3 }, { first: 2, count: 4 }]) {
        const result = await findWrongChunk({ ...part, ...(range && { range }) });
        expect(result.withheld).to.be.a("string");
      }
    });

    it("looks at as many as it is asked to, each once", async () => {
      const { checked } = await findWrongChunk({ ...job, sample: 3 });
      expect(new Set(checked).size).to.equal(3);
    });

    for (const [what, lie] of LIES) {
      it(`finds a wrong ${what}, and proves where it stands`, async () => {
        const lying = withLie(job.leaves, 3, lie);
        const { wrong } = await findWrongChunk({ ...job, ...lying });
        if (wrong === undefined) throw new Error("nothing was found");
        expect(wrong).to.deep.include({
          index: 3,
          given: leafAt(lying.leaves, 3),
          right: leafAt(job.leaves, 3),
        });
        const { given: chunk, proof } = wrong;
        expect(verifyChunkProof({ root: lying.root, chunk, proof })).to.equal(true);
      });
    }

    it("says what it could not have", async () => {
      const program = sha256(pathTracerWasm());
      for (const [missing, digest] of [
        ["spec", job.spec],
        ["program", program],
      ] as const) {
        const source: ContentSource = (asked) =>
          asked === digest ? Promise.resolve(undefined) : job.source(asked);
        const { undecided, wrong } = await findWrongChunk({ ...job, source });
        expect(undecided?.unavailable).to.deep.equal({ missing, digest });
        expect(wrong).to.equal(undefined);
      }
    });

    it("cannot tell where a range goes beyond the specification, and challenges nothing", async () => {
      const leaves = [{ ...leafAt(job.leaves, 0), index: 6 }];
      const range = { first: 6, count: 1 };
      const options = { ...job, leaves, root: merkleRoot(leaves), range };
      const { wrong, withheld, undecided } = await findWrongChunk(options);
      expect([wrong, withheld]).to.deep.equal([undefined, undefined]);
      expect(undecided?.reason).to.contain("no chunk 6");
    });

    it("refuses leaves that are not behind the root", async () => {
      const { root } = withLie(job.leaves, 0, { fuel: 5n });
      const failure = await failureOf(findWrongChunk({ ...job, root }));
      expect(failure).to.be.instanceOf(InvalidInputError);
    });

    it("prepares the program once, however many chunks it looks at", async () => {
      const looks = async (sample: number): Promise<number> => {
        const { source, count } = watchedSource(job);
        expect((await findWrongChunk({ ...job, source, sample })).checked.length).to.equal(sample);
        return count();
      };
      const once = await looks(1);
      expect(once).to.be.greaterThan(0);
      expect(await looks(3)).to.equal(once);
    });
  });
});
