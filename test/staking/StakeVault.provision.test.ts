import { loadFixture } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { ethers } from "hardhat";

import {
  assertConservation,
  deployStake,
  NO_PROVISION,
  PROVIDER_WEFT,
  readProvision,
  WEFT,
  type StakeWorld,
} from "../support/stake";
import { lock, provision, slash, thaw } from "../support/stake-actions";

const MAX_UINT96 = 2n ** 96n - 1n;

describe("StakeVault.provision", () => {
  let world: StakeWorld;

  beforeEach(async () => {
    world = await loadFixture(deployStake);
  });

  afterEach(() => assertConservation(world));

  it("reverts when the market is the zero address, before it looks at the amount", async () => {
    const { stakeVault, provider } = world;
    await expect(stakeVault.connect(provider).provision(ethers.ZeroAddress, 0n))
      .to.be.revertedWithCustomError(stakeVault, "StakeInvalidMarket")
      .withArgs(ethers.ZeroAddress);
  });

  it("reverts when the amount is zero", async () => {
    const { stakeVault, provider, market } = world;
    await expect(stakeVault.connect(provider).provision(market, 0n)).to.be.revertedWithCustomError(
      stakeVault,
      "StakeZeroAmount",
    );
  });

  it("reverts when the vault was not approved", async () => {
    const { stakeVault, token, stranger, market } = world;
    await expect(stakeVault.connect(stranger).provision(market, 1n))
      .to.be.revertedWithCustomError(token, "ERC20InsufficientAllowance")
      .withArgs(await stakeVault.getAddress(), 0n, 1n);
  });

  it("reverts when the balance is one base unit short", async () => {
    const { stakeVault, token, provider, market } = world;
    await expect(stakeVault.connect(provider).provision(market, PROVIDER_WEFT + 1n))
      .to.be.revertedWithCustomError(token, "ERC20InsufficientBalance")
      .withArgs(provider.address, PROVIDER_WEFT, PROVIDER_WEFT + 1n);
  });

  it("takes the whole balance", async () => {
    const { provider, market } = world;
    await provision(world, { provider, market }, PROVIDER_WEFT);
  });

  it("takes a single base unit", async () => {
    const { provider, market } = world;
    await provision(world, { provider, market }, 1n);
  });

  it("adds to what is there", async () => {
    const pair = { provider: world.provider, market: world.market };
    await provision(world, pair, 3n * WEFT);
    await provision(world, pair, 4n * WEFT);
  });

  it("leaves locks and thawing stake alone", async () => {
    const pair = { provider: world.provider, market: world.market };
    await provision(world, pair, 10n * WEFT);
    await lock(world, pair, 5n * WEFT);
    await thaw(world, pair, 2n * WEFT);
    await provision(world, pair, 1n * WEFT);
  });

  it("serves a provider who lost everything", async () => {
    const pair = { provider: world.provider, market: world.market };
    await provision(world, pair, 10n);
    await lock(world, pair, 10n);
    await slash(world, pair, { locked: 10n, amount: 10n, recipient: world.client });
    await provision(world, pair, 10n);
  });

  it("keeps markets and providers apart", async () => {
    const { stakeVault, provider, otherProvider, market, otherMarket } = world;
    await provision(world, { provider, market }, 5n);
    await provision(world, { provider: otherProvider, market: otherMarket }, 7n);
    const [marketAt, otherMarketAt] = [await market.getAddress(), await otherMarket.getAddress()];
    expect(await readProvision(world, provider.address, otherMarketAt)).to.deep.equal(NO_PROVISION);
    expect(await readProvision(world, otherProvider.address, marketAt)).to.deep.equal(NO_PROVISION);
    expect(await stakeVault.freeOf(provider, market)).to.equal(5n);
    expect(await stakeVault.freeOf(provider, otherMarket)).to.equal(0n);
  });

  context("given a token of a larger supply than WEFT", () => {
    it("reverts at the bound of 96 bits instead of wrapping round", async () => {
      const { provider, market } = world;
      const token = await ethers.deployContract("TestToken");
      const terms = [token, world.vault, 7 * 24 * 3600] as const;
      const stakeVault = await ethers.deployContract("StakeVault", [...terms]);
      await token.mint(provider, MAX_UINT96 + 4n);
      await token.connect(provider).approve(stakeVault, ethers.MaxUint256);
      await stakeVault.connect(provider).provision(market, MAX_UINT96);
      await expect(stakeVault.connect(provider).provision(market, 4n)).to.be.revertedWithPanic(
        0x11,
      );
      expect((await stakeVault.provisionOf(provider, market)).active).to.equal(MAX_UINT96);
      expect(await token.balanceOf(stakeVault)).to.equal(MAX_UINT96);
    });
  });

  context("given WEFT that was sent to the vault directly", () => {
    it("credits nobody with it", async () => {
      const { token, stakeVault, provider, market } = world;
      const pair = { provider, market };
      await provision(world, pair, 5n * WEFT);
      await token.connect(provider).transfer(stakeVault, 100n * WEFT);
      expect(await stakeVault.freeOf(provider, market)).to.equal(5n * WEFT);
      expect(await stakeVault.creditOf(provider)).to.equal(0n);
      await provision(world, pair, 1n);
      expect(await stakeVault.freeOf(provider, market)).to.equal(5n * WEFT + 1n);
    });
  });
});
