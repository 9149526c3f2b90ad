// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";
import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";
import {Votes} from "@openzeppelin/contracts/governance/utils/Votes.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

import {IWeftGovernor} from "../../../contracts/governance/IWeftGovernor.sol";
import {IStakeVault} from "../../../contracts/staking/IStakeVault.sol";
import {Fuzz} from "../Fuzz.sol";
import {GovernanceAdversary} from "./GovernanceAdversary.sol";
import {GovernanceHandler} from "./GovernanceHandler.sol";
import {GovernanceWorld} from "./GovernanceWorld.sol";

/// @notice How a governor shows who voted, and its quorum.
interface ITallies {
    function lateQuorumVoteExtension() external view returns (uint48);
    function proposalVotes(uint256 id) external view returns (uint256, uint256, uint256);
    function quorumNumerator() external view returns (uint256);
}

/// @title GovernanceTest
/// @notice What holds of governance after any sequence of calls.
/// forge-config: ci.invariant.runs = 200
contract GovernanceTest is Fuzz {
    bool public constant IS_TEST = true;

    GovernanceWorld private _world;
    IGovernor private _governor;
    TimelockController private _timelock;
    address[] private _targets;

    function setUp() external {
        _world = new GovernanceWorld();
        (_governor, _timelock) = (_world.governor(), _world.timelock());
        // Three to one, so that the adversary meets a world in which much has happened.
        for (uint256 i = 0; i < 3; ++i) _targets.push(address(new GovernanceHandler(_world)));
        _targets.push(address(new GovernanceAdversary(_world)));
    }

    function targetContracts() external view returns (address[] memory) {
        return _targets;
    }

    /// @dev One function, since forge runs a campaign for each.
    function invariant_governance() external view {
        for (uint256 i = 0; i < _world.planCount(); ++i) _checkPlan(i);
        _checkRoles();
        _checkEffects();
    }

    /// @dev G6: whatever was voted, those who hold the tokens still govern, and stakers get their stake back.
    function afterInvariant() external {
        address holder = _world.people(3);
        _pass(_now() + 100 days);
        for (uint256 i = 0; i < 5; ++i) _leave(_world.people(i));
        _pass(_now() + 8 days);
        for (uint256 i = 0; i < 5; ++i) _gather(_world.people(i), holder);
        _pass(_now() + 1);
        uint256 id = _propose(holder);
        _pass(_governor.proposalSnapshot(id) + 1);
        vm.prank(holder);
        _governor.castVote(id, 1);
        _pass(_governor.proposalDeadline(id) + 1);
        (
            address[] memory targets,
            uint256[] memory values,
            bytes[] memory datas,
            string memory text
        ) = _last();
        _governor.queue(targets, values, datas, keccak256(bytes(text)));
        _pass(_now() + _timelock.getMinDelay());
        _governor.execute(targets, values, datas, keccak256(bytes(text)));
        assert(_world.market().feeBps() == 77);
        assert(_world.weft().balanceOf(address(_world.stakes())) == 0);
    }

    /* CHECKS */

    /// @dev G1: the tally is the votes that voters had at the count, each once, and lasts as long as it should.
    function _checkPlan(uint256 index) private view {
        GovernanceWorld.Plan memory plan = _world.planOf(index);
        (uint256 against, uint256 forVotes, uint256 abstain) = ITallies(address(_governor)).proposalVotes(
            plan.id
        );
        assert(against == _world.tally(index, 0));
        assert(forVotes == _world.tally(index, 1));
        assert(abstain == _world.tally(index, 2));
        assert(against + forVotes + abstain <= _world.weft().totalSupply());
        assert(_governor.proposalDeadline(plan.id) == plan.deadline);
        IGovernor.ProposalState current = _governor.state(plan.id);
        assert((current == IGovernor.ProposalState.Canceled) == plan.isCancelled);
        assert((current == IGovernor.ProposalState.Executed) == plan.isExecuted);
        // G2: the quorum is that of the second of the count, and what is queued or executed has passed, by the books.
        if (plan.snapshot < _now()) assert(_governor.quorum(plan.snapshot) == _world.quorumOf(index));
        if (plan.queuedFor != 0 && !plan.isCancelled) assert(_world.isPassed(index));
    }

    /// @dev G3: the governor proposes and cancels, anyone executes, and nobody administers but the timelock.
    function _checkRoles() private view {
        assert(Ownable(address(_world.market())).owner() == address(_timelock));
        assert(_world.market().treasury() == address(_timelock));
        assert(_timelock.hasRole(_timelock.PROPOSER_ROLE(), address(_governor)));
        assert(_timelock.hasRole(_timelock.CANCELLER_ROLE(), address(_governor)));
        assert(_timelock.hasRole(_timelock.EXECUTOR_ROLE(), address(0)));
        assert(_timelock.hasRole(_timelock.DEFAULT_ADMIN_ROLE(), address(_timelock)));
        address[4] memory others = [_world.GUARDIAN(), address(_world), address(0xBAD), _world.people(0)];
        for (uint256 i = 0; i < 4; ++i) {
            assert(!_timelock.hasRole(_timelock.PROPOSER_ROLE(), others[i]));
            assert(!_timelock.hasRole(_timelock.CANCELLER_ROLE(), others[i]));
            assert(!_timelock.hasRole(_timelock.DEFAULT_ADMIN_ROLE(), others[i]));
        }
    }

    /// @dev G4, G5: fee, settings, delay and treasury are what executed proposals made of them, and inside their bounds.
    function _checkEffects() private view {
        assert(_world.market().feeBps() == _world.fee());
        assert(_world.weft().balanceOf(address(_timelock)) == _world.treasury());
        assert(_timelock.getMinDelay() == _world.delay());
        uint256[5] memory now_ = [
            _governor.votingDelay(),
            _governor.votingPeriod(),
            _governor.proposalThreshold(),
            ITallies(address(_governor)).lateQuorumVoteExtension(),
            ITallies(address(_governor)).quorumNumerator()
        ];
        for (uint256 i = 0; i < 5; ++i) {
            assert(now_[i] == _world.settings(i));
            (uint256 least, uint256 most) = IWeftGovernor(address(_governor)).boundsOf(
                IWeftGovernor.Setting(i)
            );
            assert(now_[i] >= least && now_[i] <= most);
        }
    }

    /* LEAVING */

    function _leave(address person) private {
        (IStakeVault stakes, address market) = (_world.stakes(), address(_world.market()));
        if (stakes.thawsOf(person, market).length != 0) stakes.withdraw(person, market);
        uint96 active = stakes.provisionOf(person, market).active;
        if (active == 0) return;
        vm.prank(person);
        stakes.thaw(market, active);
    }

    function _gather(address person, address holder) private {
        (IStakeVault stakes, address market) = (_world.stakes(), address(_world.market()));
        if (stakes.thawsOf(person, market).length != 0) stakes.withdraw(person, market);
        IERC20 weft = _world.weft();
        uint256 all = weft.balanceOf(person);
        vm.prank(person);
        if (person == holder) Votes(address(weft)).delegate(holder);
        else weft.transfer(holder, all);
    }

    function _last()
        private
        view
        returns (address[] memory targets, uint256[] memory values, bytes[] memory datas, string memory text)
    {
        return _world.callsFor(GovernanceWorld.Aim.Fee, 77, 0, type(uint256).max);
    }

    function _propose(address holder) private returns (uint256) {
        (
            address[] memory targets,
            uint256[] memory values,
            bytes[] memory datas,
            string memory text
        ) = _last();
        vm.prank(holder);
        return _governor.propose(targets, values, datas, text);
    }
}
