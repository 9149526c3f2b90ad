import { loadFixture, time } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";

import {
  answer,
  assertBooks,
  BOND,
  close,
  deployCourt,
  open,
  packTerms,
  TERMS,
  type CourtWorld,
} from "../support/court";

describe("JuryCourt cases", () => {
  let world: CourtWorld;

  beforeEach(async () => {
    world = await loadFixture(deployCourt);
  });

  describe("open", () => {
    for (const [what, change] of Object.entries({
      "no time to answer": { answerSeconds: 899 },
      "an answer of weeks": { answerSeconds: 3 * 86_400 + 1 },
      "no time to draw": { drawSeconds: 3_599 },
      "a draw of weeks": { drawSeconds: 3 * 86_400 + 1 },
      "no time to commit": { commitSeconds: 3_599 },
      "no time to reveal": { revealSeconds: 899 },
      "a jury of one": { jurors: 1 },
      "a jury of four": { jurors: 4 },
      "no bond": { bondMilli: 0 },
      "a bond a thousandth short of the jury's pay": { bondMilli: 99_999 },
    })) {
      it(`reverts on terms with ${what}`, async () => {
        const { court, arbitrable, defendant, plaintiff } = world;
        const terms = packTerms({ ...TERMS, ...change });
        await arbitrable.set(defendant, terms);
        await expect(court.connect(plaintiff).open(arbitrable, 0, "0x"))
          .to.be.revertedWithCustomError(court, "CourtInvalidTerms")
          .withArgs(terms);
      });
    }

    it("reverts on terms with a bit beyond the layout", async () => {
      const { court, arbitrable, defendant, plaintiff } = world;
      await arbitrable.set(defendant, packTerms(TERMS) | (1n << 136n));
      await expect(
        court.connect(plaintiff).open(arbitrable, 0, "0x"),
      ).to.be.revertedWithCustomError(court, "CourtInvalidTerms");
    });

    it("takes terms at their bounds", async () => {
      const { arbitrable, defendant } = world;
      const edges = [[3_600, 900] as const, [3 * 86_400, 3 * 86_400] as const];
      for (const [i, [long, short]] of edges.entries()) {
        const windows = { drawSeconds: long, commitSeconds: long, revealSeconds: short };
        const terms = packTerms({ ...TERMS, ...windows, jurors: 3, bondMilli: 60_000 });
        await arbitrable.set(defendant, terms);
        expect((await open(world, i)).file.terms).to.equal(terms);
      }
    });

    it("reverts when its contract does", async () => {
      const { court, arbitrable, plaintiff } = world;
      await arbitrable.setRefusing(true);
      await expect(
        court.connect(plaintiff).open(arbitrable, 0, "0x"),
      ).to.be.revertedWithCustomError(arbitrable, "ArbitrableRefuses");
    });

    it("reverts without the bond, and nothing is left of it", async () => {
      const { court, arbitrable, token, plaintiff } = world;
      await token.connect(plaintiff).approve(court, BOND - 1n);
      await expect(
        court.connect(plaintiff).open(arbitrable, 0, "0x"),
      ).to.be.revertedWithCustomError(token, "ERC20InsufficientAllowance");
      expect((await court.benchOf(arbitrable)).dockets).to.equal(0n);
      expect(await arbitrable.summoned()).to.equal(0n);
    });

    it("takes the docket hinted at where it is free, and a new one where it is not", async () => {
      const { court, arbitrable } = world;
      const first = await open(world, 7);
      expect(first.id).to.equal(1n << 32n); // there was no docket 7
      const second = await open(world, 0);
      expect(second.id).to.equal((1n << 32n) | 1n); // docket 0 is in use
      await time.increaseTo(second.until + 1n);
      await close(world, first);
      expect(await court.isDocketFree(arbitrable, 0)).to.equal(true);
      const third = await open(world, 0);
      expect(third.id).to.equal(2n << 32n);
      expect(await court.isDocketFree(arbitrable, 2)).to.equal(false);
      await assertBooks(world, 2n * BOND);
    });
  });

  describe("answer", () => {
    it("reverts for a case that is not, or is no more", async () => {
      const { court, arbitrable, defendant } = world;
      const opened = await open(world);
      for (const id of [0n, 2n << 32n, opened.id + 1n]) {
        await expect(court.connect(defendant).answer(arbitrable, id, opened.file))
          .to.be.revertedWithCustomError(court, "CourtNoSuchCase")
          .withArgs(id);
      }
    });

    it("reverts with another file", async () => {
      const { court, arbitrable, defendant, stranger } = world;
      const { id, file } = await open(world);
      const other = { ...file, plaintiff: stranger.address };
      await expect(
        court.connect(defendant).answer(arbitrable, id, other),
      ).to.be.revertedWithCustomError(court, "CourtWrongFile");
    });

    it("counts in its last second, and reverts after it", async () => {
      const { court, arbitrable, defendant } = world;
      const [first, second] = [await open(world), await open(world)];
      await time.setNextBlockTimestamp(first.until);
      await answer(world, first);
      await time.setNextBlockTimestamp(second.until + 1n);
      await expect(court.connect(defendant).answer(arbitrable, second.id, second.file))
        .to.be.revertedWithCustomError(court, "CourtTooLate")
        .withArgs(second.id, second.until, second.until + 1n);
    });

    it("reverts the second time", async () => {
      const { court, arbitrable, defendant } = world;
      const { id, file } = await answer(world, await open(world));
      await expect(court.connect(defendant).answer(arbitrable, id, file))
        .to.be.revertedWithCustomError(court, "CourtWrongStage")
        .withArgs(id);
    });

    it("reverts without the bond", async () => {
      const { court, arbitrable, defendant, token } = world;
      const { id, file } = await open(world);
      await token.connect(defendant).approve(court, BOND - 1n);
      await expect(
        court.connect(defendant).answer(arbitrable, id, file),
      ).to.be.revertedWithCustomError(token, "ERC20InsufficientAllowance");
    });

    it("may be paid by anyone; what comes back is the defendant's", async () => {
      const { court, arbitrable, defendant, stranger } = world;
      const { id, file } = await open(world);
      await court.connect(stranger).answer(arbitrable, id, file);
      await time.increase(7_201);
      await court.close(arbitrable, id, file);
      expect(await court.creditOf(defendant)).to.equal(BOND);
      expect(await court.creditOf(stranger)).to.equal(0n);
      await assertBooks(world);
    });
  });
});
