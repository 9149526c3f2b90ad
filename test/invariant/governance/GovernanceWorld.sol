// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";
import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";
import {Votes} from "@openzeppelin/contracts/governance/utils/Votes.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

import {IWeftGovernor} from "../../../contracts/governance/IWeftGovernor.sol";
import {IMarketFunds} from "../../../contracts/market/IMarketFunds.sol";
import {IStakeVault} from "../../../contracts/staking/IStakeVault.sol";
import {VoteBooks} from "./VoteBooks.sol";

/// @notice What a governor shows of its timelock.
interface IGovernorTimelock {
    function timelock() external view returns (address);
}

/// @title GovernanceWorld
/// @notice A governor with its timelock, a market that the timelock owns, a treasury, a guardian and five holders, two of
/// whom stake. Keeps books of what was proposed, and of what should have come of it.
contract GovernanceWorld is VoteBooks {
    /// @notice What a proposal would do.
    enum Aim {
        Fee,
        Spend,
        Setting,
        Delay,
        /// A good call and one that reverts.
        Broken
    }

    /// @notice A proposal as its proposer knows it.
    struct Plan {
        uint256 id;
        address proposer;
        Aim aim;
        /// The fee, amount, setting or delay.
        uint256 value;
        /// The receiver, or the number of the setting.
        uint256 which;
        uint256 snapshot;
        uint256 deadline;
        uint256 queuedFor;
        bool isCancelled;
        bool isExecuted;
    }

    address public constant GUARDIAN = address(0xF3);
    uint256 public constant TREASURY_FUNDS = 50_000_000e18;

    IERC20 public weft;
    IStakeVault public stakes;
    IGovernor public governor;
    TimelockController public timelock;
    IMarketFunds public market;
    uint256 public guardianUntil;

    Plan[] private _plans;
    mapping(uint256 plan => mapping(uint8 support => uint256)) public tally;
    mapping(uint256 plan => mapping(address voter => bool)) public hasVoted;

    /// What votes should have made of the system.
    uint256 public fee = 100;
    uint256 public treasury = TREASURY_FUNDS;
    uint256 public delay = 2 days;
    uint256[5] public settings = [2 days, 5 days, 100_000e18, 2 days, 4];

    constructor() {
        vm.warp(1_800_000_000);
        weft = IERC20(_deploy("token", "WeftToken", abi.encode(address(this))));
        address vault = _deploy("vault", "Vault", "");
        stakes = IStakeVault(_deploy("staking", "StakeVault", abi.encode(weft, vault, uint32(7 days))));
        guardianUntil = _now() + 25 days;
        IWeftGovernor.Settings memory first = IWeftGovernor.Settings(2 days, 5 days, 100_000e18, 2 days, 4);
        governor = IGovernor(
            _deploy(
                "governance",
                "WeftGovernor",
                abi.encode(weft, stakes, GUARDIAN, uint48(guardianUntil), first)
            )
        );
        timelock = TimelockController(payable(IGovernorTimelock(address(governor)).timelock()));
        address recorder = _deploy("reputation", "Reputation", abi.encode(timelock));
        bytes memory arguments = abi.encode(vault, stakes, timelock, timelock, uint16(fee), recorder);
        market = IMarketFunds(_deploy("market", "JobMarket", arguments));
        weft.transfer(address(timelock), TREASURY_FUNDS);
        for (uint256 i = 0; i < 5; ++i) _settleIn(i);
        // The last has less than anybody needs to propose.
        uint256 rest = weft.balanceOf(address(this)) - 90_000e18;
        weft.transfer(people[4], 90_000e18);
        _noteWallet(people[4], 90_000e18);
        // What is nobody's here votes never.
        weft.transfer(address(0xDEAD), rest);
        _noteQuorum(4);
        vm.warp(_now() + 1);
    }

    function _settleIn(uint256 index) private {
        address person = people[index];
        vm.prank(person);
        weft.approve(address(stakes), type(uint256).max);
        vm.prank(person);
        Votes(address(weft)).delegate(person);
        _noteDelegate(person, person);
        if (index == 4) return;
        // From a share below the quorum to one above it.
        uint256 funds = 30_000_000e18 << index;
        weft.transfer(person, funds);
        _noteWallet(person, int256(funds));
    }

    /* PLANS */

    function planCount() external view returns (uint256) {
        return _plans.length;
    }

    function planOf(uint256 index) external view returns (Plan memory) {
        return _plans[index];
    }

    /// @notice The calls of a plan, as they are proposed and executed.
    function callsOf(
        uint256 index
    )
        public
        view
        returns (address[] memory targets, uint256[] memory values, bytes[] memory datas, string memory text)
    {
        return callsFor(_plans[index].aim, _plans[index].value, _plans[index].which, index);
    }

    /// @notice As {callsOf}, before there is a plan.
    function callsFor(
        Aim aim,
        uint256 value,
        uint256 which,
        uint256 index
    )
        public
        view
        returns (address[] memory targets, uint256[] memory values, bytes[] memory datas, string memory text)
    {
        uint256 count = aim == Aim.Broken ? 2 : 1;
        (targets, values, datas) = (new address[](count), new uint256[](count), new bytes[](count));
        (targets[0], datas[0]) = _callFor(aim, value, which);
        // Above the most that a fee can be.
        if (count == 2) (targets[1], datas[1]) = (address(market), abi.encodeCall(market.setFee, (501)));
        text = string(abi.encodePacked("plan ", bytes32(index)));
    }

    function _callFor(Aim aim, uint256 value, uint256 which) private view returns (address, bytes memory) {
        if (aim == Aim.Spend)
            return (address(weft), abi.encodeCall(weft.transfer, (people[which % 5], value)));
        if (aim == Aim.Delay) return (address(timelock), abi.encodeCall(timelock.updateDelay, (value)));
        if (aim == Aim.Setting) {
            string[5] memory setters = [
                "setVotingDelay(uint48)",
                "setVotingPeriod(uint32)",
                "setProposalThreshold(uint256)",
                "setLateQuorumVoteExtension(uint48)",
                "updateQuorumNumerator(uint256)"
            ];
            return (address(governor), abi.encodeWithSignature(setters[which % 5], value));
        }
        // A broken plan begins with a fee, which must not stay.
        return (address(market), abi.encodeCall(market.setFee, (uint16(value))));
    }

    function hashOf(uint256 index) external view returns (bytes32) {
        (, , , string memory text) = callsOf(index);
        return keccak256(bytes(text));
    }

    /* NOTES */

    function notePlan(Plan calldata plan) external {
        _plans.push(plan);
    }

    /// @notice A ballot that was taken.
    function noteBallot(uint256 index, address voter, uint8 support) external returns (uint256 votes) {
        Plan storage plan = _plans[index];
        assert(!hasVoted[index][voter]);
        hasVoted[index][voter] = true;
        bool wasReached = isQuorate(index);
        votes = votesAt(voter, plan.snapshot);
        tally[index][support] += votes;
        // Whoever makes a proposal pass late leaves the others time to answer.
        uint256 extended = _now() + settings[3];
        if (!wasReached && isQuorate(index) && extended > plan.deadline) plan.deadline = extended;
    }

    function noteQueued(uint256 index, uint256 eta) external {
        _plans[index].queuedFor = eta;
    }

    function noteCancelled(uint256 index) external {
        _plans[index].isCancelled = true;
    }

    /// @notice What an executed plan should have done.
    function noteExecuted(uint256 index) external {
        Plan storage plan = _plans[index];
        plan.isExecuted = true;
        if (plan.aim == Aim.Fee) fee = plan.value;
        if (plan.aim == Aim.Delay) delay = plan.value;
        if (plan.aim == Aim.Setting) settings[plan.which % 5] = plan.value;
        if (plan.aim == Aim.Setting && plan.which % 5 == 4) _noteQuorum(plan.value);
        if (plan.aim != Aim.Spend) return;
        treasury -= plan.value;
        _noteWallet(people[plan.which % 5], int256(plan.value));
    }

    /* VIEWS */

    /// @notice Votes that a plan needs, by these books.
    function quorumOf(uint256 index) public view returns (uint256) {
        return (weft.totalSupply() * quorumAt(_plans[index].snapshot)) / 100;
    }

    /// @notice Whether enough voted for or abstained, by these books.
    function isQuorate(uint256 index) public view returns (bool) {
        return tally[index][1] + tally[index][2] >= quorumOf(index);
    }

    /// @notice Whether a plan passed, by these books.
    function isPassed(uint256 index) external view returns (bool) {
        Plan storage plan = _plans[index];
        bool isOver = _now() > plan.deadline && !plan.isCancelled;
        return isOver && isQuorate(index) && tally[index][1] > tally[index][0];
    }
}
