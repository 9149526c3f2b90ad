import { loadFixture, time } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";

import {
  answer,
  assertBooks,
  BOND,
  close,
  deployCourt,
  NOBODY,
  open,
  passBlock,
} from "../support/court";

// Once the block is known, a plaintiff saw the jury it would get, and could leave the case undrawn for nothing.
describe("Finding: a draw as an option", () => {
  it("costs the plaintiff half its bond, which is burnt, where nobody draws", async () => {
    const world = await loadFixture(deployCourt);
    const { court, plaintiff, defendant } = world;
    const answered = await answer(world, await open(world));
    await passBlock(answered.target);
    await time.increaseTo(answered.until + 1n);
    await close(world, answered);
    expect(await court.creditOf(plaintiff)).to.equal(BOND / 2n);
    expect(await court.creditOf(defendant)).to.equal(BOND);
    expect(await court.creditOf(NOBODY)).to.equal(BOND / 2n);
    await assertBooks(world);
  });
});
