import { loadFixture } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";

import { acceptanceOf, booksOf, claimOf, deployOneShot, openPool } from "../oneshot/support";

const UNIT = 10n ** 18n;

describe("finding: a provider thaws before a claim, to keep its delegators' part", () => {
  it("shares the pay as before the thaw", async () => {
    const world = await loadFixture(deployOneShot);
    const { stakeVault, market, provider, token } = world;
    const ppm = await openPool(world);
    await stakeVault.connect(provider).thaw(market, 100n * UNIT);
    expect(await stakeVault.poolPpmOf(provider, market, token)).to.equal(ppm);
    await market
      .connect(provider)
      .claim(provider, token, await claimOf(world, await acceptanceOf(world)));
    expect((await booksOf(world))["stakeVault"]).to.be.greaterThan(0n);
  });
});
