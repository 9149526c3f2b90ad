import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/signers";
import { expect } from "chai";
import type { BaseContract } from "ethers";
import { ethers } from "hardhat";

import { IERC20__factory, type IERC20, type TestToken, type Vault } from "../../typechain-types";

export const USD = 10n ** 6n;
/** What `alice` holds, and lets the vault take, before a test. */
export const ALICE_USD = 1_000n * USD;

export interface VaultWorld {
  vault: Vault;
  token: TestToken;
  alice: HardhatEthersSigner;
  bob: HardhatEthersSigner;
  stranger: HardhatEthersSigner;
}

/** Fixture: a vault, and a payment token of which `alice` holds some and let the vault take it. */
export async function deployVault(): Promise<VaultWorld> {
  const [alice, bob, stranger] = await ethers.getSigners();
  if (!alice || !bob || !stranger) throw new Error("no accounts");
  const vault = await ethers.deployContract("Vault");
  const token = await ethers.deployContract("TestToken");
  await token.mint(alice, ALICE_USD);
  await token.connect(alice).approve(vault, ethers.MaxUint256);
  return { vault, token, alice, bob, stranger };
}

/** The calls of an ERC-20, for tokens that do not return what the standard says. */
export async function asErc20(token: BaseContract): Promise<IERC20> {
  return IERC20__factory.connect(await token.getAddress(), ethers.provider);
}

export interface Deposit {
  token: BaseContract;
  amount: bigint;
  receiver: HardhatEthersSigner;
  /** What arrives, where that is not the amount. */
  credited?: bigint;
}

/** Deposits by `payer`, and asserts events, ledger and token deltas. */
export async function deposit(
  { vault }: VaultWorld,
  payer: HardhatEthersSigner,
  { token, amount, receiver, credited = amount }: Deposit,
): Promise<void> {
  const at = await token.getAddress();
  const before = await vault.balanceOf(receiver, BigInt(at));
  const tx = await vault.connect(payer).deposit(at, amount, receiver);
  await expect(tx)
    .to.emit(vault, "Deposited")
    .withArgs(payer.address, receiver.address, at, credited);
  await expect(tx)
    .to.emit(vault, "Transfer")
    .withArgs(payer.address, ethers.ZeroAddress, receiver.address, BigInt(at), credited);
  await expect(tx).to.changeTokenBalances(
    await asErc20(token),
    [payer, vault],
    [-amount, credited],
  );
  expect(await vault.balanceOf(receiver, BigInt(at))).to.equal(before + credited);
}

export interface Withdrawal {
  token: BaseContract;
  amount: bigint;
  receiver: HardhatEthersSigner;
  /** What arrives, where that is not the amount. */
  received?: bigint;
}

/** Withdraws by `owner`, and asserts events, ledger and token deltas. */
export async function withdraw(
  { vault }: VaultWorld,
  owner: HardhatEthersSigner,
  { token, amount, receiver, received = amount }: Withdrawal,
): Promise<void> {
  const at = await token.getAddress();
  const before = await vault.balanceOf(owner, BigInt(at));
  const tx = await vault.connect(owner).withdraw(at, amount, receiver);
  await expect(tx)
    .to.emit(vault, "Withdrawn")
    .withArgs(owner.address, receiver.address, at, amount);
  await expect(tx)
    .to.emit(vault, "Transfer")
    .withArgs(owner.address, owner.address, ethers.ZeroAddress, BigInt(at), amount);
  await expect(tx).to.changeTokenBalances(
    await asErc20(token),
    [vault, receiver],
    [-amount, received],
  );
  expect(await vault.balanceOf(owner, BigInt(at))).to.equal(before - amount);
}
