import { loadFixture, mine, time } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";

import {
  answer,
  deployCourt,
  draw,
  DRAW_DELAY,
  headerOf,
  open,
  type CourtWorld,
} from "../support/court";
import { type Answered } from "./support";

describe("JuryCourt cases whose block went by", () => {
  let world: CourtWorld;

  beforeEach(async () => {
    world = await loadFixture(deployCourt);
  });

  function juror(position: number) {
    const found = world.jurors[position];
    if (found === undefined) throw new Error(`no juror ${position}`);
    return found;
  }

  describe("rearm", () => {
    let answered: Answered;

    beforeEach(async () => {
      answered = await answer(world, await open(world));
    });

    it("reverts while the block is ahead, is the last, or can be proven", async () => {
      const { court, arbitrable } = world;
      for (const blocks of [1, DRAW_DELAY - 3, 200]) {
        await mine(blocks, { interval: 1 });
        await expect(court.rearm(arbitrable, answered.id, answered.file))
          .to.be.revertedWithCustomError(court, "CourtBlockStands")
          .withArgs(answered.target);
      }
    });

    it("names a block to come once the first is beyond reach, and the draw works by that", async () => {
      const { court, arbitrable, stranger } = world;
      await mine(DRAW_DELAY + 260, { interval: 1 });
      await expect(
        court.draw(arbitrable, answered.id, answered.file, await headerOf(answered.target)),
      ).to.be.revertedWithCustomError(court, "CourtWrongBlock");
      await court.connect(juror(7)).leaveSeats(arbitrable, [7]);
      const tx = await court.connect(stranger).rearm(arbitrable, answered.id, answered.file);
      const target = (tx.blockNumber ?? 0) + DRAW_DELAY;
      await expect(tx).to.emit(court, "DrawRearmed").withArgs(arbitrable, answered.id, target, 7n);
      await draw(world, { ...answered, target });
    });

    it("reverts for a case at another step", async () => {
      const { court, arbitrable } = world;
      const opened = await open(world);
      await expect(court.rearm(arbitrable, opened.id, opened.file))
        .to.be.revertedWithCustomError(court, "CourtWrongStage")
        .withArgs(opened.id);
    });

    it("takes nobody's money in the last seconds, when no block that it names could come in time", async () => {
      const { court, arbitrable } = world;
      await mine(DRAW_DELAY + 260, { interval: 1 });
      for (const second of [answered.until - BigInt(DRAW_DELAY), answered.until]) {
        await time.setNextBlockTimestamp(second);
        await expect(court.rearm(arbitrable, answered.id, answered.file))
          .to.be.revertedWithCustomError(court, "CourtNoTimeToDraw")
          .withArgs(answered.id, answered.until, second);
      }
      await expect(court.rearm(arbitrable, answered.id, answered.file))
        .to.be.revertedWithCustomError(court, "CourtTooLate")
        .withArgs(answered.id, answered.until, answered.until + 1n);
    });

    it("names the last block that can come in time, and be drawn by", async () => {
      const { court, arbitrable, stranger } = world;
      await mine(DRAW_DELAY + 260, { interval: 1 });
      await time.setNextBlockTimestamp(answered.until - BigInt(DRAW_DELAY) - 1n);
      const tx = await court.connect(stranger).rearm(arbitrable, answered.id, answered.file);
      const target = (tx.blockNumber ?? 0) + DRAW_DELAY;
      await mine(DRAW_DELAY, { interval: 1 });
      await time.setNextBlockTimestamp(answered.until);
      const header = await headerOf(target);
      await expect(court.draw(arbitrable, answered.id, answered.file, header)).to.emit(
        court,
        "JuryDrawn",
      );
    });
  });
});
