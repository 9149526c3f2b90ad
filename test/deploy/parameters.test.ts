import { readFileSync } from "node:fs";
import { join } from "node:path";

import { expect } from "chai";
import { ZeroAddress } from "ethers";
import hre from "hardhat";

import { deployWeft } from "../../scripts/lib/deploy";
import {
  ChainIdError,
  ParameterError,
  checkParameters,
  checkSalt,
  parseParameters,
  readParameters,
} from "../../scripts/lib/parameters";

const FILE = "some.json";
const DEPLOYER = "0x00000000000000000000000000000000000000D1";
const OTHER = "0x00000000000000000000000000000000000000D2";
const GUARDIAN = "0x00000000000000000000000000000000000000D3";
const GOOD = {
  chainIds: [1],
  holder: OTHER,
  guardian: GUARDIAN,
  guardianUntil: "2027-06-30",
  thawSeconds: 604_800,
  feeBps: 0,
  firstBudgetWeft: 1,
  halfLifeEpochs: 104,
  fractionBps: 5_000,
};
const NAMES = [...Object.keys(GOOD), "salt"].join(", ");

function refusalOf(
  call: () => unknown,
  kind: typeof ParameterError | typeof ChainIdError = ParameterError,
): string {
  try {
    call();
  } catch (error) {
    expect(error).to.be.an.instanceOf(kind);
    return error instanceof Error ? error.message : "";
  }
  throw new Error("nothing was refused");
}

const sayOf = (value: unknown) => (value === undefined ? "missing" : JSON.stringify(value));

