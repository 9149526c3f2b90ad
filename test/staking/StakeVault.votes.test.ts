import { loadFixture, mine, time } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { network } from "hardhat";

import {
  OWN,
  WEFT,
  delegate,
  deployEmpty,
  deployPool,
  lockFor,
  secondOf,
  slash,
  undelegate,
  waitThaw,
  type DelegationWorld,
} from "./delegation.support";

describe("StakeVault: votes", () => {
  let world: DelegationWorld;
  const votes = () => world.stakes.getVotes(world.provider);
  const votesAt = (second: number) => world.stakes.getPastVotes(world.provider, second);

  context("the clock", () => {
    beforeEach(async () => {
      world = await loadFixture(deployEmpty);
    });

    it("GOV12: runs by the second, as that of WEFT", async () => {
      const { stakes, weft } = world;
      expect(await stakes.clock()).to.equal(await time.latest());
      expect(await stakes.clock()).to.equal(await weft.clock());
      expect(await stakes.CLOCK_MODE()).to.equal(await weft.CLOCK_MODE());
    });

    it("knows no votes of now or later", async () => {
      const { stakes, provider } = world;
      const now = await time.latest();
      for (const second of [now, now + 1, 2 ** 48]) {
        await expect(stakes.getPastVotes(provider, second))
          .to.be.revertedWithCustomError(stakes, "ERC5805FutureLookup")
          .withArgs(second, now);
      }
      expect(await stakes.getPastVotes(provider, now - 1)).to.equal(0n);
    });
  });

  context("given stake that comes and goes", () => {
    beforeEach(async () => {
      world = await loadFixture(deployPool);
    });

    it("counts own and delegated stake, in all markets, thawing or not", async () => {
      const { stakes, provider, market, otherMarket, alice } = world;
      expect(await votes()).to.equal(OWN);
      await stakes.connect(provider).provision(otherMarket, 3n * WEFT);
      expect(await votes()).to.equal(OWN + 3n * WEFT);
      await delegate(world, alice, 5n * WEFT);
      expect(await votes()).to.equal(OWN + 8n * WEFT);
      await undelegate(world, alice);
      await stakes.connect(provider).thaw(market, OWN);
      expect(await votes()).to.equal(OWN + 8n * WEFT);
      await waitThaw();
      await stakes.withdraw(provider, market);
      expect(await votes()).to.equal(8n * WEFT);
      await stakes.withdrawDelegated(provider, market, alice);
      expect(await votes()).to.equal(3n * WEFT);
    });

    it("says every change", async () => {
      const { stakes, provider, alice } = world;
      await expect(delegate(world, alice, WEFT))
        .to.emit(stakes, "DelegateVotesChanged")
        .withArgs(provider.address, OWN, OWN + WEFT);
    });

    it("counts nothing twice: staked WEFT has no wallet votes", async () => {
      const { stakes, weft, provider, alice, holder } = world;
      for (const account of [provider, alice, holder])
        await weft.connect(account).delegate(account);
      const before = await weft.getVotes(alice);
      await delegate(world, alice, 5n * WEFT);
      expect(await weft.getVotes(alice)).to.equal(before - 5n * WEFT);
      expect(await weft.getVotes(stakes)).to.equal(0n);
      expect(await stakes.getVotes(alice)).to.equal(0n);
    });

    it("STK17: loses at once what is slashed, and what is burnt, and nobody gains it", async () => {
      const { stakes, client, alice } = world;
      await delegate(world, alice, 5n * WEFT);
      const jobs = [await lockFor(world, OWN), await lockFor(world, 2n * WEFT)];
      for (const job of jobs) await slash(world, job);
      expect(await votes()).to.equal(3n * WEFT);
      expect(await stakes.getVotes(client)).to.equal(0n);
      expect(await stakes.getVotes(stakes)).to.equal(0n);
    });

    it("GOV1: stake that comes in this second has no past votes", async () => {
      const { alice } = world;
      const tx = await delegate(world, alice, 5n * WEFT);
      const second = await secondOf(tx);
      await mine();
      expect(await votesAt(second - 1)).to.equal(OWN);
      expect(await votesAt(second)).to.equal(OWN + 5n * WEFT);
    });

    it("has the last word of every second, however many changes it held", async () => {
      const { stakes, provider, market, alice, bob } = world;
      await network.provider.send("evm_setAutomine", [false]);
      const gasLimit = 300_000n;
      await stakes.connect(alice).delegate(provider, market, WEFT, 0, { gasLimit });
      await stakes.connect(bob).delegate(provider, market, 2n * WEFT, 0, { gasLimit });
      await mine();
      await network.provider.send("evm_setAutomine", [true]);
      const second = await time.latest();
      await mine();
      expect(await votesAt(second)).to.equal(OWN + 3n * WEFT);
      expect(await votesAt(second - 1)).to.equal(OWN);
    });

    it("finds the votes of any second among many changes", async () => {
      const { alice } = world;
      const start = await time.latest();
      const history: [number, bigint][] = [];
      let expected = OWN;
      for (let i = 1n; i <= 17n; ++i) {
        await time.increase(Number(i) * 7);
        expected += i * WEFT;
        history.push([await secondOf(await delegate(world, alice, i * WEFT)), expected]);
      }
      await time.increase(1_000);
      expect(await votesAt(0)).to.equal(0n);
      expect(await votesAt(start)).to.equal(OWN);
      for (const [i, [second, amount]] of history.entries()) {
        expect(await votesAt(second)).to.equal(amount);
        expect(await votesAt(second - 1)).to.equal(history[i - 1]?.[1] ?? OWN);
      }
      expect(await votesAt((await time.latest()) - 1)).to.equal(expected);
    });
  });
});
