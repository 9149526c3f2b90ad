import { loadFixture, time } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { ZeroAddress } from "ethers";

import { nextAt, now, timestampOf } from "../support/time";
import { collect, fundFloat, openLease } from "./support/actions";
import { assertEveryoneCanLeave } from "./support/conservation";
import { DAY, FLOAT_THAW, FUNDS, deployLeases, type LeaseWorld } from "./support/world";

const FLOAT = 1_000_000n;

describe("LeaseMarket: floats", () => {
  let world: LeaseWorld;
  let token: string;
  let payer: string;

  beforeEach(async () => {
    world = await loadFixture(deployLeases);
    token = await world.token.getAddress();
    payer = world.client.address;
  });

  afterEach(async () => {
    await assertEveryoneCanLeave(world);
  });

  const asPayer = () => world.leaseMarket.connect(world.client.key);
  const float = async () => {
    const { balance, thawing, readyAt } = await world.leaseMarket.floatOf(payer, token);
    return { balance, thawing, readyAt };
  };

  /** Asks for a part of the float, asserts what that changes, and returns when it can leave. */
  async function thaw(amount: bigint): Promise<bigint> {
    const before = await float();
    const tx = await asPayer().thawFloat(token, amount);
    const readyAt = amount > before.thawing ? (await timestampOf(tx)) + FLOAT_THAW : before.readyAt;
    const expected = amount === 0n ? 0n : readyAt;
    await expect(tx)
      .to.emit(world.leaseMarket, "FloatThawing")
      .withArgs(payer, token, amount, expected);
    expect(await float()).to.deep.equal({
      balance: before.balance,
      thawing: amount,
      readyAt: expected,
    });
    return readyAt;
  }

  /** Withdraws by a stranger, and asserts that the payer received what had thawed. */
  async function withdraw(): Promise<bigint> {
    const { vault, leaseMarket, stranger } = world;
    const before = await float();
    const held = await vault.balanceOf(payer, BigInt(token));
    const tx = await leaseMarket.connect(stranger).withdrawFloat(payer, token);
    await expect(tx).to.emit(leaseMarket, "FloatWithdrawn").withArgs(payer, token, before.thawing);
    expect(await float()).to.deep.equal({
      balance: before.balance - before.thawing,
      thawing: 0n,
      readyAt: 0n,
    });
    expect(await vault.balanceOf(payer, BigInt(token))).to.equal(held + before.thawing);
    return before.thawing;
  }

  async function assertNotReady(readyAt: bigint, at: bigint): Promise<void> {
    await expect(world.leaseMarket.withdrawFloat(payer, token))
      .to.be.revertedWithCustomError(world.leaseMarket, "FloatNotReady")
      .withArgs(payer, token, readyAt, at);
  }

  /** Draws on the float by a lease. */
  async function draw(amount: bigint): Promise<void> {
    const nonce = BigInt(
      (await world.leaseMarket.queryFilter(world.leaseMarket.filters.LeaseOpened())).length,
    );
    const fields = await openLease(world, { nonce, startsAt: world.startsAt - 100n * DAY });
    await collect(world, fields, amount);
  }

  describe("fundFloat", () => {
    it("adds to one's own float and to another's", async () => {
      const { vault, otherClient } = world;
      await fundFloat(world, payer, FLOAT);
      await fundFloat(world, payer, 5n, otherClient);
      expect((await float()).balance).to.equal(FLOAT + 5n);
      expect(await vault.balanceOf(otherClient.address, BigInt(token))).to.equal(FUNDS - 5n);
    });

    it("refuses nothing, and what the sender has not or has not approved", async () => {
      const { leaseMarket, vault, stranger } = world;
      await expect(asPayer().fundFloat(payer, token, 0n)).to.be.revertedWithCustomError(
        leaseMarket,
        "LeaseZeroAmount",
      );
      await expect(asPayer().fundFloat(payer, token, FUNDS + 1n)).to.be.revertedWithCustomError(
        vault,
        "ERC6909InsufficientBalance",
      );
      await expect(
        leaseMarket.connect(stranger).fundFloat(payer, token, 1n),
      ).to.be.revertedWithCustomError(vault, "ERC6909InsufficientAllowance");
    });

    it("keeps floats apart by payer and token", async () => {
      const { leaseMarket, otherToken, otherClient } = world;
      await fundFloat(world, payer, FLOAT);
      expect((await leaseMarket.floatOf(payer, otherToken)).balance).to.equal(0n);
      expect((await leaseMarket.floatOf(otherClient.address, token)).balance).to.equal(0n);
    });
  });

  describe("thawFloat", () => {
    beforeEach(async () => {
      await fundFloat(world, payer, FLOAT);
    });

    it("refuses more than the float", async () => {
      await expect(asPayer().thawFloat(token, FLOAT + 1n))
        .to.be.revertedWithCustomError(world.leaseMarket, "FloatInsufficient")
        .withArgs(payer, token, FLOAT, FLOAT + 1n);
    });

    it("starts the wait anew for more, keeps it for less, and takes it back for nothing", async () => {
      const first = await thaw(100n);
      await time.increase(1_000n);
      expect(await thaw(101n)).to.be.greaterThan(first);
      const second = (await float()).readyAt;
      await time.increase(1_000n);
      await thaw(101n);
      await thaw(7n);
      expect((await float()).readyAt).to.equal(second);
      await thaw(0n);
      await thaw(7n);
      expect((await float()).readyAt).to.be.greaterThan(second);
    });

    it("does nothing for those who have none", async () => {
      const { leaseMarket, stranger } = world;
      expect(await leaseMarket.connect(stranger).thawFloat.staticCall(token, 0n)).to.equal(0n);
    });
  });

  describe("withdrawFloat", () => {
    it("refuses where nothing was asked for", async () => {
      await fundFloat(world, payer, FLOAT);
      const at = (await now()) + 10n;
      await nextAt(at);
      await assertNotReady(0n, at);
      expect((await world.leaseMarket.floatOf(ZeroAddress, token)).balance).to.equal(0n);
    });

    it("SIG9: gives it back in the second it is ready, not before", async () => {
      await fundFloat(world, payer, FLOAT);
      const readyAt = await thaw(FLOAT - 1n);
      await nextAt(readyAt - 1n);
      await assertNotReady(readyAt, readyAt - 1n);
      await nextAt(readyAt);
      expect(await withdraw()).to.equal(FLOAT - 1n);
      await nextAt(readyAt + 5n);
      await assertNotReady(0n, readyAt + 5n);
    });

    it("leaves leases to draw on what thaws, last, until it has left", async () => {
      await fundFloat(world, payer, FLOAT);
      const readyAt = await thaw(FLOAT - 10n);
      await draw(10n);
      expect((await float()).thawing).to.equal(FLOAT - 10n);
      await draw(3n);
      expect((await float()).thawing).to.equal(FLOAT - 13n);
      await nextAt(readyAt);
      expect(await withdraw()).to.equal(FLOAT - 13n);
    });

    it("gives back nothing where leases drew it all", async () => {
      await fundFloat(world, payer, FLOAT);
      const readyAt = await thaw(FLOAT);
      await draw(FLOAT);
      expect(await float()).to.deep.equal({ balance: 0n, thawing: 0n, readyAt: 0n });
      await nextAt(readyAt);
      await assertNotReady(0n, readyAt);
    });

    it("gives back no money that came in after the request: no thaw in store", async () => {
      await fundFloat(world, payer, FLOAT);
      const readyAt = await thaw(FLOAT);
      await draw(FLOAT - 4n);
      await nextAt(readyAt);
      await fundFloat(world, payer, FLOAT);
      expect(await float()).to.deep.equal({ balance: FLOAT + 4n, thawing: 4n, readyAt });
      expect(await withdraw()).to.equal(4n);
    });

    it("is not changed by a wei that a stranger adds", async () => {
      await fundFloat(world, payer, FLOAT);
      const readyAt = await thaw(FLOAT);
      await fundFloat(world, payer, 1n, world.otherClient);
      expect(await float()).to.deep.equal({ balance: FLOAT + 1n, thawing: FLOAT, readyAt });
    });
  });
});
