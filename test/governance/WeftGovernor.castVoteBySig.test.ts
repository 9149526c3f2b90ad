import { loadFixture } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { ethers } from "hardhat";

import { Support, type Proposal } from "./support/actions";
import { keyedNonce, signBallot, signExtended } from "./support/ballots";
import { ballotOf, castBySig, deployTwoVotes } from "./support/two-votes";
import { WALLET_VOTES, type GovernanceWorld } from "./support/world";

describe("WeftGovernor.castVoteBySig", () => {
  let world: GovernanceWorld;
  let proposal: Proposal;
  let other: Proposal;

  beforeEach(async () => {
    ({ deployed: world, first: proposal, second: other } = await loadFixture(deployTwoVotes));
  });

  it("counts the votes of who signed, whoever sends them", async () => {
    const { governor, voter } = world;
    await expect(castBySig(world, await ballotOf(world, proposal)))
      .to.emit(governor, "VoteCast")
      .withArgs(voter.address, proposal.id, Support.For, WALLET_VOTES, "");
    expect(await governor.hasVoted(proposal.id, voter)).to.equal(true);
  });

  it("counts a reason and parameters that were signed", async () => {
    const { governor, voter, stranger } = world;
    const nonce = await keyedNonce(governor, voter.address, proposal.id);
    const said = { support: Support.Abstain, voter: voter.address, reason: "none", params: "0x12" };
    const signature = await signExtended(governor, voter, {
      ...said,
      proposalId: proposal.id,
      nonce,
    });
    const send = (reason: string) =>
      governor
        .connect(stranger)
        .castVoteWithReasonAndParamsBySig(proposal.id, 2n, voter, reason, "0x12", signature);
    await expect(send("another"))
      .to.be.revertedWithCustomError(governor, "GovernorInvalidSignature")
      .withArgs(voter.address);
    await expect(send("none"))
      .to.emit(governor, "VoteCastWithParams")
      .withArgs(voter.address, proposal.id, Support.Abstain, WALLET_VOTES, "none", "0x12");
  });

  it("takes a wallet's signature (ERC-1271)", async () => {
    const { governor, weft, holder, voter } = world;
    const wallet = await ethers.deployContract("WalletMock", [voter]);
    await weft.connect(holder).transfer(wallet, 7n);
    const nonce = await keyedNonce(governor, await wallet.getAddress(), proposal.id);
    const ballot = {
      proposalId: proposal.id,
      support: 1n,
      voter: await wallet.getAddress(),
      nonce,
    };
    const signature = await signBallot(governor, voter, ballot);
    await expect(governor.castVoteBySig(proposal.id, 1n, wallet, signature))
      .to.emit(governor, "VoteCast")
      .withArgs(ballot.voter, proposal.id, 1n, 0n, "");
  });

  describe("SIG21: one signature cannot be killed by another", () => {
    it("counts ballots on two proposals in either order", async () => {
      const ballots = [await ballotOf(world, proposal), await ballotOf(world, other)];
      for (const ballot of ballots.reverse()) await castBySig(world, ballot);
      for (const { id } of [proposal, other]) {
        expect(await world.governor.hasVoted(id, world.voter)).to.equal(true);
      }
    });

    it("takes the library's plain nonces too, in a sequence of their own", async () => {
      const { governor, voter } = world;
      const plain = { proposalId: other.id, support: 1n, voter: voter.address, nonce: 0n };
      const ballot = { ...plain, signature: await signBallot(governor, voter, plain) };
      const keyed = await ballotOf(world, proposal);
      await castBySig(world, ballot);
      expect(await governor["nonces(address)"](voter)).to.equal(1n);
      await castBySig(world, keyed);
      expect(await governor.hasVoted(proposal.id, voter)).to.equal(true);
    });

    it("is not touched by permits and delegations of the token", async () => {
      const { governor, weft, voter } = world;
      const ballot = await ballotOf(world, proposal);
      expect(await weft.nonces(voter)).to.equal(0n);
      await castBySig(world, ballot);
      expect(await weft.nonces(voter)).to.equal(0n);
      expect(await governor["nonces(address)"](voter)).to.equal(0n);
    });
  });
});
