import { loadFixture } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { ethers } from "hardhat";

import type { TestToken } from "../../typechain-types";
import { ALICE_USD, deployVault, deposit, USD, type VaultWorld } from "../support/vault";

const WAD = 10n ** 18n;

describe("Vault.deposit", () => {
  let world: VaultWorld;

  beforeEach(async () => {
    world = await loadFixture(deployVault);
  });

  it("reverts when the token is an account without code", async () => {
    const { vault, alice, stranger } = world;
    await expect(vault.connect(alice).deposit(stranger, 1n, alice))
      .to.be.revertedWithCustomError(vault, "VaultNotAToken")
      .withArgs(stranger.address);
  });

  it("reverts when the token is the zero address: there is no native money here", async () => {
    const { vault, alice } = world;
    await expect(vault.connect(alice).deposit(ethers.ZeroAddress, 1n, alice))
      .to.be.revertedWithCustomError(vault, "VaultNotAToken")
      .withArgs(ethers.ZeroAddress);
  });

  it("reverts when the token is the vault itself, which is no ERC-20", async () => {
    const { vault, alice } = world;
    await expect(vault.connect(alice).deposit(vault, 1n, alice)).to.be.revertedWithoutReason();
  });

  it("reverts when the vault was not approved", async () => {
    const { vault, token, bob } = world;
    await token.mint(bob, 1n);
    await expect(vault.connect(bob).deposit(token, 1n, bob))
      .to.be.revertedWithCustomError(token, "ERC20InsufficientAllowance")
      .withArgs(await vault.getAddress(), 0n, 1n);
  });

  it("reverts when the balance is one base unit short", async () => {
    const { vault, token, alice } = world;
    await expect(vault.connect(alice).deposit(token, ALICE_USD + 1n, alice))
      .to.be.revertedWithCustomError(token, "ERC20InsufficientBalance")
      .withArgs(alice.address, ALICE_USD, ALICE_USD + 1n);
  });

  it("reverts when the amount is zero", async () => {
    const { vault, token, alice } = world;
    await expect(vault.connect(alice).deposit(token, 0n, alice))
      .to.be.revertedWithCustomError(vault, "VaultZeroAmount")
      .withArgs(await token.getAddress());
  });

  it("reverts when the receiver is the zero address", async () => {
    const { vault, token, alice } = world;
    await expect(vault.connect(alice).deposit(token, 1n, ethers.ZeroAddress))
      .to.be.revertedWithCustomError(vault, "ERC6909InvalidReceiver")
      .withArgs(ethers.ZeroAddress);
  });

  it("refuses native money", async () => {
    const { vault, alice } = world;
    const to = await vault.getAddress();
    await expect(alice.sendTransaction({ to, value: 1n })).to.be.reverted;
  });

  for (const amount of [1n, ALICE_USD - 1n, ALICE_USD]) {
    it(`credits the payer with ${amount}`, async () => {
      const { token, alice } = world;
      await deposit(world, alice, { token, amount, receiver: alice });
    });
  }

  it("credits another account, and the payer with nothing", async () => {
    const { vault, token, alice, bob } = world;
    await deposit(world, alice, { token, amount: USD, receiver: bob });
    expect(await vault.balanceOf(alice, await vault.idOf(token))).to.equal(0n);
  });

  it("answers what was credited", async () => {
    const { vault, token, alice } = world;
    expect(await vault.connect(alice).deposit.staticCall(token, USD, alice)).to.equal(USD);
  });

  it("adds to what is there, one id a token", async () => {
    const { vault, token, alice } = world;
    const other = await ethers.deployContract("TestToken");
    await other.mint(alice, 5n);
    await other.connect(alice).approve(vault, 5n);
    await deposit(world, alice, { token, amount: 2n, receiver: alice });
    await deposit(world, alice, { token: other, amount: 5n, receiver: alice });
    await deposit(world, alice, { token, amount: 3n, receiver: alice });
    expect(await vault.balanceOf(alice, await vault.idOf(token))).to.equal(5n);
    expect(await vault.balanceOf(alice, await vault.idOf(other))).to.equal(5n);
  });

  context("given tokens that were sent to the vault directly", () => {
    it("credits nobody with them", async () => {
      const { vault, token, alice, bob } = world;
      await token.connect(alice).transfer(vault, 100n);
      await deposit(world, alice, { token, amount: 7n, receiver: bob });
      expect(await vault.balanceOf(alice, await vault.idOf(token))).to.equal(0n);
    });
  });

  context("given a token that takes a fee from each transfer", () => {
    async function deployFeeToken(feeBps: bigint): Promise<VaultWorld & { feeToken: string }> {
      const { vault, alice } = world;
      const feeToken = await ethers.deployContract("FeeOnTransferToken", [feeBps]);
      await feeToken.mint(alice, 1_000n);
      await feeToken.connect(alice).approve(vault, 1_000n);
      return { ...world, feeToken: await feeToken.getAddress() };
    }

    it("credits what arrived", async () => {
      const { feeToken, alice, bob } = await deployFeeToken(100n);
      const token = await ethers.getContractAt("FeeOnTransferToken", feeToken);
      await deposit(world, alice, { token, amount: 1_000n, receiver: bob, credited: 990n });
    });

    it("reverts when nothing arrives", async () => {
      const { vault, feeToken, alice } = await deployFeeToken(10_000n);
      await expect(vault.connect(alice).deposit(feeToken, 1_000n, alice))
        .to.be.revertedWithCustomError(vault, "VaultZeroAmount")
        .withArgs(feeToken);
    });
  });

  context("given a token that returns nothing", () => {
    it("credits what arrived", async () => {
      const { vault, alice } = world;
      const token = await ethers.deployContract("NoReturnToken");
      await token.mint(alice, 10n);
      await token.connect(alice).approve(vault, 10n);
      await deposit(world, alice, { token, amount: 10n, receiver: alice });
    });
  });

  context("given a token that returns false", () => {
    it("reverts", async () => {
      const { vault, alice } = world;
      const token = await ethers.deployContract("FalseReturningToken");
      await token.mint(alice, 10n);
      await token.connect(alice).approve(vault, 10n);
      await deposit(world, alice, { token, amount: 4n, receiver: alice });
      await token.setFailing(true);
      await expect(vault.connect(alice).deposit(token, 4n, alice))
        .to.be.revertedWithCustomError(vault, "SafeERC20FailedOperation")
        .withArgs(await token.getAddress());
    });
  });

  context("given a token whose balances shrank", () => {
    it("credits later deposits with what arrived", async () => {
      const { vault, alice, bob } = world;
      const token = await ethers.deployContract("RebasingToken");
      await token.mint(alice, 100n);
      await token.connect(alice).approve(vault, ethers.MaxUint256);
      await deposit(world, alice, { token, amount: 50n, receiver: alice });
      await token.setFactor(WAD / 2n);
      await deposit(world, alice, { token, amount: 10n, receiver: bob });
      expect(await vault.balanceOf(alice, await vault.idOf(token))).to.equal(50n);
      expect(await token.balanceOf(vault)).to.equal(35n);
    });
  });

  context("given a token that calls back in mid-transfer", () => {
    async function deployCallbackToken() {
      const { vault, alice } = world;
      const token = await ethers.deployContract("CallbackToken");
      await token.mint(alice, 100n);
      await token.mint(token, 100n);
      await token.connect(alice).approve(vault, 100n);
      await token.approveFor(vault, 100n);
      return token;
    }

    it("refuses a deposit inside the deposit, which would count twice", async () => {
      const { vault, alice } = world;
      const token = await deployCallbackToken();
      const call = vault.interface.encodeFunctionData("deposit", [
        await token.getAddress(),
        60n,
        alice.address,
      ]);
      await token.arm(vault, call);
      await deposit(world, alice, { token, amount: 40n, receiver: alice });
      expect(await token.isCallOk()).to.equal(false);
      expect(await token.answer()).to.equal(
        vault.interface.encodeErrorResult("ReentrancyGuardReentrantCall"),
      );
    });

    it("refuses it through a multicall too", async () => {
      const { vault, alice } = world;
      const token = await deployCallbackToken();
      const inner = vault.interface.encodeFunctionData("deposit", [
        await token.getAddress(),
        60n,
        alice.address,
      ]);
      await token.arm(vault, vault.interface.encodeFunctionData("multicall", [[inner]]));
      await deposit(world, alice, { token, amount: 40n, receiver: alice });
      expect(await token.answer()).to.equal(
        vault.interface.encodeErrorResult("ReentrancyGuardReentrantCall"),
      );
    });

    it("refuses a withdrawal inside the deposit, even of another token", async () => {
      const { vault, alice, token: usd } = world;
      const token = await deployCallbackToken();
      const wallet = await ethers.deployContract("WalletMock", [alice]);
      await usd.connect(alice).approve(vault, ethers.MaxUint256);
      await vault.connect(alice).deposit(usd, 5n, wallet);
      const call = vault.interface.encodeFunctionData("withdraw", [
        await usd.getAddress(),
        5n,
        alice.address,
      ]);
      await token.arm(
        wallet,
        wallet.interface.encodeFunctionData("execute", [await vault.getAddress(), call]),
      );
      await deposit(world, alice, { token, amount: 40n, receiver: alice });
      expect(await token.answer()).to.equal(
        wallet.interface.encodeErrorResult("WalletMockCallFailed", [
          vault.interface.encodeErrorResult("ReentrancyGuardReentrantCall"),
        ]),
      );
      expect(await vault.balanceOf(wallet, await vault.idOf(usd))).to.equal(5n);
    });

    it("shows a caller in mid-deposit a ledger that is not yet credited", async () => {
      const { vault, alice } = world;
      const token = await deployCallbackToken();
      const id = await vault.idOf(token);
      await token.arm(vault, vault.interface.encodeFunctionData("balanceOf", [alice.address, id]));
      await deposit(world, alice, { token, amount: 40n, receiver: alice });
      expect(await token.isCallOk()).to.equal(true);
      expect(BigInt(await token.answer())).to.equal(0n);
    });
  });

  context("given a token that blocks the payer", () => {
    it("reverts with the token's reason", async () => {
      const { vault, alice } = world;
      const token = await ethers.deployContract("BlocklistToken");
      await token.mint(alice, 10n);
      await token.connect(alice).approve(vault, 10n);
      await token.setBlocked(alice, true);
      await expect(vault.connect(alice).deposit(token, 1n, alice))
        .to.be.revertedWithCustomError(token, "BlocklistTokenBlocked")
        .withArgs(alice.address);
    });
  });

  context("given a token of the largest supply", () => {
    /** The vault holds no more of a token, so that no balance in it comes near 256 bits. */
    const limit = 2n ** 128n - 1n;
    let token: TestToken;

    beforeEach(async () => {
      token = await ethers.deployContract("TestToken");
      await token.mint(world.alice, ethers.MaxUint256);
      await token.connect(world.alice).approve(world.vault, ethers.MaxUint256);
    });

    async function assertTooMuch(amount: bigint, holds: bigint): Promise<void> {
      const { vault, alice, bob } = world;
      await expect(vault.connect(alice).deposit(token, amount, bob))
        .to.be.revertedWithCustomError(vault, "VaultTooMuch")
        .withArgs(await token.getAddress(), holds, limit);
      expect(await token.balanceOf(vault)).to.equal(holds - amount);
    }

    it("credits 128 bits of it, and not one unit more", async () => {
      const { alice, bob } = world;
      await assertTooMuch(limit + 1n, limit + 1n);
      await deposit(world, alice, { token, amount: limit, receiver: bob });
      await assertTooMuch(1n, limit + 1n);
    });

    it("counts what others hold here, and what was sent to it directly", async () => {
      const { vault, alice, bob } = world;
      await deposit(world, alice, { token, amount: limit - 10n, receiver: bob });
      await token.connect(alice).transfer(vault, 4n);
      await assertTooMuch(7n, limit + 1n);
      await deposit(world, alice, { token, amount: 6n, receiver: alice });
    });

    it("reverts given all 256 bits", async () => {
      await assertTooMuch(ethers.MaxUint256, ethers.MaxUint256);
    });

    it("takes in again as much as was let out", async () => {
      const { vault, alice, bob } = world;
      await deposit(world, alice, { token, amount: limit, receiver: bob });
      await vault.connect(bob).withdraw(token, 5n, bob);
      await deposit(world, alice, { token, amount: 5n, receiver: alice });
    });
  });
});
