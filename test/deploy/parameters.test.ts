import { expect } from "chai";
import { ZeroAddress } from "ethers";

import { checkParameters, ParameterError, readParameters } from "../../scripts/lib/parameters";

const FILE = "some.json";
const DEPLOYER = "0x00000000000000000000000000000000000000D1";
const OTHER = "0x00000000000000000000000000000000000000d2";
const GOOD = {
  chainIds: [1],
  owner: "deployer",
  treasury: OTHER,
  holder: "deployer",
  thawSeconds: 604_800,
  feeBps: 0,
  firstBudgetWeft: 1,
  halfLifeEpochs: 104,
  fractionBps: 5_000,
};

function refusalOf(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    expect(error).to.be.an.instanceOf(ParameterError);
    return error instanceof ParameterError ? error.message : "";
  }
  throw new Error("nothing was refused");
}

describe("checkParameters", () => {
  it("takes what is good, and puts the deployer in its place", () => {
    expect(checkParameters(FILE, GOOD, DEPLOYER)).to.deep.equal({
      ...GOOD,
      owner: DEPLOYER,
      holder: DEPLOYER,
    });
  });

  it("takes the limits themselves", () => {
    const limits = { ...GOOD, chainIds: [], thawSeconds: 7_776_000, feeBps: 500 };
    expect(checkParameters(FILE, limits, DEPLOYER)).to.deep.include({
      chainIds: [],
      thawSeconds: 7_776_000,
      feeBps: 500,
    });
  });

  it("drops fields it does not know", () => {
    expect(checkParameters(FILE, { ...GOOD, more: 1 }, DEPLOYER)).not.to.have.property("more");
  });

  for (const content of [null, 7, "text", undefined]) {
    it(`refuses ${String(content)} in place of an object`, () => {
      expect(refusalOf(() => checkParameters(FILE, content, DEPLOYER))).to.equal(
        `${FILE}: content is ${JSON.stringify(content)}, but must be an object`,
      );
    });
  }

  for (const field of ["owner", "treasury", "holder"] as const) {
    for (const value of [undefined, 5, "", "0x12", ZeroAddress, "the deployer", null]) {
      it(`refuses ${JSON.stringify(value)} as ${field}`, () => {
        expect(
          refusalOf(() => checkParameters(FILE, { ...GOOD, [field]: value }, DEPLOYER)),
        ).to.equal(
          `${FILE}: ${field} is ${JSON.stringify(value)}, but must be an address other than zero, or "deployer"`,
        );
      });
    }
  }

  for (const [field, min, max] of [
    ["thawSeconds", 604_800, 7_776_000],
    ["feeBps", 0, 500],
  ] as const) {
    for (const value of [min - 1, max + 1, min + 0.5, `${min}`, null, undefined, Infinity]) {
      it(`refuses ${typeof value} ${String(value)} as ${field}`, () => {
        expect(
          refusalOf(() => checkParameters(FILE, { ...GOOD, [field]: value }, DEPLOYER)),
        ).to.equal(
          `${FILE}: ${field} is ${JSON.stringify(value)}, but must be a whole number from ${min} to ${max}`,
        );
      });
    }
  }

  for (const value of [undefined, 1, "1", ["1"], [1.5], [null]]) {
    it(`refuses ${JSON.stringify(value)} as chainIds`, () => {
      expect(
        refusalOf(() => checkParameters(FILE, { ...GOOD, chainIds: value }, DEPLOYER)),
      ).to.equal(`${FILE}: chainIds is ${JSON.stringify(value)}, but must be a list of chain ids`);
    });
  }
});

describe("readParameters", () => {
  it("finds the file of a chain, with the deployer in place", () => {
    const { chainIds, owner } = readParameters(31_337, DEPLOYER);
    expect(chainIds).to.include(31_337);
    expect(owner).to.equal(DEPLOYER);
  });

  it("refuses a chain that no file is meant for, and names the files", () => {
    expect(refusalOf(() => readParameters(999_999, DEPLOYER))).to.equal(
      "deploy/parameters: chainIds is 999999, but must be in one of local.json, sepolia.json",
    );
  });
});
