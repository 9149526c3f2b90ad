import { loadFixture, time } from "@nomicfoundation/hardhat-network-helpers";
import { jobId, packJob, type Job } from "@weft/sdk";
import { expect } from "chai";
import { ethers } from "hardhat";

import { inOneBlockAt } from "../support/block";
import {
  answer,
  assertBooks,
  close,
  draw,
  jurorOf,
  NOBODY,
  Ruling,
  saltOf,
  SEAT_SLASH,
  SEAT_STAKE,
  vote,
  type Drawn,
} from "../support/court";
import { settle, Status } from "../support/market-actions";
import { DAY } from "../support/time";
import {
  assertEverybodyLeaves,
  balanceOf,
  CASE_BOND,
  challenge,
  deployCourtMarket,
  openOptimistic,
  SLASH_BPS,
  submitRoot,
  WINDOWS,
  type CourtMarket,
} from "./support/court-market";

const { Defendant, Plaintiff, Void } = Ruling;

describe("attacks on jobs: the court", () => {
  let world: CourtMarket;
  let job: Job;
  let drawn: Drawn;

  /** Fixture: a result that its client challenged, and the jury. */
  async function deployCase() {
    const deployed = await deployCourtMarket();
    const opened = await openOptimistic(deployed);
    await submitRoot(deployed, opened);
    const found = await challenge(deployed, opened);
    const jury = await draw(deployed.bench, await answer(deployed.bench, found));
    return { deployed, opened, jury };
  }

  beforeEach(async () => {
    ({ deployed: world, opened: job, jury: drawn } = await loadFixture(deployCase));
  });

  const verdict = async () =>
    (await world.optimisticVerifier.verdict(jobId(job), packJob(job))).status;

  it("JOB6b: a vote copied by another juror cannot be shown, not even by who made it up first", async () => {
    const { juryCourt, optimisticVerifier } = world;
    const [honest, copier] = [jurorOf(drawn, 0), jurorOf(drawn, 1)];
    const salt = saltOf(drawn, 0);
    const word = await juryCourt.commitmentOf(
      ...([optimisticVerifier, drawn.id, honest, Plaintiff, salt] as const),
    );
    const gasLimit = 200_000n;
    const sent = await inOneBlockAt(BigInt(await time.latest()) + 2n, [
      () => juryCourt.connect(copier).commit(optimisticVerifier, drawn.id, 1, word, { gasLimit }),
      () => juryCourt.connect(honest).commit(optimisticVerifier, drawn.id, 0, word, { gasLimit }),
    ]);
    expect(sent).to.deep.equal([true, true]);
    await time.increaseTo(drawn.until + 1n);
    const show = (who: typeof honest, ordinal: number) =>
      juryCourt.connect(who).reveal(optimisticVerifier, drawn.id, ordinal, Plaintiff, salt);
    await expect(show(copier, 1)).to.be.revertedWithCustomError(juryCourt, "CourtWrongReveal");
    await expect(show(copier, 0)).to.be.revertedWithCustomError(juryCourt, "CourtNotJuror");
    await show(honest, 0);
    await expect(show(copier, 1)).to.be.revertedWithCustomError(juryCourt, "CourtWrongReveal");
    const { votes } = await juryCourt.juryOf(optimisticVerifier, drawn.id);
    expect(votes).to.equal(BigInt(Plaintiff));
  });

  it("JOB12c: k names are k stakes: a seat cannot be had twice for one, nor its stake moved on", async () => {
    const { juryCourt, optimisticVerifier, stakeVault, weftToken, stranger } = world;
    await stakeVault.connect(stranger).provision(juryCourt, SEAT_STAKE);
    const take = (...positions: number[]) =>
      juryCourt.connect(stranger).takeSeats(optimisticVerifier, positions);
    await expect(take(8, 9)).to.be.reverted;
    await take(8);
    await expect(take(9)).to.be.reverted;
    // On another bench, and in the name of another account, the same stake is no stake.
    const other = await ethers.deployContract("ArbitrableMock");
    await expect(juryCourt.connect(stranger).takeSeats(other, [0])).to.be.reverted;
    await stakeVault.connect(stranger).thaw(juryCourt, SEAT_STAKE);
    await time.increase(28n * DAY + 1n);
    const before = await weftToken.balanceOf(stranger);
    await expect(stakeVault.withdraw(stranger, juryCourt)).to.be.revertedWithCustomError(
      stakeVault,
      "StakeBehindJobs",
    );
    await juryCourt.connect(stranger).leaveSeats(optimisticVerifier, [8]);
    await stakeVault.withdraw(stranger, juryCourt);
    expect((await weftToken.balanceOf(stranger)) - before).to.equal(SEAT_STAKE);
    const { seats } = await juryCourt.benchOf(optimisticVerifier);
    expect(seats).to.equal(8n);
  });

  it("JOB16a: who finds a lie is paid by the liar, and has its own bond back", async () => {
    const { juryCourt, optimisticVerifier, stakeVault, weftToken, client } = world;
    await vote(world.bench, drawn, [Plaintiff, Plaintiff, Plaintiff, Plaintiff, Plaintiff]);
    await close(world.bench, drawn);
    expect(await juryCourt.creditOf(client.key)).to.equal(CASE_BOND + CASE_BOND / 2n);
    await settle(world, job, { status: Status.Rejected, units: 0n, slashBps: BigInt(SLASH_BPS) });
    const lost = (job.collateral * BigInt(SLASH_BPS) + 9_999n) / 10_000n;
    expect(await stakeVault.creditOf(client.key)).to.equal(lost);
    await assertBooks(world.bench);
    await expect(juryCourt.claim(client.key)).to.changeTokenBalance(
      weftToken,
      client.key,
      CASE_BOND + CASE_BOND / 2n,
    );
    for (const [ordinal, position] of drawn.positions.entries()) {
      await juryCourt.bankEarnings(optimisticVerifier, [position]);
      expect(await juryCourt.creditOf(jurorOf(drawn, ordinal))).to.equal(CASE_BOND / 10n);
    }
    await assertEverybodyLeaves(world);
  });

  it("JOB16b: a provider that checks itself, to have the place taken, pays for each round", async () => {
    const { juryCourt } = world;
    // The same people as the two sides: one account behind provider and plaintiff.
    await vote(world.bench, drawn, [Defendant, Defendant, Defendant, Defendant, Defendant]);
    await close(world.bench, drawn);
    const { plaintiff, defendant } = world.bench;
    const both = (await juryCourt.creditOf(plaintiff)) + (await juryCourt.creditOf(defendant));
    expect(both).to.equal(2n * CASE_BOND - CASE_BOND / 2n);
    // And has bought nothing: the result is open to others for a whole window again.
    expect(await verdict()).to.equal(0n);
    await challenge(world, job, world.stranger);
    expect(await verdict()).to.equal(0n);
  });

  it("JOB18: a briber cannot buy votes it cannot see: what a juror showed it is not what it votes", async () => {
    const { juryCourt, optimisticVerifier, weftToken, provider } = world;
    // Two are bribed and show the briber what they committed to; one of them changes its mind in the last second.
    const bribe = 2n * SEAT_SLASH;
    const words: string[] = [];
    for (const ordinal of [0, 1]) {
      const [juror, salt] = [jurorOf(drawn, ordinal), saltOf(drawn, ordinal)];
      const word = await juryCourt.commitmentOf(
        ...([optimisticVerifier, drawn.id, juror, Defendant, salt] as const),
      );
      await juryCourt.connect(juror).commit(optimisticVerifier, drawn.id, ordinal, word);
      words.push(await juryCourt.commitmentAt(optimisticVerifier, drawn.id, ordinal));
      expect(words.at(-1), "shown to the briber").to.equal(word);
      await weftToken.connect(provider.key).transfer(juror, bribe);
    }
    await vote(world.bench, drawn, [Defendant, Plaintiff, Plaintiff, Plaintiff, Plaintiff]);
    expect(await juryCourt.commitmentAt(optimisticVerifier, drawn.id, 1)).not.to.equal(words[1]);
    await close(world.bench, drawn);
    expect(await verdict()).to.equal(3n);
    const strikes = await Promise.all(
      drawn.positions.map(async (at) => (await juryCourt.seatAt(optimisticVerifier, at)).strikes),
    );
    expect(strikes).to.deep.equal([1n, 0n, 0n, 0n, 0n]);
    await assertBooks(world.bench);
  });

  it("JOB19: a juror that was drawn can neither leave nor take its stake, until the case is closed", async () => {
    const { juryCourt, optimisticVerifier, stakeVault, weftToken } = world;
    const [juror, position] = [jurorOf(drawn, 0), drawn.positions[0] ?? 0n];
    const leave = () => juryCourt.connect(juror).leaveSeats(optimisticVerifier, [position]);
    await stakeVault.connect(juror).thaw(juryCourt, SEAT_STAKE);
    await expect(leave()).to.be.revertedWithCustomError(juryCourt, "CourtSeatBusy");
    // Silent, it waits until the thaw is over: nobody closes for a month.
    await vote(world.bench, drawn, [undefined, Plaintiff, Plaintiff, Plaintiff, Plaintiff]);
    await time.increase(28n * DAY);
    await expect(leave()).to.be.revertedWithCustomError(juryCourt, "CourtSeatBusy");
    await expect(stakeVault.withdraw(juror, juryCourt)).to.be.revertedWithCustomError(
      stakeVault,
      "StakeBehindJobs",
    );
    await close(world.bench, drawn);
    expect((await stakeVault.provisionOf(juror, juryCourt)).thawing).to.equal(
      SEAT_STAKE - SEAT_SLASH,
    );
    await leave();
    await expect(stakeVault.withdraw(juror, juryCourt)).to.changeTokenBalance(
      weftToken,
      juror,
      SEAT_STAKE - SEAT_SLASH,
    );
  });

  for (const [name, votes] of [
    ["nobody votes", []],
    ["two against two, and one of neither", [Defendant, Defendant, Plaintiff, Plaintiff, Void]],
    ["two say the same and three are silent", [Plaintiff, Plaintiff]],
  ] as const) {
    it(`JOB20: a jury that decides nothing decides nothing, and nothing is stuck: ${name}`, async () => {
      const { juryCourt, weftToken, stranger } = world;
      await vote(world.bench, drawn, votes);
      await time.increaseTo(drawn.revealUntil + 1n);
      await close(world.bench, drawn);
      await assertBooks(world.bench);
      expect(await verdict()).to.equal(0n);
      await time.increase(WINDOWS.challengeSeconds + 1);
      await settle(world, job, { status: Status.Accepted, units: job.units, slashBps: 0n });
      for (const account of [world.bench.plaintiff, world.bench.defendant]) {
        const credit = await juryCourt.creditOf(account);
        expect(credit).to.equal(votes.length === 0 ? CASE_BOND : (CASE_BOND * 3n) / 4n);
        await expect(juryCourt.connect(stranger).claim(account)).to.changeTokenBalance(
          weftToken,
          account,
          credit,
        );
      }
      const burnt = votes.length === 0 ? 5n * SEAT_SLASH : 0n;
      expect(await juryCourt.creditOf(NOBODY)).to.equal(burnt);
      await assertEverybodyLeaves(world);
    });
  }

  it("JOB20b: a case that nobody ends is over with the job: void, and everybody has its money", async () => {
    const { client } = world;
    await time.increaseTo(job.finalAt + 1);
    const before = await balanceOf(world, client);
    await settle(world, job, { status: Status.Void, units: 0n, slashBps: 0n });
    expect((await balanceOf(world, client)) - before).to.equal(job.units * job.pricePerUnit);
    await close(world.bench, drawn);
    await assertBooks(world.bench);
    await assertEverybodyLeaves(world);
  });
});
