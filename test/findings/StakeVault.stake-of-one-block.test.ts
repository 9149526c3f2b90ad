import { loadFixture, takeSnapshot } from "@nomicfoundation/hardhat-network-helpers";
import { packJob, unpackJob, type Job } from "@weft/sdk";
import { expect } from "chai";
import { ethers } from "hardhat";

import { inOneBlockAt, type Send } from "../support/block";
import { assertConservation } from "../support/conservation";
import { deployWorld, STAKE, type World } from "../support/deploy";
import { Verdict } from "../support/market-actions";
import { draftOf, signMatch, TERMS, UNITS, type DraftOverrides } from "../support/market-orders";
import { fillPool } from "../support/pools";
import { DAY, nextAt, now } from "../support/time";

/** What the provider borrows for the block. */
const BORROWED = 500n * STAKE;

interface Crime {
  world: World;
  provision: Send;
  matchHonest: Send;
  matchOwn: Send;
  claim: Send;
}

/** Fixture: a pool nine times the provider's own stake, and what the provider does in one block. */
async function deployCrime(): Promise<Crime> {
  const world = await deployWorld();
  const { stakeVault, jobMarket, weftToken, provider, otherClient, verifier } = world;
  await fillPool(world, 9n * STAKE);
  await verifier.setVerdict(Verdict.Accepted, UNITS, 0n);
  const accomplice = await ethers.deployContract("VerifierMock");
  await accomplice.setVerdict(Verdict.Rejected, 0n, 10_000n);
  const mine = await accomplice.getAddress();
  await weftToken.transfer(provider.address, BORROWED);
  await weftToken.connect(provider.key).approve(stakeVault, BORROWED);
  const matching = async (overrides: DraftOverrides): Promise<Send> => {
    const match = await signMatch(world, await draftOf(world, overrides));
    return (gas) => jobMarket.connect(world.matcher).matchOrders(match, gas);
  };
  return {
    world,
    provision: (gas) => stakeVault.connect(provider.key).provision(jobMarket, BORROWED, gas),
    matchHonest: await matching({
      offer: { nonce: 0n, collateralPerUnit: 0n },
      request: { nonce: 0n, minCollateralPerUnit: 0n },
    }),
    matchOwn: await matching({
      offer: {
        nonce: 1n,
        pricePerUnit: 0n,
        collateralPerUnit: BORROWED / UNITS,
        verifications: [{ verifier: mine, terms: TERMS }],
      },
      request: { nonce: 1n, client: otherClient.address, verifier: mine },
    }),
    claim: (gas) => stakeVault.connect(world.stranger).claim(otherClient.address, gas),
  };
}

async function jobsOf({ world: { jobMarket } }: Crime): Promise<{ honest: Job; own: Job }> {
  const events = await jobMarket.queryFilter(jobMarket.filters.JobMatched());
  const [honest, own] = events.map(({ args }) => unpackJob(args.job));
  if (honest === undefined || own === undefined) throw new Error("no two jobs");
  return { honest, own };
}

/** The provider's own job as it will be when it is matched at `at`, found out without doing it. */
async function rehearse(crime: Crime, at: bigint): Promise<Job> {
  const before = await takeSnapshot();
  const gas = { gasLimit: 3_000_000n };
  await crime.provision(gas);
  await crime.matchHonest(gas);
  await nextAt(at);
  await crime.matchOwn(gas);
  const { own } = await jobsOf(crime);
  await before.restore();
  return own;
}

/** The block: stake comes in, an honest job is matched on it, and a job of the provider's own loses it all. */
async function strike(crime: Crime): Promise<{ at: bigint; isClaimed: boolean }> {
  const { jobMarket, stranger } = crime.world;
  const at = (await now()) + 100n;
  const own = packJob(await rehearse(crime, at));
  const settleOwn: Send = (gas) => jobMarket.connect(stranger).settle(own, gas);
  const { provision, matchHonest, matchOwn, claim } = crime;
  const done = await inOneBlockAt(at, [provision, matchHonest, matchOwn, settleOwn, claim]);
  expect(done.slice(0, 4)).to.deep.equal([true, true, true, true]);
  return { at, isClaimed: done[4] === true };
}

describe("finding: own stake of one block, which takes the delegators' pay and is back at once", () => {
  it("does not come back in the block: it is credited, and due a thaw time later", async () => {
    const crime = await loadFixture(deployCrime);
    const { stakeVault, weftToken, otherClient, stranger } = crime.world;
    const { at, isClaimed } = await strike(crime);
    expect(isClaimed, "claimed in the block").to.equal(false);
    expect(await weftToken.balanceOf(otherClient.address)).to.equal(0n);
    expect(await stakeVault.creditOf(otherClient.address)).to.equal(BORROWED);

    const thawed = at + (await stakeVault.thawSeconds());
    const [claimable, nextAtSecond] = await stakeVault.claimOf(otherClient.address);
    expect(claimable).to.equal(0n);
    expect(nextAtSecond).to.be.within(thawed, thawed + DAY - 1n);
    expect(nextAtSecond % DAY).to.equal(0n);
    await nextAt(nextAtSecond - 1n);
    await expect(stakeVault.connect(stranger).claim(otherClient.address))
      .to.be.revertedWithCustomError(stakeVault, "StakeNothingToClaim")
      .withArgs(otherClient.address, nextAtSecond);
    await nextAt(nextAtSecond);
    await expect(stakeVault.connect(stranger).claim(otherClient.address)).to.changeTokenBalance(
      weftToken,
      otherClient.address,
      BORROWED,
    );
    await assertConservation(crime.world);
  });

  it("fixes the honest job's parts by stake that stays for a thaw time, as by stake that thaws", async () => {
    const crime = await loadFixture(deployCrime);
    const { stakeVault, jobMarket, provider, token } = crime.world;
    await strike(crime);
    const { honest } = await jobsOf(crime);
    // 9 of 9 + 501: what the pool's part is of all the stake that cannot leave for a thaw time.
    expect(honest.poolPpm).to.equal(17_647);
    // From the next match on, the stake that was lost no longer counts.
    expect(await stakeVault.poolPpmOf(provider.address, jobMarket, token)).to.equal(900_000);
    await assertConservation(crime.world);
  });
});
