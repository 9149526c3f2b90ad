import { loadFixture } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { ethers } from "hardhat";

import {
  State,
  closeVote,
  execute,
  feeCall,
  openVote,
  pass,
  propose,
  queue,
  termsOf,
  vote,
  Support,
} from "./support/actions";
import { FEE_BPS, QUORUM, deployGovernance, type GovernanceWorld } from "./support/world";

describe("WeftGovernor.execute", () => {
  let world: GovernanceWorld;

  beforeEach(async () => {
    world = await loadFixture(deployGovernance);
  });

  it("refuses before the timelock's delay is over, to the second", async () => {
    const { governor, timelock, whale } = world;
    const proposal = await propose(world, [feeCall(world)]);
    await openVote(world, proposal);
    await vote(world, whale, proposal, Support.For, QUORUM);
    await expect(governor.queue(...termsOf(proposal))).to.be.revertedWithCustomError(
      governor,
      "GovernorUnexpectedProposalState",
    );
    await closeVote(world, proposal);
    await expect(execute(world, proposal)).to.be.revertedWithCustomError(
      governor,
      "GovernorUnexpectedProposalState",
    );
    await queue(world, proposal);
    const eta = await governor.proposalEta(proposal.id);
    await ethers.provider.send("evm_setNextBlockTimestamp", [Number(eta) - 1]);
    await expect(execute(world, proposal)).to.be.revertedWithCustomError(
      timelock,
      "TimelockUnexpectedOperationState",
    );
    await ethers.provider.send("evm_setNextBlockTimestamp", [Number(eta)]);
    await expect(execute(world, proposal))
      .to.emit(governor, "ProposalExecuted")
      .withArgs(proposal.id);
  });

  it("is anybody's, also at the timelock itself, and once", async () => {
    const { governor, timelock, stranger, jobMarket } = world;
    const proposal = await propose(world, [feeCall(world)]);
    await pass(world, proposal);
    const { targets, values, calldatas, description } = proposal;
    const mask = ethers.zeroPadBytes(await governor.getAddress(), 32);
    const salt = ethers.toBeHex(BigInt(ethers.id(description)) ^ BigInt(mask), 32);
    const data = [targets, values, calldatas, ethers.ZeroHash, salt] as const;
    await timelock.connect(stranger).executeBatch(...data);
    expect(await jobMarket.feeBps()).to.equal(100n);
    expect(await governor.state(proposal.id)).to.equal(State.Executed);
    await expect(execute(world, proposal)).to.be.revertedWithCustomError(
      governor,
      "GovernorUnexpectedProposalState",
    );
  });

  it("refuses ether that is sent to the governor: the treasury is the timelock", async () => {
    const { governor, stranger } = world;
    await expect(
      stranger.sendTransaction({ to: governor, value: 1n }),
    ).to.be.revertedWithCustomError(governor, "GovernorDisabledDeposit");
  });

  describe("a proposal whose call reverts", () => {
    async function proposeGuarded() {
      const target = await ethers.deployContract("GuardedTarget");
      const data = target.interface.encodeFunctionData("setValue", [7n]);
      const proposal = await propose(world, [feeCall(world), { to: target, data }]);
      await pass(world, proposal);
      return { target, proposal };
    }

    it("undoes all of it, with the reason of the call, and stays queued", async () => {
      const { governor, jobMarket } = world;
      const { target, proposal } = await proposeGuarded();
      await expect(execute(world, proposal))
        .to.be.revertedWithCustomError(target, "TargetRefuses")
        .withArgs(7n);
      expect(await governor.state(proposal.id)).to.equal(State.Queued);
      expect(await jobMarket.feeBps()).to.equal(FEE_BPS);
    });

    it("is executed as soon as the call goes through", async () => {
      const { governor, jobMarket } = world;
      const { target, proposal } = await proposeGuarded();
      await expect(execute(world, proposal)).to.be.revertedWithCustomError(target, "TargetRefuses");
      await target.setRefusing(false);
      await execute(world, proposal);
      expect(await governor.state(proposal.id)).to.equal(State.Executed);
      expect(await target.value()).to.equal(7n);
      expect(await jobMarket.feeBps()).to.equal(100n);
    });

    it("stands in no other's way", async () => {
      const { jobMarket } = world;
      await proposeGuarded();
      const next = await propose(world, [feeCall(world, 55n)], { text: "the next one" });
      await pass(world, next);
      await execute(world, next);
      expect(await jobMarket.feeBps()).to.equal(55n);
    });
  });
});
