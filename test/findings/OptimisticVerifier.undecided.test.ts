import { loadFixture, time } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";

import {
  assertResult,
  caseOf,
  challenge,
  CHALLENGE_SECONDS,
  deployOptimistic,
  Stage,
  submit,
  verdictOf,
  wrongClaim,
  type OptimisticWorld,
} from "../support/optimistic";

// A provider challenged its own wrong result, let the case come to nothing, and had the result accepted for good.
describe("Finding: an undecided challenge", () => {
  let world: OptimisticWorld;

  beforeEach(async () => {
    world = await loadFixture(deployOptimistic);
  });

  it("opens a new window, in which the result can be overturned", async () => {
    const { court, verifier, defendant, stranger, job } = world;
    await submit(world);
    const own = await caseOf(world, await challenge(world, wrongClaim(world, 0), stranger));
    await court.connect(defendant).answer(verifier, own.id, own.file);
    await time.increase(7_201); // nobody draws
    await court.close(verifier, own.id, own.file);
    const closedAt = BigInt(await time.latest());
    await assertResult(world, closedAt, Stage.Upheld);
    await time.increaseTo(closedAt + BigInt(CHALLENGE_SECONDS) - 1n);
    expect(await verdictOf(world, job)).to.deep.equal([0n, 0n, 0n]);
    const honest = await caseOf(world, await challenge(world, wrongClaim(world, 3)));
    await time.increase(3_601); // it does not answer
    await court.close(verifier, honest.id, honest.file);
    expect((await verdictOf(world, job))[0]).to.equal(3n);
  });
});
