import { loadFixture, time } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";

import {
  State,
  Support,
  closeVote,
  execute,
  feeCall,
  openVote,
  pass,
  propose,
  queue,
  termsOf,
  type Proposal,
} from "../governance/support/actions";
import { deployGovernance, type GovernanceWorld } from "../governance/support/world";

type Step = (world: GovernanceWorld, proposal: Proposal) => Promise<unknown>;

const toSucceeded: Step = async (world, proposal) => {
  await openVote(world, proposal);
  await world.governor.connect(world.whale).castVote(proposal.id, Support.For);
  await closeVote(world, proposal);
};

const STATES: Record<"Pending" | "Active" | "Defeated" | "Succeeded" | "Queued", Step> = {
  Pending: () => Promise.resolve(),
  Active: openVote,
  Defeated: async (world, proposal) => {
    await openVote(world, proposal);
    await closeVote(world, proposal);
  },
  Succeeded: toSucceeded,
  Queued: async (world, proposal) => {
    await toSucceeded(world, proposal);
    await queue(world, proposal);
  },
};

describe("attacks by a captured guardian", () => {
  let world: GovernanceWorld;

  beforeEach(async () => {
    world = await loadFixture(deployGovernance);
  });

  for (const [name, reach] of Object.entries(STATES)) {
    it(`GOV13a: cancels a proposal that is ${name}`, async () => {
      const { governor, guardian } = world;
      const proposal = await propose(world, [feeCall(world)]);
      await reach(world, proposal);
      await expect(governor.connect(guardian).cancel(...termsOf(proposal)))
        .to.emit(governor, "ProposalCanceled")
        .withArgs(proposal.id);
      expect(await governor.state(proposal.id)).to.equal(State.Canceled);
    });
  }

  it("GOV13b: takes a queued proposal out of the timelock, so that nobody executes it there", async () => {
    const { governor, timelock, guardian, jobMarket } = world;
    const proposal = await propose(world, [feeCall(world)]);
    await pass(world, proposal);
    await expect(governor.connect(guardian).cancel(...termsOf(proposal))).to.emit(
      timelock,
      "Cancelled",
    );
    const before = await jobMarket.feeBps();
    await expect(execute(world, proposal)).to.be.revertedWithCustomError(
      governor,
      "GovernorUnexpectedProposalState",
    );
    expect(await jobMarket.feeBps()).to.equal(before);
  });

  it("GOV13c: cannot cancel what was executed or cancelled", async () => {
    const { governor, guardian } = world;
    const proposal = await propose(world, [feeCall(world)]);
    await pass(world, proposal);
    await execute(world, proposal);
    const cancel = () => governor.connect(guardian).cancel(...termsOf(proposal));
    await expect(cancel()).to.be.revertedWithCustomError(
      governor,
      "GovernorUnexpectedProposalState",
    );
  });

  it("GOV13d: can do nothing else: not propose, not schedule, not cancel in the timelock", async () => {
    const { governor, timelock, guardian } = world;
    const proposal = await propose(world, [feeCall(world)]);
    const roles = [
      await timelock.PROPOSER_ROLE(),
      await timelock.CANCELLER_ROLE(),
      await timelock.EXECUTOR_ROLE(),
      await timelock.DEFAULT_ADMIN_ROLE(),
    ];
    for (const role of roles) expect(await timelock.hasRole(role, guardian)).to.equal(false);
    const { targets, values, calldatas } = proposal;
    await expect(
      governor.connect(guardian).propose(targets, values, calldatas, "by the guardian"),
    ).to.be.revertedWithCustomError(governor, "GovernorInsufficientProposerVotes");
  });

  describe("past its term", () => {
    it("GOV13e: cancels in the last second of its term", async () => {
      const { governor, guardian, guardianUntil } = world;
      await time.increaseTo(guardianUntil - 100);
      const proposal = await propose(world, [feeCall(world)]);
      await time.setNextBlockTimestamp(guardianUntil - 1);
      await governor.connect(guardian).cancel(...termsOf(proposal));
      expect(await governor.state(proposal.id)).to.equal(State.Canceled);
    });

    it("GOV13f: cancels nothing from the next second on, and what was proposed passes", async () => {
      const { governor, guardian, guardianUntil, jobMarket } = world;
      await time.increaseTo(guardianUntil - 100);
      const proposal = await propose(world, [feeCall(world)]);
      await time.setNextBlockTimestamp(guardianUntil);
      await expect(governor.connect(guardian).cancel(...termsOf(proposal)))
        .to.be.revertedWithCustomError(governor, "GovernorUnableToCancel")
        .withArgs(proposal.id, guardian.address);
      await pass(world, proposal);
      await execute(world, proposal);
      expect(await jobMarket.feeBps()).to.equal(100n);
    });

    it("GOV13g: has no way to a longer term: nothing on the governor sets it", () => {
      const names = world.governor.interface.fragments.flatMap((fragment) =>
        "name" in fragment && typeof fragment.name === "string" ? [fragment.name] : [],
      );
      const setters = names.filter((name) => /guardian/i.test(name) && /^(set|update)/.test(name));
      expect(setters).to.deep.equal([]);
    });
  });
});
