import { loadFixture, time } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { ethers } from "hardhat";

import { SETTINGS } from "../../deploy/modules/Governance";
import type { IWeftGovernor } from "../../typechain-types/contracts/governance/WeftGovernor";
import { DAY, QUORUM, SUPPLY, deployGovernance, type GovernanceWorld } from "./support/world";

const YEAR = 365 * DAY;
const { ZeroAddress } = ethers;

/** Bounds of every setting, and its place in the enumeration. */
const BOUNDS: Record<keyof IWeftGovernor.SettingsStruct, [bigint, bigint, bigint]> = {
  votingDelay: [0n, BigInt(DAY), 14n * BigInt(DAY)],
  votingPeriod: [1n, 3n * BigInt(DAY), 30n * BigInt(DAY)],
  proposalThreshold: [2n, SUPPLY / 100_000n, SUPPLY / 100n],
  lateQuorumExtension: [3n, BigInt(DAY), 7n * BigInt(DAY)],
  quorumPercent: [4n, 2n, 20n],
};

describe("WeftGovernor.constructor", () => {
  let world: GovernanceWorld;
  const deploy = ({
    token = world.weft.target,
    stakes = world.stakes.target,
    guardian = ZeroAddress,
    until = 0,
    settings = {},
  }: {
    token?: typeof world.weft.target;
    stakes?: typeof world.weft.target;
    guardian?: string;
    until?: number;
    settings?: Partial<IWeftGovernor.SettingsStruct>;
  }) =>
    ethers.deployContract("WeftGovernor", [
      token,
      stakes,
      guardian,
      until,
      { ...SETTINGS, ...settings },
    ]);

  beforeEach(async () => {
    world = await loadFixture(deployGovernance);
  });

  it("starts as its module says", async () => {
    const { governor, weft, stakes, timelock, guardian, guardianUntil } = world;
    expect(await governor.name()).to.equal("Weft Governor");
    expect(await governor.version()).to.equal("1");
    expect(await governor.token()).to.equal(weft.target);
    expect(await governor.stakeVault()).to.equal(stakes.target);
    expect(await governor.timelock()).to.equal(timelock.target);
    expect(await governor.guardian()).to.equal(guardian.address);
    expect(await governor.guardianUntil()).to.equal(guardianUntil);
    expect(await governor.votingDelay()).to.equal(SETTINGS.votingDelay);
    expect(await governor.votingPeriod()).to.equal(SETTINGS.votingPeriod);
    expect(await governor.proposalThreshold()).to.equal(SETTINGS.proposalThreshold);
    expect(await governor.lateQuorumVoteExtension()).to.equal(SETTINGS.lateQuorumExtension);
    expect(await governor["quorumNumerator()"]()).to.equal(SETTINGS.quorumPercent);
    expect(await governor.quorumDenominator()).to.equal(100n);
  });

  it("asks for 4% of the whole supply, staked or not", async () => {
    const { governor, weft } = world;
    const before = (await time.latest()) - 1;
    expect(await governor.quorum(before)).to.equal(QUORUM);
    expect(await weft.getPastTotalSupply(before)).to.equal(SUPPLY);
  });

  it("shows front ends the interfaces, modes and domain of the library", async () => {
    const { governor } = world;
    expect(await governor.COUNTING_MODE()).to.equal("support=bravo&quorum=for,abstain");
    expect(await governor.proposalNeedsQueuing(0n)).to.equal(true);
    const { chainId } = await ethers.provider.getNetwork();
    const domain = await governor.eip712Domain();
    expect(domain.slice(1, 5)).to.deep.equal(["Weft Governor", "1", chainId, governor.target]);
    // ERC-165, IGovernor as front ends know it, and ERC-1155 receivers.
    for (const id of ["0x01ffc9a7", "0x4e2312e0"]) {
      expect(await governor.supportsInterface(id), id).to.equal(true);
    }
  });

  describe("GOV12: the clocks", () => {
    it("are the same: seconds", async () => {
      const { governor, weft, stakes } = world;
      expect(await governor.clock()).to.equal(await time.latest());
      for (const source of [weft, stakes]) {
        expect(await source.clock()).to.equal(await governor.clock());
        expect(await source.CLOCK_MODE()).to.equal(await governor.CLOCK_MODE());
      }
    });

    for (const [name, mode, ahead] of [
      ["counts blocks", "mode=blocknumber&from=default", 0],
      ["is ahead", "mode=timestamp", 1],
    ] as const) {
      it(`refuses stake whose clock ${name}`, async () => {
        const { weft, governor } = world;
        const source = await ethers.deployContract("VotesMock", [weft, mode, ahead]);
        await expect(deploy({ stakes: source.target }))
          .to.be.revertedWithCustomError(governor, "GovernorOtherClock")
          .withArgs(source.target, mode);
      });

      it(`refuses a token whose clock ${name}`, async () => {
        const { governor } = world;
        const token = await ethers.deployContract("VotesMock", [ZeroAddress, mode, ahead]);
        const stakes = await ethers.deployContract("VotesMock", [token, "mode=timestamp", 0]);
        await expect(deploy({ token: token.target, stakes: stakes.target }))
          .to.be.revertedWithCustomError(governor, "GovernorOtherClock")
          .withArgs(token.target, mode);
      });
    }
  });

  it("refuses stake of another token", async () => {
    const { governor, weft, stakes, holder } = world;
    const other = await ethers.deployContract("WeftToken", [holder]);
    await expect(deploy({ token: other.target, stakes: stakes.target }))
      .to.be.revertedWithCustomError(governor, "GovernorOtherToken")
      .withArgs(weft.target, other.target);
  });

  describe("GOV13: the guardian's term", () => {
    const START = 10_000;
    const at = async () => {
      const now = (await time.latest()) + START;
      await time.setNextBlockTimestamp(now);
      return now;
    };

    for (const [name, isSomebody, seconds] of [
      ["that has ended", true, 0],
      ["longer than a year", true, YEAR + 1],
      ["of nobody", false, YEAR],
    ] as const) {
      it(`refuses a term ${name}`, async () => {
        const { governor, stranger } = world;
        const now = await at();
        const guardian = isSomebody ? stranger.address : ZeroAddress;
        await expect(deploy({ guardian, until: now + seconds }))
          .to.be.revertedWithCustomError(governor, "GovernorInvalidGuardianTerm")
          .withArgs(guardian, now + seconds, now + YEAR);
      });
    }

    it("refuses a guardian without a term", async () => {
      const { governor, stranger } = world;
      const now = await at();
      await expect(deploy({ guardian: stranger.address, until: 0 }))
        .to.be.revertedWithCustomError(governor, "GovernorInvalidGuardianTerm")
        .withArgs(stranger.address, 0, now + YEAR);
    });

    it("takes no guardian, a second, and a year", async () => {
      const { stranger } = world;
      expect(await (await deploy({})).guardian()).to.equal(ZeroAddress);
      for (const seconds of [1, YEAR]) {
        const until = (await at()) + seconds;
        const governor = await deploy({ guardian: stranger.address, until });
        expect(await governor.guardianUntil()).to.equal(until);
      }
    });
  });

  describe("ADM8: the settings", () => {
    for (const [name, [setting, least, most]] of Object.entries(BOUNDS)) {
      for (const value of [0n, least - 1n, most + 1n]) {
        it(`refuses a ${name} of ${String(value)}`, async () => {
          const { governor } = world;
          await expect(deploy({ settings: { [name]: value } }))
            .to.be.revertedWithCustomError(governor, "GovernorSettingOutOfBounds")
            .withArgs(setting, value, least, most);
        });
      }

      it(`takes the bounds of ${name}, and says them`, async () => {
        const { governor } = world;
        expect(await governor.boundsOf(setting)).to.deep.equal([least, most]);
        for (const value of [least, most]) await deploy({ settings: { [name]: value } });
      });
    }
  });
});
