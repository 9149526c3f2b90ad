// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessControl} from "@openzeppelin/contracts/access/AccessControl.sol";
import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";
import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";

import {IWeftGovernor} from "../../../contracts/governance/IWeftGovernor.sol";
import {Ballots} from "./Ballots.sol";
import {GovernanceWorld} from "./GovernanceWorld.sol";

/// @title GovernanceAdversary
/// @notice Calls by who may not make them, or not now: one that goes through is a finding.
contract GovernanceAdversary is Ballots {
    address private constant STRANGER = address(0xBAD);

    TimelockController private immutable _timelock;

    constructor(GovernanceWorld world) Ballots(world) {
        _timelock = world.timelock();
    }

    /* PROPOSALS */

    function proposeWithoutVotes(uint256 seed) external {
        address proposer = _person(seed, 1);
        vm.assume(_world.votesAt(proposer, _now() - 1) < _governor.proposalThreshold());
        _refusePropose(proposer, seed, "");
    }

    function proposeTwice(uint256 seed) external {
        address proposer = _person(seed, 1);
        uint256 latest = IWeftGovernor(address(_governor)).latestProposalOf(proposer);
        vm.assume(latest != 0 && uint8(_governor.state(latest)) < 2);
        _refusePropose(proposer, seed, "");
    }

    function proposeForOther(uint256 seed) external {
        _refusePropose(_person(seed, 1), seed, "#proposer=0x000000000000000000000000000000000000dEaD");
    }

    function cancelAsStranger(uint256 seed) external {
        vm.assume(_world.planCount() != 0);
        uint256 index = seed % _world.planCount();
        address account = _person(seed, 1);
        bool isPending = _governor.state(_world.planOf(index).id) == IGovernor.ProposalState.Pending;
        vm.assume(!isPending || account != _world.planOf(index).proposer);
        _refuseStep(account, IGovernor.cancel.selector, index);
    }

    function guardAfterTerm(uint256 seed) external {
        vm.assume(_world.planCount() != 0 && _now() >= _world.guardianUntil());
        _refuseStep(_world.GUARDIAN(), IGovernor.cancel.selector, seed % _world.planCount());
    }

    /* VOTES */

    function voteTwice(uint256 seed) external {
        uint256 index = _planIn(seed, IGovernor.ProposalState.Active);
        address voter = _person(seed, 1);
        vm.assume(_world.hasVoted(index, voter));
        _refuseVote(voter, index, uint8(seed % 3));
    }

    function voteWhenShut(uint256 seed) external {
        vm.assume(_world.planCount() != 0);
        uint256 index = seed % _world.planCount();
        vm.assume(_governor.state(_world.planOf(index).id) != IGovernor.ProposalState.Active);
        _refuseVote(_person(seed, 1), index, uint8(seed % 3));
    }

    function voteOtherwise(uint256 seed) external {
        (uint256 index, uint256 who) = _open(seed);
        _refuseVote(_world.people(who), index, uint8(_draw(seed, 3, 3, 255)));
    }

    /// @dev Signed by somebody else, or for another proposal, or brought again.
    function bringForged(uint256 seed) external {
        uint256 index = _planIn(seed, IGovernor.ProposalState.Active);
        uint256 id = _world.planOf(index).id;
        uint256 who = _draw(seed, 2, 0, 4);
        address voter = _world.people(who);
        bytes memory signature =
            _world.hasVoted(index, voter)
                ? _sign(id, uint8(seed % 3), who)
                : seed % 2 == 0
                    ? _signWith(id, uint8(seed % 3), voter, 0x57)
                    : _sign(id + 1, uint8(seed % 3), who);
        _refused(
            STRANGER,
            address(_governor),
            abi.encodeCall(IGovernor.castVoteBySig, (id, uint8(seed % 3), voter, signature))
        );
    }

    /* STEPS */

    function queueUndecided(uint256 seed) external {
        vm.assume(_world.planCount() != 0);
        uint256 index = seed % _world.planCount();
        vm.assume(!_world.isPassed(index) || _world.planOf(index).queuedFor != 0);
        _refuseStep(STRANGER, IGovernor.queue.selector, index);
    }

    function executeEarly(uint256 seed) external {
        vm.assume(_world.planCount() != 0);
        uint256 index = seed % _world.planCount();
        GovernanceWorld.Plan memory plan = _world.planOf(index);
        vm.assume(plan.queuedFor == 0 || plan.isCancelled || plan.isExecuted || _now() < plan.queuedFor);
        _refuseStep(STRANGER, IGovernor.execute.selector, index);
    }

    /// @dev All of it or nothing.
    function executeBroken(uint256 seed) external {
        uint256 index = _planIn(seed, IGovernor.ProposalState.Queued);
        GovernanceWorld.Plan memory plan = _world.planOf(index);
        vm.assume(plan.aim == GovernanceWorld.Aim.Broken && _now() >= plan.queuedFor);
        _refuseStep(STRANGER, IGovernor.execute.selector, index);
    }

    /* BEHIND THE VOTE */

    function schedule(uint256 seed) external {
        (address target, bytes memory data) = _prize(seed);
        bytes memory call = abi.encodeCall(
            TimelockController.schedule,
            (target, 0, data, bytes32(0), bytes32(seed), 2 days)
        );
        _refused(_insider(seed), address(_timelock), call);
    }

    function executeUnscheduled(uint256 seed) external {
        (address target, bytes memory data) = _prize(seed);
        bytes memory call = abi.encodeCall(
            TimelockController.execute,
            (target, 0, data, bytes32(0), bytes32(seed))
        );
        _refused(_insider(seed), address(_timelock), call);
    }

    function seize(uint256 seed) external {
        (address target, bytes memory data) = _prize(seed);
        _refused(_insider(seed), target, data);
    }

    /// @dev Not even the timelock itself changes its roles.
    function grantRole(uint256 seed) external {
        bytes32 role = seed % 2 == 0 ? _timelock.PROPOSER_ROLE() : _timelock.DEFAULT_ADMIN_ROLE();
        address caller = seed % 3 == 0 ? address(_timelock) : _insider(seed);
        _refused(caller, address(_timelock), abi.encodeCall(AccessControl.grantRole, (role, STRANGER)));
    }

    /// @dev A delay that would let nobody see what comes, or never come.
    function hurry(uint256 seed) external {
        uint256 delay = seed % 2 == 0 ? seed % 2 days : 30 days + 1 + (seed % 1_000 days);
        _refused(address(_timelock), address(_timelock), abi.encodeCall(_timelock.updateDelay, (delay)));
    }

    /* INTERNAL */

    /// @dev Somebody near to power.
    function _insider(uint256 seed) private view returns (address) {
        address[4] memory insiders = [_world.GUARDIAN(), _person(seed, 8), STRANGER, address(_world)];
        return insiders[_draw(seed, 9, 0, 3)];
    }

    /// @dev What a thief would call.
    function _prize(uint256 seed) private view returns (address target, bytes memory data) {
        uint256 which = _draw(seed, 10, 0, 3);
        if (which == 0) return (address(_world.market()), abi.encodeWithSignature("setFee(uint16)", 0));
        if (which == 1)
            return (address(_world.market()), abi.encodeWithSignature("setTreasury(address)", STRANGER));
        if (which == 2) return (address(_timelock), abi.encodeCall(_timelock.updateDelay, (3 days)));
        return (address(_governor), abi.encodeWithSignature("setVotingDelay(uint48)", 3 days));
    }

    function _refusePropose(address proposer, uint256 seed, string memory suffix) private {
        (address[] memory targets, uint256[] memory values, bytes[] memory datas, string memory text) = _world
            .callsFor(GovernanceWorld.Aim.Fee, seed % 501, 0, seed);
        _refused(
            proposer,
            address(_governor),
            abi.encodeCall(IGovernor.propose, (targets, values, datas, string.concat(text, suffix)))
        );
    }

    function _refuseStep(address caller, bytes4 step, uint256 index) private {
        (address[] memory targets, uint256[] memory values, bytes[] memory datas, ) = _world.callsOf(index);
        _refused(
            caller,
            address(_governor),
            abi.encodeWithSelector(step, targets, values, datas, _world.hashOf(index))
        );
    }

    function _refuseVote(address voter, uint256 index, uint8 support) private {
        _refused(
            voter,
            address(_governor),
            abi.encodeCall(IGovernor.castVote, (_world.planOf(index).id, support))
        );
    }
}
