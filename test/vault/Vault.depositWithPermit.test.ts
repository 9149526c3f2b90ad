import { loadFixture } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { ethers } from "hardhat";

import { signPermit } from "../support/permit";
import { deployVault, USD, type VaultWorld } from "../support/vault";
import { now } from "../support/time";

const AMOUNT = 10n * USD;

type Signed = readonly [deadline: bigint, v: number, r: string, s: string];

const WORTHLESS: Signed = [0n, 27, ethers.ZeroHash, ethers.ZeroHash];

describe("Vault.depositWithPermit", () => {
  let world: VaultWorld;

  async function fixture(): Promise<VaultWorld> {
    const deployed = await deployVault();
    await deployed.token.connect(deployed.alice).approve(deployed.vault, 0n);
    return deployed;
  }

  async function permit(deadline = ethers.MaxUint256): Promise<Signed> {
    const { token, vault, alice } = world;
    const spender = await vault.getAddress();
    const { v, r, s } = await signPermit(token, { owner: alice, spender, value: AMOUNT, deadline });
    return [deadline, v, r, s];
  }

  beforeEach(async () => {
    world = await loadFixture(fixture);
  });

  it("reverts when the token is an account without code", async () => {
    const { vault, alice, stranger } = world;
    await expect(vault.connect(alice).depositWithPermit(stranger, 1n, alice, ...WORTHLESS))
      .to.be.revertedWithCustomError(vault, "VaultNotAToken")
      .withArgs(stranger.address);
  });

  it("reverts when permit and allowance are both missing", async () => {
    const { vault, token, alice } = world;
    const expired = await permit(await now());
    await expect(vault.connect(alice).depositWithPermit(token, AMOUNT, alice, ...expired))
      .to.be.revertedWithCustomError(token, "ERC20InsufficientAllowance")
      .withArgs(await vault.getAddress(), 0n, AMOUNT);
  });

  it("reverts when somebody else brings the permit: it moves only the signer's money by the signer", async () => {
    const { vault, token, stranger } = world;
    const signed = await permit();
    await expect(vault.connect(stranger).depositWithPermit(token, AMOUNT, stranger, ...signed))
      .to.be.revertedWithCustomError(token, "ERC20InsufficientAllowance")
      .withArgs(await vault.getAddress(), 0n, AMOUNT);
  });

  it("reverts when the receiver is the zero address", async () => {
    const { vault, token, alice } = world;
    const signed = await permit();
    await expect(
      vault.connect(alice).depositWithPermit(token, AMOUNT, ethers.ZeroAddress, ...signed),
    )
      .to.be.revertedWithCustomError(vault, "ERC6909InvalidReceiver")
      .withArgs(ethers.ZeroAddress);
  });

  async function assertDeposits(signed: Signed): Promise<void> {
    const { vault, token, alice, bob } = world;
    const id = await vault.idOf(token);
    const tx = await vault.connect(alice).depositWithPermit(token, AMOUNT, bob, ...signed);
    await expect(tx)
      .to.emit(vault, "Deposited")
      .withArgs(alice.address, bob.address, await token.getAddress(), AMOUNT);
    await expect(tx)
      .to.emit(vault, "Transfer")
      .withArgs(alice.address, ethers.ZeroAddress, bob.address, id, AMOUNT);
    await expect(tx).to.changeTokenBalances(token, [alice, vault], [-AMOUNT, AMOUNT]);
    expect(await vault.balanceOf(bob, id)).to.equal(AMOUNT);
    expect(await token.allowance(alice, vault)).to.equal(0n);
  }

  it("deposits by the permit alone", async () => {
    await assertDeposits(await permit());
    expect(await world.token.nonces(world.alice)).to.equal(1n);
  });

  it("deposits when a stranger sent the permit first", async () => {
    const { vault, token, alice, stranger } = world;
    const signed = await permit();
    await token.connect(stranger).permit(alice, vault, AMOUNT, ...signed);
    await assertDeposits(signed);
  });

  it("deposits by an allowance when the permit is worthless", async () => {
    const { vault, token, alice } = world;
    await token.connect(alice).approve(vault, AMOUNT);
    await assertDeposits(WORTHLESS);
  });

  it("deposits by an allowance when the token knows no permit", async () => {
    const { vault, alice } = world;
    const token = await ethers.deployContract("NoReturnToken");
    await token.mint(alice, 5n);
    await token.connect(alice).approve(vault, 5n);
    const tx = await vault.connect(alice).depositWithPermit(token, 5n, alice, ...WORTHLESS);
    await expect(tx)
      .to.emit(vault, "Deposited")
      .withArgs(alice.address, alice.address, await token.getAddress(), 5n);
    expect(await token.balanceOf(vault)).to.equal(5n);
  });
});
