import { loadFixture, setCode, takeSnapshot, time } from "@nomicfoundation/hardhat-network-helpers";
import { jobId, packJob, type Job } from "@weft/sdk";
import { expect } from "chai";
import { dataLength, toBeHex } from "ethers";
import { ethers } from "hardhat";

import { addressesOf } from "../../scripts/lib/deploy";
import { assertConservation } from "../support/conservation";
import { STAKE, WEFT, type World } from "../support/deploy";
import { expire, partsOf, settle, Status, Verdict } from "../support/market-actions";
import { gasSlack } from "../support/gas";
import { draftOf, PRICE, signMatch, TERMS, UNITS } from "../support/market-orders";
import { openJob } from "../support/pools";
import { inOneBlock } from "../support/block";
import { moneyOf } from "./support/money";
import { deployAttacked } from "./support/world";

const IN_FULL = { status: Status.Accepted, units: UNITS, slashBps: 0n };
const BURNS_GAS = 2;
const DONE = "0x00000000";
const END_GAS = 2_000_000n;

/** Code of a verifier that accepts ten units where it has `gas` left, and reverts where it has less. */
function thirstyVerifier(gas: number): string {
  const need = toBeHex(gas, 3).slice(2);
  return `0x5a62${need}116018576002600052600a60205260606000f35b60006000fd`;
}

