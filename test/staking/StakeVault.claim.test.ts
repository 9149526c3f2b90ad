import { loadFixture } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { ethers } from "hardhat";

import { assertConservation, deployStake, type StakeWorld } from "../support/stake";
import { claim, lock, provision, slash, type Pair } from "../support/stake-actions";

describe("StakeVault.claim", () => {
  let world: StakeWorld;
  let pair: Pair;

  beforeEach(async () => {
    world = await loadFixture(deployStake);
    pair = { provider: world.provider, market: world.market };
    await provision(world, pair, 100n);
    await lock(world, pair, 100n);
  });

  afterEach(() => assertConservation(world));

  async function assertNothingToClaim(account: string): Promise<void> {
    const { stakeVault, stranger } = world;
    await expect(stakeVault.connect(stranger).claim(account))
      .to.be.revertedWithCustomError(stakeVault, "StakeNothingToClaim")
      .withArgs(account);
  }

  it("reverts given no credit", async () => {
    await assertNothingToClaim(world.client.address);
  });

  it("sends a credit to its account, whoever calls", async () => {
    const { client, stranger } = world;
    await slash(world, pair, { locked: 40n, amount: 30n, recipient: client });
    expect(await claim(world, client, stranger)).to.equal(30n);
  });

  it("sends the sum of several slashes by several markets at once", async () => {
    const { client, provider, otherProvider, otherMarket } = world;
    const other = { provider: otherProvider, market: otherMarket };
    await provision(world, other, 10n);
    await lock(world, other, 10n);
    await slash(world, pair, { locked: 40n, amount: 30n, recipient: client });
    await slash(world, other, { locked: 10n, amount: 10n, recipient: client });
    await slash(world, pair, { locked: 1n, amount: 1n, recipient: provider });
    expect(await world.stakeVault.claim.staticCall(client)).to.equal(40n);
    expect(await claim(world, client, client)).to.equal(40n);
    expect(await world.stakeVault.creditOf(provider)).to.equal(1n);
  });

  it("reverts when the credit was claimed already", async () => {
    const { client, stranger } = world;
    await slash(world, pair, { locked: 40n, amount: 30n, recipient: client });
    await claim(world, client, stranger);
    await assertNothingToClaim(client.address);
  });

  it("leaves what was credited to the zero address where it is", async () => {
    const { market, provider, token, stakeVault, stranger } = world;
    await market.slash(provider, 10n, 10n, ethers.ZeroAddress);
    await expect(stakeVault.connect(stranger).claim(ethers.ZeroAddress))
      .to.be.revertedWithCustomError(token, "ERC20InvalidReceiver")
      .withArgs(ethers.ZeroAddress);
    expect(await stakeVault.creditOf(ethers.ZeroAddress)).to.equal(10n);
  });
});
