import { loadFixture, mine, time } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { ethers } from "hardhat";

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
});
