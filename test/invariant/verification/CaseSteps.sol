// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Ruling} from "../../../contracts/verification/optimistic/CourtTypes.sol";
import {CasePeople} from "./CasePeople.sol";
import {CaseWorld} from "./CaseWorld.sol";
import {Headers} from "./Headers.sol";

/// @title CaseSteps
/// @notice The steps of a case, each made within the rules, with what it must do to the books.
abstract contract CaseSteps is CasePeople {
    /// @dev How long a block can be proven.
    uint256 internal constant PROVEN_BLOCKS = 256;

    function _answer(uint256 seed, uint256 index, CaseWorld.Trial memory trial) internal {
        // The defendant; at times somebody for it.
        bool isFriend = _draw(seed, 50, 0, 3) == 0;
        vm.prank(isFriend ? _world.people(_draw(seed, 51, 0, 99)) : trial.file.defendant);
        _court.answer(_bench, trial.id, trial.file);
        (trial.step, trial.until) = (CaseWorld.Step.Answered, _now() + _world.secondsOf(trial.file, 1));
        (trial.target, trial.size) = (uint40(vm.getBlockNumber()) + 64, _world.seatCount());
        _world.noteTrial(index, trial);
    }

    function _drawJury(uint256 index, CaseWorld.Trial memory trial) internal {
        // Of three seats, one is missed in a draw of a million.
        vm.assume(_world.eligibleOf(trial) > 3);
        trial.positions = _drawNow(trial);
        _checkJury(trial);
        (trial.step, trial.until) = (CaseWorld.Step.Voting, _now() + _world.secondsOf(trial.file, 2));
        _world.noteTrial(index, trial);
        _world.noteDrawn(trial.positions);
    }

    function _drawNow(CaseWorld.Trial memory trial) internal returns (uint24[] memory positions) {
        bytes memory header = Headers.encode(trial.target);
        vm.setBlockhash(trial.target, keccak256(header));
        _court.draw(_bench, trial.id, trial.file, header);
        uint16 votes;
        (positions, votes) = _court.juryOf(_bench, trial.id);
        assert(votes == 0);
    }

    function _commit(uint256 seed, uint256 index, CaseWorld.Trial memory trial) internal {
        uint256 turned = _draw(seed, 60, 0, 2);
        // One jury in four is half asleep.
        uint256 silent = _draw(seed, 59, 0, 3) == 0 ? 5 : 1;
        for (uint256 i = 0; i < trial.positions.length; ++i) {
            uint256 mood = _draw(seed, 61 + i, 0, 9);
            if (mood < silent) continue;
            trial.meant[i] = mood < 3 + 2 * turned ? Ruling(1 + (mood % 3)) : trial.truth;
            ++trial.drafts[i];
            bytes32 ballot = _ballotOf(trial, i);
            vm.prank(_jurorOf(trial, i));
            _court.commit(_bench, trial.id, i, ballot);
        }
        _world.noteTrial(index, trial);
    }

    function _reveal(uint256 seed, uint256 index, CaseWorld.Trial memory trial) internal {
        bool isAny = false;
        for (uint256 i = 0; i < trial.positions.length; ++i) {
            if (trial.meant[i] == Ruling.Undecided || trial.shown[i] != Ruling.Undecided) continue;
            if (_draw(seed, 80 + i, 0, 7) == 0) continue;
            isAny = true;
            vm.prank(_jurorOf(trial, i));
            _court.reveal(_bench, trial.id, i, trial.meant[i], _saltOf(trial, i));
            trial.shown[i] = trial.meant[i];
        }
        vm.assume(isAny);
        _world.noteTrial(index, trial);
    }

    function _close(uint256 index) internal {
        CaseWorld.Trial memory trial = _world.trials(index);
        Ruling ruling = _court.close(_bench, trial.id, trial.file);
        assert(ruling == _world.noteClosed(index));
    }

    function _canClose(CaseWorld.Trial memory trial) internal view returns (bool) {
        if (trial.step == CaseWorld.Step.Free || _now() <= trial.until) return false;
        if (trial.step != CaseWorld.Step.Voting) return true;
        return _isComplete(trial) || _now() > _revealUntil(trial);
    }

    /// @dev Who may judge does, once with each seat; and who was seen to be drawn is, if it still may.
    function _checkJury(CaseWorld.Trial memory trial) private view {
        uint256 drawn = trial.positions.length;
        assert(drawn >= 3 && drawn <= _world.jurorsOf(trial.file));
        for (uint256 i = 0; i < drawn; ++i) {
            assert(_world.isEligible(trial, trial.positions[i]) && trial.positions[i] < trial.size);
            assert(!_isAmong(trial.positions[i], trial.positions, i));
        }
        for (uint256 i = 0; i < trial.seen.length; ++i) {
            uint24 position = trial.seen[i];
            bool isStill =
                _world.isEligible(trial, position) && _world.seats(position).sinceBlock == trial.seenSince[i];
            assert(!isStill || _isAmong(position, trial.positions, drawn));
        }
    }

    function _isAmong(uint24 position, uint24[] memory list, uint256 first) private pure returns (bool) {
        for (uint256 i = 0; i < first; ++i) if (list[i] == position) return true;
        return false;
    }
}
