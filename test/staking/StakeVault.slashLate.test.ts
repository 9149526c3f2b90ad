import { loadFixture, time } from "@nomicfoundation/hardhat-network-helpers";
import { packJob, type Job } from "@weft/sdk";
import { expect } from "chai";

import { deployWorld, type World } from "../support/deploy";
import { match, settle, Status, Verdict } from "../support/market-actions";
import { draftOf, partyAt, type DraftOverrides } from "../support/market-orders";
import {
  BPS,
  LATE_WINDOW,
  OWN,
  WEFT,
  deployPool,
  secondOf,
  type DelegationWorld,
} from "./delegation.support";

describe("StakeVault.slashLate", () => {
  let world: DelegationWorld;
  beforeEach(async () => {
    world = await loadFixture(deployPool);
    await world.stakes.connect(world.market).lock(world.provider, OWN);
  });

  const late = (locked = 10n, amount = 3n) =>
    world.stakes.connect(world.market).slashLate(world.provider, locked, BPS, amount, world.client);

  it("spares the first lateness: frees the lock, takes nothing, and remembers", async () => {
    const { stakes, provider, market, client } = world;
    const tx = await late();
    await expect(tx)
      .to.emit(stakes, "LatenessForgiven")
      .withArgs(provider.address, market.address, 3);
    await expect(tx).to.emit(stakes, "Unlocked").withArgs(provider.address, market.address, 10);
    await expect(tx).not.to.emit(stakes, "Slashed");
    const own = await stakes.provisionOf(provider, market);
    expect([own.active, own.locked, own.lastLateAt]).to.deep.equal([
      OWN,
      OWN - 10n,
      BigInt(await secondOf(tx)),
    ]);
    expect(await stakes.creditOf(client)).to.equal(0n);
    expect(await stakes.getVotes(provider)).to.equal(OWN);
  });

  it("takes the second, to its last second, and spares the first after it", async () => {
    const { stakes, client } = world;
    const first = await secondOf(await late());
    await time.setNextBlockTimestamp(first + LATE_WINDOW);
    await late();
    expect(await stakes.creditOf(client)).to.equal(3n);
    await time.setNextBlockTimestamp(first + 2 * LATE_WINDOW + 1);
    await late();
    expect(await stakes.creditOf(client)).to.equal(3n);
  });

  it("counts the time from the last lateness, slashed or not", async () => {
    const { stakes, client } = world;
    await late();
    for (let i = 1n; i <= 3n; ++i) {
      await time.increase(LATE_WINDOW - 10);
      await late();
      expect(await stakes.creditOf(client)).to.equal(3n * i);
    }
  });

  it("returns what it took and what of it can be claimed", async () => {
    const { stakes, provider, market, client } = world;
    const ask = () => stakes.connect(market).slashLate.staticCall(provider, 10n, BPS, 3n, client);
    expect([...(await ask())]).to.deep.equal([0n, 0n]);
    await late();
    expect([...(await ask())]).to.deep.equal([3n, 3n]);
  });

  it("keeps the books of each market apart", async () => {
    const { stakes, provider, otherMarket, client } = world;
    await late();
    await stakes.connect(provider).provision(otherMarket, OWN);
    await stakes.connect(otherMarket).lock(provider, WEFT);
    const tx = stakes.connect(otherMarket).slashLate(provider, WEFT, BPS, WEFT, client);
    await expect(tx).to.emit(stakes, "LatenessForgiven");
  });

  it("refuses, spared or not, what slash refuses", async () => {
    const { stakes, provider, market } = world;
    for (let round = 0; round < 2; ++round) {
      await expect(late(10n, 0n)).to.be.revertedWithCustomError(stakes, "StakeZeroAmount");
      await expect(late(10n, 11n))
        .to.be.revertedWithCustomError(stakes, "StakeSlashAboveLock")
        .withArgs(11, 10);
      const { locked } = await stakes.provisionOf(provider, market);
      await expect(late(OWN + 1n, 1n))
        .to.be.revertedWithCustomError(stakes, "StakeInsufficientLocked")
        .withArgs(provider.address, market.address, locked, OWN + 1n);
      await late();
    }
  });
});

