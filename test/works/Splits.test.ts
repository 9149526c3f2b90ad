import { loadFixture, setStorageAt } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { AbiCoder, ZeroAddress, keccak256, parseEther, type BaseContract } from "ethers";
import { ethers } from "hardhat";

import { Split__factory, type EtherTaker } from "../../typechain-types";
import { deployWorksWorld, type WorksWorld } from "./support";

/** OpenZeppelin's ERC-20 keeps balances in its first slot. */
async function setBalance(token: BaseContract, account: string, amount: bigint): Promise<void> {
  const key = AbiCoder.defaultAbiCoder().encode(["address", "uint256"], [account, 0]);
  await setStorageAt(await token.getAddress(), keccak256(key), amount);
}

const SHARES = [500_000, 300_000, 200_000];
const ONE = parseEther("1");

interface SplitWorld extends WorksWorld {
  at: string;
  payees: string[];
}

/** Fixture: the address of a split of three, which nobody deployed. */
async function planSplit(): Promise<SplitWorld> {
  const world = await loadFixture(deployWorksWorld);
  const { creator, seller, stranger, splits } = world;
  const payees = [creator, seller, stranger].map(({ address }) => address);
  return { ...world, payees, at: await splits.addressOf(payees, SHARES) };
}

async function deploySplit() {
  const world = await planSplit();
  await world.splits.create(world.payees, SHARES);
  return { ...world, split: Split__factory.connect(world.at, world.deployer) };
}

/** A split of which the first payee is a contract that can misbehave. */
async function deployHostile() {
  const world = await loadFixture(deployWorksWorld);
  const taker = await ethers.deployContract("EtherTaker");
  const payees = [await taker.getAddress(), world.seller.address];
  const shares = [400_000, 600_000];
  await world.splits.create(payees, shares);
  const at = await world.splits.addressOf(payees, shares);
  return { ...world, taker, payees, split: Split__factory.connect(at, world.deployer), at };
}

