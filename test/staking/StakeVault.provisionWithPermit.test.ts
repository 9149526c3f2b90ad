import { loadFixture } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { ethers } from "hardhat";

import { signPermit } from "../support/permit";
import {
  assertConservation,
  deployStake,
  NO_PROVISION,
  readProvision,
  WEFT,
  type StakeWorld,
} from "../support/stake";

const AMOUNT = 10n * WEFT;
const DEADLINE = ethers.MaxUint256;

describe("StakeVault.provisionWithPermit", () => {
  let world: StakeWorld;

  async function fixture(): Promise<StakeWorld> {
    const deployed = await deployStake();
    const { token, stakeVault, provider } = deployed;
    await token.connect(provider).approve(stakeVault, 0n);
    return deployed;
  }

  async function permit(): Promise<readonly [bigint, number, string, string]> {
    const { token, stakeVault, provider } = world;
    const spender = await stakeVault.getAddress();
    const terms = { owner: provider, spender, value: AMOUNT, deadline: DEADLINE };
    const { v, r, s } = await signPermit(token, terms);
    return [DEADLINE, v, r, s];
  }

  beforeEach(async () => {
    world = await loadFixture(fixture);
  });

  afterEach(() => assertConservation(world));

  it("reverts when permit and allowance are both missing", async () => {
    const { token, stakeVault, provider, market } = world;
    const [, v, r, s] = await permit();
    await expect(
      stakeVault.connect(provider).provisionWithPermit(market, AMOUNT, DEADLINE - 1n, v, r, s),
    )
      .to.be.revertedWithCustomError(token, "ERC20InsufficientAllowance")
      .withArgs(await stakeVault.getAddress(), 0n, AMOUNT);
  });

  it("reverts when somebody else brings the permit: it is worth nothing to him", async () => {
    const { token, stakeVault, stranger, market } = world;
    const signed = await permit();
    await expect(stakeVault.connect(stranger).provisionWithPermit(market, AMOUNT, ...signed))
      .to.be.revertedWithCustomError(token, "ERC20InsufficientAllowance")
      .withArgs(await stakeVault.getAddress(), 0n, AMOUNT);
  });

  it("reverts when the market is the zero address", async () => {
    const { stakeVault, provider } = world;
    const signed = await permit();
    await expect(
      stakeVault.connect(provider).provisionWithPermit(ethers.ZeroAddress, AMOUNT, ...signed),
    )
      .to.be.revertedWithCustomError(stakeVault, "StakeInvalidMarket")
      .withArgs(ethers.ZeroAddress);
  });

  it("reverts when the amount is zero", async () => {
    const { stakeVault, provider, market } = world;
    const signed = await permit();
    await expect(
      stakeVault.connect(provider).provisionWithPermit(market, 0n, ...signed),
    ).to.be.revertedWithCustomError(stakeVault, "StakeZeroAmount");
  });

  async function assertProvisions(
    signed: readonly [bigint, number, string, string],
  ): Promise<void> {
    const { token, stakeVault, provider, market } = world;
    const marketAt = await market.getAddress();
    const tx = await stakeVault.connect(provider).provisionWithPermit(market, AMOUNT, ...signed);
    await expect(tx)
      .to.emit(stakeVault, "Provisioned")
      .withArgs(provider.address, marketAt, AMOUNT);
    await expect(tx).to.changeTokenBalances(token, [provider, stakeVault], [-AMOUNT, AMOUNT]);
    expect(await readProvision(world, provider.address, marketAt)).to.deep.equal({
      ...NO_PROVISION,
      active: AMOUNT,
    });
    expect(await token.allowance(provider, stakeVault)).to.equal(0n);
  }

  it("provisions by the permit alone", async () => {
    await assertProvisions(await permit());
    expect(await world.token.nonces(world.provider)).to.equal(1n);
  });

  it("provisions when a stranger sent the permit first", async () => {
    const { token, stakeVault, provider, stranger } = world;
    const signed = await permit();
    await token.connect(stranger).permit(provider, stakeVault, AMOUNT, ...signed);
    await assertProvisions(signed);
  });

  it("provisions by an allowance when the permit is worthless", async () => {
    const { token, stakeVault, provider } = world;
    await token.connect(provider).approve(stakeVault, AMOUNT);
    await assertProvisions([0n, 27, ethers.ZeroHash, ethers.ZeroHash]);
  });
});