describe("JobMarket: the slashing ladder", () => {
  let world: World;
  let nonce: bigint;
  beforeEach(async () => {
    world = await loadFixture(deployWorld);
    nonce = 0n;
    await world.verifier.setVerdict(Verdict.NoResult, 0n, 0n);
  });

  async function open(overrides: DraftOverrides = {}): Promise<Job> {
    const orders = {
      offer: { nonce, ...overrides.offer },
      request: { nonce, ...overrides.request },
    };
    nonce += 1n;
    return match(world, await draftOf(world, { ...overrides, ...orders }));
  }

  /** Lets the deadline pass and expires; returns what `JobEnded` says was slashed. */
  async function expire(job: Job): Promise<bigint> {
    if ((await time.latest()) <= job.deadline) await time.increaseTo(job.deadline + 1);
    const { jobMarket, stranger } = world;
    return slashedIn(await jobMarket.connect(stranger).expire(packJob(job)));
  }

  async function releaseLate(job: Job): Promise<bigint> {
    await time.increaseTo(job.graceUntil + 1);
    const { key } = partyAt(world, job.provider);
    return slashedIn(await world.jobMarket.connect(key).release(packJob(job)));
  }

  async function slashedIn(tx: Awaited<ReturnType<World["jobMarket"]["expire"]>>): Promise<bigint> {
    const { jobMarket } = world;
    const { blockNumber } = tx;
    if (blockNumber === null) throw new Error("not mined");
    const [ended] = await jobMarket.queryFilter(
      jobMarket.filters.JobEnded(),
      blockNumber,
      blockNumber,
    );
    if (ended === undefined) throw new Error("no job ended");
    return ended.args.slashed;
  }

  const credit = () => world.stakeVault.creditOf(world.client.address);
  const share = (job: Job, bps: number) => (job.collateral * BigInt(bps) + 9_999n) / 10_000n;

  it("costs the pay for the first lateness, and stake for the next", async () => {
    expect(await expire(await open())).to.equal(0n);
    expect(await credit()).to.equal(0n);
    const job = await open();
    const slashed = share(job, job.noResultSlashBps);
    expect(await expire(job)).to.equal(slashed);
    expect(await credit()).to.equal(slashed);
  });

  it("counts late returns and missing results as one", async () => {
    expect(await releaseLate(await open())).to.equal(0n);
    const job = await open();
    expect(await expire(job)).to.equal(share(job, job.noResultSlashBps));
    const other = await open();
    expect(await releaseLate(other)).to.equal(share(other, other.lateSlashBps));
  });

  it("spares again after thirty days without lateness", async () => {
    await expire(await open());
    await time.increase(LATE_WINDOW);
    expect(await expire(await open())).to.equal(0n);
  });

  it("never spares a wrong result, first or not", async () => {
    const job = await open();
    await world.verifier.setVerdict(Verdict.Rejected, 0n, 4_000n);
    await settle(world, job, { status: Status.Rejected, units: 0n, slashBps: 4_000n });
    expect(await credit()).to.equal(share(job, 4_000));
  });

  it("does not use up the sparing on a wrong result, a return in time or a job at no risk", async () => {
    const wrong = await open();
    await world.verifier.setVerdict(Verdict.Rejected, 0n, 1n);
    await settle(world, wrong, { status: Status.Rejected, units: 0n, slashBps: 1n });
    await world.verifier.setVerdict(Verdict.NoResult, 0n, 0n);
    const returned = await open();
    await world.jobMarket.connect(world.provider.key).release(packJob(returned));
    const free = { lateSlashBps: 0, noResultSlashBps: 0 };
    const least = { minLateSlashBps: 0, minNoResultSlashBps: 0 };
    expect(await expire(await open({ offer: free, request: least }))).to.equal(0n);
    expect(await expire(await open())).to.equal(0n);
    const last = await open();
    expect(await expire(last)).to.equal(share(last, last.noResultSlashBps));
  });

  it("spares one of many late jobs", async () => {
    const jobs = [await open(), await open(), await open()];
    const slashed: bigint[] = [];
    for (const job of jobs) slashed.push(await expire(job));
    expect(slashed).to.deep.equal([
      0n,
      ...jobs.slice(1).map((job) => share(job, job.noResultSlashBps)),
    ]);
  });
});
