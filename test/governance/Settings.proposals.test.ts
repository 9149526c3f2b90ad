import { loadFixture } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { ZeroAddress, parseEther } from "ethers";

import { assertRefused, carryOut, deployProtocol, simulate, type Protocol } from "./support/worked";
import { DAY } from "./support/world";

interface Setting {
  signature: string;
  /** What the simulation says is set. */
  view: string;
  /** Place among the governor's bounds; undefined for the timelock's own. */
  place: bigint | undefined;
  read: (weft: Protocol["weft"]) => Promise<bigint>;
  before: bigint;
  after: bigint;
  least: bigint;
  most: bigint;
}

const days = (count: number): bigint => BigInt(count * DAY);

const SETTINGS: Record<string, Setting> = {
  "the voting delay": {
    ...{ signature: "setVotingDelay(uint48)", view: "votingDelay", place: 0n },
    read: ({ weftGovernor }) => weftGovernor.votingDelay(),
    ...{ before: days(2), after: days(3), least: days(1), most: days(14) },
  },
  "the voting period": {
    ...{ signature: "setVotingPeriod(uint32)", view: "votingPeriod", place: 1n },
    read: ({ weftGovernor }) => weftGovernor.votingPeriod(),
    ...{ before: days(5), after: days(7), least: days(3), most: days(30) },
  },
  "the threshold of proposers": {
    ...{ signature: "setProposalThreshold(uint256)", view: "proposalThreshold", place: 2n },
    read: ({ weftGovernor }) => weftGovernor.proposalThreshold(),
    ...{ before: parseEther("100000"), after: parseEther("50000") },
    ...{ least: parseEther("10000"), most: parseEther("10000000") },
  },
  "the extension by a late quorum": {
    signature: "setLateQuorumVoteExtension(uint48)",
    ...{ view: "lateQuorumVoteExtension", place: 3n },
    read: ({ weftGovernor }) => weftGovernor.lateQuorumVoteExtension(),
    ...{ before: days(2), after: days(4), least: days(1), most: days(7) },
  },
  "the quorum": {
    ...{ signature: "updateQuorumNumerator(uint256)", view: "quorumNumerator", place: 4n },
    read: ({ weftGovernor }) => weftGovernor["quorumNumerator()"](),
    ...{ before: 4n, after: 6n, least: 2n, most: 20n },
  },
  "the delay of the timelock": {
    ...{ signature: "updateDelay(uint256)", view: "getMinDelay", place: undefined },
    read: ({ weftTimelock }) => weftTimelock.getMinDelay(),
    ...{ before: days(2), after: days(3), least: days(2), most: days(30) },
  },
};

describe("Governance: proposals that change its own settings", () => {
  let protocol: Protocol;

  beforeEach(async () => {
    protocol = await loadFixture(deployProtocol);
  });

  for (const [name, setting] of Object.entries(SETTINGS)) {
    const { signature, view, place, read, before, after, least, most } = setting;
    const placeOf = () => (place === undefined ? protocol.timelock : protocol.governor);

    it(`${name} is set, and the simulation shows from what to what`, async () => {
      const { weft } = protocol;
      expect(await read(weft)).to.equal(before);
      const call = { to: placeOf(), signature, args: [after] };
      const [shown] = await simulate(protocol, [call]);
      expect(shown?.effect).to.deep.equal({ what: view, before, after });
      await carryOut(protocol, [call]);
      expect(await read(weft)).to.equal(after);
    });

    it(`${name} is refused outside its bounds`, async () => {
      const { weft } = protocol;
      for (const value of [least - 1n, most + 1n]) {
        const call = { to: placeOf(), signature, args: [value] };
        await assertRefused(
          protocol,
          [call],
          place === undefined
            ? {
                ...{ by: weft.weftTimelock, error: "TimelockDelayOutOfBounds" },
                ...{ args: [value, least, most], says: /outside the bounds/ },
              }
            : {
                ...{ by: weft.weftGovernor, error: "GovernorSettingOutOfBounds" },
                ...{ args: [place, value, least, most], says: /outside the bounds/ },
              },
        );
      }
      expect(await read(weft)).to.equal(before);
    });
  }

  it("the timelock itself is refused another, and so are its roles", async () => {
    const { weft, stranger, governor, timelock } = protocol;
    const other = { to: governor, signature: "updateTimelock(address)", args: [stranger.address] };
    await assertRefused(protocol, [other], {
      ...{ by: weft.weftGovernor, error: "GovernorTimelockFixed" },
      says: /the governor keeps its timelock/,
    });
    const role = await weft.weftTimelock.PROPOSER_ROLE();
    const args = [role, stranger.address];
    const more = { to: timelock, signature: "grantRole(bytes32,address)", args };
    await assertRefused(protocol, [more], {
      ...{ by: weft.weftTimelock, error: "TimelockRolesFixed" },
      says: /nobody is given a role/,
    });
    expect(await weft.weftGovernor.timelock()).to.equal(timelock);
    expect(await weft.weftTimelock.hasRole(role, stranger)).to.equal(false);
  });

  it("what the timelock owns is handed on in two steps, so that a wrong address costs nothing", async () => {
    const { weft, stranger, timelock } = protocol;
    const { jobMarket } = weft;
    const to = await jobMarket.getAddress();
    const signature = "transferOwnership(address)";
    await carryOut(protocol, [{ to, signature, args: [stranger.address] }]);
    expect([await jobMarket.owner(), await jobMarket.pendingOwner()]).to.deep.equal([
      timelock,
      stranger.address,
    ]);
    await carryOut(protocol, [{ to, signature, args: [ZeroAddress] }]);
    await expect(jobMarket.connect(stranger).acceptOwnership())
      .to.be.revertedWithCustomError(jobMarket, "OwnableUnauthorizedAccount")
      .withArgs(stranger.address);
    expect(await jobMarket.owner()).to.equal(timelock);
  });
});
