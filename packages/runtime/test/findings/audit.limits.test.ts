import { expect } from "chai";
import {
  DEFAULT_LIMITS,
  findWrongChunk,
  InvalidInputError,
  judgeChunk,
  MAX_INPUT_BYTES,
  merkleRoot,
  sha256,
  jobSpec,
  type ChunkLeaf,
  type ContentSource,
} from "../../src";
import { failureOf } from "../support/failure";
import { SEED } from "../support/run";

const GIB = 1024 * 1024 * 1024;
const wasm = new Uint8Array([0]);

/** A job, its one leaf, and everything that it is made of; what else it asks for is `limits`. */
function strangers(limits: Partial<typeof DEFAULT_LIMITS>) {
  const chunk = new Uint8Array([1]);
  const { bytes, digest: spec } = jobSpec({
    wasm,
    chunks: [chunk],
    limits: { ...DEFAULT_LIMITS, ...limits },
    seed: SEED,
  });
  const contents = new Map([wasm, chunk, bytes].map((each) => [sha256(each), each]));
  const source: ContentSource = (digest) => Promise.resolve(contents.get(digest));
  const given: ChunkLeaf = {
    index: 0,
    inputDigest: sha256(chunk),
    outputDigest: sha256(),
    fuel: 0n,
    exit: "invalid-module",
  };
  return { spec, source, given, leaves: [given], root: merkleRoot([given]) };
}

/**
 * Jurors bounded fuel and memory of what they ran again, challengers nothing: a job of two strangers could ask for a
 * gigabyte of output and one of files, which the juror's own process holds.
 */
describe("Finding: a job that asks for more than is accepted", () => {
  const EXCESSES = [
    { fuel: DEFAULT_LIMITS.fuel + 1n },
    { memoryBytes: 2 * DEFAULT_LIMITS.memoryBytes },
    { outputBytes: GIB },
    { fileBytes: GIB },
  ];
  for (const limits of EXCESSES) {
    const [name = ""] = Object.keys(limits);
    it(`can be judged by nobody who was not told otherwise: ${name}`, async () => {
      const job = strangers(limits);
      const { wrong, withheld, undecided, checked } = await findWrongChunk(job);
      expect([wrong, withheld, checked]).to.deep.equal([undefined, undefined, []]);
      expect(undecided?.reason).to.contain(name);
      const finding = await judgeChunk(job);
      expect(finding).to.deep.include({ vote: "void", reason: undecided?.reason });
      expect((await judgeChunk({ ...job, accepts: limits })).vote).to.equal("provider");
      const told = await findWrongChunk({ ...job, accepts: limits });
      expect([told.undecided, told.checked]).to.deep.equal([undefined, [0]]);
    });
  }

  it("cannot be judged where its input is larger than any machine is handed", async () => {
    const large = new Uint8Array(MAX_INPUT_BYTES + 1);
    const honest = strangers({});
    const bytes = await honest.source(honest.spec);
    const text = new TextDecoder().decode(bytes);
    const module = new Uint8Array(
      Buffer.from(
        "0061736d0100000001040160000003020100070a01065f737461727400000a040102000b",
        "hex",
      ),
    );
    const spec = new TextEncoder().encode(
      text.replace(honest.given.inputDigest, sha256(large)).replace(sha256(wasm), sha256(module)),
    );
    const contents = new Map([spec, large, module].map((each) => [sha256(each), each]));
    const source: ContentSource = (digest) => Promise.resolve(contents.get(digest));
    const job = { ...honest, spec: sha256(spec), source };
    expect((await judgeChunk(job)).vote).to.equal("void");
    const { wrong, withheld, undecided } = await findWrongChunk(job);
    expect([wrong, withheld]).to.deep.equal([undefined, undefined]);
    expect(undecided?.reason).to.contain(String(MAX_INPUT_BYTES));
  });

  it("is not judged, nor taken for withheld, where the one who asks gave a wrong limit itself", async () => {
    for (const wallMs of [-1, 2 ** 31]) {
      const failure = await failureOf(findWrongChunk({ ...strangers({}), wallMs }));
      expect(failure).to.be.instanceOf(RangeError);
      expect(failure).not.to.be.instanceOf(InvalidInputError);
    }
  });
});