describe("checkParameters", () => {
  const refuse = (changes: Record<string, unknown>) =>
    refusalOf(() => checkParameters(FILE, { ...GOOD, ...changes }, DEPLOYER));

  it("takes what is good, and makes a second of the date", () => {
    const guardianUntil = Date.UTC(2027, 5, 30) / 1_000;
    expect(checkParameters(FILE, GOOD, DEPLOYER)).to.deep.equal({ ...GOOD, guardianUntil });
  });

  it("puts the deployer in its place, on test chains", () => {
    const test = { ...GOOD, chainIds: [31_337, 84_532], holder: "deployer" };
    expect(checkParameters(FILE, test, DEPLOYER).holder).to.equal(DEPLOYER);
  });

  it("takes no guardian, who has no term", () => {
    const { guardianUntil, ...others } = { ...GOOD, guardian: "none" };
    expect(guardianUntil).to.equal(GOOD.guardianUntil);
    const nobody = { guardian: ZeroAddress, guardianUntil: 0 };
    expect(checkParameters(FILE, others, DEPLOYER)).to.deep.include(nobody);
  });

  it("takes the limits themselves", () => {
    const limits = { thawSeconds: 7_776_000, feeBps: 500, fractionBps: 9_000, halfLifeEpochs: 4 };
    expect(checkParameters(FILE, { ...GOOD, ...limits }, DEPLOYER)).to.deep.include(limits);
  });

  it("refuses a field it does not know, and says which it does", () => {
    expect(refuse({ owner: OTHER })).to.equal(
      `${FILE}: owner is "${OTHER}", but must be absent: parameters are ${NAMES}`,
    );
  });

  for (const content of [null, 7, "text", undefined, []]) {
    it(`refuses ${JSON.stringify(content)} in place of an object`, () => {
      expect(refusalOf(() => checkParameters(FILE, content, DEPLOYER))).to.equal(
        `${FILE}: content is ${sayOf(content)}, but must be an object`,
      );
    });
  }

  for (const value of [undefined, 5, "", "0x12", ZeroAddress, "the deployer", null]) {
    it(`refuses ${sayOf(value)} as holder, on test chains and others`, () => {
      expect(refuse({ chainIds: [31_337], holder: value })).to.equal(
        `${FILE}: holder is ${sayOf(value)}, but must be an address other than zero, or "deployer"`,
      );
      expect(refuse({ holder: value })).to.equal(
        `${FILE}: holder is ${sayOf(value)}, but must be an address other than zero, and not the account that deploys`,
      );
    });
  }

  for (const holder of ["deployer", DEPLOYER, DEPLOYER.toLowerCase()]) {
    it(`refuses the deployer as holder off test chains, named ${holder}`, () => {
      const sentence = `${FILE}: holder is "${holder}", but must be an address other than zero, and not the account that deploys`;
      expect(refuse({ holder })).to.equal(sentence);
      expect(refuse({ holder, chainIds: [31_337, 1] })).to.equal(sentence);
    });
  }

  for (const value of [undefined, null, "", "deployer", ZeroAddress, DEPLOYER, "0x12"]) {
    it(`refuses ${sayOf(value)} as guardian`, () => {
      expect(refuse({ guardian: value })).to.equal(
        `${FILE}: guardian is ${sayOf(value)}, but must be "none", or an address other than zero, and not the account that deploys`,
      );
    });
  }

  it("refuses the holder as guardian, however it is written, on test chains too", () => {
    for (const guardian of [OTHER, OTHER.toLowerCase()]) {
      for (const chainIds of [[1], [31_337]]) {
        expect(refuse({ guardian, chainIds })).to.equal(
          `${FILE}: guardian is "${guardian}", but must be another account than the holder`,
        );
      }
    }
  });

  it("takes the last day of February, of a leap year the 29th", () => {
    for (const [day, second] of [
      ["2027-02-28", Date.UTC(2027, 1, 28)],
      ["2028-02-29", Date.UTC(2028, 1, 29)],
    ] as const) {
      const { guardianUntil } = checkParameters(FILE, { ...GOOD, guardianUntil: day }, DEPLOYER);
      expect(guardianUntil).to.equal(second / 1_000);
    }
  });

  for (const value of [
    ...[undefined, null, 1_800_000_000, "soon", "2027-13-01", "2027-1-1"],
    ...["2027-02-31", "2027-02-29", "2027-04-31", "2027-06-00"],
  ]) {
    it(`refuses ${sayOf(value)} as the end of a term`, () => {
      expect(refuse({ guardianUntil: value })).to.equal(
        `${FILE}: guardianUntil is ${sayOf(value)}, but must be a date such as 2027-06-30`,
      );
    });
  }

  it("refuses a term without a guardian", () => {
    expect(refuse({ guardian: "none" })).to.equal(
      `${FILE}: guardianUntil is "2027-06-30", but must be absent where there is no guardian`,
    );
  });

  for (const [field, min, max] of [
    ["thawSeconds", 604_800, 7_776_000],
    ["feeBps", 0, 500],
    ["firstBudgetWeft", 1, 10_000_000],
    ["halfLifeEpochs", 4, 1_000],
    ["fractionBps", 0, 9_000],
  ] as const) {
    for (const value of [min - 1, max + 1, min + 0.5, `${min}`, null, undefined, Infinity]) {
      it(`refuses ${typeof value} ${String(value)} as ${field}`, () => {
        expect(refuse({ [field]: value })).to.equal(
          `${FILE}: ${field} is ${sayOf(value)}, but must be a whole number from ${min} to ${max}`,
        );
      });
    }
  }

  for (const value of [undefined, 1, "1", [], ["1"], [1.5], [null], [0], [-1]]) {
    it(`refuses ${sayOf(value)} as chainIds`, () => {
      expect(refuse({ chainIds: value })).to.equal(
        `${FILE}: chainIds is ${sayOf(value)}, but must be a list of chain ids, at least one`,
      );
    });
  }
});

describe("parseParameters", () => {
  it("takes JSON", () => {
    expect(parseParameters(FILE, JSON.stringify(GOOD))).to.deep.equal(GOOD);
  });

  for (const text of ["", "{ chainIds: [1] }", '{ "chainIds": [1], }']) {
    it(`refuses ${JSON.stringify(text)}, and names the file`, () => {
      const sentence = refusalOf(() => parseParameters(FILE, text));
      expect(sentence).to.include(
        `${FILE}: content is ${JSON.stringify(text)}, but must be JSON (`,
      );
    });
  }
});

