import { loadFixture, time } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { ethers } from "hardhat";

import {
  checkRoles,
  faultsOf,
  sayDeployer,
  weftOf,
  type Deployment,
  type Holding,
} from "../../scripts/lib/roles";
import { giveToKeys } from "../../scripts/lib/keys";
import { FEE_BPS, deployGovernance, type GovernanceWorld } from "./support/world";

const { ZeroAddress, provider } = ethers;

describe("the role table after a deployment", () => {
  let world: GovernanceWorld;

  beforeEach(async () => {
    world = await loadFixture(deployGovernance);
  });

  async function deploymentOf(more: Record<string, string> = {}): Promise<Deployment> {
    const { governor, timelock, weft, vault, stakes, jobMarket, grants, deployer } = world;
    const named = { governor, weftTimelock: timelock, weft, vault, stakes, jobMarket, grants };
    const entries = Object.entries(named).map(
      async ([name, contract]) => [name, await contract.getAddress()] as const,
    );
    const addresses = { ...Object.fromEntries(await Promise.all(entries)), ...more };
    return { addresses, governor: "governor", deployer: deployer.address };
  }

  /** A market of ours that somebody owns and profits from. */
  async function marketOf(owner: string, treasury: string) {
    const { vault, stakes, timelock } = world;
    return ethers.deployContract("JobMarket", [vault, stakes, owner, treasury, FEE_BPS, timelock]);
  }

  it("GOV6, GOV7, ADM12: is exactly this, and the deployer is not in it", async () => {
    const { governor, timelock, guardian } = world;
    const [by, self] = [await governor.getAddress(), await timelock.getAddress()];
    const { held, faults } = await checkRoles(provider, await deploymentOf());
    const row = (contract: string, role: string, holder: string): Holding => ({
      ...{ contract, role, holder },
    });
    expect(held).to.deep.equal([
      row("jobMarket", "owner", self),
      row("jobMarket", "treasury", self),
      row("timelock", "administrator", self),
      row("timelock", "proposer", by),
      row("timelock", "canceller", by),
      row("timelock", "executor", ZeroAddress),
      row("governor", "guardian", guardian.address),
    ]);
    expect(faults).to.deep.equal([]);
  });

  it("has no guardian any more once its term is over", async () => {
    await time.increaseTo(world.guardianUntil);
    const { held } = await checkRoles(provider, await deploymentOf());
    expect(held.filter(({ role }) => role === "guardian")).to.deep.equal([]);
  });

  it("fails on a market that the deployer owns, and on its fees", async () => {
    const { deployer } = world;
    const market = await marketOf(deployer.address, deployer.address);
    const deployment = await deploymentOf({ other: await market.getAddress() });
    const { faults } = await checkRoles(provider, deployment);
    expect(faults).to.deep.equal([
      "the deployer is owner of other",
      "the deployer is treasury of other",
    ]);
  });

  it("fails on an owner that is anybody else, and on one who is about to be", async () => {
    const { timelock, stranger, holder } = world;
    const self = await timelock.getAddress();
    const market = await marketOf(stranger.address, self);
    await market.connect(stranger).transferOwnership(holder);
    const deployment = await deploymentOf({ other: await market.getAddress() });
    const { faults } = await checkRoles(provider, deployment);
    expect(faults).to.deep.equal([
      `${stranger.address} is owner of other, but that must be ${self}`,
      `${holder.address} is next owner of other, but that must be nobody`,
    ]);
  });

  it("takes what the timelock gave away for changed by vote, and says so", async () => {
    const { timelock, jobMarket, stranger, holder } = world;
    await giveToKeys(timelock, [jobMarket], { owner: stranger, treasury: holder });
    const { held, faults } = await checkRoles(provider, await deploymentOf());
    expect(faults).to.deep.equal([]);
    const contract = "jobMarket";
    expect(held.filter(({ isVoted }) => isVoted === true)).to.deep.equal([
      { contract, role: "owner", holder: stranger.address, isVoted: true },
      { contract, role: "treasury", holder: holder.address, isVoted: true },
    ]);
  });

  it("fails on what was handed on by who had it from the timelock: nobody voted for that", async () => {
    const { timelock, jobMarket, guardian, stranger, holder } = world;
    const self = await timelock.getAddress();
    await giveToKeys(timelock, [jobMarket], { owner: stranger, treasury: holder });
    await jobMarket.connect(stranger).setTreasury(guardian);
    await jobMarket.connect(stranger).transferOwnership(guardian);
    const { faults } = await checkRoles(provider, await deploymentOf());
    expect(faults).to.deep.equal([
      `${guardian.address} is next owner of jobMarket, but that must be nobody`,
      `${guardian.address} is treasury of jobMarket, but that must be ${self}`,
    ]);
  });

  it("fails on a treasury of the timelock's market that nobody voted for", async () => {
    const { timelock, stranger } = world;
    const self = await timelock.getAddress();
    const market = await marketOf(self, stranger.address);
    const deployment = await deploymentOf({ other: await market.getAddress() });
    const { faults } = await checkRoles(provider, deployment);
    expect(faults).to.deep.equal([
      `${stranger.address} is treasury of other, but that must be ${self}`,
    ]);
  });

  it("says how much WEFT a deployer without roles has", async () => {
    const { weft, holder, deployer } = world;
    const token = await weft.getAddress();
    const has = await weftOf(provider, token, holder.address);
    expect(has)
      .to.equal(await weft.balanceOf(holder))
      .and.not.equal(0n);
    expect(sayDeployer(holder.address, 15n * 10n ** 17n)).to.equal(
      `the deployer, ${holder.address}, holds no role, and 1.5 WEFT in its wallet`,
    );
    expect(sayDeployer(deployer.address, 0n)).to.equal(
      `the deployer, ${deployer.address}, holds no role, and no WEFT`,
    );
  });

  it("fails where the deployer is the guardian", async () => {
    const { guardian } = world;
    const { faults } = await checkRoles(provider, {
      ...(await deploymentOf()),
      deployer: guardian.address,
    });
    expect(faults).to.deep.equal(["the deployer is guardian of governor"]);
  });

  it("GOV7: fails on a timelock with an extra proposer, and on one that the deployer administers", async () => {
    const { governor, deployer, stranger } = world;
    const by = await governor.getAddress();
    const other = await ethers.deployContract("TimelockController", [
      0,
      [by, stranger.address],
      [ZeroAddress],
      deployer.address,
    ]);
    const address = await other.getAddress();
    const deployment = await deploymentOf({ other: address });
    const { held } = await checkRoles(provider, deployment);
    const extra = held.filter(({ contract }) => contract === "other");
    const rows = extra.map((row) => ({ ...row, contract: "timelock" }));
    expect(faultsOf(rows, deployment, address)).to.deep.equal([
      "the deployer is administrator of timelock",
      `${stranger.address} is proposer of timelock, but that must be ${by}`,
      `${stranger.address} is canceller of timelock, but that must be ${by}`,
    ]);
  });

  it("does not count a role that was taken back, and misses one that must be there", async () => {
    const { governor, deployer } = world;
    const by = await governor.getAddress();
    const other = await ethers.deployContract("TimelockController", [
      0,
      [by],
      [ZeroAddress],
      deployer.address,
    ]);
    const admin = await other.DEFAULT_ADMIN_ROLE();
    await other.revokeRole(await other.EXECUTOR_ROLE(), ZeroAddress);
    await other.renounceRole(admin, deployer);
    const address = await other.getAddress();
    const deployment = await deploymentOf({ other: address });
    const { held } = await checkRoles(provider, deployment);
    const rows = held
      .filter(({ contract }) => contract === "other")
      .map((row) => ({ ...row, contract: "timelock" }));
    expect(faultsOf(rows, deployment, address)).to.deep.equal([
      `${ZeroAddress} is no executor of the timelock`,
    ]);
  });
});
