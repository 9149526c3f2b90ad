import { loadFixture } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { ethers } from "hardhat";

import { signPermit } from "../support/permit";
import { deployVault, USD, type VaultWorld } from "../support/vault";

describe("Vault.multicall", () => {
  let world: VaultWorld;

  beforeEach(async () => {
    world = await loadFixture(deployVault);
  });

  it("deposits by permit and opts in to a market in one transaction", async () => {
    const { vault, token, alice, stranger: market } = world;
    await token.connect(alice).approve(vault, 0n);
    const [spender, at] = [await vault.getAddress(), await token.getAddress()];
    const deadline = ethers.MaxUint256;
    const terms = { owner: alice, spender, value: USD, deadline };
    const { v, r, s } = await signPermit(token, terms);
    const tx = await vault
      .connect(alice)
      .multicall([
        vault.interface.encodeFunctionData("depositWithPermit", [
          at,
          USD,
          alice.address,
          deadline,
          v,
          r,
          s,
        ]),
        vault.interface.encodeFunctionData("setOperator", [market.address, true]),
      ]);
    await expect(tx).to.emit(vault, "Deposited").withArgs(alice.address, alice.address, at, USD);
    await expect(tx).to.emit(vault, "OperatorSet").withArgs(alice.address, market.address, true);
    await expect(tx).to.changeTokenBalances(token, [alice, vault], [-USD, USD]);
    expect(await vault.isOperator(alice, market)).to.equal(true);
    expect(await vault.balanceOf(alice, await vault.idOf(token))).to.equal(USD);
  });

  it("takes several deposits and withdrawals one after the other", async () => {
    const { vault, token, alice, bob } = world;
    const at = await token.getAddress();
    const give = vault.interface.encodeFunctionData("deposit", [at, USD, alice.address]);
    const take = vault.interface.encodeFunctionData("withdraw", [at, USD, bob.address]);
    const tx = await vault.connect(alice).multicall([give, give, take]);
    await expect(tx).to.changeTokenBalances(token, [alice, bob, vault], [-2n * USD, USD, USD]);
    expect(await vault.balanceOf(alice, await vault.idOf(token))).to.equal(USD);
  });

  it("undoes all of it when one call reverts", async () => {
    const { vault, token, alice } = world;
    const at = await token.getAddress();
    const give = vault.interface.encodeFunctionData("deposit", [at, USD, alice.address]);
    const take = vault.interface.encodeFunctionData("withdraw", [at, 2n * USD, alice.address]);
    await expect(vault.connect(alice).multicall([give, take]))
      .to.be.revertedWithCustomError(vault, "ERC6909InsufficientBalance")
      .withArgs(alice.address, USD, 2n * USD, await vault.idOf(token));
    expect(await vault.balanceOf(alice, await vault.idOf(token))).to.equal(0n);
  });

  it("acts for the caller alone", async () => {
    const { vault, token, alice, stranger } = world;
    await vault.connect(alice).deposit(token, USD, alice);
    const id = await vault.idOf(token);
    const steal = vault.interface.encodeFunctionData("transferFrom", [
      alice.address,
      stranger.address,
      id,
      1n,
    ]);
    await expect(vault.connect(stranger).multicall([steal]))
      .to.be.revertedWithCustomError(vault, "ERC6909InsufficientAllowance")
      .withArgs(stranger.address, 0n, 1n, id);
  });

  it("takes no native money, so that none can be counted twice", () => {
    const payable = world.vault.interface.fragments.filter(
      (fragment) => fragment.type !== "constructor" && fragment.format("full").includes(" payable"),
    );
    expect(payable).to.deep.equal([]);
  });
});
