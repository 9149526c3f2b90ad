import { loadFixture, mine, time } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";

import {
  answer,
  assertBooks,
  BOND,
  close,
  deployCourt,
  draw,
  DRAW_DELAY,
  NOBODY,
  open,
  type Case,
  type CourtWorld,
} from "../support/court";

type Answered = Case & { target: number };

/**
 * A plaintiff saw the jury that its block named, let the block go by where it did not suit, and had another named for
 * nothing. With three seats of a bench of eight it had the jury it wanted in the twenty-first throw, and honest jurors
 * paid for it.
 */
describe("Finding: new throws of the jury for nothing", () => {
  let world: CourtWorld;
  let answered: Answered;

  beforeEach(async () => {
    world = await loadFixture(deployCourt);
    answered = await answer(world, await open(world));
  });

  /** Lets the block go by, and has another named by whoever. */
  async function rearm(by = world.plaintiff): Promise<Answered> {
    const { court, arbitrable, token } = world;
    await mine(DRAW_DELAY + 260, { interval: 1 });
    const burnt = await court.creditOf(NOBODY);
    const tx = await court.connect(by).rearm(arbitrable, answered.id, answered.file);
    await expect(tx).to.changeTokenBalances(token, [by, court], [-BOND / 2n, BOND / 2n]);
    await expect(tx)
      .to.emit(court, "CourtCredited")
      .withArgs(NOBODY, BOND / 2n);
    expect((await court.creditOf(NOBODY)) - burnt).to.equal(BOND / 2n);
    return { ...answered, target: (tx.blockNumber ?? 0) + DRAW_DELAY };
  }

  it("costs half a bond each, which is burnt", async () => {
    await rearm();
    await rearm();
    await assertBooks(world, 2n * BOND);
    await draw(world, await rearm());
    await assertBooks(world, 2n * BOND);
  });

  it("costs it whoever asks, and neither side's bond is touched", async () => {
    const { court, plaintiff, defendant, stranger } = world;
    await rearm(stranger);
    await time.increaseTo(answered.until + 1n);
    await close(world, answered);
    expect(await court.creditOf(plaintiff)).to.equal(BOND / 2n);
    expect(await court.creditOf(defendant)).to.equal(BOND);
    expect(await court.creditOf(NOBODY)).to.equal(BOND);
    await assertBooks(world);
  });

  it("is refused to whoever cannot pay, and with another file, on cheaper terms", async () => {
    const { court, arbitrable, token, stranger } = world;
    await mine(DRAW_DELAY + 260, { interval: 1 });
    await token.connect(stranger).approve(court, BOND / 2n - 1n);
    const asked = court.connect(stranger);
    await expect(asked.rearm(arbitrable, answered.id, answered.file))
      .to.be.revertedWithCustomError(token, "ERC20InsufficientAllowance")
      .withArgs(court, BOND / 2n - 1n, BOND / 2n);
    const cheap = { ...answered.file, terms: answered.file.terms - (1n << 104n) };
    await expect(asked.rearm(arbitrable, answered.id, cheap)).to.be.revertedWithCustomError(
      court,
      "CourtWrongFile",
    );
  });
});
