import { loadFixture, time } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { ethers } from "hardhat";

import { claimableFrom, waitForCredits } from "../support/credits";
import { assertConservation, deployStake, THAW_SECONDS, type StakeWorld } from "../support/stake";
import { claim, lock, provision, slash, type Pair } from "../support/stake-actions";
import { DAY, nextAt, now } from "../support/time";

describe("StakeVault.claim", () => {
  let world: StakeWorld;
  let pair: Pair;

  beforeEach(async () => {
    world = await loadFixture(deployStake);
    pair = { provider: world.provider, market: world.market };
    await provision(world, pair, 100n);
    await lock(world, pair, 100n);
  });

  afterEach(() => assertConservation(world));

  async function assertNothingToClaim(account: string, nextAt = 0n): Promise<void> {
    const { stakeVault, stranger } = world;
    await expect(stakeVault.connect(stranger).claim(account))
      .to.be.revertedWithCustomError(stakeVault, "StakeNothingToClaim")
      .withArgs(account, nextAt);
  }

  /** Slashes one base unit for the client, and returns from when it is due. */
  async function slashOne(): Promise<bigint> {
    await slash(world, pair, { locked: 1n, amount: 1n, recipient: world.client });
    return claimableFrom(await now());
  }

  it("reverts given no credit", async () => {
    await assertNothingToClaim(world.client.address);
  });

  it("sends a credit to its account, whoever calls", async () => {
    const { client, stranger } = world;
    await slash(world, pair, { locked: 40n, amount: 30n, recipient: client });
    await waitForCredits();
    expect(await claim(world, client, stranger)).to.equal(30n);
  });

  it("sends the sum of several slashes by several markets at once", async () => {
    const { client, provider, otherProvider, otherMarket } = world;
    const other = { provider: otherProvider, market: otherMarket };
    await provision(world, other, 10n);
    await lock(world, other, 10n);
    await slash(world, pair, { locked: 40n, amount: 30n, recipient: client });
    await slash(world, other, { locked: 10n, amount: 10n, recipient: client });
    await slash(world, pair, { locked: 1n, amount: 1n, recipient: provider });
    await waitForCredits();
    expect(await world.stakeVault.claim.staticCall(client)).to.equal(40n);
    expect(await claim(world, client, client)).to.equal(40n);
    expect(await world.stakeVault.creditOf(provider)).to.equal(1n);
  });

  it("reverts when the credit was claimed already", async () => {
    const { client, stranger } = world;
    await slash(world, pair, { locked: 40n, amount: 30n, recipient: client });
    await waitForCredits();
    await claim(world, client, stranger);
    await assertNothingToClaim(client.address);
  });

  it("leaves what was credited to the zero address where it is", async () => {
    const { market, provider, token, stakeVault, stranger } = world;
    await market.slash(provider, 10n, 10n, ethers.ZeroAddress);
    await waitForCredits();
    await expect(stakeVault.connect(stranger).claim(ethers.ZeroAddress))
      .to.be.revertedWithCustomError(token, "ERC20InvalidReceiver")
      .withArgs(ethers.ZeroAddress);
    expect(await stakeVault.creditOf(ethers.ZeroAddress)).to.equal(10n);
  });

  context("when a credit is not due", () => {
    it("reverts with its second, up to the last before", async () => {
      const dueAt = await slashOne();
      expect(dueAt % DAY).to.equal(0n);
      expect([...(await world.stakeVault.claimOf(world.client))]).to.deep.equal([0n, dueAt]);
      await nextAt(dueAt - 1n);
      await assertNothingToClaim(world.client.address, dueAt);
      await time.increaseTo(dueAt);
      expect(await claim(world, world.client, world.stranger)).to.equal(1n);
    });

    for (const [second, wait] of [
      [0n, THAW_SECONDS],
      [1n, THAW_SECONDS + DAY - 1n],
    ] as const) {
      it(`is due ${wait} seconds after a slash in second ${second} of a day`, async () => {
        const at = ((await now()) / DAY + 1n) * DAY + second;
        await nextAt(at);
        const dueAt = await slashOne();
        expect(dueAt).to.equal(at + wait);
        expect((await world.stakeVault.claimOf(world.client)).nextAt).to.equal(dueAt);
      });
    }

    it("sends the older credits, each from its day on, and no dust puts one off", async () => {
      const { client, stranger, stakeVault } = world;
      const dueAt: bigint[] = [];
      for (let i = 0; i < 5; i += 1) {
        dueAt.push(await slashOne());
        await slashOne(); // of the same day: one part
        await time.increase(i % 2 === 0 ? DAY : 3n * DAY);
      }
      for (const [i, at] of dueAt.entries()) {
        const left = 2n * BigInt(dueAt.length - i);
        expect(await stakeVault.creditOf(client)).to.equal(left);
        expect([...(await stakeVault.claimOf(client))]).to.deep.equal([0n, at]);
        await time.increaseTo(at);
        const nextAt = dueAt[i + 1] ?? 0n;
        expect([...(await stakeVault.claimOf(client))]).to.deep.equal([2n, nextAt]);
        await expect(stakeVault.connect(stranger).claim(client)).to.changeTokenBalance(
          world.token,
          client,
          2n,
        );
        await assertNothingToClaim(client.address, nextAt);
      }
    });

    it("keeps what was due and not claimed, however much is credited later", async () => {
      const { client, stakeVault } = world;
      for (let i = 0; i < 3; i += 1) {
        await slashOne();
        await time.increase(40n * DAY);
      }
      const dueAt = await slashOne();
      expect([...(await stakeVault.claimOf(client))]).to.deep.equal([3n, dueAt]);
      await stakeVault.claim(client);
      expect(await stakeVault.creditOf(client)).to.equal(1n);
      await waitForCredits();
      expect(await claim(world, client, client)).to.equal(1n);
    });

    it("costs a part a day at most: a month of daily slashes is claimed at once", async () => {
      const { client, stakeVault } = world;
      for (let i = 0; i < 29; i += 1) {
        await slashOne();
        await time.increase(DAY);
      }
      const [due] = await stakeVault.claimOf(client);
      const receipt = await (await stakeVault.claim(client)).wait();
      expect(receipt?.gasUsed).to.be.lessThan(300_000n);
      expect(due).to.be.within(1n, 2n);
      await waitForCredits();
      expect(await claim(world, client, client)).to.equal(29n - due);
    });
  });

  context("when a market slashes to itself", () => {
    it("is due at once, whatever else is credited to it", async () => {
      const { market, otherMarket, otherProvider, provider, stakeVault, token, stranger } = world;
      const other = { provider: otherProvider, market: otherMarket };
      await provision(world, other, 10n);
      await lock(world, other, 10n);
      await otherMarket.slash(otherProvider, 10n, 3n, market);
      const dueAt = claimableFrom(await now());
      await assertNothingToClaim(await market.getAddress(), dueAt);
      await market.slash(provider, 40n, 30n, market);
      expect(await stakeVault.creditOf(market)).to.equal(33n);
      expect([...(await stakeVault.claimOf(market))]).to.deep.equal([30n, dueAt]);
      await expect(stakeVault.connect(stranger).claim(market)).to.changeTokenBalance(
        token,
        market,
        30n,
      );
      await assertNothingToClaim(await market.getAddress(), dueAt);
      await nextAt(dueAt);
      await expect(stakeVault.claim(market)).to.changeTokenBalance(token, market, 3n);
    });
  });
});
