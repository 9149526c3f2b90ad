import { expect } from "chai";
import { InvalidSpecError, judgeChunk, jobSpec, parseJobSpec, sha256 } from "../../src";
import { LIMITS, SEED } from "../support/run";

const JOB = { wasm: new Uint8Array(1), chunks: [new Uint8Array(2)], limits: LIMITS, seed: SEED };
const TEXT = new TextDecoder().decode(jobSpec(JOB).bytes);
const INPUT = sha256(new Uint8Array(2));

/** The specification with one field as its writer would have it. */
function withField(name: string, value: unknown): Uint8Array {
  const spec = JSON.parse(TEXT) as Record<string, unknown>;
  return new TextEncoder().encode(JSON.stringify({ ...spec, [name]: value }));
}

const STRANGE: [name: string, value: unknown][] = [
  ["env", ["=x"]],
  ["env", ["FOO"]],
  ["env", [""]],
  ["env", ["B=1", "A=2"]],
  ["env", ["A=1", "A=2"]],
  ["env", ["A=1", "A=1"]],
  ["env", "ab"],
  ["env", "A=1"],
  ["env", [["A=1"]]],
  ["args", "ab"],
  ["args", [["a"]]],
  ["args", { length: 0 }],
  ["seed", [SEED]],
  ["program", [sha256(new Uint8Array(1))]],
  ["inputs", [[INPUT]]],
  ["inputs", { 0: INPUT, length: 1 }],
];

/**
 * What no tool of ours writes was read as a specification, and failed only when the job ran: jurors' tools ended with an
 * error in place of a vote, and a juror that does not vote is slashed.
 */
describe("Finding: a specification that is not canonical", () => {
  for (const [name, value] of STRANGE) {
    it(`is none: ${name} of ${JSON.stringify(value).slice(0, 30)}`, async () => {
      const bytes = withField(name, value);
      expect(() => parseJobSpec(bytes)).to.throw(InvalidSpecError);
      const outputDigest = INPUT;
      const given = { index: 0, inputDigest: INPUT, outputDigest, fuel: 0n, exit: "ok" } as const;
      const source = () => Promise.resolve(bytes);
      const finding = await judgeChunk({ spec: sha256(bytes), source, given });
      expect(finding.vote).to.equal("void");
    });
  }

  it("is not one that this package writes, whatever the environment", () => {
    const named = { B: "1=2", A: "", "A-": "x", É: "ü", a: "\u{1f600}" };
    const odd = Object.fromEntries([
      ["__proto__", "own"],
      ["\ud800", "alone"],
      ["10", "ten"],
    ]);
    for (const each of [{}, named, odd, { ...named, ...odd }]) {
      const { bytes, digest } = jobSpec({ ...JOB, args: ["", "a b"], env: each });
      expect(parseJobSpec(bytes).env.length).to.equal(Object.keys(each).length);
      expect(sha256(bytes)).to.equal(digest);
    }
  });
});
