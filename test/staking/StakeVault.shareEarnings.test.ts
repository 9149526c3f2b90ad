import { loadFixture } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";

import {
  BPS,
  MONEY,
  OWN,
  WEFT,
  delegate,
  deployPool,
  share,
  undelegate,
  waitThaw,
  type DelegationWorld,
} from "./delegation.support";

describe("StakeVault: earnings of delegated stake", () => {
  let world: DelegationWorld;
  beforeEach(async () => {
    world = await loadFixture(deployPool);
  });

  async function earned(who: "alice" | "bob", token = world.money): Promise<bigint> {
    const { stakes, provider, market } = world;
    return stakes.earningsOf(provider, market, world[who], token);
  }

  describe("lockFor", () => {
    async function poolPpm(amount = 1n): Promise<bigint> {
      const { stakes, provider, market, money } = world;
      return (await stakes.connect(market).lockFor.staticCall(provider, amount, money)).poolPpm;
    }

    it("gives the pool nothing where there is none, and locks as lock does", async () => {
      const { stakes, provider, otherMarket, weft } = world;
      await stakes.connect(provider).provision(otherMarket, OWN);
      const asMarket = stakes.connect(otherMarket);
      expect([...(await asMarket.lockFor.staticCall(provider, OWN, weft))]).to.deep.equal([
        0n,
        BPS,
      ]);
      await expect(asMarket.lockFor(provider, OWN, weft))
        .to.emit(stakes, "Locked")
        .withArgs(provider.address, otherMarket.address, OWN);
      expect((await stakes.provisionOf(provider, otherMarket)).locked).to.equal(OWN);
      await expect(asMarket.lockFor(provider, 1, weft))
        .to.be.revertedWithCustomError(stakes, "StakeInsufficientFree")
        .withArgs(provider.address, otherMarket.address, 0, 1);
    });

    it("gives the pool nothing while nobody is in, in any token", async () => {
      const { stakes, provider, market, weft } = world;
      const asMarket = stakes.connect(market);
      expect([...(await asMarket.lockFor.staticCall(provider, 1, weft))]).to.deep.equal([0n, BPS]);
    });

    it("gives the pool its share of the stake, less the commission, rounded down", async () => {
      await delegate(world, world.alice, OWN);
      expect(await poolPpm()).to.equal(450_000n);
      await delegate(world, world.alice, OWN);
      // 2 of 3 parts, 90% of them: six tenths exactly; the multiple is not reached.
      expect(await poolPpm()).to.equal(600_000n);
      await delegate(world, world.alice, OWN + 7n);
      const counted = 3n * OWN + 7n;
      expect(await poolPpm()).to.equal((counted * 9_000n * 100n) / (OWN + counted));
    });

    it("STK12: counts ten times the provider's own stake and no more", async () => {
      const { stakes, provider, market } = world;
      await delegate(world, world.alice, 10n * OWN);
      await stakes.connect(provider).thaw(market, OWN / 2n);
      const expected = (10n * 900_000n) / 11n;
      expect(await poolPpm()).to.equal(expected);
      // What is on its way out backs no more jobs, and shares their pay until it leaves.
      await stakes.connect(provider).thaw(market, OWN / 2n);
      expect(await poolPpm(0n)).to.equal(expected);
      await waitThaw();
      await stakes.withdraw(provider, market);
      expect(await poolPpm(0n)).to.equal(0n);
    });

    it("counts no stake that is on its way out", async () => {
      await delegate(world, world.alice, 2n * OWN);
      await undelegate(world, world.alice, OWN);
      expect(await poolPpm()).to.equal(450_000n);
    });

    it("refuses tokens that the pool cannot earn in, collateral or not", async () => {
      const { stakes, weft, provider, market, alice } = world;
      await delegate(world, alice, WEFT);
      for (const amount of [0n, 1n]) {
        await expect(stakes.connect(market).lockFor(provider, amount, weft))
          .to.be.revertedWithCustomError(stakes, "StakeTokenNotListed")
          .withArgs(provider.address, market.address, await weft.getAddress());
      }
      await undelegate(world, alice);
      await stakes.connect(market).lockFor(provider, 1n, weft);
    });

    it("locks nothing for nothing", async () => {
      const { stakes, provider, market, money } = world;
      await expect(stakes.connect(market).lockFor(provider, 0, money)).not.to.emit(
        stakes,
        "Locked",
      );
    });
  });

  describe("shareEarnings", () => {
    beforeEach(async () => {
      await delegate(world, world.alice, 3n * WEFT);
      await delegate(world, world.bob, WEFT);
    });

    it("divides by shares and takes the money from the market", async () => {
      const { stakes, vault, provider, market, money } = world;
      const id = await money.getAddress();
      await expect(share(world, money, 1_000n))
        .to.emit(stakes, "EarningsShared")
        .withArgs(provider.address, market.address, id, 1_000);
      expect(await vault.balanceOf(market, id)).to.equal(MONEY - 1_000n);
      expect(await vault.balanceOf(stakes, id)).to.equal(1_000n);
      expect([await earned("alice"), await earned("bob")]).to.deep.equal([750n, 250n]);
      expect(await earned("alice", world.cash)).to.equal(0n);
    });

    it("owes never more than it holds", async () => {
      const { stakes, vault, money } = world;
      for (const amount of [1n, 2n, 3n, 5n, 7n, 11n]) await share(world, money, amount);
      const owed = (await earned("alice")) + (await earned("bob"));
      const held = await vault.balanceOf(stakes, await money.getAddress());
      expect(held).to.equal(29n);
      expect(owed <= held && owed >= held - 2n).to.equal(true);
    });

    it("ESC20: gives nothing of what came before to who comes after", async () => {
      await share(world, world.money, 400n);
      await delegate(world, world.bob, 4n * WEFT);
      expect([await earned("alice"), await earned("bob")]).to.deep.equal([300n, 100n]);
      await share(world, world.money, 800n);
      expect([await earned("alice"), await earned("bob")]).to.deep.equal([600n, 600n]);
    });

    it("gives nothing to shares on their way out, and all where they are all", async () => {
      const { stakes, provider, market, money } = world;
      await undelegate(world, world.alice);
      await share(world, money, 100n);
      expect([await earned("alice"), await earned("bob")]).to.deep.equal([0n, 100n]);
      await undelegate(world, world.bob);
      expect(await stakes.connect(market).shareEarnings.staticCall(provider, money, 5n)).to.equal(
        0n,
      );
      await expect(share(world, money, 5n)).not.to.emit(stakes, "EarningsShared");
    });

    it("takes nothing for nothing", async () => {
      await expect(share(world, world.money, 0n)).not.to.emit(world.stakes, "EarningsShared");
    });

    it("refuses other tokens, and a market that does not pay", async () => {
      const { stakes, vault, weft, provider, market, money, stranger } = world;
      await expect(stakes.connect(market).shareEarnings(provider, weft, 1n))
        .to.be.revertedWithCustomError(stakes, "StakeTokenNotListed")
        .withArgs(provider.address, market.address, await weft.getAddress());
      await expect(share(world, money, MONEY + 1n)).to.be.revertedWithCustomError(
        vault,
        "ERC6909InsufficientBalance",
      );
      await vault.connect(market).setOperator(stakes, false);
      await expect(share(world, money, 1n)).to.be.revertedWithCustomError(
        vault,
        "ERC6909InsufficientAllowance",
      );
      // A stranger's books are its own, and nobody is in them.
      expect(await stakes.connect(stranger).shareEarnings.staticCall(provider, money, 1n)).to.equal(
        0n,
      );
    });

    it("ESC8: a donation to the stake vault is nobody's earnings, and blocks nothing", async () => {
      const { stakes, vault, provider, market, money, alice, bob } = world;
      const id = await money.getAddress();
      const donate = () => vault.connect(market).transfer(stakes, id, 501n);
      await donate();
      expect([await earned("alice"), await earned("bob")]).to.deep.equal([0n, 0n]);
      await share(world, money, 1_000n);
      await donate();
      expect([await earned("alice"), await earned("bob")]).to.deep.equal([750n, 250n]);
      for (const delegator of [alice, bob]) {
        await stakes.connect(delegator).claimEarnings(provider, market, money);
      }
      expect([await vault.balanceOf(alice, id), await vault.balanceOf(bob, id)]).to.deep.equal([
        750n,
        250n,
      ]);
      expect(await vault.balanceOf(stakes, id)).to.equal(2n * 501n);
      await expect(
        stakes.connect(alice).claimEarnings(provider, market, money),
      ).to.be.revertedWithCustomError(stakes, "StakeNothingToClaim");
    });

    it("keeps the books of two tokens apart", async () => {
      await share(world, world.money, 4n);
      await share(world, world.cash, 40n);
      expect([await earned("alice"), await earned("alice", world.cash)]).to.deep.equal([3n, 30n]);
    });

    it("ESC11: takes the largest payment of a market, by the fewest shares", async () => {
      const { stakes, vault, cash, provider, market, otherMarket, alice, bob } = world;
      await undelegate(world, alice);
      // All of a token that the vault can hold.
      const amount = 2n ** 128n - 1n;
      await vault.connect(otherMarket).withdraw(cash, MONEY, otherMarket);
      await cash.mint(market, amount - MONEY);
      await cash.connect(market).approve(vault, amount);
      await vault.connect(market).deposit(cash, amount - MONEY, market);
      await share(world, cash, amount);
      await stakes.connect(bob).claimEarnings(provider, market, cash);
      const received = await vault.balanceOf(bob, await cash.getAddress());
      expect(amount - received <= 1n).to.equal(true);
    });
  });

  describe("claimEarnings", () => {
    beforeEach(async () => {
      await delegate(world, world.alice, 3n * WEFT);
      await delegate(world, world.bob, WEFT);
      await share(world, world.money, 1_000n);
    });

    it("moves what was earned to the delegator's balance, once", async () => {
      const { stakes, vault, provider, market, money, alice } = world;
      const id = await money.getAddress();
      const claim = () => stakes.connect(alice).claimEarnings(provider, market, money);
      await expect(claim())
        .to.emit(stakes, "EarningsClaimed")
        .withArgs(provider.address, market.address, alice.address, id, 750);
      expect(await vault.balanceOf(alice, id)).to.equal(750n);
      expect(await vault.balanceOf(stakes, id)).to.equal(250n);
      expect(await earned("alice")).to.equal(0n);
      await expect(claim())
        .to.be.revertedWithCustomError(stakes, "StakeNothingToClaim")
        .withArgs(alice.address, 0);
    });

    it("pays after the delegator has left", async () => {
      const { stakes, vault, provider, market, money, alice } = world;
      await undelegate(world, alice);
      await share(world, money, 1_000n);
      await stakes.connect(alice).claimEarnings(provider, market, money);
      expect(await vault.balanceOf(alice, await money.getAddress())).to.equal(750n);
    });

    it("refuses tokens never shared, and strangers", async () => {
      const { stakes, provider, market, cash, money, weft, alice, stranger } = world;
      for (const [account, token] of [
        [alice, cash],
        [alice, weft],
        [stranger, money],
      ] as const) {
        await expect(stakes.connect(account).claimEarnings(provider, market, token))
          .to.be.revertedWithCustomError(stakes, "StakeNothingToClaim")
          .withArgs(account.address, 0);
      }
    });
  });
});
