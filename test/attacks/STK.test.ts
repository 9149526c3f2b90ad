import { loadFixture, time } from "@nomicfoundation/hardhat-network-helpers";
import { packJob, type Job } from "@weft/sdk";
import { expect } from "chai";

import { assertConservation } from "../support/conservation";
import { waitForCredits } from "../support/credits";
import { FEE_BPS, sendAs, STAKE, WEFT, type World } from "../support/deploy";
import { settle, Status, Verdict } from "../support/market-actions";
import { assertEveryoneCanLeave } from "../support/market-leave";
import { draftOf, PRICE, signMatch, UNITS } from "../support/market-orders";
import { fillPool, leavePool, openJob } from "../support/pools";
import { WalletMode } from "../support/signatures";
import { DAY } from "../support/time";
import { inOneBlock, type Send } from "../support/block";
import { moneyOf } from "./support/money";
import { deployAttacked } from "./support/world";

const BPS = 10_000n;
/** The scope of an operator that may start to take stake out. */
const CAN_THAW = 4;
/** All of the provider's stake behind one job. */
const ALL = { offer: { collateralPerUnit: STAKE / UNITS } };
const REJECTED = { status: Status.Rejected, units: 0n, slashBps: BPS };

describe("attacks on stake", () => {
  let world: World;

  beforeEach(async () => {
    ({ world } = await loadFixture(deployAttacked));
    await world.verifier.setVerdict(Verdict.Rejected, 0n, BPS);
  });

  function settling(job: Job): Send {
    return (limits) => world.jobMarket.connect(world.stranger).settle(packJob(job), limits);
  }

  async function activeOf(provider = world.provider.address): Promise<bigint> {
    return (await world.stakeVault.provisionOf(provider, world.jobMarket)).active;
  }

  it("STK1: stake that thaws from the second of the match is there for the last verdict", async () => {
    const { stakeVault, jobMarket, provider, client, weftToken } = world;
    const most = Number(await jobMarket.maxJobSeconds());
    const { offer, request } = await draftOf(world);
    const long = {
      offer: { ...ALL.offer, maxSeconds: most, nonce: 0n, expiry: offer.expiry },
      request: { maxSeconds: most - 1_800, expiry: request.expiry },
    };
    const signed = await signMatch(world, await draftOf(world, long));
    // In the very block in which the job opens, the provider starts to leave with everything.
    const results = await inOneBlock(
      (limits) => jobMarket.matchOrders(signed, limits),
      (limits) => stakeVault.connect(provider.key).thaw(jobMarket, STAKE, limits),
    );
    expect(results).to.deep.equal([true, true]);
    const [job] = (await assertConservation(world)).openJobs.values();
    if (job === undefined) throw new Error("no job is open");
    await time.setNextBlockTimestamp(job.finalAt);
    await settle(world, job, REJECTED);
    expect(await stakeVault.creditOf(client.address)).to.equal(STAKE);
    await time.increase(28n * DAY);
    // The requests of the thaw are void; nothing comes out.
    await stakeVault.withdraw(provider.address, jobMarket);
    expect(await weftToken.balanceOf(provider.address)).to.equal(0n);
    await assertConservation(world);
  });

  it("STK1: a job that would outlast half the thaw time is refused, by one second", async () => {
    const { jobMarket } = world;
    const most = Number(await jobMarket.maxJobSeconds());
    const draft = await draftOf(world, {
      offer: { maxSeconds: 2 ** 32 - 1 },
      request: { maxSeconds: most - 1_799 },
    });
    await expect(jobMarket.matchOrders(await signMatch(world, draft)))
      .to.be.revertedWithCustomError(jobMarket, "MarketBeyondThawRule")
      .withArgs(most + 1, most);
  });

  for (const isWithdrawFirst of [true, false]) {
    const order = isWithdrawFirst ? "before" : "behind";
    it(`STK2: a withdrawal ${order} the slash of its block takes nothing that the job needs`, async () => {
      const { stakeVault, jobMarket, provider, client, weftToken } = world;
      await stakeVault.connect(provider.key).thaw(jobMarket, STAKE / 2n);
      const readyAt = (await time.latest()) + 28 * 86_400;
      await time.increaseTo(readyAt - 100);
      const job = await openJob(world, 0n, { offer: { collateralPerUnit: STAKE / 2n / UNITS } });
      await stakeVault.connect(provider.key).thaw(jobMarket, STAKE / 2n);
      await time.increaseTo(readyAt);
      const sends: Send[] = [
        (limits) => stakeVault.connect(provider.key).withdraw(provider.address, jobMarket, limits),
        settling(job),
      ];
      if (!isWithdrawFirst) sends.reverse();
      expect(await inOneBlock(...sends)).to.deep.equal([true, true]);
      expect(await stakeVault.creditOf(client.address)).to.equal(job.collateral);
      // Behind the slash both requests have lost alike: a part is out, the other still thaws.
      const out = await weftToken.balanceOf(provider.address);
      expect(out).to.equal(isWithdrawFirst ? STAKE / 2n : STAKE / 4n);
      const { active, thawing } = await stakeVault.provisionOf(provider.address, jobMarket);
      expect(out + active + thawing).to.equal(STAKE / 2n);
      await assertConservation(world);
    });
  }

  it("STK2: what is ready to leave stays while an open job needs it", async () => {
    const { stakeVault, jobMarket, provider, client } = world;
    const job = await openJob(world, 0n, ALL);
    await stakeVault.connect(provider.key).thaw(jobMarket, STAKE);
    // Nobody ends the job for the whole thaw time.
    await time.increase(28n * DAY);
    const withdraw: Send = (limits) =>
      stakeVault.connect(provider.key).withdraw(provider.address, jobMarket, limits);
    expect(await inOneBlock(withdraw, settling(job))).to.deep.equal([false, true]);
    expect(await stakeVault.creditOf(client.address)).to.equal(STAKE);
  });

  it("STK3: a first delegator that donates a fortune makes no share dearer", async () => {
    const { stakeVault, jobMarket, weftToken, provider, matcher, stranger, token } = world;
    await stakeVault.connect(provider.key).openPool(jobMarket, 0, [token]);
    for (const account of [matcher, stranger]) {
      await weftToken.transfer(account, 2_000_000n * WEFT);
      await weftToken.connect(account).approve(stakeVault, 2_000_000n * WEFT);
    }
    const asAttacker = stakeVault.connect(matcher);
    await expect(
      asAttacker.delegate(provider.address, jobMarket, 1n, 0n),
    ).to.be.revertedWithCustomError(stakeVault, "StakeBelowMinimum");
    // In front of the victim, in its block: the least share, and a million times as much as a gift.
    const amount = (199n * WEFT) / 100n;
    const results = await inOneBlock(
      (limits) => asAttacker.delegate(provider.address, jobMarket, WEFT, 0n, limits),
      (limits) => weftToken.connect(matcher).transfer(stakeVault, 1_000_000n * WEFT, limits),
      (limits) =>
        stakeVault.connect(stranger).delegate(provider.address, jobMarket, amount, amount, limits),
    );
    expect(results).to.deep.equal([true, true, true]);
    expect(await leavePool(world)).to.equal(amount);
  });

  it("STK5: slashes of dust take their unit each, and never nothing", async () => {
    const { verifier, stakeVault, client } = world;
    // A thousandth of one base unit, a hundred times over would be nothing if it were cut off.
    await verifier.setVerdict(Verdict.Rejected, 0n, 10n);
    const dust = {
      minWrongSlashBps: 0,
      minNoResultSlashBps: 0,
      minLateSlashBps: 0,
      minCollateralPerUnit: 0n,
    };
    for (let nonce = 0n; nonce < 5n; nonce++) {
      const job = await openJob(world, nonce, {
        offer: { collateralPerUnit: 1n, units: 1n },
        request: { ...dust, units: 1n },
        units: 1n,
      });
      await settle(world, job, { status: Status.Rejected, units: 0n, slashBps: 10n });
    }
    expect(await stakeVault.creditOf(client.address)).to.equal(5n);
    expect(await activeOf()).to.equal(STAKE - 5n);
  });

  it("STK6: whatever is slashed, no lock is above the stake under it", async () => {
    const { verifier, stakeVault, jobMarket, provider } = world;
    const parts = [3n, 7n, 11n].map((part) => (STAKE * part) / 100n + part);
    const jobs = [];
    for (const [nonce, bps] of [3_333n, 1n, 9_999n, 6_667n].entries()) {
      const collateralPerUnit = STAKE / UNITS / 5n + BigInt(nonce);
      jobs.push([
        await openJob(world, BigInt(nonce), { offer: { collateralPerUnit } }),
        bps,
      ] as const);
    }
    for (const part of parts) await stakeVault.connect(provider.key).thaw(jobMarket, part);
    const { active } = await stakeVault.provisionOf(provider.address, jobMarket);
    await stakeVault.connect(provider.key).thaw(jobMarket, active);
    for (const [job, slashBps] of jobs) {
      await verifier.setVerdict(Verdict.Rejected, 0n, slashBps);
      await settle(world, job, { status: Status.Rejected, units: 0n, slashBps });
      const own = await stakeVault.provisionOf(provider.address, jobMarket);
      expect(own.locked <= own.active + own.thawing).to.equal(true);
    }
    await time.increase(28n * DAY);
    await stakeVault.withdraw(provider.address, jobMarket);
    await assertConservation(world);
  });

  it("STK8: parallel jobs that all fail are all paid for, to the last unit of stake", async () => {
    const { stakeVault, client, otherClient } = world;
    const collateralPerUnit = STAKE / UNITS / 4n;
    const jobs: Job[] = [];
    for (let nonce = 0n; nonce < 4n; nonce++) {
      const by = nonce % 2n === 0n ? client : otherClient;
      jobs.push(
        await openJob(world, nonce, {
          offer: { collateralPerUnit },
          request: { client: by.address },
        }),
      );
    }
    expect(await inOneBlock(...jobs.map(settling))).to.deep.equal([true, true, true, true]);
    for (const { address } of [client, otherClient]) {
      expect(await stakeVault.creditOf(address)).to.equal(STAKE / 2n);
    }
    expect(await activeOf()).to.equal(0n);
    await assertEveryoneCanLeave(world);
  });

  it("STK9: one stake backs one job of its size, not two of a block", async () => {
    const { jobMarket, stakeVault, client, otherClient } = world;
    const signed = await Promise.all(
      [client, otherClient].map(async ({ address }, index) =>
        signMatch(
          world,
          await draftOf(world, {
            offer: { ...ALL.offer, nonce: BigInt(index) },
            request: { client: address, nonce: BigInt(index) },
          }),
        ),
      ),
    );
    const before = await moneyOf(world, otherClient.address);
    const sends = signed.map(
      (one): Send =>
        (limits) =>
          jobMarket.matchOrders(one, limits),
    );
    expect(await inOneBlock(...sends)).to.deep.equal([true, false]);
    expect(await moneyOf(world, otherClient.address)).to.equal(before);
    const [job] = (await assertConservation(world)).openJobs.values();
    if (job === undefined) throw new Error("no job is open");
    expect(job.client).to.equal(client.address);
    await settle(world, job, REJECTED);
    expect(await stakeVault.creditOf(client.address)).to.equal(STAKE);
  });

  describe("given a pool", () => {
    beforeEach(async () => {
      await fillPool(world, STAKE);
      await world.verifier.setVerdict(Verdict.Accepted, UNITS, 0n);
    });

    it("STK11: a commission raised in front of the settlement is none of that job's", async () => {
      const { stakeVault, jobMarket, provider, stranger, token } = world;
      const job = await openJob(world, 0n);
      const before = await moneyOf(world, provider.address);
      const results = await inOneBlock(
        (limits) => stakeVault.connect(provider.key).setCommission(jobMarket, 5_000, limits),
        settling(job),
      );
      expect(results).to.deep.equal([true, true]);
      const net = UNITS * PRICE - (UNITS * PRICE * FEE_BPS) / BPS;
      const pooled = (net * 500_000n) / 1_000_000n;
      const earned = await stakeVault.earningsOf(provider.address, jobMarket, stranger, token);
      expect(pooled - earned <= 1n).to.equal(true);
      expect(await moneyOf(world, provider.address)).to.equal(before + net - pooled);
      // Nor is it of the next job: a raise takes the thaw time, in which delegators can leave.
      const next = await openJob(world, 1n);
      expect(next.poolPpm).to.equal(500_000);
      await expect(
        stakeVault.connect(provider.key).setCommission(jobMarket, 5_001),
      ).to.be.revertedWithCustomError(stakeVault, "StakeCommissionAboveCap");
    });

    it("STK12: a provider that takes its own stake away gets no job on that of others", async () => {
      const { stakeVault, jobMarket, provider } = world;
      await stakeVault.connect(provider.key).thaw(jobMarket, STAKE);
      expect(await stakeVault.canTake(provider.address, jobMarket, 1n)).to.equal(false);
      const signed = await signMatch(world, await draftOf(world));
      await expect(jobMarket.matchOrders(signed)).to.be.revertedWithCustomError(
        stakeVault,
        "StakeInsufficientFree",
      );
      expect(await leavePool(world)).to.equal(STAKE);
    });

    it("STK15: a provider that slashes itself gains nothing, and what delegators lose is burnt", async () => {
      const { stakeVault, jobMarket, weftToken, provider, otherClient, verifier } = world;
      await verifier.setVerdict(Verdict.Rejected, 0n, BPS);
      // Its second account is the client, and all of both stakes is the collateral.
      const job = await openJob(world, 0n, {
        offer: { collateralPerUnit: (2n * STAKE) / UNITS, pricePerUnit: 0n },
        request: { client: otherClient.address },
      });
      expect(await inOneBlock(settling(job))).to.deep.equal([true]);
      await waitForCredits();
      await stakeVault.claim(otherClient.address);
      const gain = (await weftToken.balanceOf(otherClient.address)) - STAKE;
      expect(gain + (await activeOf())).to.equal(0n);
      expect((await stakeVault.poolOf(provider.address, jobMarket)).stake).to.equal(0n);
      expect((await assertConservation(world)).burnt).to.equal(STAKE);
    });
  });

  it("STK13: a queue full of requests holds up no withdrawal, and a lost key cannot fill it", async () => {
    const { stakeVault, jobMarket, provider, stranger, weftToken } = world;
    const asProvider = stakeVault.connect(provider.key);
    await asProvider.setOperator(stranger, CAN_THAW);
    const thief = stakeVault.connect(stranger);
    const asked = 50n;
    for (let i = 0n; i < asked; i++) await thief.thawFor(provider.address, jobMarket, 1n);
    await expect(thief.thawFor(provider.address, jobMarket, 1n)).to.be.revertedWithCustomError(
      stakeVault,
      "StakeTooManyThaws",
    );
    const rest = 50n;
    for (let i = 0n; i < rest; i++) await asProvider.thaw(jobMarket, STAKE / 100n);
    await expect(asProvider.thaw(jobMarket, 1n)).to.be.revertedWithCustomError(
      stakeVault,
      "StakeTooManyThaws",
    );
    await time.increase(28n * DAY);
    const tx = await stakeVault.connect(stranger).withdraw(provider.address, jobMarket);
    expect(await weftToken.balanceOf(provider.address)).to.equal(asked + (rest * STAKE) / 100n);
    const gasUsed = (await tx.wait())?.gasUsed ?? 0n;
    expect(gasUsed > 0n && gasUsed < 3_000_000n).to.equal(true);
  });

  it("STK16: a harmed client that answers nothing stops no slash, and has its stake to claim", async () => {
    const { stakeVault, weftToken, clientWallet } = world;
    const job = await openJob(world, 0n, { request: { client: clientWallet.address } });
    await clientWallet.wallet?.setMode(WalletMode.BurnGas);
    await settle(world, job, REJECTED);
    await waitForCredits();
    await stakeVault.connect(world.stranger).claim(clientWallet.address);
    expect(await weftToken.balanceOf(clientWallet.address)).to.equal(job.collateral);
  });

  it("STK17: a slash moves votes from its second on, and no votes of before", async () => {
    const { stakeVault, weftGovernor, provider, client } = world;
    const job = await openJob(world, 0n, ALL);
    const atMatch = await time.latest();
    await settle(world, job, REJECTED);
    const atSlash = await time.latest();
    await time.increase(10);
    // A vote that began before counts what was behind the provider then; one that begins now, what is left.
    expect(await weftGovernor.getVotes(provider.address, atMatch)).to.equal(STAKE);
    expect(await weftGovernor.getVotes(provider.address, atSlash)).to.equal(0n);
    expect(await stakeVault.getVotes(provider.address)).to.equal(0n);
    // The credit is no vote, whoever has it.
    expect(await weftGovernor.getVotes(client.address, atSlash)).to.equal(0n);
    const claim = stakeVault.interface.encodeFunctionData("claim", [client.address]);
    await waitForCredits();
    await sendAs(client, stakeVault, claim);
    expect(await weftGovernor.getVotes(client.address, atSlash)).to.equal(0n);
  });
});
