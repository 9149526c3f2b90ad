import { loadFixture } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { ethers } from "hardhat";

import { deployVault, deposit, USD, withdraw, type VaultWorld } from "../support/vault";

const WAD = 10n ** 18n;

describe("Vault.withdraw", () => {
  let world: VaultWorld;

  async function fixture(): Promise<VaultWorld> {
    const deployed = await deployVault();
    const { vault, token, alice } = deployed;
    await vault.connect(alice).deposit(token, 100n * USD, alice);
    return deployed;
  }

  beforeEach(async () => {
    world = await loadFixture(fixture);
  });

  it("reverts when the amount is zero", async () => {
    const { vault, token, alice } = world;
    await expect(vault.connect(alice).withdraw(token, 0n, alice))
      .to.be.revertedWithCustomError(vault, "VaultZeroAmount")
      .withArgs(await token.getAddress());
  });

  it("reverts when the receiver is the zero address", async () => {
    const { vault, token, alice } = world;
    await expect(vault.connect(alice).withdraw(token, 1n, ethers.ZeroAddress))
      .to.be.revertedWithCustomError(vault, "ERC6909InvalidReceiver")
      .withArgs(ethers.ZeroAddress);
  });

  it("reverts when the balance is one base unit short", async () => {
    const { vault, token, alice } = world;
    await expect(vault.connect(alice).withdraw(token, 100n * USD + 1n, alice))
      .to.be.revertedWithCustomError(vault, "ERC6909InsufficientBalance")
      .withArgs(alice.address, 100n * USD, 100n * USD + 1n, await vault.idOf(token));
  });

  it("reverts when the caller has no balance, whatever others hold", async () => {
    const { vault, token, stranger } = world;
    await expect(vault.connect(stranger).withdraw(token, 1n, stranger))
      .to.be.revertedWithCustomError(vault, "ERC6909InsufficientBalance")
      .withArgs(stranger.address, 0n, 1n, await vault.idOf(token));
  });

  it("reverts when the caller is an operator of the owner: only the owner takes money out", async () => {
    const { vault, token, alice, stranger } = world;
    await vault.connect(alice).setOperator(stranger, true);
    await expect(vault.connect(stranger).withdraw(token, 1n, stranger))
      .to.be.revertedWithCustomError(vault, "ERC6909InsufficientBalance")
      .withArgs(stranger.address, 0n, 1n, await vault.idOf(token));
  });

  for (const amount of [1n, 100n * USD - 1n, 100n * USD]) {
    it(`sends ${amount} to the owner`, async () => {
      const { token, alice } = world;
      await withdraw(world, alice, { token, amount, receiver: alice });
    });
  }

  it("sends to another account", async () => {
    const { token, alice, bob } = world;
    await withdraw(world, alice, { token, amount: USD, receiver: bob });
  });

  context("given tokens that were sent to the vault directly", () => {
    it("does not send them", async () => {
      const { vault, token, alice } = world;
      await token.connect(alice).transfer(vault, 50n);
      await expect(vault.connect(alice).withdraw(token, 100n * USD + 50n, alice))
        .to.be.revertedWithCustomError(vault, "ERC6909InsufficientBalance")
        .withArgs(alice.address, 100n * USD, 100n * USD + 50n, await vault.idOf(token));
    });
  });

  context("given a token that takes a fee from each transfer", () => {
    it("debits the amount; the receiver bears the fee", async () => {
      const { vault, alice, bob } = world;
      const token = await ethers.deployContract("FeeOnTransferToken", [100n]);
      await token.mint(alice, 1_000n);
      await token.connect(alice).approve(vault, 1_000n);
      await deposit(world, alice, { token, amount: 1_000n, receiver: alice, credited: 990n });
      await withdraw(world, alice, { token, amount: 990n, receiver: bob, received: 981n });
    });
  });

  context("given a token that returns nothing", () => {
    it("sends", async () => {
      const { vault, alice, bob } = world;
      const token = await ethers.deployContract("NoReturnToken");
      await token.mint(alice, 10n);
      await token.connect(alice).approve(vault, 10n);
      await deposit(world, alice, { token, amount: 10n, receiver: alice });
      await withdraw(world, alice, { token, amount: 10n, receiver: bob });
    });
  });

  context("given a token that returns false", () => {
    it("reverts and debits nothing", async () => {
      const { vault, alice } = world;
      const token = await ethers.deployContract("FalseReturningToken");
      await token.mint(alice, 10n);
      await token.connect(alice).approve(vault, 10n);
      await deposit(world, alice, { token, amount: 10n, receiver: alice });
      await token.setFailing(true);
      await expect(vault.connect(alice).withdraw(token, 10n, alice))
        .to.be.revertedWithCustomError(vault, "SafeERC20FailedOperation")
        .withArgs(await token.getAddress());
      expect(await vault.balanceOf(alice, await vault.idOf(token))).to.equal(10n);
    });
  });

  context("given a token that blocks the owner", () => {
    it("reverts to him, sends to an account of his that is not blocked, and serves others", async () => {
      const { vault, alice, bob, stranger } = world;
      const token = await ethers.deployContract("BlocklistToken");
      for (const account of [alice, bob]) {
        await token.mint(account, 10n);
        await token.connect(account).approve(vault, 10n);
        await deposit(world, account, { token, amount: 10n, receiver: account });
      }
      await token.setBlocked(alice, true);
      await expect(vault.connect(alice).withdraw(token, 10n, alice))
        .to.be.revertedWithCustomError(token, "BlocklistTokenBlocked")
        .withArgs(alice.address);
      await withdraw(world, bob, { token, amount: 10n, receiver: bob });
      await withdraw(world, alice, { token, amount: 10n, receiver: stranger });
    });
  });

  context("given a token whose balances shrank", () => {
    it("hurts the last holders of that token, and nobody else", async () => {
      const { vault, token: usd, alice, bob } = world;
      const token = await ethers.deployContract("RebasingToken");
      for (const account of [alice, bob]) {
        await token.mint(account, 10n);
        await token.connect(account).approve(vault, 10n);
        await deposit(world, account, { token, amount: 10n, receiver: account });
      }
      await token.setFactor(WAD / 2n);
      await withdraw(world, alice, { token, amount: 10n, receiver: alice });
      await expect(vault.connect(bob).withdraw(token, 10n, bob)).to.be.revertedWithPanic(0x11);
      await withdraw(world, alice, { token: usd, amount: 100n * USD, receiver: alice });
    });
  });

  context("given a token that calls back in mid-transfer", () => {
    it("refuses a second withdrawal inside the first, and shows the balance already debited", async () => {
      const { vault, alice } = world;
      const token = await ethers.deployContract("CallbackToken");
      const wallet = await ethers.deployContract("WalletMock", [alice]);
      await token.mint(alice, 100n);
      await token.connect(alice).approve(vault, 100n);
      await vault.connect(alice).deposit(token, 100n, wallet);
      const at = await token.getAddress();
      const take = vault.interface.encodeFunctionData("withdraw", [at, 60n, alice.address]);
      const execute = wallet.interface.encodeFunctionData("execute", [
        await vault.getAddress(),
        take,
      ]);
      await token.arm(wallet, execute);
      await expect(wallet.execute(vault, take)).to.changeTokenBalances(
        token,
        [alice, vault],
        [60n, -60n],
      );
      expect(await token.answer()).to.equal(
        wallet.interface.encodeErrorResult("WalletMockCallFailed", [
          vault.interface.encodeErrorResult("ReentrancyGuardReentrantCall"),
        ]),
      );
      const id = await vault.idOf(token);
      const look = vault.interface.encodeFunctionData("balanceOf", [await wallet.getAddress(), id]);
      await token.arm(vault, look);
      const rest = vault.interface.encodeFunctionData("withdraw", [at, 40n, alice.address]);
      await wallet.execute(vault, rest);
      expect(BigInt(await token.answer())).to.equal(0n);
    });
  });
});
