import { loadFixture } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";

import { deployCourt, seat, SEAT_STAKE, type CourtWorld } from "../support/court";

// One stake, taken and left again and again with a seat behind it, made vacancies without end: draws met nothing else.
describe("Finding: a recycled seat", () => {
  let world: CourtWorld;

  beforeEach(async () => {
    world = await loadFixture(deployCourt);
  });

  it("cannot stretch a bench that has a vacancy", async () => {
    const { court, arbitrable, stakeVault, stranger } = world;
    await seat(world, stranger, [8, 9]);
    await court.connect(stranger).leaveSeats(arbitrable, [8]);
    expect(await court.vacanciesOf(arbitrable)).to.equal(1n);
    await stakeVault.connect(stranger).provision(court, SEAT_STAKE);
    await expect(court.connect(stranger).takeSeats(arbitrable, [10]))
      .to.be.revertedWithCustomError(court, "CourtVacanciesFirst")
      .withArgs(10n, 1n);
    await court.connect(stranger).takeSeats(arbitrable, [8, 10]);
    expect(await court.vacanciesOf(arbitrable)).to.equal(0n);
    expect((await court.benchOf(arbitrable)).seats).to.equal(11n);
  });

  it("is counted through every way that a vacancy comes and goes", async () => {
    const { court, arbitrable, jurors } = world;
    const leave = async (position: number): Promise<void> => {
      const juror = jurors[position];
      if (juror === undefined) throw new Error(`no juror ${position}`);
      await court.connect(juror).leaveSeats(arbitrable, [position]);
    };
    for (const [step, seats, vacancies] of [
      [() => leave(2), 8n, 1n],
      [() => leave(6), 8n, 2n],
      [() => leave(7), 7n, 2n], // the end goes, the vacancy before it stays
      [() => court.closeVacancies(arbitrable, [6]), 6n, 1n], // at the end
      [() => court.closeVacancies(arbitrable, [2]), 5n, 0n], // filled with the last seat
    ] as const) {
      await step();
      expect((await court.benchOf(arbitrable)).seats).to.equal(seats);
      expect(await court.vacanciesOf(arbitrable)).to.equal(vacancies);
      let vacant = 0n;
      for (let position = 0n; position < seats; position++) {
        if (BigInt((await court.seatAt(arbitrable, position)).juror) === 0n) vacant += 1n;
      }
      expect(vacant).to.equal(vacancies);
    }
  });
});
