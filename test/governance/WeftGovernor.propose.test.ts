import { loadFixture } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";

import {
  State,
  feeCall,
  openVote,
  proposalOf,
  propose,
  sendProposal,
  termsOf,
} from "./support/actions";
import { deployGovernance, type GovernanceWorld } from "./support/world";

describe("WeftGovernor.propose", () => {
  let world: GovernanceWorld;

  beforeEach(async () => {
    world = await loadFixture(deployGovernance);
  });

  it("refuses lists of unequal length and an empty proposal", async () => {
    const { governor, proposer } = world;
    const proposal = await proposalOf(world, [feeCall(world)], "a proposal");
    const { targets, values, calldatas } = proposal;
    for (const terms of [
      { ...proposal, targets: [], values: [], calldatas: [] },
      { ...proposal, values: [] },
      { ...proposal, calldatas: [] },
      { ...proposal, targets: [...targets, ...targets] },
    ]) {
      await expect(sendProposal(world, proposer, terms))
        .to.be.revertedWithCustomError(governor, "GovernorInvalidProposalLength")
        .withArgs(terms.targets.length, terms.calldatas.length, terms.values.length);
    }
    expect([values.length, calldatas.length]).to.deep.equal([1, 1]);
  });

  describe("cancelling", () => {
    it("is the proposer's before the vote, and nobody else's", async () => {
      const { governor, proposer, whale } = world;
      const proposal = await propose(world, [feeCall(world)]);
      await expect(governor.connect(whale).cancel(...termsOf(proposal)))
        .to.be.revertedWithCustomError(governor, "GovernorUnableToCancel")
        .withArgs(proposal.id, whale.address);
      await expect(governor.connect(proposer).cancel(...termsOf(proposal)))
        .to.emit(governor, "ProposalCanceled")
        .withArgs(proposal.id);
      expect(await governor.state(proposal.id)).to.equal(State.Canceled);
    });

    it("is not even the proposer's once the vote has begun", async () => {
      const { governor, proposer } = world;
      const proposal = await propose(world, [feeCall(world)]);
      await openVote(world, proposal);
      await expect(governor.connect(proposer).cancel(...termsOf(proposal)))
        .to.be.revertedWithCustomError(governor, "GovernorUnableToCancel")
        .withArgs(proposal.id, proposer.address);
    });
  });
});
