import { expect } from "chai";
import type { FileCoverage } from "solidity-coverage/api";

import { describe as describeCoverage, type Argument } from "../../scripts/checks/coverage/floors";

const FILE = "vault/C.sol";
const TEXT = "contract C {\n  require(a);\n  require(b);\n  require(a);\n}";
const FOLDERS = [
  ...["conditions", "governance", "identity", "market", "reputation", "rewards", "staking"],
  ...["verification", "works"],
];

/** A file with a `require` on each of the lines, and how often it held and failed. */
function fileOf(hits: Record<number, [number, number]>): FileCoverage {
  const lines = Object.keys(hits).map(Number);
  return {
    path: FILE,
    s: {},
    f: {},
    b: Object.fromEntries(lines.map((line) => [line, hits[line] ?? []])),
    branchMap: Object.fromEntries(lines.map((line) => [line, { line }])),
  };
}

/** Every folder has a file, with so many branches taken that its share is enough. */
function sayOf(hits: Record<number, [number, number]>, args: Argument[]) {
  const many = Object.fromEntries(
    Array.from({ length: 100 }, (_, index): [number, [number, number]] => [index + 10, [1, 1]]),
  );
  const others = FOLDERS.map((name): [string, FileCoverage] => [`${name}/D.sol`, fileOf(many)]);
  const data = new Map([...others, [FILE, fileOf({ ...many, ...hits })]]);
  return describeCoverage(data, () => TEXT, args);
}

const ofA: Argument = { file: FILE, code: "require(a);", reason: "It never fails." };

describe("scripts/checks/coverage", () => {
  it("is enough where every branch is taken", () => {
    expect(sayOf({ 2: [1, 1] }, []).isEnough).to.equal(true);
  });

  it("wants a reason for a branch that is left", () => {
    const { text, isEnough } = sayOf({ 2: [1, 0] }, []);
    expect(isEnough).to.equal(false);
    expect(text).to.contain("FAILED without a reason: 2");
  });

  it("takes one reason for one branch", () => {
    expect(sayOf({ 2: [1, 0] }, [ofA]).isEnough).to.equal(true);
    const twice = sayOf({ 2: [1, 0], 4: [1, 0] }, [ofA]);
    expect(twice.isEnough).to.equal(false);
    expect(twice.text).to.contain("FAILED without a reason: 4");
    expect(sayOf({ 2: [1, 0], 4: [1, 0] }, [ofA, { ...ofA }]).isEnough).to.equal(true);
  });

  it("does not excuse a line that nothing reaches by a reason for one side of it", () => {
    expect(sayOf({ 2: [0, 0] }, [ofA]).isEnough).to.equal(false);
  });

  it("wants no reason for what is taken, nor for what is not there", () => {
    const { text, isEnough } = sayOf({ 2: [1, 1] }, [ofA]);
    expect(isEnough).to.equal(false);
    expect(text).to.contain("FAILED vault/C.sol: a reason for what is taken");
  });

  it("wants enough of each folder", () => {
    const { text, isEnough } = describeCoverage(new Map([[FILE, fileOf({})]]), () => TEXT, []);
    expect(isEnough).to.equal(false);
    expect(text).to.contain("FAILED staking: branches");
  });
});
