import { loadFixture, time } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";

import {
  close,
  deployCourt,
  drawnCase,
  jurorOf,
  Ruling,
  saltOf,
  type CourtWorld,
} from "../support/court";

// A docket keeps the commitments of its last case. Its juror could leave there a commitment for the case that comes
// next, and vote in the place of whoever is drawn for that and stays silent.
describe("Finding: a vote in advance", () => {
  let world: CourtWorld;

  beforeEach(async () => {
    world = await loadFixture(deployCourt);
  });

  it("does not count for the seat of another", async () => {
    const { court, arbitrable } = world;
    const first = await drawnCase(world);
    const nextId = first.id + (1n << 32n);
    for (const [ordinal, juror] of first.jurors.entries()) {
      const salt = saltOf({ ...first, id: nextId }, ordinal);
      const word = await court.commitmentOf(arbitrable, nextId, juror, Ruling.Defendant, salt);
      await court.connect(juror).commit(arbitrable, first.id, ordinal, word);
    }
    await time.increaseTo(first.revealUntil + 1n);
    await close(world, first);
    // They are drawn again by luck alone, and to other places; nobody votes in the case that follows.
    for (const position of first.positions) {
      const juror = jurorOf(first, first.positions.indexOf(position));
      await world.stakeVault.connect(juror).provision(court, await court.seatSlash());
      await court.connect(juror).restoreSeat(arbitrable, position);
    }
    const next = await drawnCase(world);
    expect(next.id).to.equal(nextId);
    await time.increaseTo(next.until + 1n);
    let others = 0;
    for (const [ordinal, juror] of first.jurors.entries()) {
      const sits = jurorOf(next, ordinal);
      if (sits.address === juror.address) continue;
      others += 1;
      const reveal = court
        .connect(juror)
        .reveal(arbitrable, nextId, ordinal, Ruling.Defendant, saltOf(next, ordinal));
      await expect(reveal)
        .to.be.revertedWithCustomError(court, "CourtNotJuror")
        .withArgs(next.positions[ordinal], sits.address, juror.address);
    }
    expect(others).to.be.greaterThan(0);
  });
});
