import { loadFixture, time } from "@nomicfoundation/hardhat-network-helpers";
import { makeNonce, packJob, type Job } from "@weft/sdk";
import { expect } from "chai";
import { ethers } from "hardhat";

import { fundFloat, openLease, voucherOf } from "../lease/support/actions";
import { leaseIdOf, packLease } from "../lease/support/terms";
import { DAY, HOUR, RESERVE, type LeaseWorld } from "../lease/support/world";
import { assertConservation } from "../support/conservation";
import { FEE_BPS, STAKE, type World } from "../support/deploy";
import { match, partsOf, settle, Status, Verdict } from "../support/market-actions";
import { assertEveryoneCanLeave } from "../support/market-leave";
import { draftOf, PRICE, signMatch, UNITS, type DraftOverrides } from "../support/market-orders";
import { openJob } from "../support/pools";
import { inOneBlock } from "../support/block";
import { fortunesOf, moneyOf } from "./support/money";
import { deployAttacked } from "./support/world";

const IN_FULL = { status: Status.Accepted, units: UNITS, slashBps: 0n };

describe("attacks on money", () => {
  let world: World;
  let leases: LeaseWorld;

  beforeEach(async () => {
    ({ world, leases } = await loadFixture(deployAttacked));
    await world.verifier.setVerdict(Verdict.Accepted, UNITS, 0n);
  });

  /** A job in another token than the world's, by a client that deposited what it costs. */
  async function jobIn(token: string, nonce = 0n): Promise<Job> {
    const overrides = { token, nonce };
    return openJob(world, nonce, { offer: overrides, request: overrides });
  }

  it("ESC1: a token that keeps a part of each transfer is credited as it arrives, and all can leave", async () => {
    const { feeToken, vault, client, stranger } = world;
    const at = await feeToken.getAddress();
    // The attacker counts on being credited with what it sent, at the cost of those who were there before.
    await feeToken.mint(stranger, 10_000n);
    await feeToken.connect(stranger).approve(vault, 10_000n);
    await vault.connect(stranger).deposit(feeToken, 10_000n, stranger);
    expect(await vault.balanceOf(stranger, at)).to.equal(9_900n);
    const job = await match(
      world,
      await draftOf(world, { offer: { token: at }, request: { token: at } }),
    );
    await settle(world, job, IN_FULL);
    expect(job.client).to.equal(client.address);
    await assertEveryoneCanLeave(world);
  });

  it("ESC2: a token whose balances shrink costs its own holders, and no other token's", async () => {
    const { vault, deployer, client, stranger } = world;
    const shrinking = await ethers.deployContract("RebasingToken");
    const at = await shrinking.getAddress();
    await shrinking.mint(deployer, 2_000n * PRICE);
    await shrinking.approve(vault, 2_000n * PRICE);
    await vault.deposit(at, 1_000n * PRICE, client.address);
    await vault.deposit(at, 1_000n * PRICE, stranger);
    const good = await openJob(world, 0n);
    const bad = await jobIn(at, 1n);
    await shrinking.setFactor(5n * 10n ** 17n);
    await settle(world, good, IN_FULL);
    await settle(world, bad, IN_FULL);
    await vault.connect(stranger).withdraw(at, 1_000n * PRICE, stranger);
    await expect(vault.connect(client.key).withdraw(at, 900n * PRICE, client.address)).to.be
      .reverted;
    const { token, provider } = world;
    const earned = await moneyOf(world, provider.address);
    await vault.connect(provider.key).withdraw(token, earned, provider.address);
    expect(await token.balanceOf(provider.address)).to.equal(earned);
  });

  describe("ESC3", () => {
    /** A token that calls somebody in the middle of a transfer, with some of it in the vault for everybody. */
    async function armed() {
      const { vault, client, deployer } = world;
      const token = await ethers.deployContract("CallbackToken");
      await token.mint(deployer, 10n ** 9n);
      await token.approve(vault, 10n ** 9n);
      await vault.deposit(token, 500_000_000n, client.address);
      await token.mint(token, 1_000n);
      await token.approveFor(vault, 1_000n);
      return token;
    }

    it("ESC3a: a deposit inside a deposit counts once", async () => {
      const { vault, deployer } = world;
      const token = await armed();
      const at = await token.getAddress();
      const inner = vault.interface.encodeFunctionData("deposit", [at, 1_000n, at]);
      for (const data of [inner, vault.interface.encodeFunctionData("multicall", [[inner]])]) {
        const [mine, its] = [await vault.balanceOf(deployer, at), await vault.balanceOf(at, at)];
        await token.arm(vault, data);
        await vault.deposit(at, 1_000n, deployer);
        expect(await token.isCallOk()).to.equal(false);
        expect(await vault.balanceOf(deployer, at)).to.equal(mine + 1_000n);
        expect(await vault.balanceOf(at, at)).to.equal(its);
      }
    });

    it("ESC3b: a job settled in the middle of a withdrawal pays once, and both see true balances", async () => {
      const { vault, client, jobMarket, provider } = world;
      const token = await armed();
      const at = await token.getAddress();
      const job = await jobIn(at);
      const { paid, fee } = partsOf(job, IN_FULL);
      const before = await vault.balanceOf(client.address, at);
      await token.arm(jobMarket, jobMarket.interface.encodeFunctionData("settle", [packJob(job)]));
      await vault.connect(client.key).withdraw(at, before, client.address);
      expect(await token.isCallOk()).to.equal(true);
      expect(await vault.balanceOf(client.address, at)).to.equal(0n);
      expect(await vault.balanceOf(provider.address, at)).to.equal(paid);
      expect(await jobMarket.feesOf(at)).to.equal(fee);
      await expect(jobMarket.settle(packJob(job))).to.be.revertedWithCustomError(
        jobMarket,
        "MarketJobNotOpen",
      );
      const held = await token.balanceOf(vault);
      expect(held).to.equal(paid + fee + (await vault.balanceOf(world.deployer, at)));
    });

    it("ESC3c: who reads a balance in the middle of a withdrawal sees it debited already", async () => {
      const { vault, client } = world;
      const token = await armed();
      const at = await token.getAddress();
      await token.arm(vault, vault.interface.encodeFunctionData("balanceOf", [client.address, at]));
      await vault.connect(client.key).withdraw(at, 400_000_000n, client.address);
      expect(await token.isCallOk()).to.equal(true);
      expect(BigInt(await token.answer())).to.equal(100_000_000n);
    });
  });

  it("ESC5: a token that fails without reverting credits nobody, and one that returns nothing pays", async () => {
    const { vault, deployer, stranger, client, provider } = world;
    const lying = await ethers.deployContract("FalseReturningToken");
    await lying.mint(stranger, 1_000n);
    await lying.connect(stranger).approve(vault, 1_000n);
    await lying.setFailing(true);
    const asThief = vault.connect(stranger);
    await expect(asThief.deposit(lying, 1_000n, stranger)).to.be.revertedWithCustomError(
      vault,
      "SafeERC20FailedOperation",
    );
    expect(await vault.balanceOf(stranger, await lying.getAddress())).to.equal(0n);

    const silent = await ethers.deployContract("NoReturnToken");
    const at = await silent.getAddress();
    await silent.mint(deployer, 100n * PRICE);
    await silent.approve(vault, 100n * PRICE);
    await vault.deposit(at, 100n * PRICE, client.address);
    const job = await jobIn(at);
    await settle(world, job, IN_FULL);
    const { paid } = partsOf(job, IN_FULL);
    await vault.connect(provider.key).withdraw(at, paid, provider.address);
    expect(await silent.balanceOf(provider.address)).to.equal(paid);
  });

  it("ESC5: a job for nothing ends, with nothing to move", async () => {
    const free = { offer: { pricePerUnit: 0n }, request: { maxPricePerUnit: 0n } };
    const job = await match(world, await draftOf(world, free));
    await settle(world, job, IN_FULL);
    await assertEveryoneCanLeave(world);
  });

  for (const blocked of ["provider", "client"] as const) {
    it(`ESC7: a token that blocks the ${blocked} keeps nobody else's money`, async () => {
      const { vault, deployer, jobMarket } = world;
      const other = blocked === "provider" ? "client" : "provider";
      const token = await ethers.deployContract("BlocklistToken");
      const at = await token.getAddress();
      await token.mint(deployer, 100n * PRICE);
      await token.approve(vault, 100n * PRICE);
      await vault.deposit(at, 100n * PRICE, world.client.address);
      const job = await jobIn(at);
      await token.setBlocked(world[blocked].address, true);
      await world.verifier.setVerdict(Verdict.Accepted, 4n, 0n);
      await settle(world, job, { status: Status.Accepted, units: 4n, slashBps: 0n });
      await jobMarket.collectFees(at);
      for (const account of [world[other].key, world.treasury]) {
        const amount = await vault.balanceOf(account, at);
        await vault.connect(account).withdraw(at, amount, account);
        expect(await token.balanceOf(account)).to.equal(amount);
      }
      const theirs = await vault.balanceOf(world[blocked].address, at);
      const asBlocked = vault.connect(world[blocked].key);
      await expect(
        asBlocked.withdraw(at, theirs, world[blocked].address),
      ).to.be.revertedWithCustomError(token, "BlocklistTokenBlocked");
      expect(await vault.balanceOf(world[blocked].address, at)).to.equal(theirs);
      expect(await token.balanceOf(vault)).to.equal(theirs);
    });
  }

  it("ESC8: gifts of tokens, stake and balances are nobody's and change no price", async () => {
    const { vault, stakeVault, jobMarket, token, weftToken, stranger, provider } = world;
    const job = await openJob(world, 0n);
    const before = await fortunesOf(world);
    await token.mint(stranger, 10n ** 12n);
    await token.connect(stranger).transfer(vault, 5n * 10n ** 11n);
    await token.connect(stranger).approve(vault, 5n * 10n ** 11n);
    await vault.connect(stranger).deposit(token, 5n * 10n ** 11n, jobMarket);
    await weftToken.transfer(stakeVault, 10n ** 24n);
    await weftToken.transfer(jobMarket, 10n ** 24n);
    const { market, ...rest } = await fortunesOf(world);
    expect(rest).to.deep.equal(
      Object.fromEntries(Object.entries(before).filter(([name]) => name !== "market")),
    );
    expect(market?.[0]).to.equal((before["market"]?.[0] ?? 0n) + 5n * 10n ** 11n);
    expect(await jobMarket.feesOf(token)).to.equal(0n);
    await world.verifier.setVerdict(Verdict.Rejected, 0n, 10_000n);
    await settle(world, job, { status: Status.Rejected, units: 0n, slashBps: 10_000n });
    const { active } = await stakeVault.provisionOf(provider.address, jobMarket);
    expect(active).to.equal(STAKE - job.collateral);
  });

  it("ESC9: a rate below one unit a second still adds up, however often it is collected", async () => {
    const { leaseMarket, provider, token } = leases;
    const terms = { elapsedCap: 10n ** 6n, ratePerHour: 3_599n, cap: 10n ** 6n };
    const fields = await openLease(leases, terms);
    await fundFloat(leases, fields.client, 10n ** 6n);
    const none = await voucherOf(leases, fields, 0n);
    const start = fields.startsAt + HOUR;
    for (let second = 0n; second < 10n; second++) {
      await time.setNextBlockTimestamp(start + 2n * second);
      await leaseMarket.collect(provider.address, token, none);
      const elapsed = HOUR + 2n * second;
      const { collected } = await leaseMarket.leaseOf(leaseIdOf(fields));
      expect(collected).to.equal((3_599n * elapsed) / HOUR);
    }
  });

  it("ESC11: 2^96 + 4 of collateral and 2^128 + 4 of pay are refused, not cut to 4", async () => {
    const { jobMarket, stranger, stakeVault, provider } = world;
    const [half, before] = [2n ** 95n + 2n, await fortunesOf(world)];
    const price = 2n ** 127n + 2n;
    for (const overrides of [
      { offer: { collateralPerUnit: half } },
      { offer: { pricePerUnit: price }, request: { maxPricePerUnit: price } },
      { request: { tipPerUnit: price } },
    ] satisfies DraftOverrides[]) {
      const signed = await signMatch(world, await draftOf(world, { ...overrides, units: 2n }));
      await expect(jobMarket.connect(stranger).matchOrders(signed)).to.be.revertedWithCustomError(
        jobMarket,
        "MarketAmountTooLarge",
      );
    }
    // A lot whose numbers reach into each other's bits is refused where it is packed.
    await expect(
      stakeVault.connect(provider.key).thaw(jobMarket, STAKE + 1n),
    ).to.be.revertedWithCustomError(stakeVault, "StakeInsufficient");
    expect(await fortunesOf(world)).to.deep.equal(before);
  });

  it("ESC12: one account as provider, client and matcher gains nothing and pays the fee", async () => {
    const { provider } = world;
    const draft = await draftOf(world, {
      request: { client: provider.address, tipPerUnit: 5n, nonce: makeNonce(0, 1) },
      matcher: provider.key,
    });
    const before = await moneyOf(world, provider.address);
    const job = await match(world, draft);
    await settle(world, job, IN_FULL);
    const fee = (UNITS * PRICE * FEE_BPS) / 10_000n;
    expect(await moneyOf(world, provider.address)).to.equal(before - fee);
    expect(await world.stakeVault.freeOf(provider.address, world.jobMarket)).to.equal(STAKE);
  });

  it("ESC12: the protocol's own contracts are no tokens, payers or treasuries", async () => {
    const { vault, stakeVault, jobMarket, owner, stranger, matcher } = world;
    const before = await fortunesOf(world);
    const [market, at] = [await jobMarket.getAddress(), await vault.getAddress()];
    await expect(vault.connect(stranger).deposit(at, 1n, stranger)).to.be.reverted;
    await expect(vault.connect(stranger).deposit(stakeVault, 1n, stranger)).to.be.reverted;
    for (const overrides of [
      { request: { payer: market } },
      { request: { client: market } },
      { offer: { provider: market } },
    ] satisfies DraftOverrides[]) {
      const signed = await signMatch(world, await draftOf(world, overrides));
      await expect(jobMarket.connect(matcher).matchOrders(signed)).to.be.revertedWithCustomError(
        jobMarket,
        "MarketInvalidSignature",
      );
    }
    for (const funds of [jobMarket, leases.leaseMarket, world.oneShotMarket]) {
      await expect(funds.connect(owner).setTreasury(funds)).to.be.revertedWithCustomError(
        funds,
        "MarketInvalidTreasury",
      );
    }
    expect(await fortunesOf(world)).to.deep.equal(before);
  });

  it("ESC19: a fee raised in front of a settlement is not that job's, nor that lease's", async () => {
    const { jobMarket, leaseMarket, owner, provider, token } = world;
    const [job, fields] = [
      await openJob(world, 0n),
      await openLease(leases, { elapsedCap: RESERVE, reserve: RESERVE }),
    ];
    await time.increase(HOUR);
    const none = await voucherOf(leases, fields, 0n);
    const before = await moneyOf(world, provider.address);
    const results = await inOneBlock(
      (limits) => jobMarket.connect(owner).setFee(500n, limits),
      (limits) => leaseMarket.connect(owner).setFee(500n, limits),
      (limits) => jobMarket.settle(packJob(job), limits),
      (limits) => leaseMarket.collect(provider.address, token, none, limits),
    );
    expect(results).to.deep.equal([true, true, true, true]);
    const { collected } = await leaseMarket.leaseOf(leaseIdOf(fields));
    const fee = (collected * FEE_BPS) / 10_000n;
    expect(await leaseMarket.feesOf(token)).to.equal(fee);
    const { paid } = partsOf(job, IN_FULL);
    expect(await moneyOf(world, provider.address)).to.equal(before + paid + collected - fee);
  });

  for (const isCloseFirst of [true, false]) {
    const order = isCloseFirst ? "close, then collect" : "collect, then close";
    it(`ESC20: in one block, ${order}: the provider is paid the same`, async () => {
      const { leaseMarket, client, provider } = leases;
      const fields = await openLease(leases, { elapsedCap: RESERVE, reserve: RESERVE });
      const none = await voucherOf(leases, fields, 0n);
      await time.setNextBlockTimestamp(fields.startsAt + DAY);
      const sends = [
        (limits: object) => leaseMarket.connect(client.key).close(packLease(fields), limits),
        (limits: object) =>
          leaseMarket.connect(provider.key).collect(provider.address, fields.token, none, limits),
      ];
      if (!isCloseFirst) sends.reverse();
      expect(await inOneBlock(...sends)).to.deep.equal([true, true]);
      const { endsAt, collected } = await leaseMarket.leaseOf(leaseIdOf(fields));
      expect(collected).to.equal((fields.ratePerHour * (endsAt - fields.startsAt)) / HOUR);
      await time.increase(DAY);
      await expect(
        leaseMarket.connect(provider.key).collect(provider.address, fields.token, none),
      ).to.be.revertedWithCustomError(leaseMarket, "LeaseNothingToCollect");
      expect(await leaseMarket.reserveOf(leaseIdOf(fields))).to.equal(RESERVE - collected);
    });
  }

  it("ESC20: two ends of one job in one block: one of them ends it, once", async () => {
    const { jobMarket, provider, stranger } = world;
    const job = await openJob(world, 0n);
    const struct = packJob(job);
    await world.verifier.setVerdict(Verdict.NoResult, 0n, 0n);
    await time.setNextBlockTimestamp(job.deadline + 1);
    const before = await moneyOf(world, job.payer);
    const results = await inOneBlock(
      (limits) => jobMarket.connect(provider.key).release(struct, limits),
      (limits) => jobMarket.connect(stranger).expire(struct, limits),
      (limits) => jobMarket.connect(stranger).settle(struct, limits),
      (limits) => jobMarket.connect(stranger).expire(struct, limits),
    );
    expect(results).to.deep.equal([false, true, false, false]);
    expect(await moneyOf(world, job.payer)).to.equal(before + UNITS * PRICE);
    await assertConservation(world);
  });
});
