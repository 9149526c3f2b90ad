import { loadFixture, time } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { ethers } from "hardhat";

import {
  State,
  Support,
  carryOut,
  closeVote,
  execute,
  feeCall,
  openVote,
  pass,
  propose,
  queue,
  type Call,
} from "./support/actions";
import { DAY, SUPPLY, deployGovernance, type GovernanceWorld } from "./support/world";

const { MaxUint256, ZeroAddress } = ethers;
const days = (count: number): bigint => BigInt(count * DAY);

interface Setter {
  /** Place in the enumeration. */
  setting: bigint;
  call: (world: GovernanceWorld, value: bigint) => string;
  read: (world: GovernanceWorld) => Promise<bigint>;
  least: bigint;
  most: bigint;
  widest: bigint;
}

const SETTERS: Record<string, Setter> = {
  "the voting delay": {
    setting: 0n,
    call: ({ governor }, value) => governor.interface.encodeFunctionData("setVotingDelay", [value]),
    read: ({ governor }) => governor.votingDelay(),
    ...{ least: days(1), most: days(14), widest: 2n ** 48n - 1n },
  },
  "the voting period": {
    setting: 1n,
    call: ({ governor }, value) =>
      governor.interface.encodeFunctionData("setVotingPeriod", [value]),
    read: ({ governor }) => governor.votingPeriod(),
    ...{ least: days(3), most: days(30), widest: 2n ** 32n - 1n },
  },
  "the threshold": {
    setting: 2n,
    call: ({ governor }, value) =>
      governor.interface.encodeFunctionData("setProposalThreshold", [value]),
    read: ({ governor }) => governor.proposalThreshold(),
    ...{ least: SUPPLY / 100_000n, most: SUPPLY / 100n, widest: MaxUint256 },
  },
  "the late extension": {
    setting: 3n,
    call: ({ governor }, value) =>
      governor.interface.encodeFunctionData("setLateQuorumVoteExtension", [value]),
    read: ({ governor }) => governor.lateQuorumVoteExtension(),
    ...{ least: days(1), most: days(7), widest: 2n ** 48n - 1n },
  },
  "the quorum": {
    setting: 4n,
    call: ({ governor }, value) =>
      governor.interface.encodeFunctionData("updateQuorumNumerator", [value]),
    read: ({ governor }) => governor["quorumNumerator()"](),
    ...{ least: 2n, most: 20n, widest: MaxUint256 },
  },
};