describe("checkSalt", () => {
  const check = (value: unknown) => checkSalt("the environment", "WEFT_SALT", value);

  it("takes a word, and none", () => {
    expect(check("weft-2")).to.equal("weft-2");
    expect(check(undefined)).to.equal(undefined);
  });

  for (const value of ["", "  ", 1, null]) {
    it(`refuses ${sayOf(value)}, by the name that it was given under`, () => {
      expect(refusalOf(() => check(value))).to.equal(
        `the environment: WEFT_SALT is ${sayOf(value)}, but must be absent, or a word such as weft-1`,
      );
      expect(refusalOf(() => checkParameters(FILE, { ...GOOD, salt: value }, DEPLOYER))).to.equal(
        `${FILE}: salt is ${sayOf(value)}, but must be absent, or a word such as weft-1`,
      );
    });
  }

  it("is asked about a blank salt of the environment before anything is deployed", async () => {
    const before = process.env["WEFT_SALT"];
    process.env["WEFT_SALT"] = " ";
    try {
      await expect(deployWeft(hre)).to.be.rejectedWith(ParameterError, "WEFT_SALT");
    } finally {
      if (before === undefined) delete process.env["WEFT_SALT"];
      else process.env["WEFT_SALT"] = before;
    }
  });
});

describe("readParameters", () => {
  const read = (network: string, chainId: number) =>
    readParameters({ network, chainId, deployer: DEPLOYER });

  for (const [network, chainId] of [
    ["hardhat", 31_337],
    ["localhost", 31_337],
    ["localhost", 1_337],
    ["sepolia", 11_155_111],
    ["base-sepolia", 84_532],
  ] as const) {
    it(`finds those of ${network} on chain ${chainId}, with the deployer in place`, () => {
      const { chainIds, holder, guardian } = read(network, chainId);
      expect(chainIds).to.include(chainId);
      expect(holder).to.equal(DEPLOYER);
      expect(guardian).to.equal(ZeroAddress);
    });
  }

  it("refuses a network that has none, and names those that do", () => {
    expect(refusalOf(() => read("mainnet", 1))).to.equal(
      'deploy/parameters: network is "mainnet", but must be in base-sepolia.json, local.json, production.json, sepolia.json',
    );
  });

  for (const [network, chainId, sentence] of [
    ["localhost", 1, "31337 or 1337, as local.json says"],
    ["sepolia", 84_532, "11155111, as sepolia.json says"],
    ["base-sepolia", 8_453, "84532, as base-sepolia.json says"],
  ] as const) {
    it(`refuses chain ${chainId} behind the name ${network}`, () => {
      expect(refusalOf(() => read(network, chainId), ChainIdError)).to.equal(
        `the network answers with chain id ${chainId}, but must be ${sentence}`,
      );
    });
  }
});

describe("deploy/parameters/production.json", () => {
  const file = join(__dirname, "../../deploy/parameters/production.json");
  const read: unknown = JSON.parse(readFileSync(file, "utf8"));
  const template = typeof read === "object" ? read : {};
  const filled = { chainIds: [1], holder: OTHER, guardian: GUARDIAN, guardianUntil: "2027-06-30" };

  it("is good once it is filled in", () => {
    const parameters = checkParameters("production.json", { ...template, ...filled }, DEPLOYER);
    expect(parameters).to.deep.include({ chainIds: [1], holder: OTHER, guardian: GUARDIAN });
  });

  for (const field of ["chainIds", "holder", "guardian", "guardianUntil"] as const) {
    it(`is refused while ${field} is as the template has it`, () => {
      const { [field]: left, ...others } = filled;
      expect(left).not.to.equal(undefined);
      const parsed = { ...template, ...others };
      expect(refusalOf(() => checkParameters("production.json", parsed, DEPLOYER))).to.match(
        new RegExp(`^production.json: ${field} is (null|\\[\\]), but must be `),
      );
    });
  }
});
