import { loadFixture } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { ethers } from "hardhat";

import { execute, pass, propose } from "./support/actions";
import { DAY, deployGovernance, type GovernanceWorld } from "./support/world";

const { ZeroAddress, ZeroHash } = ethers;

describe("WeftTimelock", () => {
  let world: GovernanceWorld;

  beforeEach(async () => {
    world = await loadFixture(deployGovernance);
  });

  async function rolesOf() {
    const { timelock } = world;
    return {
      admin: await timelock.DEFAULT_ADMIN_ROLE(),
      proposer: await timelock.PROPOSER_ROLE(),
      canceller: await timelock.CANCELLER_ROLE(),
      executor: await timelock.EXECUTOR_ROLE(),
    };
  }

  it("starts with two days, inside its bounds", async () => {
    const { timelock } = world;
    expect(await timelock.getMinDelay()).to.equal(2 * DAY);
    expect(await timelock.MIN_DELAY()).to.equal(2 * DAY);
    expect(await timelock.MAX_DELAY()).to.equal(30 * DAY);
  });

  it("GOV6, GOV7: has granted exactly four roles, none of them ever to the deployer", async () => {
    const { governor, timelock } = world;
    const { admin, proposer, canceller, executor } = await rolesOf();
    const granted = await timelock.queryFilter(timelock.filters.RoleGranted());
    const [self, by] = [await timelock.getAddress(), await governor.getAddress()];
    expect(granted.map(({ args: { role, account } }) => [role, account])).to.deep.equal([
      [admin, self],
      [proposer, by],
      [canceller, by],
      [executor, ZeroAddress],
    ]);
    expect(await timelock.queryFilter(timelock.filters.RoleRevoked())).to.deep.equal([]);
  });

  it("GOV6: takes no role from anybody and gives none to anybody", async () => {
    const { timelock, deployer, stranger, guardian } = world;
    for (const role of Object.values(await rolesOf())) {
      for (const account of [deployer, stranger, guardian]) {
        const as = timelock.connect(account);
        for (const attempt of [
          () => as.grantRole(role, account),
          () => as.revokeRole(role, account),
          () => as.renounceRole(role, account),
        ]) {
          await expect(attempt()).to.be.revertedWithCustomError(timelock, "TimelockRolesFixed");
        }
        expect(await timelock.hasRole(role, account)).to.equal(false);
      }
    }
  });

  it("GOV7: gets no extra proposer, not even by a vote", async () => {
    const { timelock, stranger } = world;
    const { proposer } = await rolesOf();
    const data = timelock.interface.encodeFunctionData("grantRole", [proposer, stranger.address]);
    const proposal = await propose(world, [{ to: timelock, data }]);
    await pass(world, proposal);
    await expect(execute(world, proposal)).to.be.revertedWithCustomError(
      timelock,
      "TimelockRolesFixed",
    );
    expect(await timelock.hasRole(proposer, stranger)).to.equal(false);
  });

  it("GOV7: lets nobody but the governor schedule and cancel", async () => {
    const { timelock, jobMarket, deployer, guardian, whale } = world;
    const data = jobMarket.interface.encodeFunctionData("setFee", [0n]);
    for (const account of [deployer, guardian, whale]) {
      const as = timelock.connect(account);
      const wait = 2 * DAY;
      for (const attempt of [
        () => as.schedule(jobMarket, 0n, data, ZeroHash, ZeroHash, wait),
        () => as.scheduleBatch([jobMarket], [0n], [data], ZeroHash, ZeroHash, wait),
        () => as.cancel(ZeroHash),
      ]) {
        await expect(attempt()).to.be.revertedWithCustomError(
          timelock,
          "AccessControlUnauthorizedAccount",
        );
      }
    }
  });

  it("changes its delay for itself alone", async () => {
    const { timelock, stranger } = world;
    await expect(timelock.connect(stranger).updateDelay(3 * DAY))
      .to.be.revertedWithCustomError(timelock, "TimelockUnauthorizedCaller")
      .withArgs(stranger.address);
  });

  it("ADM4: owns the market from its first block, and hands it on in two steps alone", async () => {
    const { timelock, jobMarket, deployer } = world;
    expect(await jobMarket.owner()).to.equal(timelock.target);
    expect(await jobMarket.pendingOwner()).to.equal(ZeroAddress);
    expect(await jobMarket.treasury()).to.equal(timelock.target);
    const owners = await jobMarket.queryFilter(jobMarket.filters.OwnershipTransferred());
    expect(owners.map(({ args: { newOwner } }) => newOwner)).to.deep.equal([timelock.target]);
    await expect(jobMarket.connect(deployer).setFee(0n))
      .to.be.revertedWithCustomError(jobMarket, "OwnableUnauthorizedAccount")
      .withArgs(deployer.address);
  });
});
