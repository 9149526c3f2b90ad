import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect } from "chai";
import { ZeroAddress, getAddress, toBeHex, zeroPadValue } from "ethers";

import { DEPLOYED_CONTRACTS, InvalidFieldError, parseDeployment } from "../../packages/sdk/src";
import { readDeployment } from "../../packages/sdk/src/node";
import { publishAddresses } from "../../scripts/lib/publish";

const GOOD = Object.fromEntries(
  DEPLOYED_CONTRACTS.map((name, index) => [
    name,
    getAddress(zeroPadValue(toBeHex(index + 0xabc0), 20)),
  ]),
);

const sayOf = (value: unknown) => (value === undefined ? "undefined" : JSON.stringify(value));

describe("sdk parseDeployment", () => {
  it("takes every address, in the writing that says when one is mistyped", () => {
    const lower = Object.fromEntries(
      Object.entries(GOOD).map(([name, address]) => [name, address.toLowerCase()]),
    );
    expect(parseDeployment({ document: lower })).to.deep.equal(GOOD);
  });

  it("leaves out what it does not know", () => {
    const document = { ...GOOD, later: ZeroAddress };
    expect(parseDeployment({ document })).to.deep.equal(GOOD);
  });

  for (const document of [null, undefined, 7, "text", []]) {
    it(`refuses ${JSON.stringify(document)}`, () => {
      expect(() => parseDeployment({ document })).to.throw(InvalidFieldError, /^document is /);
    });
  }

  for (const address of [undefined, null, 7, "", "0x12", ZeroAddress]) {
    it(`refuses ${JSON.stringify(address)} as an address, and says whose`, () => {
      const document = { ...GOOD, works: address };
      expect(() => parseDeployment({ document })).to.throw(
        InvalidFieldError,
        `works is ${sayOf(address)}, but must be an address other than zero`,
      );
    });
  }
});

describe("sdk readDeployment", () => {
  let directory: string;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "weft-deployments-"));
  });

  afterEach(() => rmSync(directory, { recursive: true }));

  it("reads what a deployment published", async () => {
    publishAddresses(7n, parseDeployment({ document: GOOD }), directory);
    expect(await readDeployment({ directory, chainId: 7 })).to.deep.equal(GOOD);
    expect(await readDeployment({ directory, chainId: 7n })).to.deep.equal(GOOD);
  });

  it("refuses a chain that nothing was published of", async () => {
    await expect(readDeployment({ directory, chainId: 8 })).to.be.rejectedWith(
      InvalidFieldError,
      `chainId is 8, but must be a chain that has a file in ${directory}`,
    );
  });

  it("refuses a file that is no JSON", async () => {
    writeFileSync(join(directory, "9.json"), "{");
    await expect(readDeployment({ directory, chainId: 9 })).to.be.rejectedWith(
      InvalidFieldError,
      "but must be JSON",
    );
  });
});
