import { loadFixture, time } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { ethers } from "hardhat";

import { SETTINGS } from "../../deploy/modules/Governance";
import {
  State,
  Support,
  closeVote,
  execute,
  feeCall,
  openVote,
  proposalOf,
  propose,
  queue,
  termsOf,
  vote,
  waitForTimelock,
  type Proposal,
} from "../governance/support/actions";
import {
  DAY,
  QUORUM,
  THRESHOLD,
  WEFT,
  deployGovernance,
  type GovernanceWorld,
} from "../governance/support/world";

describe("attacks on votes", () => {
  let world: GovernanceWorld;
  let proposal: Proposal;

  async function deployProposal() {
    const deployed = await deployGovernance();
    return { deployed, made: await propose(deployed, [feeCall(deployed)]) };
  }

  beforeEach(async () => {
    ({ deployed: world, made: proposal } = await loadFixture(deployProposal));
  });

  describe("borrowed votes", () => {
    async function flash(data: string) {
      const { governor, weft, holder } = world;
      const attacker = await ethers.deployContract("FlashVoter", [weft]);
      await weft.connect(holder).approve(attacker, QUORUM);
      const attack = () => attacker.attack(weft, holder, QUORUM, governor, data);
      return { attacker, attack };
    }

    it("GOV1a: weigh nothing in the transaction that borrows them", async () => {
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

    it("GOV1b: weigh nothing even when borrowed in the second of the count", async () => {
      const { governor } = world;
      const { attacker, attack } = await flash(governor.interface.encodeFunctionData("clock"));
      const snapshot = await governor.proposalSnapshot(proposal.id);
      await time.setNextBlockTimestamp(snapshot);
      await attack();
      await openVote(world, proposal);
      expect(await governor.getVotes(attacker, snapshot)).to.equal(0n);
    });

    it("GOV1c: weigh nothing when bought after the count", async () => {
      const { weft, holder, stranger } = world;
      await weft.connect(stranger).delegate(stranger);
      await openVote(world, proposal);
      await weft.connect(holder).transfer(stranger, QUORUM);
      await time.increase(1);
      await vote(world, stranger, proposal, Support.For, 0n);
    });
  });

  it("GOV1d: refuses votes borrowed for the transaction", async () => {
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

  describe("a quorum bought over a weekend, to empty the treasury", () => {
    /** The attacker holds the quorum, and asks for all that the treasury has in the vault. */
    async function deployRaid() {
      const { deployed: raided } = await deployProposal();
      const { vault, timelock, money, holder, whale, weft } = raided;
      const loot = 1_000_000n;
      await money.mint(holder, loot);
      await money.connect(holder).approve(vault, loot);
      await vault.connect(holder).deposit(money, loot, timelock);
      const { target } = money;
      const take = [target, loot, whale.address] as const;
      const data = vault.interface.encodeFunctionData("withdraw", [...take]);
      await weft.connect(holder).delegate(holder);
      await time.increase(1);
      const begun = await time.latest();
      const raid = await propose(raided, [{ to: vault, data }], { by: whale, text: "raid" });
      return { raided, raid, loot, begun };
    }

    type Raid = Awaited<ReturnType<typeof deployRaid>>;

    async function assertKept({ raided: { money, vault, timelock, whale }, loot }: Raid) {
      expect(await vault.balanceOf(timelock, BigInt(await money.getAddress()))).to.equal(loot);
      expect(await money.balanceOf(whale)).to.equal(0n);
    }

    it("GOV2a: is outvoted by holders, who have the delay and the vote to gather", async () => {
      const raid = await loadFixture(deployRaid);
      const { governor, holder, whale } = raid.raided;
      await openVote(raid.raided, raid.raid);
      await vote(raid.raided, whale, raid.raid, Support.For, QUORUM);
      await governor.connect(holder).castVote(raid.raid.id, Support.Against);
      await closeVote(raid.raided, raid.raid);
      expect(await governor.state(raid.raid.id)).to.equal(State.Defeated);
      await expect(governor.queue(...termsOf(raid.raid))).to.be.revertedWithCustomError(
        governor,
        "GovernorUnexpectedProposalState",
      );
      await assertKept(raid);
    });

    it("GOV2b: is cancelled by the guardian in the last second of the timelock", async () => {
      const raid = await loadFixture(deployRaid);
      const { governor, whale, guardian } = raid.raided;
      await openVote(raid.raided, raid.raid);
      await vote(raid.raided, whale, raid.raid, Support.For, QUORUM);
      await closeVote(raid.raided, raid.raid);
      await queue(raid.raided, raid.raid);
      await time.setNextBlockTimestamp((await governor.proposalEta(raid.raid.id)) - 1n);
      await governor.connect(guardian).cancel(...termsOf(raid.raid));
      await time.increase(DAY);
      await expect(execute(raid.raided, raid.raid)).to.be.reverted;
      await assertKept(raid);
    });

    it("GOV2c: takes more than a week where nobody answers, and not a second less", async () => {
      const raid = await loadFixture(deployRaid);
      const { governor, whale, money } = raid.raided;
      await openVote(raid.raided, raid.raid);
      await vote(raid.raided, whale, raid.raid, Support.For, QUORUM);
      await expect(execute(raid.raided, raid.raid)).to.be.reverted;
      await closeVote(raid.raided, raid.raid);
      await queue(raid.raided, raid.raid);
      await time.setNextBlockTimestamp((await governor.proposalEta(raid.raid.id)) - 1n);
      await expect(execute(raid.raided, raid.raid)).to.be.reverted;
      await assertKept(raid);
      await waitForTimelock(raid.raided, raid.raid);
      await expect(execute(raid.raided, raid.raid)).to.changeTokenBalance(money, whale, raid.loot);
      expect((await time.latest()) - raid.begun).to.be.at.least(9 * DAY);
    });
  });

  describe("a whale in the last second", () => {
    const { lateQuorumExtension } = SETTINGS;

    it("GOV3a: gives the others two more days, once", async () => {
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

    it("GOV3b: can be outvoted in these days", async () => {
      const { governor, weft, whale, holder } = world;
      await weft.connect(holder).delegate(holder);
      await openVote(world, proposal);
      await time.setNextBlockTimestamp(await governor.proposalDeadline(proposal.id));
      await governor.connect(whale).castVote(proposal.id, Support.For);
      await governor.connect(holder).castVote(proposal.id, Support.Against);
      await closeVote(world, proposal);
      expect(await governor.state(proposal.id)).to.equal(State.Defeated);
    });

    it("GOV3c: changes nothing where the quorum is reached early", async () => {
      const { governor, whale } = world;
      await openVote(world, proposal);
      const deadline = await governor.proposalDeadline(proposal.id);
      const sent = await governor.connect(whale).castVote(proposal.id, Support.Abstain);
      await expect(sent).not.to.emit(governor, "ProposalExtended");
      expect(await governor.proposalDeadline(proposal.id)).to.equal(deadline);
    });
  });
});
