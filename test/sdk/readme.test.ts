import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { loadFixture } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { firstJob } from "./examples/first-job";
import { deployWorld, SPEC, USD } from "./support/world";

const ROOT = join(__dirname, "../..");

describe("sdk README", () => {
  it("shows the example that runs here, letter by letter", async () => {
    const readme = await readFile(join(ROOT, "packages/sdk/README.md"), "utf8");
    const example = await readFile(join(__dirname, "examples/first-job.ts"), "utf8");
    const shown = /```ts\n(import [^]*?)```/.exec(readme)?.[1];
    expect(shown).to.equal(example.replace("../../../packages/sdk/src", "@weft/sdk"));
  });

  it("leads from two empty accounts to a payment", async () => {
    const { who, at, provider, token } = await loadFixture(deployWorld);
    const before = await token.balanceOf(who.provider);
    const said = await firstJob({
      chain: provider,
      provider: who.provider,
      client: who.client,
      attester: who.first,
      addresses: at,
      spec: SPEC,
      root: `0x${"ab".repeat(32)}`,
    });
    expect(said).to.contain("Paid 5940000, fee 60000.");
    expect((await token.balanceOf(who.provider)) - before).to.equal(6n * USD - 60_000n);
  });
});