describe("attacks by load, time and the chain", () => {
  let world: World;

  beforeEach(async () => {
    ({ world } = await loadFixture(deployAttacked));
    await world.verifier.setVerdict(Verdict.Accepted, UNITS, 0n);
  });

  /** A job whose verifier an attacker wrote, and its verifier. */
  async function hostileJob(nonce: bigint) {
    const hostile = await ethers.deployContract("VerifierMock");
    await hostile.setVerdict(Verdict.Accepted, UNITS, 0n);
    const verifier = await hostile.getAddress();
    const job = await openJob(world, nonce, {
      offer: { verifications: [{ verifier, terms: TERMS }] },
      request: { verifier },
    });
    return { hostile, job };
  }

  it("DOS1: lists that others can make longer cost nobody else more", async () => {
    const { stakeVault, jobMarket, weftToken, provider, stranger, token } = world;
    await stakeVault.connect(provider.key).openPool(jobMarket, 0, [token]);
    await weftToken.transfer(stranger, 1_000n * WEFT);
    await weftToken.connect(stranger).approve(stakeVault, 1_000n * WEFT);
    const asCrowd = stakeVault.connect(stranger);
    const settleGas = async (nonce: bigint): Promise<bigint> => {
      const job = await openJob(world, nonce);
      const receipt = await (await jobMarket.settle(packJob(job))).wait();
      return receipt?.gasUsed ?? 0n;
    };
    await asCrowd.delegate(provider.address, jobMarket, 500n * WEFT, 0n);
    await settleGas(0n);
    const alone = await settleGas(1n);
    // Many orders, jobs and requests to leave, by whoever wants to be in the way.
    for (let i = 0n; i < 30n; i++) {
      await asCrowd.undelegate(provider.address, jobMarket, WEFT, 0n);
      await jobMarket.connect(stranger).cancel(i);
    }
    const crowded = await settleGas(2n);
    expect(crowded <= alone + 500n).to.equal(true);
    for (let i = 30n; i < 100n; i++) {
      await asCrowd.undelegate(provider.address, jobMarket, WEFT, 0n);
    }
    await expect(
      asCrowd.undelegate(provider.address, jobMarket, WEFT, 0n),
    ).to.be.revertedWithCustomError(stakeVault, "StakeTooManyThaws");
    await time.increase(await stakeVault.thawSeconds());
    const tx = await stakeVault.withdrawDelegated(provider.address, jobMarket, stranger);
    const { gasUsed = 0n } = (await tx.wait()) ?? {};
    const { gasLimit = 0n } = (await ethers.provider.getBlock("latest")) ?? {};
    expect(gasUsed * 2n < gasLimit * BigInt(gasSlack())).to.equal(true);
    expect(await weftToken.balanceOf(stranger)).to.equal(600n * WEFT);
  });

  it("DOS3: a verifier that burns its gas in a batch costs the others nothing", async () => {
    const { jobMarket, stranger, provider } = world;
    const first = await openJob(world, 0n);
    const { hostile, job } = await hostileJob(1n);
    const last = await openJob(world, 2n);
    await hostile.setMode(BURNS_GAS);
    const before = await moneyOf(world, provider.address);
    const batch = [first, job, last].map(packJob);
    const asAnybody = jobMarket.connect(stranger);
    const codes = await asAnybody.settleBatch.staticCall(batch, END_GAS, { gasLimit: 29_000_000n });
    const pending = jobMarket.interface.getError("MarketVerdictPending")?.selector;
    expect(codes).to.deep.equal([DONE, pending, DONE]);
    await asAnybody.settleBatch(batch, END_GAS, { gasLimit: 29_000_000n });
    const { paid } = partsOf(first, IN_FULL);
    expect(await moneyOf(world, provider.address)).to.equal(before + 2n * paid);
    // And time ends the one that was in the way.
    await time.increaseTo(job.finalAt);
    await settle(world, job, { status: Status.Void, units: 0n, slashBps: 0n });
    await assertConservation(world);
  });

  it("ESC15: an item of a batch that cannot be done stops none of those behind it", async () => {
    const { jobMarket, clientWallet } = world;
    await clientWallet.wallet?.setMode(4);
    const bad = { request: { client: clientWallet.address, nonce: 5n }, offer: { nonce: 5n } };
    const matches = [];
    for (const overrides of [bad, {}, { offer: { nonce: 1n }, request: { nonce: 1n } }]) {
      matches.push(await signMatch(world, await draftOf(world, overrides)));
    }
    const codes = await jobMarket.matchBatch.staticCall(matches, END_GAS, {
      gasLimit: 29_000_000n,
    });
    const refused = jobMarket.interface.getError("MarketInvalidSignature")?.selector;
    expect(codes).to.deep.equal([refused, DONE, DONE]);
    await jobMarket.matchBatch(matches, END_GAS, { gasLimit: 29_000_000n });
    expect((await assertConservation(world)).openJobs.size).to.equal(2);
  });

  it("ESC17: a client that brings too little gas cannot make the verdict fail", async () => {
    const { jobMarket, client } = world;
    const verifier = ethers.getAddress(`0x${"ee".repeat(20)}`);
    await setCode(verifier, thirstyVerifier(195_000));
    const job = await openJob(world, 0n, {
      offer: { verifications: [{ verifier, terms: TERMS }] },
      request: { verifier },
    });
    const struct = packJob(job);
    // The provider is owed; from here on, a verifier that does not answer would void the job.
    await time.increaseTo(job.finalAt + 1);
    const before = await moneyOf(world, client.address);
    const snapshot = await takeSnapshot();
    const asClient = jobMarket.connect(client.key);
    const enough = await asClient.settle.estimateGas(struct);
    const ends = new Set<bigint>();
    for (let gasLimit = 100_000n; gasLimit <= enough + 40_000n; gasLimit += enough / 50n) {
      await inOneBlock(() => asClient.settle(struct, { gasLimit }));
      ends.add(await jobMarket.statusOf(struct));
      await snapshot.restore();
    }
    expect([...ends].sort()).to.deep.equal([Status.Open, Status.Accepted]);
    expect(await moneyOf(world, client.address)).to.equal(before);
  });

  it("ESC18: an offer is not cut into crumbs that cost more gas than they bring", async () => {
    const { jobMarket, stranger } = world;
    for (const side of ["offer", "request"] as const) {
      const overrides = { [side]: { minUnits: 4n } };
      const signed = await signMatch(world, await draftOf(world, { ...overrides, units: 1n }));
      await expect(jobMarket.connect(stranger).matchOrders(signed)).to.be.revertedWithCustomError(
        jobMarket,
        "MarketTooFewUnits",
      );
    }
    // Nor does a crumb that was left over hold up the rest.
    const draft = await draftOf(world, { offer: { minUnits: 4n } });
    await jobMarket.matchOrders(await signMatch(world, { ...draft, units: 7n }));
    await jobMarket.connect(stranger).matchOrders(await signMatch(world, { ...draft, units: 3n }));
    expect((await assertConservation(world)).openJobs.size).to.equal(2);
  });

  it("DOS4: a provider that a chain of 24 hours without blocks made late loses pay and no stake", async () => {
    const { stakeVault, jobMarket, provider, verifier } = world;
    const job = await openJob(world, 0n);
    await verifier.setVerdict(Verdict.NoResult, 0n, 0n);
    const before = await moneyOf(world, job.payer);
    await time.increaseTo(job.matchedAt + 86_400);
    await expire(world, job);
    expect(await moneyOf(world, job.payer)).to.equal(before + UNITS * PRICE);
    const { active, locked } = await stakeVault.provisionOf(provider.address, jobMarket);
    expect([active, locked]).to.deep.equal([STAKE, 0n]);
  });

  it("DOS4: a clock that is off by twelve seconds shortens no time that both sides signed", async () => {
    const { jobMarket, matcher } = world;
    const signed = await signMatch(world, await draftOf(world));
    const honest = (await time.latest()) + 100;
    // The block that matches is stamped late, the one that expires early: the times hang on the chain's clock alone.
    await time.setNextBlockTimestamp(honest + 12);
    await jobMarket.connect(matcher).matchOrders(signed);
    const [job] = (await assertConservation(world)).openJobs.values();
    if (job === undefined) throw new Error("no job is open");
    expect(job.deadline - job.matchedAt).to.equal(3_600);
    await world.verifier.setVerdict(Verdict.NoResult, 0n, 0n);
    await time.setNextBlockTimestamp(job.deadline);
    await expect(jobMarket.expire(packJob(job))).to.be.revertedWithCustomError(
      jobMarket,
      "MarketDeadlineNotPassed",
    );
  });

  it("DOS5: a job that a re-organisation took away has an id that names nothing any more", async () => {
    const { jobMarket, client, provider } = world;
    const draft = await draftOf(world);
    const signed = await signMatch(world, draft);
    const before = await moneyOf(world, client.address);
    const snapshot = await takeSnapshot();
    await jobMarket.matchOrders(signed);
    const [gone] = (await assertConservation(world)).openJobs.values();
    if (gone === undefined) throw new Error("no job is open");
    await snapshot.restore();
    // In the chain that stays, the cancellation comes first: what the provider holds is worth nothing.
    const fork = await takeSnapshot();
    await jobMarket.connect(client.key).cancel(0n);
    await expect(jobMarket.matchOrders(signed)).to.be.revertedWithCustomError(
      jobMarket,
      "OrderNonceUsed",
    );
    await assertGone(gone);
    expect(await moneyOf(world, client.address)).to.equal(before);
    await fork.restore();
    // Or the match comes again, in another block: another second, another id, and it ends once.
    await time.increase(24);
    await jobMarket.matchOrders(signed);
    await assertGone(gone);
    const [again] = (await assertConservation(world)).openJobs.values();
    if (again === undefined) throw new Error("no job is open");
    expect(jobId(again)).to.not.equal(jobId(gone));
    const earned = await moneyOf(world, provider.address);
    await settle(world, again, IN_FULL);
    expect(await moneyOf(world, provider.address)).to.equal(earned + partsOf(again, IN_FULL).paid);
  });

  async function assertGone(job: Job): Promise<void> {
    const { jobMarket } = world;
    expect(await jobMarket.statusOf(packJob(job))).to.equal(Status.None);
    await expect(jobMarket.settle(packJob(job)))
      .to.be.revertedWithCustomError(jobMarket, "MarketJobNotOpen")
      .withArgs(jobId(job), Status.None);
  }

  it("DOS7: a provider without ether is paid by whoever pushes, cheaper in a batch", async () => {
    const { jobMarket, stranger, provider } = world;
    const jobs: Job[] = [];
    for (let nonce = 0n; nonce < 6n; nonce++) jobs.push(await openJob(world, nonce));
    const [alone, ...rest] = jobs.map(packJob);
    if (alone === undefined) throw new Error("no jobs");
    const before = await moneyOf(world, provider.address);
    const asAnybody = jobMarket.connect(stranger);
    const one = (await (await asAnybody.settle(alone)).wait())?.gasUsed ?? 0n;
    const limits = { gasLimit: 29_000_000n };
    const many = (await (await asAnybody.settleBatch(rest, END_GAS, limits)).wait())?.gasUsed ?? 0n;
    expect(many / BigInt(rest.length) < one).to.equal(true);
    const paid = jobs.reduce((sum, job) => sum + partsOf(job, IN_FULL).paid, 0n);
    expect(await moneyOf(world, provider.address)).to.equal(before + paid);
  });

  it("DOS8: every contract that is deployed fits the limit of the chain", async () => {
    const limit = 24_576;
    for (const [name, address] of Object.entries(await addressesOf(world))) {
      const size = dataLength(await ethers.provider.getCode(address));
      expect(size > 0 && size <= limit, `${name}: ${size}`).to.equal(true);
    }
  });
});
