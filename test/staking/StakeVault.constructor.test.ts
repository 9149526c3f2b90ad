import { loadFixture } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { ethers } from "hardhat";

import { deployStake, THAW_SECONDS } from "../support/stake";
import { DAY } from "../support/time";

describe("StakeVault.constructor", () => {
  const [min, max] = [7n * DAY, 90n * DAY];

  for (const thawSeconds of [0n, min - 1n, max + 1n, 2n ** 32n - 1n]) {
    it(`reverts when stake thaws in ${thawSeconds} seconds`, async () => {
      const { token, vault, stakeVault } = await loadFixture(deployStake);
      await expect(ethers.deployContract("StakeVault", [token, vault, thawSeconds]))
        .to.be.revertedWithCustomError(stakeVault, "StakeInvalidThawSeconds")
        .withArgs(thawSeconds, min, max);
    });
  }

  for (const thawSeconds of [min, min + 1n, max - 1n, max]) {
    it(`keeps a thaw time of ${thawSeconds} seconds`, async () => {
      const { token, vault } = await loadFixture(deployStake);
      const stakeVault = await ethers.deployContract("StakeVault", [token, vault, thawSeconds]);
      expect(await stakeVault.thawSeconds()).to.equal(thawSeconds);
    });
  }

  it("shows token, vault and bounds", async () => {
    const { token, vault, stakeVault } = await loadFixture(deployStake);
    expect(await stakeVault.token()).to.equal(await token.getAddress());
    expect(await stakeVault.vault()).to.equal(await vault.getAddress());
    expect(await stakeVault.thawSeconds()).to.equal(THAW_SECONDS);
    expect(await stakeVault.MIN_THAW_SECONDS()).to.equal(min);
    expect(await stakeVault.MAX_THAW_SECONDS()).to.equal(max);
  });
});
