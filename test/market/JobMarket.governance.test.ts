import { loadFixture } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { ethers as hardhatEthers } from "hardhat";
import { ZeroAddress } from "ethers";

import { assertConservation } from "../support/conservation";
import { deployWorld, FEE_BPS, type World } from "../support/deploy";
import { match, settle, Status, Verdict } from "../support/market-actions";
import { assertEveryoneCanLeave } from "../support/market-leave";
import { draftOf, PRICE, UNITS } from "../support/market-orders";

const IN_FULL = { status: Status.Accepted, units: UNITS, slashBps: 0n };
const CAP = 500n;

describe("JobMarket: governance", () => {
  let world: World;

  beforeEach(async () => {
    world = await loadFixture(deployWorld);
  });

  afterEach(() => assertConservation(world));

  describe("constructor", () => {
    async function deploy(treasury: string, feeBps: bigint) {
      const { vault, stakeVault, owner, reputation } = world;
      const arguments_ = [vault, stakeVault, owner.address, treasury, feeBps, reputation] as const;
      return hardhatEthers.deployContract("JobMarket", [...arguments_]);
    }

    it("ADM8: refuses a fee above the cap and the zero treasury", async () => {
      const { jobMarket, treasury } = world;
      await expect(deploy(treasury.address, CAP + 1n))
        .to.be.revertedWithCustomError(jobMarket, "MarketFeeAboveCap")
        .withArgs(CAP + 1n, CAP);
      await expect(deploy(ZeroAddress, 0n))
        .to.be.revertedWithCustomError(jobMarket, "MarketInvalidTreasury")
        .withArgs(ZeroAddress);
    });

    it("refuses a stake vault that pays delegators in another vault", async () => {
      const { vault, stakeVault, jobMarket, owner, treasury, reputation } = world;
      const other = await hardhatEthers.deployContract("Vault");
      const arguments_ = [
        ...[other, stakeVault, owner.address, treasury.address],
        ...[CAP, reputation],
      ];
      await expect(hardhatEthers.deployContract("JobMarket", [...arguments_]))
        .to.be.revertedWithCustomError(jobMarket, "MarketOtherVault")
        .withArgs(await vault.getAddress(), await other.getAddress());
    });

    it("says the fee and the treasury it starts with", async () => {
      const market = await deploy(world.treasury.address, CAP);
      const tx = market.deploymentTransaction();
      await expect(tx).to.emit(market, "FeeChanged").withArgs(CAP);
      await expect(tx).to.emit(market, "TreasuryChanged").withArgs(world.treasury.address);
      expect(await market.feeBps()).to.equal(CAP);
      expect(await market.treasury()).to.equal(world.treasury.address);
      expect(await market.owner()).to.equal(world.owner.address);
      expect(await market.maxJobSeconds()).to.equal((await world.stakeVault.thawSeconds()) / 2n);
      expect(await market.MAX_FEE_BPS()).to.equal(CAP);
    });
  });

  describe("setFee", () => {
    it("reverts when the caller is not the owner", async () => {
      const { jobMarket, deployer, treasury, stranger } = world;
      for (const caller of [deployer, treasury, stranger]) {
        await expect(jobMarket.connect(caller).setFee(0n))
          .to.be.revertedWithCustomError(jobMarket, "OwnableUnauthorizedAccount")
          .withArgs(caller.address);
      }
      expect(await jobMarket.feeBps()).to.equal(FEE_BPS);
    });

    for (const feeBps of [CAP + 1n, 10_000n, 65_535n]) {
      it(`ADM8: reverts given ${feeBps} basis points`, async () => {
        const { jobMarket, owner } = world;
        await expect(jobMarket.connect(owner).setFee(feeBps))
          .to.be.revertedWithCustomError(jobMarket, "MarketFeeAboveCap")
          .withArgs(feeBps, CAP);
      });
    }

    for (const feeBps of [0n, 1n, CAP]) {
      it(`sets ${feeBps} basis points for jobs matched from now on`, async () => {
        const { jobMarket, owner, treasury } = world;
        await expect(jobMarket.connect(owner).setFee(feeBps))
          .to.emit(jobMarket, "FeeChanged")
          .withArgs(feeBps);
        expect(await jobMarket.feeBps()).to.equal(feeBps);
        expect(await jobMarket.treasury()).to.equal(treasury.address);
        const job = await match(world, await draftOf(world));
        expect(BigInt(job.feeBps)).to.equal(feeBps);
      });
    }
  });

  describe("setTreasury", () => {
    it("reverts when the caller is not the owner", async () => {
      const { jobMarket, treasury, stranger } = world;
      for (const caller of [treasury, stranger]) {
        await expect(jobMarket.connect(caller).setTreasury(stranger))
          .to.be.revertedWithCustomError(jobMarket, "OwnableUnauthorizedAccount")
          .withArgs(caller.address);
      }
    });

    it("ADM8: reverts given the zero address", async () => {
      const { jobMarket, owner } = world;
      await expect(jobMarket.connect(owner).setTreasury(ZeroAddress))
        .to.be.revertedWithCustomError(jobMarket, "MarketInvalidTreasury")
        .withArgs(ZeroAddress);
    });

    it("sends fees that wait already to the new treasury", async () => {
      const { jobMarket, owner, stranger, treasury, vault, token, verifier } = world;
      await verifier.setVerdict(Verdict.Accepted, UNITS, 0n);
      await settle(world, await match(world, await draftOf(world)), IN_FULL);
      await expect(jobMarket.connect(owner).setTreasury(stranger))
        .to.emit(jobMarket, "TreasuryChanged")
        .withArgs(stranger.address);
      expect(await jobMarket.feeBps()).to.equal(FEE_BPS);
      const fee = (PRICE * UNITS * FEE_BPS) / 10_000n;
      await jobMarket.collectFees(token);
      expect(await vault.balanceOf(stranger, await vault.idOf(token))).to.equal(fee);
      expect(await vault.balanceOf(treasury, await vault.idOf(token))).to.equal(0n);
    });
  });

  describe("collectFees", () => {
    it("returns zero, moves nothing and says nothing given no fees", async () => {
      const { jobMarket, token, stranger, vault } = world;
      for (const currency of [await token.getAddress(), stranger.address, ZeroAddress]) {
        expect(await jobMarket.collectFees.staticCall(currency)).to.equal(0n);
        const tx = await jobMarket.connect(stranger).collectFees(currency);
        await expect(tx).not.to.emit(jobMarket, "FeesCollected");
        await expect(tx).not.to.emit(vault, "Transfer");
      }
    });

    it("sends the fees of several jobs once, token by token, whoever calls", async () => {
      const { jobMarket, token, feeToken, treasury, stranger, vault, verifier } = world;
      await verifier.setVerdict(Verdict.Accepted, UNITS, 0n);
      const fee = (PRICE * UNITS * FEE_BPS) / 10_000n;
      for (const [index, currency] of [token, token, feeToken].entries()) {
        const money = await currency.getAddress();
        const draft = await draftOf(world, {
          offer: { nonce: BigInt(index), token: money },
          request: { nonce: BigInt(index), token: money },
        });
        await settle(world, await match(world, draft), IN_FULL);
      }
      for (const [currency, amount] of [
        [token, 2n * fee],
        [feeToken, fee],
      ] as const) {
        const id = await vault.idOf(currency);
        expect(await jobMarket.feesOf(currency)).to.equal(amount);
        expect(await jobMarket.collectFees.staticCall(currency)).to.equal(amount);
        await expect(jobMarket.connect(stranger).collectFees(currency))
          .to.emit(jobMarket, "FeesCollected")
          .withArgs(await currency.getAddress(), treasury.address, amount);
        expect(await vault.balanceOf(treasury, id)).to.equal(amount);
        expect(await jobMarket.feesOf(currency)).to.equal(0n);
        await jobMarket.connect(stranger).collectFees(currency);
        expect(await vault.balanceOf(treasury, id)).to.equal(amount);
      }
      await assertEveryoneCanLeave(world);
    });

    it("leaves the payments of open jobs alone", async () => {
      const { jobMarket, token, vault, verifier } = world;
      await verifier.setVerdict(Verdict.Accepted, UNITS, 0n);
      await settle(world, await match(world, await draftOf(world)), IN_FULL);
      const open = await match(
        world,
        await draftOf(world, { offer: { nonce: 1n }, request: { nonce: 1n } }),
      );
      await jobMarket.collectFees(token);
      expect(await vault.balanceOf(jobMarket, await vault.idOf(token))).to.equal(PRICE * UNITS);
      await settle(world, open, IN_FULL);
    });
  });

  describe("ownership", () => {
    it("ADM4: passes in two steps, and not before the new owner accepts", async () => {
      const { jobMarket, owner, stranger, matcher } = world;
      await expect(jobMarket.connect(stranger).transferOwnership(stranger))
        .to.be.revertedWithCustomError(jobMarket, "OwnableUnauthorizedAccount")
        .withArgs(stranger.address);
      await expect(jobMarket.connect(owner).transferOwnership(stranger))
        .to.emit(jobMarket, "OwnershipTransferStarted")
        .withArgs(owner.address, stranger.address);
      expect(await jobMarket.owner()).to.equal(owner.address);
      await expect(jobMarket.connect(matcher).acceptOwnership())
        .to.be.revertedWithCustomError(jobMarket, "OwnableUnauthorizedAccount")
        .withArgs(matcher.address);
      await expect(jobMarket.connect(stranger).setFee(0n))
        .to.be.revertedWithCustomError(jobMarket, "OwnableUnauthorizedAccount")
        .withArgs(stranger.address);
      await expect(jobMarket.connect(stranger).acceptOwnership())
        .to.emit(jobMarket, "OwnershipTransferred")
        .withArgs(owner.address, stranger.address);
      await expect(jobMarket.connect(owner).setFee(0n))
        .to.be.revertedWithCustomError(jobMarket, "OwnableUnauthorizedAccount")
        .withArgs(owner.address);
      await jobMarket.connect(stranger).setFee(0n);
      expect(await jobMarket.feeBps()).to.equal(0n);
    });
  });
});
