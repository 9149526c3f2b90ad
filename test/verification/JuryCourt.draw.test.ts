import { loadFixture, time } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { ethers } from "hardhat";

import { mineTogether } from "../support/block";
import {
  answer,
  assertBooks,
  close,
  deployCourt,
  draw,
  DRAW_DELAY,
  drawnCase,
  headerOf,
  open,
  passBlock,
  Ruling,
  seat,
  SEAT_STAKE,
  vote,
  type CourtWorld,
} from "../support/court";
import { firstOf, throwsOf, type Answered } from "./support";

describe("JuryCourt juries", () => {
  let world: CourtWorld;

  beforeEach(async () => {
    world = await loadFixture(deployCourt);
  });

  function juror(position: number) {
    const found = world.jurors[position];
    if (found === undefined) throw new Error(`no juror ${position}`);
    return found;
  }

  describe("draw", () => {
    let answered: Answered;

    beforeEach(async () => {
      answered = await answer(world, await open(world));
    });

    async function drawWith(header: string, file = answered.file) {
      return world.court.draw(world.arbitrable, answered.id, file, header);
    }

    it("reverts for a case that was not answered", async () => {
      const opened = await open(world);
      await passBlock(answered.target);
      const header = await headerOf(answered.target);
      await expect(world.court.draw(world.arbitrable, opened.id, opened.file, header))
        .to.be.revertedWithCustomError(world.court, "CourtWrongStage")
        .withArgs(opened.id);
    });

    it("reverts with another file, which would keep another juror out", async () => {
      await passBlock(answered.target);
      const file = { ...answered.file, plaintiff: juror(0).address };
      await expect(drawWith(await headerOf(answered.target), file)).to.be.revertedWithCustomError(
        world.court,
        "CourtWrongFile",
      );
    });

    it("reverts while the block is not there", async () => {
      const header = await headerOf(answered.target - DRAW_DELAY);
      await expect(drawWith(header))
        .to.be.revertedWithCustomError(world.court, "CourtWrongBlock")
        .withArgs(answered.target);
      await passBlock(answered.target - 2);
      await expect(drawWith(header)).to.be.revertedWithCustomError(world.court, "CourtWrongBlock");
    });

    it("reverts with the header of a neighbour, or one bit of the right one changed", async () => {
      await passBlock(answered.target + 1);
      for (const number of [answered.target - 1, answered.target + 1]) {
        await expect(drawWith(await headerOf(number))).to.be.revertedWithCustomError(
          world.court,
          "CourtWrongBlock",
        );
      }
      const header = ethers.getBytes(await headerOf(answered.target));
      header[450] = (header[450] ?? 0) ^ 1;
      await expect(drawWith(ethers.hexlify(header))).to.be.revertedWithCustomError(
        world.court,
        "CourtWrongBlock",
      );
      await expect(drawWith("0x")).to.be.revertedWithCustomError(world.court, "CourtWrongBlock");
    });

    it("counts in its last second, and reverts after it", async () => {
      await passBlock(answered.target);
      const header = await headerOf(answered.target);
      await time.setNextBlockTimestamp(answered.until + 1n);
      await expect(drawWith(header))
        .to.be.revertedWithCustomError(world.court, "CourtTooLate")
        .withArgs(answered.id, answered.until, answered.until + 1n);
    });

    it("works in its last second", async () => {
      await passBlock(answered.target);
      const header = await headerOf(answered.target);
      await time.setNextBlockTimestamp(answered.until);
      await expect(drawWith(header)).to.emit(world.court, "JuryDrawn");
    });

    it("draws the seats that the block names, each once", async () => {
      await passBlock(answered.target);
      const thrown = await throwsOf(world, answered, 8n);
      const drawn = await draw(world, answered);
      expect(drawn.positions).to.deep.equal(firstOf(thrown, 5));
      for (const position of drawn.positions) {
        expect((await world.court.seatAt(world.arbitrable, position)).cases).to.equal(1n);
      }
      expect(drawn.jurors.map(({ address }) => address)).to.deep.equal(
        drawn.positions.map((position) => juror(Number(position)).address),
      );
    });

    it("reverts the second time", async () => {
      await draw(world, answered);
      await expect(drawWith(await headerOf(answered.target)))
        .to.be.revertedWithCustomError(world.court, "CourtWrongStage")
        .withArgs(answered.id);
    });

    it("passes over who left after the block, and changes nothing else", async () => {
      const { court, arbitrable } = world;
      await passBlock(answered.target);
      const thrown = await throwsOf(world, answered, 8n);
      const [leaver = 0n] = thrown;
      await court.connect(juror(Number(leaver))).leaveSeats(arbitrable, [leaver]);
      const drawn = await draw(world, answered);
      expect(drawn.positions).to.deep.equal(firstOf(thrown, 5, (position) => position !== leaver));
    });

    it("does not draw who sat down after the answer, in a vacancy or at the end", async () => {
      const { court, arbitrable, stakeVault, stranger } = world;
      await passBlock(answered.target);
      const thrown = await throwsOf(world, answered, 8n);
      const [leaver = 0n] = thrown;
      await court.connect(juror(Number(leaver))).leaveSeats(arbitrable, [leaver]);
      await stakeVault.connect(stranger).provision(court, 2n * SEAT_STAKE);
      const { seats } = await court.benchOf(arbitrable);
      const places = seats === leaver ? [leaver, leaver + 1n] : [leaver, seats];
      await court.connect(stranger).takeSeats(arbitrable, places);
      const drawn = await draw(world, answered);
      expect(drawn.positions).to.deep.equal(firstOf(thrown, 5, (position) => position !== leaver));
    });

    it("does not draw who sat down in the block of the answer", async () => {
      const { court, arbitrable, stakeVault, defendant, stranger } = world;
      for (const position of [7, 6, 5, 4, 3]) {
        await court.connect(juror(position)).leaveSeats(arbitrable, [position]);
      }
      await stakeVault.connect(stranger).provision(court, 2n * SEAT_STAKE);
      await court.connect(stranger).takeSeats(arbitrable, [3]);
      const opened = await open(world);
      const [said] = (
        await mineTogether(
          (limit) => court.connect(stranger).takeSeats(arbitrable, [4], limit),
          () =>
            court
              .connect(defendant)
              .answer(arbitrable, opened.id, opened.file, { gasLimit: 5_000_000 }),
        )
      ).slice(-1);
      expect((await court.benchOf(arbitrable)).seats).to.equal(5n);
      const target = (said?.blockNumber ?? 0) + DRAW_DELAY;
      await passBlock(target);
      await court.draw(arbitrable, opened.id, opened.file, await headerOf(target));
      const { positions } = await court.juryOf(arbitrable, opened.id);
      expect(new Set(positions)).to.deep.equal(new Set([0n, 1n, 2n, 3n]));
    });

    it("passes over struck seats", async () => {
      const { court, arbitrable } = world;
      const first = await draw(world, answered);
      await vote(
        world,
        first,
        [0, 1, 2, 3].map(() => Ruling.Plaintiff),
      );
      await time.increaseTo(first.revealUntil + 1n);
      await close(world, first);
      const struck = first.positions[4] ?? 0n;
      expect((await court.seatAt(arbitrable, struck)).strikes).to.equal(1n);
      // Of three seats and that one all are thrown, sooner or later.
      const others = [0n, 1n, 2n, 3n, 4n, 5n, 6n, 7n].filter((position) => position !== struck);
      for (const position of others.slice(3)) {
        await court.connect(juror(Number(position))).leaveSeats(arbitrable, [position]);
      }
      const second = await drawnCase(world);
      expect(new Set(second.positions)).to.deep.equal(new Set(others.slice(0, 3)));
    });

    it("takes three or four where there are no five, and reverts with two", async () => {
      const { court, arbitrable } = world;
      for (const position of [7, 6, 5, 4]) {
        await court.connect(juror(position)).leaveSeats(arbitrable, [position]);
      }
      const four = await draw(world, answered);
      expect(new Set(four.positions)).to.deep.equal(new Set([0n, 1n, 2n, 3n]));
      const next = await answer(world, await open(world));
      await vote(
        world,
        four,
        [0, 1, 2, 3].map(() => Ruling.Plaintiff),
      );
      await close(world, four);
      for (const position of [3, 2]) {
        await court.connect(juror(position)).leaveSeats(arbitrable, [position]);
      }
      await passBlock(next.target);
      await expect(court.draw(arbitrable, next.id, next.file, await headerOf(next.target)))
        .to.be.revertedWithCustomError(court, "CourtTooFewJurors")
        .withArgs(2n, 3n);
      await time.increaseTo(next.until + 1n);
      await close(world, next);
      await assertBooks(world);
    });

    it("reverts on an empty bench", async () => {
      const { court, arbitrable } = world;
      for (const position of [7, 6, 5, 4, 3, 2, 1, 0]) {
        await court.connect(juror(position)).leaveSeats(arbitrable, [position]);
      }
      const next = await answer(world, await open(world));
      await passBlock(next.target);
      await expect(court.draw(arbitrable, next.id, next.file, await headerOf(next.target)))
        .to.be.revertedWithCustomError(court, "CourtTooFewJurors")
        .withArgs(0n, 3n);
    });
  });

  it("never draws the two sides", async () => {
    const { court, arbitrable, plaintiff, defendant } = world;
    await seat(world, plaintiff, [8]);
    await seat(world, defendant, [9]);
    for (let i = 0; i < 6; i++) {
      const drawn = await drawnCase(world);
      for (const position of drawn.positions) {
        expect(Number(position)).to.be.within(0, 7);
      }
    }
    expect((await court.benchOf(arbitrable)).seats).to.equal(10n);
  });

  it("draws a juror by its seats, with a vote for each", async () => {
    const { court, arbitrable, stranger } = world;
    for (const position of [7, 6, 5, 4, 3, 2, 1]) {
      await court.connect(juror(position)).leaveSeats(arbitrable, [position]);
    }
    await seat(world, stranger, [1, 2, 3, 4]);
    const drawn = await drawnCase(world);
    expect(drawn.jurors.filter(({ address }) => address === stranger.address)).to.have.length(4);
    await vote(
      world,
      drawn,
      drawn.jurors.map(() => Ruling.Defendant),
    );
    await close(world, drawn);
    await assertBooks(world);
  });

  it("draws from a bench of vacancies, however a stranger made them", async () => {
    const { court, arbitrable, stranger } = world;
    const positions = Array.from({ length: 96 }, (_, i) => 8 + i);
    for (let i = 0; i < 96; i += 32) await seat(world, stranger, positions.slice(i, i + 32));
    await court.connect(stranger).leaveSeats(arbitrable, positions.slice(0, 48));
    await court.connect(stranger).leaveSeats(arbitrable, positions.slice(48, -1));
    const answered = await answer(world, await open(world));
    expect((await court.benchOf(arbitrable)).seats).to.equal(104n);
    await passBlock(answered.target);
    const thrown = await throwsOf(world, answered, 104n);
    const drawn = await draw(world, answered);
    const isSeat = (position: bigint): boolean => position < 8n || position === 103n;
    expect(drawn.positions).to.deep.equal(firstOf(thrown, 5, isSeat));
  });
});
