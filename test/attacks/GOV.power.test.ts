import { loadFixture, time } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { ethers } from "hardhat";

import {
  State,
  Support,
  closeVote,
  execute,
  feeCall,
  openVote,
  pass,
  proposalOf,
  propose,
  sealedFor,
  sendProposal,
  termsOf,
} from "../governance/support/actions";
import {
  FEE_BPS,
  THRESHOLD,
  deployGovernance,
  type GovernanceWorld,
} from "../governance/support/world";

const { ZeroHash } = ethers;
describe("attacks on proposals and roles", () => {
  let world: GovernanceWorld;

  beforeEach(async () => {
    world = await loadFixture(deployGovernance);
  });

  describe("spam", () => {
    it("GOV4a: refuses a proposer with one vote less than the threshold a second ago", async () => {
      const { governor, weft, proposer, holder } = world;
      await weft.connect(proposer).transfer(holder, 1n);
      await time.increase(1);
      const proposal = await proposalOf(world, [feeCall(world)], sealedFor(proposer));
      await expect(sendProposal(world, proposer, proposal))
        .to.be.revertedWithCustomError(governor, "GovernorInsufficientProposerVotes")
        .withArgs(proposer.address, THRESHOLD - 1n, THRESHOLD);
    });

    it("GOV4b: counts stake towards the threshold", async () => {
      const { stakes, jobMarket, weft, proposer } = world;
      await weft.connect(proposer).approve(stakes, THRESHOLD);
      await stakes.connect(proposer).provision(jobMarket, THRESHOLD / 3n);
      await time.increase(1);
      await propose(world, [feeCall(world)]);
    });

    for (const state of ["Pending", "Active"] as const) {
      it(`GOV4c: refuses a second proposal while the first is ${state}`, async () => {
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

    it("GOV4d: takes the next one once the first is cancelled, defeated or passed", async () => {
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

    it("GOV4e: lets others propose meanwhile", async () => {
      const { whale } = world;
      await propose(world, [feeCall(world)]);
      await propose(world, [feeCall(world)], { by: whale });
    });
  });

  describe("a copy that its maker cancels", () => {
    it("GOV5a: takes the place of a proposal that names no proposer", async () => {
      const { governor, proposer, whale } = world;
      const proposal = await proposalOf(world, [feeCall(world)], "an open description");
      await sendProposal(world, whale, proposal);
      await governor.connect(whale).cancel(...termsOf(proposal));
      await expect(sendProposal(world, proposer, proposal))
        .to.be.revertedWithCustomError(governor, "GovernorUnexpectedProposalState")
        .withArgs(proposal.id, State.Canceled, ethers.ZeroHash);
    });

    it("GOV5b: is refused where the description names its proposer", async () => {
      const { governor, proposer, whale } = world;
      const proposal = await proposalOf(world, [feeCall(world)], sealedFor(proposer));
      await expect(sendProposal(world, whale, proposal))
        .to.be.revertedWithCustomError(governor, "GovernorRestrictedProposer")
        .withArgs(whale.address);
      await sendProposal(world, proposer, proposal);
      expect(await governor.proposalProposer(proposal.id)).to.equal(proposer.address);
    });

    it("GOV5c: has another id with any other description, and harms nobody", async () => {
      const { governor, whale } = world;
      const proposal = await propose(world, [feeCall(world)]);
      const copy = await propose(world, [feeCall(world)], { by: whale });
      expect(copy.id).not.to.equal(proposal.id);
      await governor.connect(whale).cancel(...termsOf(copy));
      expect(await governor.state(proposal.id)).to.equal(State.Pending);
    });
  });

  it("GOV6: a deployer that comes back for the timelock gets nothing, now or after its delay", async () => {
    const { timelock, jobMarket, deployer, weft } = world;
    const by = timelock.connect(deployer);
    const { data } = feeCall(world, 500n);
    const roles = await Promise.all([
      timelock.DEFAULT_ADMIN_ROLE(),
      timelock.PROPOSER_ROLE(),
      timelock.CANCELLER_ROLE(),
      timelock.EXECUTOR_ROLE(),
    ]);
    for (const role of roles) {
      await expect(by.grantRole(role, deployer)).to.be.revertedWithCustomError(
        timelock,
        "TimelockRolesFixed",
      );
      expect(await timelock.hasRole(role, deployer)).to.equal(false);
    }
    const operation = [jobMarket.target, 0n, data, ZeroHash, ZeroHash] as const;
    const delay = await timelock.getMinDelay();
    await expect(by.schedule(...operation, delay)).to.be.revertedWithCustomError(
      timelock,
      "AccessControlUnauthorizedAccount",
    );
    await time.increase(delay + 1n);
    await expect(by.execute(...operation)).to.be.revertedWithCustomError(
      timelock,
      "TimelockUnexpectedOperationState",
    );
    await expect(by.updateDelay(2n * delay)).to.be.reverted;
    await expect(jobMarket.connect(deployer).setFee(500n)).to.be.revertedWithCustomError(
      jobMarket,
      "OwnableUnauthorizedAccount",
    );
    expect(await jobMarket.feeBps()).to.equal(FEE_BPS);
    expect(await weft.balanceOf(deployer)).to.equal(0n);
  });

  it("GOV7: nobody but the governor schedules or cancels, and no vote makes a second proposer", async () => {
    const { timelock, jobMarket, guardian, stranger, whale, deployer } = world;
    const proposal = await propose(world, [feeCall(world)]);
    await pass(world, proposal);
    const pending = ethers.toBeHex(1n, 32);
    const operation = [jobMarket.target, 0n, feeCall(world).data, ZeroHash, ZeroHash] as const;
    const delay = await timelock.getMinDelay();
    for (const who of [guardian, stranger, whale, deployer]) {
      for (const attempt of [
        () => timelock.connect(who).schedule(...operation, delay),
        () => timelock.connect(who).cancel(pending),
      ]) {
        await expect(attempt()).to.be.revertedWithCustomError(
          timelock,
          "AccessControlUnauthorizedAccount",
        );
      }
    }
    await execute(world, proposal);
    const role = await timelock.PROPOSER_ROLE();
    const data = timelock.interface.encodeFunctionData("grantRole", [role, whale.address]);
    const grab = await propose(world, [{ to: timelock, data }], { text: "one more proposer" });
    await pass(world, grab);
    await expect(execute(world, grab)).to.be.revertedWithCustomError(
      timelock,
      "TimelockRolesFixed",
    );
    expect(await timelock.hasRole(role, whale)).to.equal(false);
  });

  it("GOV12: token, stake and governor run by one clock, and a vote is counted by it", async () => {
    const { governor, weft, stakes, jobMarket, voter } = world;
    for (const source of [weft, stakes]) {
      expect(await source.CLOCK_MODE()).to.equal(await governor.CLOCK_MODE());
      expect(await source.clock()).to.equal(await governor.clock());
    }
    // Blocks without time bring no vote nearer, and time without blocks does.
    const proposal = await propose(world, [feeCall(world)]);
    const snapshot = await governor.proposalSnapshot(proposal.id);
    await ethers.provider.send("hardhat_mine", ["0x400", "0x1"]);
    expect(await governor.state(proposal.id)).to.equal(State.Pending);
    await time.setNextBlockTimestamp(snapshot + 1n);
    await stakes.connect(voter).provision(jobMarket, 10n);
    expect(await governor.state(proposal.id)).to.equal(State.Active);
    const past = [
      await weft.getPastVotes(voter, snapshot),
      await stakes.getPastVotes(voter, snapshot),
    ];
    expect(await governor.getVotes(voter, snapshot)).to.equal((past[0] ?? 0n) + (past[1] ?? 0n));
  });

  it("GOV17: never executes in part for want of gas", async () => {
    const { governor, jobMarket, stranger } = world;
    const target = await ethers.deployContract("GuardedTarget");
    const data = target.interface.encodeFunctionData("burn", [20n]);
    const proposal = await propose(world, [feeCall(world), { to: target, data }]);
    await pass(world, proposal);
    const terms = termsOf(proposal);
    const needed = await governor.connect(stranger).execute.estimateGas(...terms);
    for (const part of [20n, 50n, 80n, 95n]) {
      const gasLimit = (needed * part) / 100n;
      await expect(governor.connect(stranger).execute(...terms, { gasLimit })).to.be.rejected;
      expect(await governor.state(proposal.id), `${String(part)}%`).to.equal(State.Queued);
      expect(await jobMarket.feeBps()).to.equal(FEE_BPS);
    }
    await execute(world, proposal);
    expect(await target.value()).to.equal(20n);
  });
});
