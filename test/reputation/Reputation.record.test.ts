import { loadFixture, time } from "@nomicfoundation/hardhat-network-helpers";
import { packResources } from "@weft/sdk";
import { expect } from "chai";
import { ethers } from "hardhat";

import { Status } from "../support/market-actions";
import { Random } from "../support/random";
import {
  deployRecords,
  gasOf,
  grow,
  H100,
  H100_BIT,
  HALF_LIFE,
  MAX_WEIGHT,
  NO_RECORD,
  scoreOf,
  tell,
  unpacked,
  WAD,
  WEFT_WEIGHT,
  type Entry,
  type RecordWorld,
} from "./support";

async function assertNoTrace(world: RecordWorld, entry: Partial<Entry>): Promise<void> {
  const { reputation, provider } = world;
  const before = await reputation.wordOf(provider, 0);
  await gasOf(world, await tell(world, entry));
  expect(await reputation.wordOf(provider, 0)).to.equal(before);
}

describe("Reputation.record", () => {
  context("when there is nothing to record", () => {
    it("leaves no trace of a token, a verifier or a market that is no source", async () => {
      const world = await loadFixture(deployRecords);
      const { reputation, provider, stranger, token, verifier } = world;
      await assertNoTrace(world, { token: stranger.address });
      await assertNoTrace(world, { verifier: stranger.address });
      await reputation
        .connect(stranger)
        .record(provider, token, verifier, 0n, Status.Accepted, WAD);
      expect(await reputation.wordOf(provider, 0)).to.equal(0n);
    });

    it("leaves no trace of a fee of zero, or one too small to weigh anything, however a job ended", async () => {
      const world = await loadFixture(deployRecords);
      await grow(world, NO_RECORD);
      for (const end of Object.values(Status)) {
        await assertNoTrace(world, { end, fee: 0n });
        await assertNoTrace(world, { end, fee: WEFT_WEIGHT - 1n });
      }
    });

    it("leaves no trace of what is no end, nor of a job without a result, which is brought", async () => {
      const world = await loadFixture(deployRecords);
      for (const end of [Status.None, Status.Open, Status.NoResult]) {
        await assertNoTrace(world, { end });
      }
    });
  });

  context("given a source", () => {
    it("records an accepted job", async () => {
      const world = await loadFixture(deployRecords);
      const { reputation, provider } = world;
      await tell(world, { fee: 5n * WAD });
      const word = await reputation.wordOf(provider, 0);
      expect(unpacked(word)).to.include({ good: 5n * WEFT_WEIGHT, bad: 0n, late: 0n, wrong: 0n });
      expect(await reputation.untalliedOf(provider)).to.equal(5n * WEFT_WEIGHT);
      const { scoreWad } = await reputation.standingOf(provider, 0);
      expect(scoreWad).to.equal((6n * WAD) / 9n);
    });

    it("starts everybody at a quarter", async () => {
      const { reputation, stranger } = await loadFixture(deployRecords);
      const { scoreWad, sum } = await reputation.standingOf(stranger, 0);
      expect(scoreWad).to.equal(WAD / 4n);
      expect([...sum]).to.deep.equal([0n, 0n, 0n, 0n, 0n]);
    });

    for (const [name, end] of Object.entries(Status).slice(2)) {
      if (end === Status.NoResult) continue;
      it(`weighs ${name} as it should, before and after time went by`, async () => {
        const world = await loadFixture(deployRecords);
        let model = await grow(world, NO_RECORD, { fee: 300n * WAD });
        model = await grow(world, model, { end, fee: 3n * WAD });
        await time.increase(17n * 86_400n + 311n);
        model = await grow(world, model, { end, fee: WAD / 7n });
        await time.increase(2n * HALF_LIFE);
        await grow(world, model, { end, fee: WAD });
      });
    }

    it("takes a wrong result for more than being late, that for more than a void, which weighs nothing", async () => {
      const world = await loadFixture(deployRecords);
      const scores: bigint[] = [];
      for (const end of [Status.Rejected, Status.ReleasedLate, Status.Void]) {
        const provider = ethers.Wallet.createRandom().address;
        await tell(world, { provider, fee: 100n * WAD });
        const { scoreWad: before } = await world.reputation.standingOf(provider, 0);
        await tell(world, { provider, end });
        const { scoreWad: after } = await world.reputation.standingOf(provider, 0);
        scores.push(before - after);
      }
      const [wrong = 0n, late = 0n, voided = 0n] = scores;
      expect(wrong > 2n * late && late > WAD / 1_000n).to.equal(true);
      // What faded in a second or two.
      expect(voided < WAD / 10n ** 6n).to.equal(true);
    });

    it("lets a provider recover from a lie by working on", async () => {
      const world = await loadFixture(deployRecords);
      const { reputation, provider } = world;
      await tell(world, { fee: 10n * WAD });
      await tell(world, { end: Status.Rejected });
      const { scoreWad: fallen } = await reputation.standingOf(provider, 0);
      expect(fallen < WAD / 4n).to.equal(true);
      for (let month = 0; month < 12; month++) {
        await time.increase(30n * 86_400n);
        await tell(world, { fee: 10n * WAD });
      }
      const { scoreWad: recovered } = await reputation.standingOf(provider, 0);
      expect(recovered > (WAD * 3n) / 4n).to.equal(true);
    });

    it("follows an exact model through random years", async () => {
      const world = await loadFixture(deployRecords);
      const random = new Random(11);
      let model = NO_RECORD;
      const ends = [Status.Accepted, Status.Accepted, Status.Rejected, Status.Void];
      for (let i = 0; i < 60; i++) {
        const fee = WAD / 1_000n + random.upTo(random.unit() < 0.2 ? 10n ** 24n : 10n ** 19n);
        const end = random.pick([...ends, Status.Released, Status.ReleasedLate]);
        model = await grow(world, model, { end, fee });
        const { scoreWad } = await world.reputation.standingOf(world.provider, 0);
        expect(scoreWad).to.equal(scoreOf(model));
        await time.increase(1n + random.upTo(random.unit() < 0.1 ? 5n * HALF_LIFE : 864_000n));
      }
    });

    it("never reverts, and stops every field at its largest value", async () => {
      const world = await loadFixture(deployRecords);
      const { reputation, market, provider, owner, token, verifier } = world;
      await reputation.connect(owner).setRate(market, verifier, token, 10n ** 36n);
      for (const fee of [2n ** 256n - 1n, 2n ** 128n, 2n ** 128n - 1n]) {
        for (const end of Object.values(Status)) {
          for (const needs of [0n, 2n ** 256n - 1n, H100]) {
            await gasOf(world, await tell(world, { fee, end, needs }));
          }
        }
      }
      await gasOf(world, await tell(world, { fee: 2n ** 256n - 1n, end: Status.Rejected }));
      expect(unpacked(await reputation.wordOf(provider, 0)).bad).to.equal(MAX_WEIGHT);
      const { scoreWad } = await reputation.standingOf(provider, 0);
      expect(scoreWad > 0n && scoreWad < WAD).to.equal(true);
    });

    it("stops counting at 65,535", async () => {
      const world = await loadFixture(deployRecords);
      const { reputation, provider } = world;
      await tell(world);
      // Where the record is, by storage: 65,535 jobs are too many for a test.
      const place = (BigInt(provider.address) << 64n) | 0n;
      const slot = ethers.keccak256(
        ethers.AbiCoder.defaultAbiCoder().encode(["uint256", "uint256"], [place, 3]),
      );
      const full = ((2n ** 48n - 1n) << 152n) | (await reputation.wordOf(provider, 0));
      await ethers.provider.send("hardhat_setStorageAt", [
        await reputation.getAddress(),
        slot,
        ethers.toBeHex(full, 32),
      ]);
      let model = unpacked(await reputation.wordOf(provider, 0));
      expect(model).to.include({ late: 65_535n, wrong: 65_535n, voided: 65_535n });
      for (const end of [Status.Rejected, Status.ReleasedLate, Status.Void]) {
        model = await grow(world, model, { end });
      }
    });
  });

  context("classes", () => {
    it("keeps one model apart from jobs that accept several, or any", async () => {
      const world = await loadFixture(deployRecords);
      const { reputation, provider } = world;
      const both = packResources({ gpuModels: ["nvidia-h100-sxm", "nvidia-a100-80g"] });
      const cores = packResources({ cores: 8, gpus: 2 });
      await tell(world, { needs: H100, fee: WAD });
      await tell(world, { needs: both, fee: 2n * WAD });
      await tell(world, { needs: cores, fee: 3n * WAD });
      expect(await reputation.modelsOf(provider)).to.equal(H100_BIT);
      const goodOf = async (models: bigint) =>
        (await reputation.standingOf(provider, models)).sum.good / (WEFT_WEIGHT / 1_000n);
      expect(await goodOf(H100_BIT)).to.equal(999n); // some seconds old
      expect(await goodOf(0n)).to.equal(5_999n);
      expect(unpacked(await reputation.wordOf(provider, 0)).good / WEFT_WEIGHT).to.equal(4n);
      expect(await goodOf(1n << 63n)).to.equal(0n);
      // A job that accepts several is one of each of them.
      expect(await goodOf(H100_BIT | (1n << 63n))).to.equal(5_999n);
      expect(await goodOf(2n ** 64n - 1n)).to.equal(5_999n);
    });

    it("gives no class to what others can do for nothing: a void, or a job handed back in time", async () => {
      const world = await loadFixture(deployRecords);
      const { reputation, provider } = world;
      for (let i = 0n; i < 8n; i++) {
        const end = i % 2n === 0n ? Status.Void : Status.Released;
        await tell(world, { needs: 1n << (30n + i), end });
      }
      expect(await reputation.modelsOf(provider)).to.equal(0n);
      expect(unpacked(await reputation.wordOf(provider, 0)).voided).to.equal(8n);
      await tell(world, { needs: H100 });
      expect(await reputation.modelsOf(provider)).to.equal(H100_BIT);
      await tell(world, { needs: H100, end: Status.Void });
      expect(unpacked(await reputation.wordOf(provider, H100_BIT)).voided).to.equal(1n);
      expect((await reputation.standingOf(provider, 0)).sum.voided).to.equal(9n);
    });

    for (const end of [Status.Rejected, Status.ReleasedLate]) {
      it(`gives a class to what is the provider's fault, end ${end}: no lie hides in another`, async () => {
        const world = await loadFixture(deployRecords);
        await tell(world, { needs: H100, end });
        expect(await world.reputation.modelsOf(world.provider)).to.equal(H100_BIT);
        const { scoreWad } = await world.reputation.standingOf(world.provider, H100_BIT);
        expect(scoreWad < WAD / 4n).to.equal(true);
      });
    }

    it("tells the class of a job beforehand", async () => {
      const world = await loadFixture(deployRecords);
      const { reputation, provider } = world;
      expect(await reputation.classOf(provider, H100)).to.equal(H100_BIT);
      expect(await reputation.classOf(provider, H100 | (3n << 40n))).to.equal(0n);
      for (let i = 0n; i < 8n; i++) await tell(world, { needs: 1n << (16n + i) });
      expect(await reputation.classOf(provider, 1n << 23n)).to.equal(1n << 7n);
      expect(await reputation.classOf(provider, 1n << 24n)).to.equal(0n);
      expect(await reputation.classOf(provider, 0n)).to.equal(0n);
    });

    it("has a ninth model in the class zero, and sums up all of them", async () => {
      const world = await loadFixture(deployRecords);
      const { reputation, provider } = world;
      for (let i = 0n; i < 10n; i++) await tell(world, { needs: 1n << (16n + 7n * i) });
      expect(await reputation.modelsOf(provider)).to.equal(0x2040810204081n);
      expect(unpacked(await reputation.wordOf(provider, 0)).good >= 1_999_999_900n).to.equal(true);
      const { sum } = await reputation.standingOf(provider, 0);
      expect(sum.good / WEFT_WEIGHT).to.equal(9n); // ten, some seconds old
      expect(await reputation.untalliedOf(provider)).to.equal(10n * WEFT_WEIGHT);
    });
  });

  it("REP1: has no score to sell for fees that the protocol was not paid", async () => {
    const world = await loadFixture(deployRecords);
    for (let i = 0; i < 20; i++) await tell(world, { fee: 0n });
    const { scoreWad } = await world.reputation.standingOf(world.provider, 0);
    expect(scoreWad).to.equal(WAD / 4n);
  });
});
