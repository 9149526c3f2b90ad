import { expect } from "chai";
import { ethers } from "hardhat";

import { startNode, type LocalNode } from "../stake-script/support";
import { runScript, type Ended } from "../support/script";

const run = (url: string, ...args: string[]): Promise<Ended> =>
  runScript("wait", args, { env: { WEFT_RPC_URL: url } });

describe("scripts/wait.ts", () => {
  let node: LocalNode;

  before(async () => {
    node = await startNode();
  });

  after(() => node.stop());

  const timestamp = async () => (await ethers.provider.getBlock("latest"))?.timestamp ?? 0;

  it("lets as much time pass as it says, and a second", async () => {
    const before = await timestamp();
    const { code, stdout, stderr } = await run(node.url, "2", "days");
    expect(code, stderr).to.equal(0);
    const after = await timestamp();
    // The node's own clock goes on meanwhile.
    expect(after - before).to.be.within(2 * 86_400 + 1, 3 * 86_400);
    const time = new Date(after * 1_000).toISOString().replace(".000Z", "Z");
    expect(stdout).to.equal(`the chain's time is ${time}\n`);
  });

  for (const words of [
    [],
    ["2"],
    ["two", "days"],
    ["2", "weeks"],
    ["400", "days"],
    ["-1", "day"],
  ]) {
    it(`refuses "${words.join(" ")}"`, async () => {
      const { code, stderr } = await run(node.url, ...words);
      expect(code).to.equal(2);
      expect(stderr).to.equal(
        `the time is "${words.join(" ")}", but must be a number of seconds, hours or days, such as 2 days, and at most a year\n`,
      );
    });
  }

  it("says where nobody answers", async () => {
    const { code, stderr } = await run("http://127.0.0.1:9/secret", "1", "hour");
    expect(code).to.equal(1);
    expect(stderr).to.contain("no node at 127.0.0.1:9 lets its time be moved");
    expect(stderr).not.to.contain("secret");
  });
});