describe("ADM8: settings that would lock governance out", () => {
  let world: GovernanceWorld;

  beforeEach(async () => {
    world = await loadFixture(deployGovernance);
  });

  for (const [name, { setting, call, read, least, most, widest }] of Object.entries(SETTERS)) {
    for (const [bound, value] of [
      ["least", least],
      ["most", most],
    ] as const) {
      it(`${name}: a vote sets the ${bound}`, async () => {
        const { governor } = world;
        await carryOut(world, [{ to: governor, data: call(world, value) }]);
        expect(await read(world)).to.equal(value);
      });
    }

    it(`${name}: no vote sets less, more or the most that fits`, async () => {
      const { governor } = world;
      const before = await read(world);
      for (const value of [0n, least - 1n, most + 1n, widest]) {
        const proposal = await propose(world, [{ to: governor, data: call(world, value) }]);
        await pass(world, proposal);
        await expect(execute(world, proposal))
          .to.be.revertedWithCustomError(governor, "GovernorSettingOutOfBounds")
          .withArgs(setting, value, least, most);
        expect(await governor.state(proposal.id)).to.equal(State.Queued);
      }
      expect(await read(world)).to.equal(before);
    });

    it(`${name}: nobody sets it without a vote`, async () => {
      const { governor, stranger, guardian, whale } = world;
      for (const account of [stranger, guardian, whale]) {
        await expect(account.sendTransaction({ to: governor, data: call(world, least) }))
          .to.be.revertedWithCustomError(governor, "GovernorOnlyExecutor")
          .withArgs(account.address);
      }
    });
  }

  async function assertRefused(call: Call, error: "GovernorTimelockFixed" | "TimelockRolesFixed") {
    const { governor, timelock } = world;
    const source = error === "GovernorTimelockFixed" ? governor : timelock;
    const proposal = await propose(world, [call]);
    await pass(world, proposal);
    await expect(execute(world, proposal)).to.be.revertedWithCustomError(source, error);
  }

  it("no vote gives the governor another timelock", async () => {
    const { governor, stranger } = world;
    const data = governor.interface.encodeFunctionData("updateTimelock", [stranger.address]);
    await assertRefused({ to: governor, data }, "GovernorTimelockFixed");
  });

  it("no vote takes proposing, executing or its own roles from the timelock", async () => {
    const { governor, timelock } = world;
    const roles = [
      [await timelock.PROPOSER_ROLE(), await governor.getAddress()],
      [await timelock.CANCELLER_ROLE(), await governor.getAddress()],
      [await timelock.EXECUTOR_ROLE(), ZeroAddress],
      [await timelock.DEFAULT_ADMIN_ROLE(), await timelock.getAddress()],
    ] as const;
    for (const [role, account] of roles) {
      const data = timelock.interface.encodeFunctionData("revokeRole", [role, account]);
      await assertRefused({ to: timelock, data }, "TimelockRolesFixed");
      expect(await timelock.hasRole(role, account)).to.equal(true);
    }
  });

  it("no vote makes the governor give its own role away, through the governor itself", async () => {
    const { governor, timelock } = world;
    const role = await timelock.PROPOSER_ROLE();
    const renounce = timelock.interface.encodeFunctionData("renounceRole", [
      role,
      await governor.getAddress(),
    ]);
    const target = await timelock.getAddress();
    const data = governor.interface.encodeFunctionData("relay", [target, 0n, renounce]);
    await assertRefused({ to: governor, data }, "TimelockRolesFixed");
  });

  for (const delay of [0n, days(2) - 1n, days(30) + 1n, MaxUint256]) {
    it(`no vote sets the timelock's delay to ${delay} seconds`, async () => {
      const { timelock } = world;
      const data = timelock.interface.encodeFunctionData("updateDelay", [delay]);
      const proposal = await propose(world, [{ to: timelock, data }]);
      await pass(world, proposal);
      await expect(execute(world, proposal))
        .to.be.revertedWithCustomError(timelock, "TimelockDelayOutOfBounds")
        .withArgs(delay, days(2), days(30));
      expect(await timelock.getMinDelay()).to.equal(days(2));
    });
  }

  it("measures a proposal by the quorum of its count, whatever is set later", async () => {
    const { governor, whale, weft, holder } = world;
    const raised = governor.interface.encodeFunctionData("updateQuorumNumerator", [20n]);
    const first = await propose(world, [{ to: governor, data: raised }]);
    await openVote(world, first);
    await governor.connect(whale).castVote(first.id, Support.For);
    await closeVote(world, first);
    await queue(world, first);
    await weft.connect(holder).transfer(whale, SUPPLY / 100n);
    const second = await propose(world, [feeCall(world)], { text: "the old quorum" });
    await openVote(world, second);
    const snapshot = await governor.proposalSnapshot(second.id);
    await governor.connect(whale).castVote(second.id, Support.For);
    await execute(world, first);
    const now = await time.latest();
    expect(await governor.quorum(now)).to.equal(SUPPLY / 5n);
    expect(await governor.quorum(now - 1)).to.equal(SUPPLY / 25n);
    expect(await governor.quorum(snapshot)).to.equal(SUPPLY / 25n);
    await closeVote(world, second);
    expect(await governor.state(second.id)).to.equal(State.Succeeded);
  });

  it("is set through the governor alone: the timelock by itself is refused, and nothing is lost", async () => {
    const { governor, timelock, stranger } = world;
    const data = governor.interface.encodeFunctionData("setVotingDelay", [days(3)]);
    const proposal = await propose(world, [{ to: governor, data }]);
    await pass(world, proposal);
    const { targets, values, calldatas, description } = proposal;
    const mask = ethers.zeroPadBytes(await governor.getAddress(), 32);
    const salt = ethers.toBeHex(BigInt(ethers.id(description)) ^ BigInt(mask), 32);
    const direct = timelock.connect(stranger);
    await expect(direct.executeBatch(targets, values, calldatas, ethers.ZeroHash, salt)).to.be
      .reverted;
    expect(await governor.votingDelay()).to.equal(days(2));
    await execute(world, proposal);
    expect(await governor.votingDelay()).to.equal(days(3));
  });

  it("governs on with every setting at the bound that makes it hardest", async () => {
    const { governor, timelock, weft, holder, proposer, whale, jobMarket } = world;
    const hardest = Object.values(SETTERS).map(({ call, most }) => ({
      to: governor,
      data: call(world, most),
    }));
    const delay = timelock.interface.encodeFunctionData("updateDelay", [days(30)]);
    await carryOut(world, [...hardest, { to: timelock, data: delay }]);
    await weft.connect(holder).transfer(proposer, SUPPLY / 100n);
    await weft.connect(holder).transfer(whale, SUPPLY / 5n);
    await time.increase(1);
    await carryOut(world, [feeCall(world, 7n)]);
    expect(await jobMarket.feeBps()).to.equal(7n);
  });
});
