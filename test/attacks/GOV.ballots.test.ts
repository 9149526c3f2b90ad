import { loadFixture } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { ethers } from "hardhat";

import { SETTINGS } from "../../deploy/modules/Governance";
import { Support, feeCall, openVote, propose, type Proposal } from "../governance/support/actions";
import { keyedNonce, signBallot } from "../governance/support/ballots";
import { WALLET_VOTES, deployGovernance, type GovernanceWorld } from "../governance/support/world";

describe("attacks on signed ballots", () => {
  let world: GovernanceWorld;
  let proposal: Proposal;
  let other: Proposal;

  async function deployVotes() {
    const deployed = await deployGovernance();
    const first = await propose(deployed, [feeCall(deployed)]);
    const second = await propose(deployed, [feeCall(deployed)], { by: deployed.whale });
    await openVote(deployed, second);
    return { deployed, first, second };
  }

  beforeEach(async () => {
    ({ deployed: world, first: proposal, second: other } = await loadFixture(deployVotes));
  });

  async function ballotOf({ id: proposalId }: Proposal, support: bigint = Support.For) {
    const { governor, voter } = world;
    const nonce = await keyedNonce(governor, voter.address, proposalId);
    const ballot = { proposalId, support, voter: voter.address, nonce };
    return { ...ballot, signature: await signBallot(governor, voter, ballot) };
  }

  function cast(ballot: Awaited<ReturnType<typeof ballotOf>>) {
    const { proposalId, support, voter, signature } = ballot;
    return world.governor
      .connect(world.stranger)
      .castVoteBySig(proposalId, support, voter, signature);
  }

  it("GOV11a: refuses a ballot a second time", async () => {
    const { governor, voter } = world;
    const ballot = await ballotOf(proposal);
    await cast(ballot);
    await expect(cast(ballot))
      .to.be.revertedWithCustomError(governor, "GovernorAlreadyCastVote")
      .withArgs(voter.address);
  });

  it("GOV11b: counts one of two ballots that say otherwise, and none after a direct vote", async () => {
    const { governor, voter, provider } = world;
    const [first, second] = [await ballotOf(proposal), await ballotOf(proposal, Support.Against)];
    await cast(first);
    for (const late of [first, second]) {
      await expect(cast(late))
        .to.be.revertedWithCustomError(governor, "GovernorAlreadyCastVote")
        .withArgs(voter.address);
    }
    const ballot = await ballotOf(other);
    await governor.connect(voter).castVote(other.id, Support.Abstain);
    await expect(cast(ballot)).to.be.revertedWithCustomError(governor, "GovernorAlreadyCastVote");
    expect(await governor.hasVoted(other.id, provider)).to.equal(false);
    expect(await governor.proposalVotes(proposal.id)).to.deep.equal([0n, WALLET_VOTES, 0n]);
    expect(await governor.proposalVotes(other.id)).to.deep.equal([0n, 0n, WALLET_VOTES]);
  });

  it("GOV11c: refuses a ballot of another proposal, another side, another voter", async () => {
    const { governor, whale } = world;
    const ballot = await ballotOf(proposal);
    for (const forged of [
      { ...ballot, proposalId: other.id },
      { ...ballot, support: Support.Against },
      { ...ballot, voter: whale.address },
    ]) {
      await expect(cast(forged))
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
    const ballot = await ballotOf(proposal);
    const signature = await signBallot(fork, voter, ballot);
    await expect(cast({ ...ballot, signature })).to.be.revertedWithCustomError(
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
    await expect(cast({ ...ballot, signature }))
      .to.be.revertedWithCustomError(governor, "GovernorInvalidSignature")
      .withArgs(voter.address);
    expect(await governor.hasVoted(proposal.id, voter)).to.equal(false);
  });

  it("GOV11f: keeps no ballot from counting, whatever else of its voter a stranger brings first", async () => {
    const { governor, voter, weft } = world;
    const [first, second] = [await ballotOf(proposal), await ballotOf(other)];
    const plain = { proposalId: other.id, support: Support.Against, voter: voter.address };
    const old = { ...plain, nonce: await governor["nonces(address)"](voter) };
    await cast({ ...old, signature: await signBallot(governor, voter, old) });
    await expect(cast(second)).to.be.revertedWithCustomError(governor, "GovernorAlreadyCastVote");
    await cast(first);
    expect(await governor.hasVoted(proposal.id, voter)).to.equal(true);
    expect(await weft.nonces(voter)).to.equal(0n);
  });
});
