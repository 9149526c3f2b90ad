import { loadFixture } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { ethers } from "hardhat";

import { deployVault, USD, type VaultWorld } from "../support/vault";

describe("Vault.setOperator", () => {
  let world: VaultWorld;
  let id: bigint;

  async function fixture(): Promise<VaultWorld> {
    const deployed = await deployVault();
    const { vault, token, alice } = deployed;
    await vault.connect(alice).deposit(token, USD, alice);
    return deployed;
  }

  beforeEach(async () => {
    world = await loadFixture(fixture);
    id = await world.vault.idOf(world.token);
  });

  it("reverts when the operator is the zero address", async () => {
    const { vault, alice } = world;
    await expect(vault.connect(alice).setOperator(ethers.ZeroAddress, true))
      .to.be.revertedWithCustomError(vault, "ERC6909InvalidSpender")
      .withArgs(ethers.ZeroAddress);
  });

  it("lets the operator move balances of every token, up to what is there", async () => {
    const { vault, alice, bob, stranger: market } = world;
    await expect(vault.connect(alice).setOperator(market, true))
      .to.emit(vault, "OperatorSet")
      .withArgs(alice.address, market.address, true);
    await expect(vault.connect(market).transferFrom(alice, bob, id, USD))
      .to.emit(vault, "Transfer")
      .withArgs(market.address, alice.address, bob.address, id, USD);
    expect(await vault.balanceOf(alice, id)).to.equal(0n);
    expect(await vault.balanceOf(bob, id)).to.equal(USD);
    await expect(vault.connect(market).transferFrom(alice, bob, id, 1n))
      .to.be.revertedWithCustomError(vault, "ERC6909InsufficientBalance")
      .withArgs(alice.address, 0n, 1n, id);
  });

  it("stops the operator at once when it is revoked", async () => {
    const { vault, alice, bob, stranger: market } = world;
    await vault.connect(alice).setOperator(market, true);
    await vault.connect(alice).setOperator(market, false);
    await expect(vault.connect(market).transferFrom(alice, bob, id, 1n))
      .to.be.revertedWithCustomError(vault, "ERC6909InsufficientAllowance")
      .withArgs(market.address, 0n, 1n, id);
  });
});

describe("Vault.idOf", () => {
  it("is the token's address", async () => {
    const { vault, token } = await loadFixture(deployVault);
    expect(await vault.idOf(token)).to.equal(BigInt(await token.getAddress()));
  });

  it("is what a wallet that asks for the interface finds", async () => {
    const { vault } = await loadFixture(deployVault);
    expect(await vault.supportsInterface("0x0f632fb3")).to.equal(true); // ERC-6909
    expect(await vault.supportsInterface("0x01ffc9a7")).to.equal(true); // ERC-165
    expect(await vault.supportsInterface("0xffffffff")).to.equal(false);
  });
});
