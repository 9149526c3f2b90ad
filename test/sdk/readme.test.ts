import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { loadFixture, time } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { firstJob } from "./examples/first-job";
import { meteredService } from "./examples/metered-service";
import { stakeAndLeave } from "./examples/staking";
import { leaseWorld } from "./support/lease-world";
import { deployWorld, SPEC, USD, WEFT } from "./support/world";

const ROOT = join(__dirname, "../..");

describe("sdk README", () => {
  it("shows the examples that run here, letter by letter", async () => {
    const readme = await readFile(join(ROOT, "packages/sdk/README.md"), "utf8");
    const examples = await Promise.all(
      ["first-job", "metered-service", "staking"].map((name) =>
        readFile(join(__dirname, `examples/${name}.ts`), "utf8"),
      ),
    );
    const shown = [...readme.matchAll(/```ts\n(import [^]*?)```/g)].map(([, code]) => code);
    expect(shown).to.deep.equal(
      examples.map((example) => example.replace("../../../packages/sdk/src", "@weft/sdk")),
    );
  });

  it("leads from two signatures to one collection", async () => {
    const world = await loadFixture(leaseWorld);
    const { who, at, provider, leaseMarket: market } = world;
    const said = await meteredService({
      ...{ chain: provider, provider: who.provider, client: who.client, key: who.first },
      ...{ token: at.token, market, spec: SPEC },
    });
    expect(said).to.equal("Signed 7500; paid 7425, fee 75.");
  });

  it("leads stake in, behind somebody else, and out again", async () => {
    const { who, at, provider, weft } = await loadFixture(deployWorld);
    await weft.transfer(who.stranger, 300n * WEFT);
    const before = await weft.balanceOf(who.provider);
    const said = await stakeAndLeave({
      chain: provider,
      provider: who.provider,
      delegator: who.stranger,
      machine: who.matcher.address,
      ...{ stakeVault: at.stakeVault, market: at.market, token: at.token },
      until: (second) => time.increaseTo(second),
    });
    expect(said).to.equal(
      "Free 400, enough true, pool 675000 ppm, next lateness spared; back 100 and 300.",
    );
    expect(await weft.balanceOf(who.provider)).to.equal(before);
    expect(await weft.balanceOf(who.stranger)).to.equal(300n * WEFT);
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
