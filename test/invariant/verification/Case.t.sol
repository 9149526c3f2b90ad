// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IStakeVault} from "../../../contracts/staking/IStakeVault.sol";
import {IJuryCourt} from "../../../contracts/verification/optimistic/IJuryCourt.sol";
import {BenchAdversary} from "./BenchAdversary.sol";
import {BenchHandler} from "./BenchHandler.sol";
import {CaseAdversary} from "./CaseAdversary.sol";
import {CaseWorld} from "./CaseWorld.sol";
import {JuryHandler} from "./JuryHandler.sol";
import {PartyHandler} from "./PartyHandler.sol";
import {VerifiedTest} from "./VerifiedTest.sol";

/// @title CaseTest
/// @notice What holds of the optimistic verifier and the court after any sequence of calls.
/// forge-config: ci.invariant.runs = 60
contract CaseTest is VerifiedTest {
    CaseWorld private _world;
    IJuryCourt private _court;
    address private _bench;

    function setUp() external {
        _world = new CaseWorld();
        (_court, _bench) = (_world.court(), address(_world.optimistic()));
        PartyHandler party = new PartyHandler(_world);
        // Cases at every step, so that few calls are spent on an empty court.
        for (uint256 i = 0; i < 4; ++i) {
            party.hire(i + 1);
            party.submit(i + 1);
        }
        for (uint256 i = 0; i < 3; ++i) party.challenge(i);
        for (uint256 i = 0; i < 4; ++i) party.move(i);
        // As often as calls of a case need to meet one another.
        for (uint256 i = 0; i < 6; ++i) _targets.push(address(i == 0 ? party : new PartyHandler(_world)));
        for (uint256 i = 0; i < 2; ++i) _targets.push(address(new JuryHandler(_world)));
        _targets.push(address(new BenchHandler(_world)));
        _targets.push(address(new CaseAdversary(_world)));
        _targets.push(address(new BenchAdversary(_world)));
        _begin(_world);
    }

    /* INVARIANTS */

    /// @dev One function, since forge runs a campaign for each.
    function invariant_case() external view {
        _checkMarket();
        _checkBench();
        _checkCourt();
    }

    /// @dev At the end of a sequence time ends every case and every job, whoever pushes, and everybody can leave.
    function afterInvariant() external {
        _pass(_now() + 14 days);
        for (uint256 i = 0; i < _world.trialCount(); ++i) {
            CaseWorld.Trial memory trial = _world.trials(i);
            if (trial.step == CaseWorld.Step.Free) continue;
            assert(_court.close(_bench, trial.id, trial.file) == _world.noteClosed(i));
        }
        _checkCourt();
        _endJobs();
        _leaveBench();
        _leave(address(_court));
    }

    /* INTERNAL: CHECKS */

    /// @dev C3: seats are what happened to them, and stake is locked for what they hold and nothing else.
    function _checkBench() private view {
        (uint24 seats, uint24 undrawn, ) = _court.benchOf(_bench);
        assert(seats == _world.seatCount() && undrawn == _world.undrawn());
        assert(_court.vacanciesOf(_bench) == _world.vacancies());
        for (uint24 i = 0; i < seats; ++i) {
            bytes32 seat = keccak256(abi.encode(_court.seatAt(_bench, i)));
            assert(seat == keccak256(abi.encode(_world.seats(i))));
        }
        IStakeVault stakes = _world.stakes();
        for (uint256 i = 0; i < _world.peopleCount(); ++i) {
            address juror = _world.people(i);
            assert(stakes.provisionOf(juror, address(_court)).locked == _world.heldBy(juror));
        }
    }

    /// @dev C1: the court holds the bonds of open cases, credits, what seats earned, what was given to it; no more.
    function _checkCourt() private view {
        uint256 owed = _world.donated() + _world.bonds();
        for (uint24 i = 0; i < _world.seatCount(); ++i)
            owed += uint256(_court.seatAt(_bench, i).earnedMicro) * 1e12;
        for (uint256 i = 0; i <= _world.SIZE(); ++i) {
            address account = i == _world.SIZE() ? _world.NOBODY() : _world.people(i);
            uint256 credit = _court.creditOf(account);
            assert(credit == _world.credits(account));
            owed += credit;
        }
        assert(_world.weft().balanceOf(address(_court)) == owed);
        assert(_world.stakes().creditOf(address(_court)) == 0);
    }

    /* INTERNAL: LEAVING */

    /// @dev The last seat first, so that the bench is short at the end; then all that is owed.
    function _leaveBench() private {
        uint24[] memory one = new uint24[](1);
        for (uint24 left = _world.seatCount(); left != 0; --left) {
            one[0] = left - 1;
            address juror = _world.seats(one[0]).juror;
            if (juror == address(0)) {
                _court.closeVacancies(_bench, one);
                _world.noteFilled(one[0]);
                continue;
            }
            vm.prank(juror);
            _court.leaveSeats(_bench, one);
            _world.noteLeft(one[0]);
        }
        _checkBench();
        for (uint256 i = 0; i <= _world.SIZE(); ++i) {
            address account = i == _world.SIZE() ? _world.NOBODY() : _world.people(i);
            if (_court.creditOf(account) != 0) _court.claim(account);
        }
        assert(_world.weft().balanceOf(address(_court)) == _world.donated());
    }
}