describe("Splits", () => {
  describe("create", () => {
    it("deploys the split at its address, with its terms, once", async () => {
      const { splits, payees, at } = await planSplit();
      await expect(splits.create(payees, SHARES))
        .to.emit(splits, "SplitCreated")
        .withArgs(at, payees, SHARES);
      const terms = await Split__factory.connect(at, ethers.provider).terms();
      expect([...terms.payees]).to.deep.equal(payees);
      expect(terms.shares.map(Number)).to.deep.equal(SHARES);
      await expect(splits.create(payees, SHARES)).not.to.emit(splits, "SplitCreated");
    });

    it("gives other terms another address", async () => {
      const { splits, payees, at } = await planSplit();
      expect(await splits.addressOf(payees, [300_000, 500_000, 200_000])).not.to.equal(at);
      expect(await splits.addressOf([...payees].reverse(), SHARES)).not.to.equal(at);
    });

    it("refuses terms that share less, more, with nobody, or nothing", async () => {
      const { splits, payees, creator } = await planSplit();
      const count = Array.from({ length: 33 }, () => creator.address);
      await expect(splits.create([], []))
        .to.be.revertedWithCustomError(splits, "SplitsInvalidCount")
        .withArgs(0, 0);
      await expect(splits.create(payees, [1_000_000]))
        .to.be.revertedWithCustomError(splits, "SplitsInvalidCount")
        .withArgs(3, 1);
      await expect(
        splits.addressOf(
          count,
          count.map(() => 1),
        ),
      )
        .to.be.revertedWithCustomError(splits, "SplitsInvalidCount")
        .withArgs(33, 33);
      await expect(splits.create([ZeroAddress], [1_000_000]))
        .to.be.revertedWithCustomError(splits, "SplitsInvalidPayee")
        .withArgs(0, ZeroAddress, 1_000_000);
      await expect(splits.create(payees, [0, 500_000, 500_000]))
        .to.be.revertedWithCustomError(splits, "SplitsInvalidPayee")
        .withArgs(0, payees[0], 0);
      for (const last of [199_999, 200_001]) {
        await expect(splits.create(payees, [500_000, 300_000, last]))
          .to.be.revertedWithCustomError(splits, "SplitsInvalidTotal")
          .withArgs(800_000 + last);
      }
    });

    it("leaves the shared code without money and without work", async () => {
      const { splits, deployer } = await planSplit();
      const shared = Split__factory.connect(await splits.implementation(), deployer);
      const payment = { to: await shared.getAddress(), value: 1n };
      await expect(deployer.sendTransaction(payment)).to.be.revertedWithCustomError(
        shared,
        "SplitNotAClone",
      );
      await expect(shared.distribute(ZeroAddress)).to.be.revertedWithCustomError(
        shared,
        "SplitNotAClone",
      );
    });
  });

  describe("distribute", () => {
    it("shares ether that came before the split was deployed", async () => {
      const { splits, payees, at, buyer, creator, seller, stranger } = await planSplit();
      await buyer.sendTransaction({ to: at, value: ONE });
      await splits.create(payees, SHARES);
      const split = Split__factory.connect(at, buyer);
      expect(await split.pending(ZeroAddress)).to.equal(ONE);
      await expect(split.distribute(ZeroAddress)).to.changeEtherBalances(
        [at, creator, seller, stranger],
        [-ONE, ONE / 2n, (ONE * 3n) / 10n, ONE / 5n],
      );
    });

    it("shares tokens, and gives the last payee what rounding leaves", async () => {
      const { split, token, at, creator, seller, stranger } = await deploySplit();
      await token.mint(at, 7n);
      const tx = split.distribute(token);
      await expect(tx).to.changeTokenBalances(
        token,
        [at, creator, seller, stranger],
        [-7n, 3n, 2n, 2n],
      );
      await expect(tx)
        .to.emit(split, "Distributed")
        .withArgs(await token.getAddress(), 7n);
    });

    it("shares the largest amount there can be", async () => {
      const { split, token, at, creator, deployer } = await deploySplit();
      const rest = ethers.MaxUint256 - (await token.totalSupply());
      await token.mint(deployer, rest);
      await token.connect(deployer).transfer(at, rest);
      const before = await token.balanceOf(creator);
      await split.distribute(token);
      expect((await token.balanceOf(creator)) - before).to.equal(rest / 2n);
      expect(await token.balanceOf(at)).to.equal(0n);
    });

    it("refuses to share nothing", async () => {
      const { split } = await deploySplit();
      await expect(split.distribute(ZeroAddress))
        .to.be.revertedWithCustomError(split, "SplitNothingToShare")
        .withArgs(ZeroAddress);
    });

    for (const mode of ["Revert", "BurnGas", "Bomb"] as const) {
      it(`pays the others where a payee answers with ${mode}, and keeps its part for it`, async () => {
        const { split, taker, at, seller, buyer } = await deployHostile();
        await taker.setMode({ Revert: 1, BurnGas: 2, Bomb: 3 }[mode]);
        await buyer.sendTransaction({ to: at, value: ONE });
        const part = (ONE * 4n) / 10n;
        const tx = split.distribute(ZeroAddress);
        await expect(tx).to.changeEtherBalances([at, taker, seller], [part - ONE, 0n, ONE - part]);
        await expect(tx)
          .to.emit(split, "Credited")
          .withArgs(ZeroAddress, await taker.getAddress(), part);
        expect(await split.pending(ZeroAddress)).to.equal(0n);
        await expectLater(split, taker, part);
      });
    }

    /** A credit waits, is not shared again, and is paid out to whoever asks for the account. */
    async function expectLater(
      split: Awaited<ReturnType<typeof deployHostile>>["split"],
      taker: EtherTaker,
      part: bigint,
    ) {
      const account = await taker.getAddress();
      await expect(split.distribute(ZeroAddress)).to.be.revertedWithCustomError(
        split,
        "SplitNothingToShare",
      );
      await expect(split.withdraw(ZeroAddress, account))
        .to.be.revertedWithCustomError(split, "CreditsNotTaken")
        .withArgs(account, part);
      await taker.setMode(0);
      await expect(split.withdraw(ZeroAddress, account)).to.changeEtherBalance(taker, part);
      await expect(split.withdraw(ZeroAddress, account))
        .to.be.revertedWithCustomError(split, "CreditsNothing")
        .withArgs(ZeroAddress, account);
    }

    it("is not entered again by a payee", async () => {
      const { split, taker, at, buyer } = await deployHostile();
      const again = split.interface.encodeFunctionData("distribute", [ZeroAddress]);
      await taker.callWhenPaid(at, again);
      await buyer.sendTransaction({ to: at, value: ONE });
      await split.distribute(ZeroAddress);
      expect(await taker.isCalled()).to.be.true;
      expect(await taker.isCallDone()).to.be.false;
      expect(await ethers.provider.getBalance(at)).to.equal(0n);
    });

    it("keeps the part of a payee that a token blocks", async () => {
      const { split, payees, at } = await deploySplit();
      const token = await ethers.deployContract("BlocklistToken");
      const [first = ""] = payees;
      await token.setBlocked(first, true);
      await token.mint(at, 1_000n);
      await split.distribute(token);
      expect(await split.creditOf(token, first)).to.equal(500n);
      await token.mint(at, 1_000n);
      expect(await split.pending(token)).to.equal(1_000n);
      await split.distribute(token);
      expect(await split.creditOf(token, first)).to.equal(1_000n);
      await token.setBlocked(first, false);
      await expect(split.withdraw(token, first)).to.changeTokenBalance(token, first, 1_000n);
    });

    it("shares nothing that a token took back", async () => {
      const { split, payees, at } = await deploySplit();
      const token = await ethers.deployContract("BlocklistToken");
      const [first = ""] = payees;
      await token.setBlocked(first, true);
      await token.mint(at, 1_000n);
      await split.distribute(token);
      await setBalance(token, at, 499n); // 500 are owed
      expect(await split.pending(token)).to.equal(0n);
    });

    it("lets a payee have its credit sent elsewhere", async () => {
      const { split, taker, at, buyer, stranger } = await deployHostile();
      await taker.setMode(1);
      await buyer.sendTransaction({ to: at, value: ONE });
      await split.distribute(ZeroAddress);
      const call = split.interface.encodeFunctionData("withdrawTo", [
        ZeroAddress,
        stranger.address,
      ]);
      await expect(taker.execute(at, call)).to.changeEtherBalance(stranger, (ONE * 4n) / 10n);
    });

    it("refuses a push with too little gas to be fair", async () => {
      const { split, at, buyer } = await deploySplit();
      await buyer.sendTransaction({ to: at, value: ONE });
      await expect(split.distribute(ZeroAddress, { gasLimit: 140_000 })).to.be.reverted;
      await expect(split.distribute(ZeroAddress, { gasLimit: 400_000 })).not.to.be.reverted;
    });
  });
});
