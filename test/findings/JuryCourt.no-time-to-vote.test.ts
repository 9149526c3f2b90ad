import { loadFixture, time } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";

import {
  assertBooks,
  BOND,
  close,
  deployCourt,
  drawnCase,
  NOBODY,
  packTerms,
  SEAT_SLASH,
  TERMS,
  type CourtWorld,
} from "../support/court";

// One account on both sides of a case could choose a minute for the jurors' votes, have all of them slashed for their
// silence, and share what they lost with itself.
describe("Finding: a case without time to vote", () => {
  let world: CourtWorld;

  beforeEach(async () => {
    world = await loadFixture(deployCourt);
  });

  for (const change of [
    { commitSeconds: 60, revealSeconds: 60 },
    { commitSeconds: 3_599 },
    { revealSeconds: 899 },
    { drawSeconds: 3_599 },
    { answerSeconds: 899 },
  ]) {
    it(`is not held on terms with ${JSON.stringify(change)}`, async () => {
      const { court, arbitrable, defendant, plaintiff } = world;
      const terms = packTerms({ ...TERMS, ...change });
      await arbitrable.set(defendant, terms);
      await expect(court.connect(plaintiff).open(arbitrable, 0, "0x"))
        .to.be.revertedWithCustomError(court, "CourtInvalidTerms")
        .withArgs(terms);
    });
  }

  it("pays no side what silent jurors lose: it is burnt", async () => {
    const { court, plaintiff, defendant, token } = world;
    const drawn = await drawnCase(world);
    await time.increaseTo(drawn.revealUntil + 1n);
    await close(world, drawn);
    expect(await court.creditOf(plaintiff)).to.equal(BOND);
    expect(await court.creditOf(defendant)).to.equal(BOND);
    expect(await court.creditOf(NOBODY)).to.equal(5n * SEAT_SLASH);
    await assertBooks(world);
    await expect(court.claim(NOBODY)).to.changeTokenBalance(token, NOBODY, 5n * SEAT_SLASH);
    await assertBooks(world);
  });
});
