import { loadFixture, time } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { ethers } from "hardhat";

import {
  State,
  Support,
  closeVote,
  feeCall,
  openVote,
  proposalOf,
  propose,
  sealedFor,
  sendProposal,
  termsOf,
} from "./support/actions";
import { DAY, THRESHOLD, WEFT, deployGovernance, type GovernanceWorld } from "./support/world";

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

  describe("GOV4: spam", () => {
    it("refuses a proposer with one vote less than the threshold a second ago", async () => {
      const { governor, weft, proposer, holder } = world;
      await weft.connect(proposer).transfer(holder, 1n);
      await time.increase(1);
      const proposal = await proposalOf(world, [feeCall(world)], sealedFor(proposer));
      await expect(sendProposal(world, proposer, proposal))
        .to.be.revertedWithCustomError(governor, "GovernorInsufficientProposerVotes")
        .withArgs(proposer.address, THRESHOLD - 1n, THRESHOLD);
    });

    it("counts stake towards the threshold", async () => {
      const { stakes, jobMarket, weft, proposer } = world;
      await weft.connect(proposer).approve(stakes, THRESHOLD);
      await stakes.connect(proposer).provision(jobMarket, THRESHOLD / 3n);
      await time.increase(1);
      await propose(world, [feeCall(world)]);
    });

    for (const state of ["Pending", "Active"] as const) {
      it(`refuses a second proposal while the first is ${state}`, async () => {
        const { governor, proposer } = world;
        const first = await propose(world, [feeCall(world)]);
        if (state === "Active") await openVote(world, first);
        expect(await governor.state(first.id)).to.equal(State[state]);
        const second = await proposalOf(world, [feeCall(world)], sealedFor(proposer, "again"));
        await expect(sendProposal(world, proposer, second))
          .to.be.revertedWithCustomError(governor, "GovernorHasLiveProposal")
          .withArgs(proposer.address, first.id);
      });
    }

    it("takes the next one once the first is cancelled, defeated or passed", async () => {
      const { governor, proposer, whale } = world;
      const first = await propose(world, [feeCall(world)], { text: "cancelled" });
      await governor.connect(proposer).cancel(...termsOf(first));
      const second = await propose(world, [feeCall(world)], { text: "defeated" });
      await openVote(world, second);
      await closeVote(world, second);
      expect(await governor.state(second.id)).to.equal(State.Defeated);
      const third = await propose(world, [feeCall(world)], { text: "passed" });
      await openVote(world, third);
      await governor.connect(whale).castVote(third.id, Support.For);
      await closeVote(world, third);
      expect(await governor.state(third.id)).to.equal(State.Succeeded);
      await propose(world, [feeCall(world)], { text: "one more" });
    });

    it("lets others propose meanwhile", async () => {
      const { whale } = world;
      await propose(world, [feeCall(world)]);
      await propose(world, [feeCall(world)], { by: whale });
    });
  });

  describe("GOV5: a copy that its maker cancels", () => {
    it("takes the place of a proposal that names no proposer", async () => {
      const { governor, proposer, whale } = world;
      const proposal = await proposalOf(world, [feeCall(world)], "an open description");
      await sendProposal(world, whale, proposal);
      await governor.connect(whale).cancel(...termsOf(proposal));
      await expect(sendProposal(world, proposer, proposal))
        .to.be.revertedWithCustomError(governor, "GovernorUnexpectedProposalState")
        .withArgs(proposal.id, State.Canceled, ethers.ZeroHash);
    });

    it("is refused where the description names its proposer", async () => {
      const { governor, proposer, whale } = world;
      const proposal = await proposalOf(world, [feeCall(world)], sealedFor(proposer));
      await expect(sendProposal(world, whale, proposal))
        .to.be.revertedWithCustomError(governor, "GovernorRestrictedProposer")
        .withArgs(whale.address);
      await sendProposal(world, proposer, proposal);
      expect(await governor.proposalProposer(proposal.id)).to.equal(proposer.address);
    });

    it("has another id with any other description, and harms nobody", async () => {
      const { governor, whale } = world;
      const proposal = await propose(world, [feeCall(world)]);
      const copy = await propose(world, [feeCall(world)], { by: whale });
      expect(copy.id).not.to.equal(proposal.id);
      await governor.connect(whale).cancel(...termsOf(copy));
      expect(await governor.state(proposal.id)).to.equal(State.Pending);
    });
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

  it("GOV1: refuses votes borrowed for the transaction", async () => {
    const { governor, weft, holder } = world;
    const attacker = await ethers.deployContract("FlashVoter", [weft]);
    await weft.connect(holder).approve(attacker, 2n * THRESHOLD);
    const { targets, values, calldatas } = await proposalOf(world, [feeCall(world)], "");
    const data = governor.interface.encodeFunctionData("propose", [targets, values, calldatas, ""]);
    await time.increase(DAY);
    await expect(attacker.attack(weft, holder, 2n * THRESHOLD, governor, data))
      .to.be.revertedWithCustomError(governor, "GovernorInsufficientProposerVotes")
      .withArgs(attacker.target, 0n, THRESHOLD);
    expect(await weft.balanceOf(attacker)).to.equal(0n * WEFT);
  });
});
