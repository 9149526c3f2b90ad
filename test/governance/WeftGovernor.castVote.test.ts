import { loadFixture, mine, time } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { ethers } from "hardhat";

import { SETTINGS } from "../../deploy/modules/Governance";
import {
  State,
  Support,
  closeVote,
  feeCall,
  openVote,
  propose,
  vote,
  type Proposal,
} from "./support/actions";
import {
  QUORUM,
  STAKE_VOTES,
  WALLET_VOTES,
  WEFT,
  deployGovernance,
  type GovernanceWorld,
} from "./support/world";

const VOTES = WALLET_VOTES + STAKE_VOTES;

describe("WeftGovernor.castVote", () => {
  let world: GovernanceWorld;
  let proposal: Proposal;

  async function deployProposal() {
    const deployed = await deployGovernance();
    return { deployed, made: await propose(deployed, [feeCall(deployed)]) };
  }

  beforeEach(async () => {
    ({ deployed: world, made: proposal } = await loadFixture(deployProposal));
  });

  it("counts wallet votes and stake together", async () => {
    const { governor, provider } = world;
    await openVote(world, proposal);
    const snapshot = await governor.proposalSnapshot(proposal.id);
    expect(await governor.getVotes(provider, snapshot)).to.equal(VOTES);
    expect(await governor.getVotesWithParams(provider, snapshot, "0x12")).to.equal(VOTES);
    await vote(world, provider, proposal, Support.For, VOTES);
  });

  for (const [name, support] of Object.entries(Support)) {
    it(`counts a vote ${name}`, async () => {
      const { voter } = world;
      await openVote(world, proposal);
      await vote(world, voter, proposal, support, WALLET_VOTES);
    });
  }

  it("takes a reason, and parameters, and says them", async () => {
    const { governor, voter, provider } = world;
    await openVote(world, proposal);
    const { id } = proposal;
    await expect(governor.connect(voter).castVoteWithReason(id, Support.For, "cheaper"))
      .to.emit(governor, "VoteCast")
      .withArgs(voter.address, id, Support.For, WALLET_VOTES, "cheaper");
    await expect(
      governor.connect(provider).castVoteWithReasonAndParams(id, Support.Against, "why", "0x12"),
    )
      .to.emit(governor, "VoteCastWithParams")
      .withArgs(provider.address, id, Support.Against, VOTES, "why", "0x12");
  });

  it("refuses another kind of vote, and votes before and after", async () => {
    const { governor, voter } = world;
    const cast = (support: bigint) => governor.connect(voter).castVote(proposal.id, support);
    await expect(cast(1n)).to.be.revertedWithCustomError(
      governor,
      "GovernorUnexpectedProposalState",
    );
    await openVote(world, proposal);
    await expect(cast(3n)).to.be.revertedWithCustomError(governor, "GovernorInvalidVoteType");
    await closeVote(world, proposal);
    await expect(cast(1n))
      .to.be.revertedWithCustomError(governor, "GovernorUnexpectedProposalState")
      .withArgs(proposal.id, State.Defeated, ethers.toBeHex(2n, 32));
  });

  it("defeats what has as many votes against as for", async () => {
    const { governor, whale, holder, weft } = world;
    await weft.connect(holder).delegate(holder);
    await weft.connect(holder).transfer(whale, QUORUM);
    const rest = await weft.balanceOf(holder);
    await weft.connect(holder).transfer(governor, rest - 2n * QUORUM);
    await openVote(world, proposal);
    await vote(world, whale, proposal, Support.For, 2n * QUORUM);
    await vote(world, holder, proposal, Support.Against, 2n * QUORUM);
    await closeVote(world, proposal);
    expect(await governor.state(proposal.id)).to.equal(State.Defeated);
  });

  it("defeats what is a vote short of the quorum", async () => {
    const { governor, whale, holder, weft } = world;
    await weft.connect(holder).delegate(holder);
    await weft.connect(whale).transfer(holder, 1n);
    await openVote(world, proposal);
    await vote(world, whale, proposal, Support.For, QUORUM - 1n);
    await closeVote(world, proposal);
    expect(await governor.state(proposal.id)).to.equal(State.Defeated);
  });

  describe("double votes through stake and wallet", () => {
    it("refuses the second vote of an account", async () => {
      const { governor, provider } = world;
      await openVote(world, proposal);
      await vote(world, provider, proposal, Support.For, VOTES);
      for (const support of [Support.For, Support.Against]) {
        await expect(governor.connect(provider).castVote(proposal.id, support))
          .to.be.revertedWithCustomError(governor, "GovernorAlreadyCastVote")
          .withArgs(provider.address);
      }
    });

    it("gives WEFT that voted in a wallet no vote as stake", async () => {
      const { stakes, jobMarket, voter, provider, money } = world;
      await openVote(world, proposal);
      await vote(world, voter, proposal, Support.For, WALLET_VOTES);
      await stakes.connect(provider).openPool(jobMarket, 0, [money]);
      await stakes.connect(voter).delegate(provider, jobMarket, WALLET_VOTES, 0);
      await time.increase(1);
      await vote(world, provider, proposal, Support.For, VOTES);
    });

    it("counts WEFT that is staked in the second of the count once", async () => {
      const { governor, weft, stakes, jobMarket, voter } = world;
      const snapshot = await governor.proposalSnapshot(proposal.id);
      await time.setNextBlockTimestamp(snapshot);
      await stakes.connect(voter).provision(jobMarket, STAKE_VOTES);
      await mine();
      const wallet = await weft.getPastVotes(voter, snapshot);
      const stake = await stakes.getPastVotes(voter, snapshot);
      expect([wallet, stake]).to.deep.equal([WALLET_VOTES - STAKE_VOTES, STAKE_VOTES]);
      await vote(world, voter, proposal, Support.For, WALLET_VOTES);
    });

    it("never counts more than the supply, whatever was staked", async () => {
      const { governor, weft, stakes, holder, proposer, whale, provider, voter } = world;
      await weft.connect(holder).delegate(holder);
      await openVote(world, proposal);
      const snapshot = await governor.proposalSnapshot(proposal.id);
      const all = [holder, proposer, whale, provider, voter];
      const votes = await Promise.all(all.map((each) => governor.getVotes(each, snapshot)));
      const total = votes.reduce((sum, each) => sum + each, 0n);
      expect(total).to.equal(await weft.totalSupply());
      expect(await weft.delegates(stakes)).to.equal(ethers.ZeroAddress);
      expect(await governor.getVotes(stakes, snapshot)).to.equal(0n);
    });
  });

  describe("GOV1: borrowed votes", () => {
    async function flash(data: string) {
      const { governor, weft, holder } = world;
      const attacker = await ethers.deployContract("FlashVoter", [weft]);
      await weft.connect(holder).approve(attacker, QUORUM);
      const attack = () => attacker.attack(weft, holder, QUORUM, governor, data);
      return { attacker, attack };
    }

    it("weigh nothing in the transaction that borrows them", async () => {
      const { governor } = world;
      const cast = [proposal.id, Support.For] as const;
      const data = governor.interface.encodeFunctionData("castVote", [...cast]);
      await openVote(world, proposal);
      const { attacker, attack } = await flash(data);
      await expect(attack())
        .to.emit(governor, "VoteCast")
        .withArgs(attacker.target, proposal.id, Support.For, 0n, "");
      expect(await governor.proposalVotes(proposal.id)).to.deep.equal([0n, 0n, 0n]);
    });

    it("weigh nothing even when borrowed in the second of the count", async () => {
      const { governor } = world;
      const { attacker, attack } = await flash(governor.interface.encodeFunctionData("clock"));
      const snapshot = await governor.proposalSnapshot(proposal.id);
      await time.setNextBlockTimestamp(snapshot);
      await attack();
      await openVote(world, proposal);
      expect(await governor.getVotes(attacker, snapshot)).to.equal(0n);
    });

    it("weigh nothing when bought after the count", async () => {
      const { weft, holder, stranger } = world;
      await weft.connect(stranger).delegate(stranger);
      await openVote(world, proposal);
      await weft.connect(holder).transfer(stranger, QUORUM);
      await time.increase(1);
      await vote(world, stranger, proposal, Support.For, 0n);
    });
  });

  describe("GOV3: a whale in the last second", () => {
    const { lateQuorumExtension } = SETTINGS;

    it("gives the others two more days, once", async () => {
      const { governor, weft, whale, holder, provider } = world;
      await weft.connect(holder).delegate(holder);
      await openVote(world, proposal);
      const deadline = await governor.proposalDeadline(proposal.id);
      await time.setNextBlockTimestamp(deadline);
      const extended = deadline + BigInt(lateQuorumExtension);
      const sent = await governor.connect(whale).castVote(proposal.id, Support.For);
      await expect(sent).to.emit(governor, "ProposalExtended").withArgs(proposal.id, extended);
      expect(await governor.proposalDeadline(proposal.id)).to.equal(extended);
      await time.increaseTo(deadline + 1n);
      expect(await governor.state(proposal.id)).to.equal(State.Active);
      await time.setNextBlockTimestamp(extended);
      const answer = await governor.connect(provider).castVote(proposal.id, Support.Against);
      await expect(answer).not.to.emit(governor, "ProposalExtended");
      expect(await governor.proposalDeadline(proposal.id)).to.equal(extended);
      await closeVote(world, proposal);
      expect(await governor.state(proposal.id)).to.equal(State.Succeeded);
    });

    it("can be outvoted in these days", async () => {
      const { governor, weft, whale, holder } = world;
      await weft.connect(holder).delegate(holder);
      await openVote(world, proposal);
      await time.setNextBlockTimestamp(await governor.proposalDeadline(proposal.id));
      await governor.connect(whale).castVote(proposal.id, Support.For);
      await governor.connect(holder).castVote(proposal.id, Support.Against);
      await closeVote(world, proposal);
      expect(await governor.state(proposal.id)).to.equal(State.Defeated);
    });

    it("changes nothing where the quorum is reached early", async () => {
      const { governor, whale } = world;
      await openVote(world, proposal);
      const deadline = await governor.proposalDeadline(proposal.id);
      const sent = await governor.connect(whale).castVote(proposal.id, Support.Abstain);
      await expect(sent).not.to.emit(governor, "ProposalExtended");
      expect(await governor.proposalDeadline(proposal.id)).to.equal(deadline);
    });
  });

  it("GOV2: a quorum that somebody bought is outvoted by holders who had the delay to gather", async () => {
    const { governor, whale, proposer, weft, holder } = world;
    await weft.connect(holder).delegate(proposer);
    await openVote(world, proposal);
    await vote(world, whale, proposal, Support.For, QUORUM);
    const snapshot = await governor.proposalSnapshot(proposal.id);
    expect(await governor.getVotes(proposer, snapshot)).to.be.greaterThan(QUORUM * 2n + WEFT);
    await governor.connect(proposer).castVote(proposal.id, Support.Against);
    await closeVote(world, proposal);
    expect(await governor.state(proposal.id)).to.equal(State.Defeated);
  });
});
