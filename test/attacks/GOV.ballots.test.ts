import { loadFixture } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { ethers } from "hardhat";

import { SETTINGS } from "../../deploy/modules/Governance";
import { Support, type Proposal } from "../governance/support/actions";
import { keyedNonce, signBallot } from "../governance/support/ballots";
import { ballotOf, castBySig, deployTwoVotes } from "../governance/support/two-votes";
import { WALLET_VOTES, type GovernanceWorld } from "../governance/support/world";

describe("attacks on signed ballots", () => {
  let world: GovernanceWorld;
  let proposal: Proposal;
  let other: Proposal;

  beforeEach(async () => {
    ({ deployed: world, first: proposal, second: other } = await loadFixture(deployTwoVotes));
  });

  it("GOV11a: refuses a ballot a second time", async () => {
    const { governor, voter } = world;
    const ballot = await ballotOf(world, proposal);
    await castBySig(world, ballot);
    await expect(castBySig(world, ballot))
      .to.be.revertedWithCustomError(governor, "GovernorAlreadyCastVote")
      .withArgs(voter.address);
  });

  it("GOV11b: counts one of two ballots that say otherwise, and none after a direct vote", async () => {
    const { governor, voter, provider } = world;
    const [first, second] = [
      await ballotOf(world, proposal),
      await ballotOf(world, proposal, Support.Against),
    ];
    await castBySig(world, first);
    for (const late of [first, second]) {
      await expect(castBySig(world, late))
        .to.be.revertedWithCustomError(governor, "GovernorAlreadyCastVote")
        .withArgs(voter.address);
    }
    const ballot = await ballotOf(world, other);
    await governor.connect(voter).castVote(other.id, Support.Abstain);
    await expect(castBySig(world, ballot)).to.be.revertedWithCustomError(
      governor,
      "GovernorAlreadyCastVote",
    );
    expect(await governor.hasVoted(other.id, provider)).to.equal(false);
    expect(await governor.proposalVotes(proposal.id)).to.deep.equal([0n, WALLET_VOTES, 0n]);
    expect(await governor.proposalVotes(other.id)).to.deep.equal([0n, 0n, WALLET_VOTES]);
  });

  it("GOV11c: refuses a ballot of another proposal, another side, another voter", async () => {
    const { governor, whale } = world;
    const ballot = await ballotOf(world, proposal);
    for (const forged of [
      { ...ballot, proposalId: other.id },
      { ...ballot, support: Support.Against },
      { ...ballot, voter: whale.address },
    ]) {
      await expect(castBySig(world, forged))
        .to.be.revertedWithCustomError(governor, "GovernorInvalidSignature")
        .withArgs(forged.voter);
    }
  });

  it("GOV11d: refuses a ballot for another governor", async () => {
    const { governor, weft, stakes, voter } = world;
    const fork = await ethers.deployContract("WeftGovernor", [
      weft,
      stakes,
      ethers.ZeroAddress,
      0,
      SETTINGS,
    ]);
    const ballot = await ballotOf(world, proposal);
    const signature = await signBallot(fork, voter, ballot);
    await expect(castBySig(world, { ...ballot, signature })).to.be.revertedWithCustomError(
      governor,
      "GovernorInvalidSignature",
    );
  });

  it("GOV11e: refuses a ballot on a fork of the chain, where the same contracts stand", async () => {
    const { governor, voter } = world;
    const nonce = await keyedNonce(governor, voter.address, proposal.id);
    const ballot = { proposalId: proposal.id, support: Support.For, voter: voter.address, nonce };
    const { chainId } = await ethers.provider.getNetwork();
    const domain = {
      name: "Weft Governor",
      version: "1",
      chainId: chainId + 1n,
      verifyingContract: await governor.getAddress(),
    };
    const types = {
      Ballot: [
        { name: "proposalId", type: "uint256" },
        { name: "support", type: "uint8" },
        { name: "voter", type: "address" },
        { name: "nonce", type: "uint256" },
      ],
    };
    const signature = await voter.signTypedData(domain, types, ballot);
    await expect(castBySig(world, { ...ballot, signature }))
      .to.be.revertedWithCustomError(governor, "GovernorInvalidSignature")
      .withArgs(voter.address);
    expect(await governor.hasVoted(proposal.id, voter)).to.equal(false);
  });

  it("GOV11f: keeps no ballot from counting, whatever else of its voter a stranger brings first", async () => {
    const { governor, voter, weft } = world;
    const [first, second] = [await ballotOf(world, proposal), await ballotOf(world, other)];
    const plain = { proposalId: other.id, support: Support.Against, voter: voter.address };
    const old = { ...plain, nonce: await governor["nonces(address)"](voter) };
    await castBySig(world, { ...old, signature: await signBallot(governor, voter, old) });
    await expect(castBySig(world, second)).to.be.revertedWithCustomError(
      governor,
      "GovernorAlreadyCastVote",
    );
    await castBySig(world, first);
    expect(await governor.hasVoted(proposal.id, voter)).to.equal(true);
    expect(await weft.nonces(voter)).to.equal(0n);
  });
});
