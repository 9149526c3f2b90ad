import { loadFixture, mine } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";

import {
  answer,
  deployCourt,
  DRAW_DELAY,
  draw,
  drawnCase,
  open,
  seat,
  type CourtWorld,
} from "../support/court";

// A defendant saw the challenge, packed the bench with seats of its own, and answered.
describe("Finding: seats taken between challenge and answer", () => {
  let world: CourtWorld;
  const late = [8, 9, 10, 11, 12, 13, 14, 15];

  beforeEach(async () => {
    world = await loadFixture(deployCourt);
  });

  function assertNoneIsLate(positions: readonly bigint[]): void {
    for (const position of positions) expect(Number(position)).to.be.below(8);
  }

  it("are not drawn", async () => {
    const opened = await open(world);
    await seat(world, world.stranger, late);
    const drawn = await draw(world, await answer(world, opened));
    assertNoneIsLate(drawn.positions);
  });

  it("are not drawn after another block was named either", async () => {
    const { court, arbitrable } = world;
    const opened = await open(world);
    await seat(world, world.stranger, late);
    const answered = await answer(world, opened);
    await mine(DRAW_DELAY + 260, { interval: 1 });
    const tx = await court.connect(world.stranger).rearm(arbitrable, answered.id, answered.file);
    const drawn = await draw(world, { ...answered, target: (tx.blockNumber ?? 0) + DRAW_DELAY });
    assertNoneIsLate(drawn.positions);
  });

  it("are drawn for the next case", async () => {
    const { court, arbitrable, jurors } = world;
    await open(world);
    await seat(world, world.stranger, late);
    for (const [position, juror] of jurors.entries()) {
      await court.connect(juror).leaveSeats(arbitrable, [position]);
    }
    const { positions } = await drawnCase(world);
    for (const position of positions) expect(Number(position)).to.be.at.least(8);
  });
});
