import { loadFixture, time } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { ethers } from "hardhat";

import {
  answer,
  assertBooks,
  close,
  deployCourt,
  drawnCase,
  open,
  Ruling,
  seat,
  SEAT_SLASH,
  SEAT_STAKE,
  vote,
  WEFT,
  type CourtWorld,
} from "../support/court";

const { Plaintiff } = Ruling;
const NOBODY = [ethers.ZeroAddress, 0n, 0n, 0n, 0n];

describe("JuryCourt seats", () => {
  let world: CourtWorld;

  beforeEach(async () => {
    world = await loadFixture(deployCourt);
  });

  /** A seat as a list of its fields. */
  async function read(position: number): Promise<unknown[]> {
    const { juror, sinceBlock, cases, strikes, earnedMicro } = await world.court.seatAt(
      world.arbitrable,
      position,
    );
    return [juror, sinceBlock, cases, strikes, earnedMicro];
  }

  function juror(position: number) {
    const found = world.jurors[position];
    if (found === undefined) throw new Error(`no juror ${position}`);
    return found;
  }

  /** A case in which all five seats are silent, so that each is struck. Returns their positions. */
  async function strike(): Promise<number[]> {
    const drawn = await drawnCase(world);
    await time.increaseTo(drawn.revealUntil + 1n);
    await close(world, drawn);
    return drawn.positions.map(Number);
  }

  describe("constructor", () => {
    it("reverts when the stake of a seat is below one WEFT", async () => {
      const factory = await ethers.getContractFactory("JuryCourt");
      await expect(factory.deploy(world.stakeVault, WEFT - 1n))
        .to.be.revertedWithCustomError(world.court, "CourtInvalidSeatStake")
        .withArgs(WEFT - 1n);
    });

    it("fixes stake, slash and token", async () => {
      const { court, token, stakeVault } = world;
      expect(await court.seatStake()).to.equal(SEAT_STAKE);
      expect(await court.seatSlash()).to.equal(SEAT_SLASH);
      expect(await court.minBondPerJuror()).to.equal(SEAT_STAKE / 50n);
      expect(await court.token()).to.equal(await token.getAddress());
      expect(await court.stakeVault()).to.equal(await stakeVault.getAddress());
    });
  });

  describe("takeSeats", () => {
    it("reverts for more seats than a call may take", async () => {
      const positions = Array.from({ length: 33 }, (_, i) => 8 + i);
      await expect(world.court.connect(juror(0)).takeSeats(world.arbitrable, positions))
        .to.be.revertedWithCustomError(world.court, "CourtTooManySeats")
        .withArgs(33n, 32n);
    });

    it("reverts beyond the end of the bench", async () => {
      await expect(world.court.connect(juror(0)).takeSeats(world.arbitrable, [9]))
        .to.be.revertedWithCustomError(world.court, "CourtNoSuchSeat")
        .withArgs(9n, 8n);
    });

    it("reverts where somebody sits, the caller itself included", async () => {
      for (const position of [0, 3]) {
        await expect(world.court.connect(juror(0)).takeSeats(world.arbitrable, [position]))
          .to.be.revertedWithCustomError(world.court, "CourtSeatTaken")
          .withArgs(position, juror(position).address);
      }
      await expect(
        world.court.connect(juror(0)).takeSeats(world.arbitrable, [8, 8]),
      ).to.be.revertedWithCustomError(world.court, "CourtSeatTaken");
    });

    it("reverts without stake that is free", async () => {
      await expect(
        world.court.connect(juror(0)).takeSeats(world.arbitrable, [8]),
      ).to.be.revertedWithCustomError(world.stakeVault, "StakeInsufficientFree");
    });

    it("locks a stake a seat", async () => {
      const { court, arbitrable, stakeVault, stranger } = world;
      const tx = await seat(world, stranger, [8, 9]);
      for (const position of [8, 9]) {
        await expect(tx)
          .to.emit(court, "SeatTaken")
          .withArgs(arbitrable, position, stranger.address);
        expect(await read(position)).to.deep.equal([
          stranger.address,
          BigInt(tx.blockNumber ?? 0),
          0n,
          0n,
          0n,
        ]);
      }
      expect((await stakeVault.provisionOf(stranger, court)).locked).to.equal(2n * SEAT_STAKE);
      expect((await court.benchOf(arbitrable)).seats).to.equal(10n);
    });

    it("keeps the benches of contracts apart", async () => {
      const { court, stakeVault, stranger, jurors } = world;
      await stakeVault.connect(stranger).provision(court, SEAT_STAKE);
      const other = jurors[0]?.address ?? "";
      await court.connect(stranger).takeSeats(other, [0]);
      expect((await court.benchOf(other)).seats).to.equal(1n);
      expect((await court.seatAt(world.arbitrable, 0)).juror).to.equal(juror(0).address);
    });
  });

  describe("leaveSeats", () => {
    it("reverts where nobody sits", async () => {
      await expect(world.court.connect(juror(0)).leaveSeats(world.arbitrable, [8]))
        .to.be.revertedWithCustomError(world.court, "CourtNoSuchSeat")
        .withArgs(8n, 8n);
    });

    it("reverts for the whole seat of somebody else", async () => {
      await expect(world.court.connect(juror(0)).leaveSeats(world.arbitrable, [1]))
        .to.be.revertedWithCustomError(world.court, "CourtNotJuror")
        .withArgs(1n, juror(1).address, juror(0).address);
    });

    it("reverts for a seat that was drawn, until its case is closed", async () => {
      const { court, arbitrable } = world;
      const drawn = await drawnCase(world);
      const position = Number(drawn.positions[0]);
      const leave = () => court.connect(juror(position)).leaveSeats(arbitrable, [position]);
      await expect(leave())
        .to.be.revertedWithCustomError(court, "CourtSeatBusy")
        .withArgs(position, 1n);
      await vote(world, drawn, [Plaintiff, Plaintiff, Plaintiff, Plaintiff, Plaintiff]);
      await expect(leave()).to.be.revertedWithCustomError(court, "CourtSeatBusy");
      await close(world, drawn);
      await expect(leave()).to.emit(court, "SeatLeft");
    });

    it("frees the stake at once, and leaves a vacancy in the middle", async () => {
      const { court, arbitrable, stakeVault } = world;
      await expect(court.connect(juror(2)).leaveSeats(arbitrable, [2]))
        .to.emit(court, "SeatLeft")
        .withArgs(arbitrable, 2n, juror(2).address);
      expect(await read(2)).to.deep.equal(NOBODY);
      expect((await court.benchOf(arbitrable)).seats).to.equal(8n);
      expect((await stakeVault.provisionOf(juror(2), court)).locked).to.equal(0n);
    });

    it("shortens the bench at its end", async () => {
      const { court, arbitrable } = world;
      await expect(court.connect(juror(7)).leaveSeats(arbitrable, [7]))
        .to.emit(court, "BenchShortened")
        .withArgs(arbitrable, 7n);
      expect((await court.benchOf(arbitrable)).seats).to.equal(7n);
    });

    it("banks what the seat earned", async () => {
      const { court, arbitrable } = world;
      const drawn = await drawnCase(world);
      await vote(world, drawn, [Plaintiff, Plaintiff, Plaintiff, Plaintiff, Plaintiff]);
      await close(world, drawn);
      const position = Number(drawn.positions[0]);
      const { earnedMicro } = await court.seatAt(arbitrable, position);
      await court.connect(juror(position)).leaveSeats(arbitrable, [position]);
      expect(await court.creditOf(juror(position))).to.equal(earnedMicro * 10n ** 12n);
      await assertBooks(world);
    });

    it("lets anyone clear a struck seat, whose juror has the rest of its stake", async () => {
      const { court, arbitrable, stakeVault, stranger } = world;
      const [position = 0] = await strike();
      await court.connect(stranger).leaveSeats(arbitrable, [position]);
      const { active, locked } = await stakeVault.provisionOf(juror(position), court);
      expect([active, locked]).to.deep.equal([SEAT_STAKE - SEAT_SLASH, 0n]);
    });
  });

  describe("restoreSeat", () => {
    it("reverts for somebody else's seat, and for a whole one", async () => {
      const { court, arbitrable } = world;
      await expect(court.connect(juror(0)).restoreSeat(arbitrable, 1))
        .to.be.revertedWithCustomError(court, "CourtNotJuror")
        .withArgs(1n, juror(1).address, juror(0).address);
      await expect(court.connect(juror(0)).restoreSeat(arbitrable, 0))
        .to.be.revertedWithCustomError(court, "CourtSeatWhole")
        .withArgs(0n);
    });

    it("reverts without stake that is free", async () => {
      const [position = 0] = await strike();
      await expect(
        world.court.connect(juror(position)).restoreSeat(world.arbitrable, position),
      ).to.be.revertedWithCustomError(world.stakeVault, "StakeInsufficientFree");
    });

    it("locks what was lost, and counts the seat as taken now", async () => {
      const { court, arbitrable, stakeVault } = world;
      const [position = 0] = await strike();
      await stakeVault.connect(juror(position)).provision(court, SEAT_SLASH);
      const tx = await court.connect(juror(position)).restoreSeat(arbitrable, position);
      await expect(tx)
        .to.emit(court, "SeatRestored")
        .withArgs(arbitrable, position, juror(position).address);
      expect(await read(position)).to.deep.equal([
        juror(position).address,
        BigInt(tx.blockNumber ?? 0),
        0n,
        0n,
        0n,
      ]);
      expect((await stakeVault.provisionOf(juror(position), court)).locked).to.equal(SEAT_STAKE);
    });
  });

  describe("closeVacancies", () => {
    beforeEach(async () => {
      const { court, arbitrable } = world;
      await court.connect(juror(2)).leaveSeats(arbitrable, [2]);
      await court.connect(juror(6)).leaveSeats(arbitrable, [6]);
    });

    it("reverts beyond the end, and where somebody sits", async () => {
      const { court, arbitrable } = world;
      for (const position of [8n, 9n]) {
        await expect(court.closeVacancies(arbitrable, [position]))
          .to.be.revertedWithCustomError(court, "CourtNoSuchSeat")
          .withArgs(position, 8n);
      }
      await expect(court.closeVacancies(arbitrable, [3]))
        .to.be.revertedWithCustomError(court, "CourtSeatTaken")
        .withArgs(3n, juror(3).address);
    });

    it("moves the last seat into a vacancy", async () => {
      const { court, arbitrable } = world;
      const last = await read(7);
      await expect(court.closeVacancies(arbitrable, [2]))
        .to.emit(court, "SeatMoved")
        .withArgs(arbitrable, 7n, 2n, juror(7).address);
      expect(await read(2)).to.deep.equal(last);
      expect(await read(7)).to.deep.equal(NOBODY);
      expect((await court.benchOf(arbitrable)).seats).to.equal(7n);
    });

    it("closes all, the last ones first", async () => {
      const { court, arbitrable } = world;
      await court.closeVacancies(arbitrable, [6, 2]);
      expect((await court.benchOf(arbitrable)).seats).to.equal(6n);
      const sitting = await Promise.all([0, 1, 2, 3, 4, 5].map(read));
      expect(sitting.map(([each]) => each)).to.not.include(ethers.ZeroAddress);
    });

    it("goes on from the end where that is vacant too", async () => {
      const { court, arbitrable } = world;
      await court.connect(juror(7)).leaveSeats(arbitrable, [7]);
      await expect(court.closeVacancies(arbitrable, [2]))
        .to.emit(court, "BenchShortened")
        .withArgs(arbitrable, 6n)
        .and.not.to.emit(court, "SeatMoved");
    });

    it("moves nobody while a jury is to be drawn, but shortens the bench", async () => {
      const { court, arbitrable } = world;
      const answered = await answer(world, await open(world));
      await expect(court.closeVacancies(arbitrable, [2]))
        .to.be.revertedWithCustomError(court, "CourtDrawPending")
        .withArgs(1n);
      await court.connect(juror(7)).leaveSeats(arbitrable, [7]);
      await court.closeVacancies(arbitrable, [6]);
      expect((await court.benchOf(arbitrable)).seats).to.equal(6n);
      await time.increaseTo(answered.until + 1n);
      await close(world, answered);
      await expect(court.closeVacancies(arbitrable, [2])).to.emit(court, "SeatMoved");
    });

    it("does not move a seat that was drawn", async () => {
      const { court, arbitrable } = world;
      await court.connect(juror(7)).leaveSeats(arbitrable, [7]);
      await court.closeVacancies(arbitrable, [6]);
      const drawn = await drawnCase(world); // all five that are left
      await expect(court.closeVacancies(arbitrable, [2]))
        .to.be.revertedWithCustomError(court, "CourtSeatBusy")
        .withArgs(5n, 1n);
      await time.increaseTo(drawn.revealUntil + 1n);
      await close(world, drawn);
      await expect(court.closeVacancies(arbitrable, [2])).to.emit(court, "SeatMoved");
    });
  });

  describe("bankEarnings and claim", () => {
    it("reverts when there is nothing", async () => {
      await expect(world.court.claim(juror(0)))
        .to.be.revertedWithCustomError(world.court, "CourtNothingToClaim")
        .withArgs(juror(0).address);
    });

    it("pays a juror once, whoever calls", async () => {
      const { court, arbitrable, token, stranger } = world;
      const drawn = await drawnCase(world);
      await vote(world, drawn, [Plaintiff, Plaintiff, Plaintiff, Plaintiff, Plaintiff]);
      await close(world, drawn);
      const position = Number(drawn.positions[1]);
      const earned = (await court.seatAt(arbitrable, position)).earnedMicro * 10n ** 12n;
      expect(earned).to.equal(10n ** 19n);
      await expect(court.connect(stranger).bankEarnings(arbitrable, [position, position]))
        .to.emit(court, "CourtCredited")
        .withArgs(juror(position).address, earned);
      const tx = await court.connect(stranger).claim(juror(position));
      await expect(tx).to.emit(court, "CourtPaid").withArgs(juror(position).address, earned);
      await expect(tx).to.changeTokenBalances(
        token,
        [juror(position), court, stranger],
        [earned, -earned, 0n],
      );
      await assertBooks(world);
      await expect(court.claim(juror(position))).to.be.revertedWithCustomError(
        court,
        "CourtNothingToClaim",
      );
    });
  });

  it("takes ten slashes of one seat and no more", async () => {
    const { court, arbitrable, stakeVault, jurors } = world;
    for (const position of [7, 6, 5, 4, 3]) {
      await court.connect(juror(position)).leaveSeats(arbitrable, [position]);
    }
    // Eleven cases drawn before the first of them is closed: three seats serve in all.
    const cases = [];
    for (let i = 0; i < 11; i++) cases.push(await drawnCase(world));
    const last = cases.at(-1);
    await time.increaseTo((last?.revealUntil ?? 0n) + 1n);
    for (const each of cases) await close(world, each);
    for (const position of [0, 1, 2]) {
      const { strikes, cases: left } = await court.seatAt(arbitrable, position);
      expect([strikes, left]).to.deep.equal([10n, 0n]);
      const { active, locked } = await stakeVault.provisionOf(jurors[position] ?? "", court);
      expect([active, locked]).to.deep.equal([0n, 0n]);
    }
    await assertBooks(world);
    await court.leaveSeats(arbitrable, [2, 1, 0]);
    expect((await court.benchOf(arbitrable)).seats).to.equal(0n);
  });
});
