// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";
import {Votes} from "@openzeppelin/contracts/governance/utils/Votes.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

import {IWeftGovernor} from "../../../contracts/governance/IWeftGovernor.sol";
import {PendingThaw, Provision} from "../../../contracts/staking/StakeTypes.sol";
import {IStakeVault} from "../../../contracts/staking/IStakeVault.sol";
import {Ballots} from "./Ballots.sol";
import {GovernanceWorld} from "./GovernanceWorld.sol";

/// @title GovernanceHandler
/// @notice What holders do: move and stake tokens, delegate, propose, vote, queue, execute, and think better of it.
contract GovernanceHandler is Ballots {
    IStakeVault private immutable _stakes;
    IERC20 private immutable _weft;

    constructor(GovernanceWorld world) Ballots(world) {
        (_stakes, _weft) = (world.stakes(), world.weft());
    }

    /* VOTES */

    function transfer(uint256 seed) external {
        (address from, address to) = (_person(seed, 1), _person(seed, 2));
        uint256 amount = _draw(seed, 3, 0, _weft.balanceOf(from) / 4);
        vm.prank(from);
        _weft.transfer(to, amount);
        _world.noteTransfer(from, to, amount);
    }

    function delegate(uint256 seed) external {
        (address from, address to) = (_person(seed, 1), _person(seed, 2));
        // Mostly to oneself, or nobody would vote in the end.
        if (seed % 3 != 0) to = from;
        vm.prank(from);
        Votes(address(_weft)).delegate(to);
        _world.noteDelegate(from, to);
    }

    function stake(uint256 seed) external {
        (address person, address market) = (_person(seed, 1), address(_world.market()));
        uint96 amount = uint96(_draw(seed, 2, 0, _weft.balanceOf(person) / 4));
        vm.assume(amount != 0);
        vm.prank(person);
        _stakes.provision(market, amount);
        _world.noteStake(person, amount);
    }

    function thaw(uint256 seed) external {
        (address person, address market) = (_person(seed, 1), address(_world.market()));
        Provision memory p = _stakes.provisionOf(person, market);
        vm.assume(p.active != 0 && _stakes.thawsOf(person, market).length < 8);
        vm.prank(person);
        _stakes.thaw(market, p.active);
    }

    /// @dev What thaws still votes; what is withdrawn votes in the wallet.
    function withdraw(uint256 seed) external {
        (address person, address market) = (_person(seed, 1), address(_world.market()));
        PendingThaw[] memory thaws = _stakes.thawsOf(person, market);
        vm.assume(thaws.length != 0 && thaws[0].readyAt <= _now());
        _world.noteUnstake(person, _stakes.withdraw(person, market));
    }

    /* PROPOSALS */

    function propose(uint256 seed) external {
        address proposer = _person(seed, 1);
        vm.assume(_world.votesAt(proposer, _now() - 1) >= _governor.proposalThreshold());
        uint256 latest = IWeftGovernor(address(_governor)).latestProposalOf(proposer);
        vm.assume(latest == 0 || uint8(_governor.state(latest)) > 1);
        GovernanceWorld.Plan memory plan;
        plan.proposer = proposer;
        (plan.aim, plan.value, plan.which) = _aim(seed);
        plan.snapshot = _now() + _world.settings(0);
        plan.deadline = plan.snapshot + _world.settings(1);
        plan.id = _submit(plan, _world.planCount());
        assert(_governor.proposalSnapshot(plan.id) == plan.snapshot);
        assert(_governor.proposalDeadline(plan.id) == plan.deadline);
        _world.notePlan(plan);
    }

    function _submit(GovernanceWorld.Plan memory plan, uint256 index) private returns (uint256) {
        (address[] memory targets, uint256[] memory values, bytes[] memory datas, string memory text) = _world
            .callsFor(plan.aim, plan.value, plan.which, index);
        vm.prank(plan.proposer);
        return _governor.propose(targets, values, datas, text);
    }

    function vote(uint256 seed) external {
        (uint256 index, uint256 who) = _open(seed);
        address voter = _world.people(who);
        uint8 support = _support(seed);
        uint256 id = _world.planOf(index).id;
        vm.prank(voter);
        uint256 votes = _governor.castVote(id, support);
        assert(votes == _world.noteBallot(index, voter, support));
    }

    function bring(uint256 seed) external {
        (uint256 index, uint256 who) = _open(seed);
        uint8 support = _support(seed);
        address voter = _world.people(who);
        uint256 id = _world.planOf(index).id;
        uint256 votes = _governor.castVoteBySig(id, support, voter, _sign(id, support, who));
        assert(votes == _world.noteBallot(index, voter, support));
    }

    function queue(uint256 seed) external {
        uint256 index = _planIn(seed, IGovernor.ProposalState.Succeeded);
        assert(_world.isPassed(index));
        (address[] memory targets, uint256[] memory values, bytes[] memory datas, ) = _world.callsOf(index);
        uint256 id = _governor.queue(targets, values, datas, _world.hashOf(index));
        assert(_governor.proposalEta(id) == _now() + _world.delay());
        _world.noteQueued(index, _now() + _world.delay());
    }

    function execute(uint256 seed) external {
        uint256 index = _planIn(seed, IGovernor.ProposalState.Queued);
        GovernanceWorld.Plan memory plan = _world.planOf(index);
        vm.assume(_now() >= plan.queuedFor && plan.aim != GovernanceWorld.Aim.Broken);
        vm.assume(plan.aim != GovernanceWorld.Aim.Spend || plan.value <= _world.treasury());
        _run(index);
        assert(_world.isPassed(index));
        _world.noteExecuted(index);
    }

    function cancel(uint256 seed) external {
        // Seldom: what is cancelled comes to nothing.
        vm.assume(seed % 7 == 0);
        uint256 index = _planIn(seed, IGovernor.ProposalState.Pending);
        _cancelAs(_world.planOf(index).proposer, index);
    }

    function guard(uint256 seed) external {
        vm.assume(seed % 7 == 0 && _world.planCount() != 0 && _now() < _world.guardianUntil());
        uint256 index = seed % _world.planCount();
        uint8 current = uint8(_governor.state(_world.planOf(index).id));
        // Whatever is neither cancelled, nor expired, nor executed.
        vm.assume(current != 2 && current != 6 && current != 7);
        _cancelAs(_world.GUARDIAN(), index);
    }

    function _cancelAs(address account, uint256 index) private {
        (address[] memory targets, uint256[] memory values, bytes[] memory datas, ) = _world.callsOf(index);
        bytes32 text = _world.hashOf(index);
        vm.prank(account);
        _governor.cancel(targets, values, datas, text);
        _world.noteCancelled(index);
    }

    /* TIME */

    function pass(uint256 seed) external {
        _pass(_now() + _draw(seed, 1, 1, 1 days));
    }

    /// @dev To where the next thing can be done with a proposal.
    function move(uint256 seed) external {
        vm.assume(_world.planCount() != 0);
        GovernanceWorld.Plan memory plan = _world.planOf(_world.planCount() - 1);
        uint256 until =
            plan.queuedFor != 0
                ? plan.queuedFor
                : _now() <= plan.snapshot
                    ? plan.snapshot + 1 + (seed % 1 days)
                    : plan.deadline + 1;
        vm.assume(until > _now());
        _pass(until);
    }

    /* DRAWS */

    function _aim(uint256 seed) private view returns (GovernanceWorld.Aim aim, uint256 value, uint256 which) {
        // Three in seven are for one of the five settings.
        uint256 drawn = _draw(seed, 4, 0, 6);
        aim = drawn < 5 ? GovernanceWorld.Aim(drawn) : GovernanceWorld.Aim.Setting;
        which = _draw(seed, 5, 0, 4);
        if (aim == GovernanceWorld.Aim.Spend) return (aim, _draw(seed, 6, 0, 5_000_000e18), which);
        if (aim == GovernanceWorld.Aim.Delay) return (aim, _draw(seed, 6, 2 days, 30 days), which);
        if (aim != GovernanceWorld.Aim.Setting) return (aim, _draw(seed, 6, 0, 500), which);
        (uint256 least, uint256 most) = IWeftGovernor(address(_governor)).boundsOf(
            IWeftGovernor.Setting(which)
        );
        value = _draw(seed, 6, least, most);
    }

    /// @dev Most are for, or little would ever happen.
    function _support(uint256 seed) private pure returns (uint8) {
        uint256 drawn = _draw(seed, 7, 0, 5);
        return
            drawn < 4
                ? 1
                : drawn == 4
                    ? 0
                    : 2;
    }
}
