import { spawnSync } from "node:child_process";
import { join } from "node:path";

import { expect } from "chai";

const ROOT = join(__dirname, "../..");
const LOCAL = "http://127.0.0.1:8545";
const KEY = `0x${"01".repeat(32)}`;
const SAY = `
  const { localhost, sepolia } = require("hardhat").config.networks;
  console.log(JSON.stringify([localhost.url, sepolia.url, sepolia.accounts]));
`;

/** URLs and keys of the configuration, as a process of its own reads them. */
function configOf(env: Record<string, string>): unknown {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ["-r", "hardhat/register", "-e", SAY],
    {
      cwd: ROOT,
      encoding: "utf8",
      env: { ...process.env, HARDHAT_NETWORK: "hardhat", TS_NODE_TRANSPILE_ONLY: "true", ...env },
    },
  );
  expect(status, stderr).to.equal(0);
  return JSON.parse(stdout);
}

describe("hardhat.config.ts", () => {
  it("takes a blank URL and a blank key for absent", () => {
    expect(configOf({ WEFT_RPC_URL: "", WEFT_DEPLOYER_KEY: "  " })).to.deep.equal([
      LOCAL,
      LOCAL,
      [],
    ]);
  });

  it("takes those it is given", () => {
    const url = "http://127.0.0.1:1";
    const env = { WEFT_RPC_URL: url, WEFT_DEPLOYER_KEY: KEY };
    expect(configOf(env)).to.deep.equal([url, url, [KEY]]);
  });
});
