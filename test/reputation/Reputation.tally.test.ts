import { loadFixture, time } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";

import { Status } from "../support/market-actions";
import { Random } from "../support/random";
import { nextAt, timestampOf } from "../support/time";
import { deployRecords, H100, tell, WAD, WEEK, WEFT_WEIGHT, type RecordWorld } from "./support";

/** A fresh epoch, with nothing tallied. */
async function startEpoch({ reputation }: RecordWorld): Promise<bigint> {
  const epoch = (await reputation.currentEpoch()) + 1n;
  await time.increaseTo(epoch * WEEK);
  return epoch;
}

describe("Reputation.tally", () => {
  it("has weeks for epochs, counted from 1970", async () => {
    const { reputation } = await loadFixture(deployRecords);
    expect(await reputation.epochSeconds()).to.equal(WEEK);
    expect(await reputation.currentEpoch()).to.equal(BigInt(await time.latest()) / WEEK);
  });

  it("counts what a class earned with its first job in a later epoch", async () => {
    const world = await loadFixture(deployRecords);
    const { reputation, provider } = world;
    await startEpoch(world);
    await tell(world, { fee: 2n * WAD });
    await tell(world, { fee: 3n * WAD });
    await tell(world, { fee: 7n * WAD, needs: H100 });
    const epoch = (await startEpoch(world)) + 3n;
    await time.increaseTo(epoch * WEEK);
    await expect(tell(world, { fee: 11n * WAD }))
      .to.emit(reputation, "Tallied")
      .withArgs(provider.address, epoch, 5n * WEFT_WEIGHT);
    expect(await reputation.talliedOf(provider, epoch)).to.equal(5n * WEFT_WEIGHT);
    expect(await reputation.untalliedOf(provider)).to.equal(18n * WEFT_WEIGHT);
    await tell(world, { fee: WAD, needs: H100 });
    expect(await reputation.talliedOf(provider, epoch)).to.equal(12n * WEFT_WEIGHT);
    expect(await reputation.totalOf(epoch)).to.equal(12n * WEFT_WEIGHT);
    expect(await reputation.totalOf(epoch - 1n)).to.equal(0n);
  });

  it("counts with a job that earned nothing too", async () => {
    const world = await loadFixture(deployRecords);
    await startEpoch(world);
    await tell(world);
    const epoch = await startEpoch(world);
    await tell(world, { end: Status.Rejected });
    expect(await world.reputation.talliedOf(world.provider, epoch)).to.equal(WEFT_WEIGHT);
    expect(await world.reputation.untalliedOf(world.provider)).to.equal(0n);
  });

  it("counts all classes when anybody asks for it, in the epoch of then", async () => {
    const world = await loadFixture(deployRecords);
    const { reputation, provider, stranger } = world;
    const epoch = await startEpoch(world);
    await tell(world, { fee: 2n * WAD });
    await tell(world, { fee: 3n * WAD, needs: H100 });
    await tell(world, { fee: 4n * WAD, needs: 1n << 16n });
    const before = await reputation.standingOf(provider, 0);
    const asStranger = reputation.connect(stranger);
    expect(await asStranger.tally.staticCall(provider)).to.equal(9n * WEFT_WEIGHT);
    await expect(asStranger.tally(provider))
      .to.emit(reputation, "Tallied")
      .withArgs(provider.address, epoch, 9n * WEFT_WEIGHT);
    expect(await reputation.untalliedOf(provider)).to.equal(0n);
    expect((await reputation.standingOf(provider, 0)).sum.good <= before.sum.good).to.equal(true);
    await tell(world, { fee: 5n * WAD });
    await asStranger.tally(provider);
    expect(await reputation.talliedOf(provider, epoch)).to.equal(14n * WEFT_WEIGHT);
    expect(await reputation.totalOf(epoch)).to.equal(14n * WEFT_WEIGHT);
  });

  it("changes nothing where nothing was earned", async () => {
    const { reputation, stranger } = await loadFixture(deployRecords);
    await expect(reputation.tally(stranger)).not.to.emit(reputation, "Tallied");
  });

  it("belongs to one epoch up to its last second, and to the next from the first", async () => {
    const world = await loadFixture(deployRecords);
    const { reputation, provider, other } = world;
    const next = (await startEpoch(world)) + 1n;
    await tell(world);
    await tell(world, { provider: other.address });
    await nextAt(next * WEEK - 1n);
    expect(await timestampOf(await tell(world))).to.equal(next * WEEK - 1n);
    expect(await reputation.untalliedOf(provider)).to.equal(2n * WEFT_WEIGHT);
    await nextAt(next * WEEK);
    await tell(world);
    expect(await reputation.talliedOf(provider, next)).to.equal(2n * WEFT_WEIGHT);
    expect(await reputation.untalliedOf(provider)).to.equal(WEFT_WEIGHT);
    expect(await reputation.totalOf(next - 1n)).to.equal(0n);
  });

  it("counts every weight once, whoever tallies when", async () => {
    const world = await loadFixture(deployRecords);
    const { reputation, provider, other } = world;
    const random = new Random(3);
    const first = await startEpoch(world);
    const earned = new Map([provider, other].map(({ address }) => [address, 0n]));
    for (let i = 0; i < 60; i++) {
      const who = random.pick([provider, other]).address;
      const weight = 1n + random.upTo(10n ** 12n);
      await tell(world, {
        provider: who,
        fee: weight * WEFT_WEIGHT + 5n,
        needs: random.pick([0n, H100]),
      });
      earned.set(who, (earned.get(who) ?? 0n) + weight);
      if (random.unit() < 0.2) await reputation.tally(random.pick([provider, other]));
      if (random.unit() < 0.3) await time.increase(random.upTo(2n * WEEK));
    }
    const last = await reputation.currentEpoch();
    let total = 0n;
    const counted = new Map<string, bigint>();
    for (let epoch = first; epoch <= last; epoch++) {
      total += await reputation.totalOf(epoch);
      for (const { address } of [provider, other]) {
        const tallied = await reputation.talliedOf(address, epoch);
        counted.set(address, (counted.get(address) ?? 0n) + tallied);
      }
    }
    for (const [address, weight] of earned) {
      const open = await reputation.untalliedOf(address);
      expect((counted.get(address) ?? 0n) + open).to.equal(weight);
      total += open;
    }
    expect(total).to.equal([...earned.values()].reduce((sum, weight) => sum + weight));
  });
});
