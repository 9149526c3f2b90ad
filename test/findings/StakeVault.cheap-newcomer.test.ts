import { loadFixture, time } from "@nomicfoundation/hardhat-network-helpers";
import { packJob, type Job } from "@weft/sdk";
import { expect } from "chai";
import { ethers } from "hardhat";

import { assertConservation } from "../support/conservation";
import { deployWorld, FEE_BPS, STAKE, WEFT, type World } from "../support/deploy";
import { Verdict } from "../support/market-actions";
import { PRICE, TERMS, UNITS } from "../support/market-orders";
import { fillPool, leavePool, openJob } from "../support/pools";

const BPS = 10_000n;
const PPM = 1_000_000n;
const POOL = 9n * STAKE;
/** What the pool earns of the open job. */
const POOLED = ((UNITS * PRICE - (UNITS * PRICE * FEE_BPS) / BPS) * 900_000n) / PPM;

interface Crime {
  world: World;
  /** Of the client, open, and of no risk. */
  job: Job;
  /** Slashes so much of the pool, by jobs that the provider gave itself. */
  slash: (amount: bigint) => Promise<void>;
  /** A newcomer that brings so much, and what it is refused with while the pool is closed. */
  join: (amount: bigint) => Promise<void>;
  closedUntil: () => Promise<bigint>;
}

/** Fixture: a job that will earn the pool nine tenths of its pay, and a provider that can fail jobs of its own. */
async function deployCrime(): Promise<Crime> {
  const world = await deployWorld();
  const { stakeVault, jobMarket, weftToken, provider, otherClient } = world;
  await fillPool(world, POOL);
  const job = await openJob(world, 0n, {
    offer: { collateralPerUnit: 0n },
    request: { minCollateralPerUnit: 0n },
  });
  await world.verifier.setVerdict(Verdict.Accepted, UNITS, 0n);
  const accomplice = await ethers.deployContract("VerifierMock");
  const mine = await accomplice.getAddress();
  let nonce = 0n;
  const openOwn = async (collateral: bigint) => {
    nonce += 1n;
    return openJob(world, nonce, {
      offer: {
        pricePerUnit: 0n,
        units: 1n,
        collateralPerUnit: collateral,
        verifications: [{ verifier: mine, terms: TERMS }],
      },
      request: { client: otherClient.address, units: 1n, minCollateralPerUnit: 0n, verifier: mine },
      units: 1n,
    });
  };
  const slash = async (amount: bigint) => {
    // One job keeps all own stake busy and ends well; the pool alone stands behind the other.
    const busy = await openOwn(STAKE);
    const failed = await openOwn(amount);
    expect(failed.ownBps).to.equal(0);
    await accomplice.setVerdict(Verdict.Rejected, 0n, BPS);
    await jobMarket.settle(packJob(failed));
    await accomplice.setVerdict(Verdict.Void, 0n, 0n);
    await jobMarket.settle(packJob(busy));
  };
  await weftToken.transfer(provider.address, POOL);
  await weftToken.connect(provider.key).approve(stakeVault, POOL);
  const join = async (amount: bigint) => {
    await stakeVault.connect(provider.key).delegate(provider.address, jobMarket, amount, 0);
  };
  const closedUntil = async () =>
    (await stakeVault.poolOf(provider.address, jobMarket)).closedUntil;
  return { world, job, slash, join, closedUntil };
}

/** What an account would get of the pool's earnings. */
async function earned({ world: { stakeVault, jobMarket, provider, token } }: Crime, who: string) {
  return stakeVault.earningsOf(provider.address, jobMarket, who, token);
}

describe("finding: a newcomer that buys a pool's pending earnings for little after a slash", () => {
  for (const [name, left] of [
    ["a thousandth", POOL / 1_000n],
    ["a half", POOL / 2n],
    ["nothing", 0n],
  ] as const) {
    it(`is kept out until jobs of before have ended, where ${name} is left`, async () => {
      const crime = await loadFixture(deployCrime);
      const { world, job, slash, join, closedUntil } = crime;
      const { stakeVault, jobMarket, provider, stranger } = world;
      await slash(POOL - left);
      const until = await closedUntil();
      expect(until).to.be.greaterThanOrEqual(job.finalAt);
      await expect(join(WEFT))
        .to.be.revertedWithCustomError(stakeVault, "StakePoolClosed")
        .withArgs(provider.address, await jobMarket.getAddress(), until);
      await jobMarket.settle(packJob(job));
      // All of it is that of the delegator who was there, or goes with the fees where its shares are void.
      expect(await earned(crime, stranger.address)).to.equal(left === 0n ? 0n : POOLED);
      expect(await earned(crime, provider.address)).to.equal(0n);
      const fee = (UNITS * PRICE * FEE_BPS) / BPS;
      expect(await jobMarket.feesOf(world.token)).to.equal(left === 0n ? fee + POOLED : fee);
      await assertConservation(world);
    });
  }

  it("takes newcomers in from the second after, and not in the last", async () => {
    const { world, slash, join, closedUntil } = await loadFixture(deployCrime);
    await slash(POOL / 2n);
    const until = Number(await closedUntil());
    await time.setNextBlockTimestamp(until);
    await expect(join(WEFT)).to.be.revertedWithCustomError(world.stakeVault, "StakePoolClosed");
    await time.setNextBlockTimestamp(until + 1);
    await join(WEFT);
    await assertConservation(world);
  });

  it("outlasts every job that was open, the longest included", async () => {
    const { world, slash, closedUntil } = await loadFixture(deployCrime);
    const before = BigInt(await time.latest());
    await slash(POOL / 2n);
    const longest = await world.jobMarket.maxJobSeconds();
    expect(longest).to.equal((await world.stakeVault.thawSeconds()) / 2n);
    expect(await closedUntil()).to.be.greaterThan(before + longest);
  });

  it("lets delegators leave meanwhile, with all that is theirs", async () => {
    const { world, slash } = await loadFixture(deployCrime);
    await slash((POOL * 3n) / 4n);
    expect(await leavePool(world)).to.equal(POOL / 4n);
    await assertConservation(world);
  });

  it("stays open after a small loss, when a newcomer gets less than twice the part it would have had", async () => {
    const crime = await loadFixture(deployCrime);
    const { world, job, slash, join, closedUntil } = crime;
    const opened = await closedUntil();
    await slash(POOL / 2n - 1n);
    expect(await closedUntil()).to.equal(opened);
    await join(STAKE);
    await world.jobMarket.settle(packJob(job));
    const fair = (POOLED * STAKE) / (POOL + STAKE);
    expect(await earned(crime, world.provider.address)).to.be.lessThan(2n * fair);
    await assertConservation(world);
  });

  it("adds small losses up: closed at each halving, of one slash or of many", async () => {
    const { slash, closedUntil } = await loadFixture(deployCrime);
    let until = await closedUntil();
    const closings: boolean[] = [];
    for (let i = 0; i < 8; i += 1) {
      await slash(POOL / 10n);
      const now = await closedUntil();
      closings.push(now !== until);
      until = now;
    }
    // A tenth at a time: a half is reached with the fifth, a quarter with the eighth.
    expect(closings).to.deep.equal([false, false, false, false, true, false, false, true]);
  });
});
