// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Ruling} from "../../../contracts/verification/optimistic/CourtTypes.sol";
import {CasePeople} from "./CasePeople.sol";
import {CaseSteps} from "./CaseSteps.sol";
import {CaseWorld} from "./CaseWorld.sol";

/// @title JuryHandler
/// @notice What jurors do, honest or not, and whoever pushes a case on, within the rules: no call may fail.
contract JuryHandler is CaseSteps {
    constructor(CaseWorld world) CasePeople(world) {}

    /* THE DRAW */

    /// @dev Somebody sees whom the block draws, and does nothing yet.
    function peek(uint256 seed) external {
        (uint256 index, CaseWorld.Trial memory trial) = _findDrawable(seed);
        vm.assume(trial.seen.length == 0 && _world.eligibleOf(trial) > 3);
        uint256 snapshot = vm.snapshotState();
        trial.seen = _drawNow(trial);
        vm.revertToStateAndDelete(snapshot);
        trial.seenSince = new uint40[](trial.seen.length);
        for (uint256 i = 0; i < trial.seen.length; ++i)
            trial.seenSince[i] = _world.seats(trial.seen[i]).sinceBlock;
        _world.noteTrial(index, trial);
    }

    function draw(uint256 seed) external {
        (uint256 index, CaseWorld.Trial memory trial) = _findDrawable(seed);
        _drawJury(index, trial);
    }

    function rearm(uint256 seed) external {
        (uint256 index, CaseWorld.Trial memory trial) = _find(seed, CaseWorld.Step.Answered, false);
        vm.assume(vm.getBlockNumber() > trial.target + PROVEN_BLOCKS && _now() + 64 < trial.until);
        vm.prank(_world.people(_draw(seed, 95, 0, 99)));
        _court.rearm(_bench, trial.id, trial.file);
        _world.noteForfeit(_world.bondOf(trial.file) / 2);
        (trial.target, trial.size) = (uint40(vm.getBlockNumber()) + 64, _world.seatCount());
        delete trial.seen;
        _world.noteTrial(index, trial);
    }

    /* VOTES */

    /// @dev Most of the jury, most of it for what is right; some change their mind.
    function commit(uint256 seed) external {
        (uint256 index, CaseWorld.Trial memory trial) = _find(seed, CaseWorld.Step.Voting, false);
        _commit(seed, index, trial);
    }

    /// @dev A juror takes over another's commitment as its own: it goes through, and is good for nothing.
    function copyBallot(uint256 seed) external {
        (uint256 index, CaseWorld.Trial memory trial) = _find(seed, CaseWorld.Step.Voting, false);
        uint256 count = trial.positions.length;
        uint256 to = _draw(seed, 70, 0, count - 1);
        uint256 from = (to + _draw(seed, 71, 1, count - 1)) % count;
        vm.assume(seed % 4 == 0 && trial.meant[from] != Ruling.Undecided);
        // Who holds both seats copies itself.
        vm.assume(_jurorOf(trial, to) != _jurorOf(trial, from));
        bytes32 ballot = _ballotOf(trial, from);
        vm.prank(_jurorOf(trial, to));
        _court.commit(_bench, trial.id, to, ballot);
        trial.meant[to] = Ruling.Undecided;
        _world.noteTrial(index, trial);
    }

    function reveal(uint256 seed) external {
        (uint256 index, CaseWorld.Trial memory trial) = _find(seed, CaseWorld.Step.Voting, true);
        vm.assume(_now() <= _revealUntil(trial));
        _reveal(seed, index, trial);
    }

    /* TIME */

    function close(uint256 seed) external {
        uint256 index = _world.findAny(seed, true);
        vm.assume(_canClose(_world.trials(index)));
        _close(index);
    }

    /// @dev The last second of a step, or the one after it.
    function waitForCase(uint256 seed) external {
        CaseWorld.Trial memory trial = _world.trials(_world.findAny(seed, true));
        uint256 time = _now() > trial.until ? _revealUntil(trial) : trial.until;
        time += (seed >> 8) % 2;
        vm.assume(time > _now() && (seed >> 16) % 2 == 0);
        _pass(time);
    }

    /// @dev The last second of a window for challenges, or the one after it.
    function waitForWindow(uint256 seed) external {
        uint256 time = _world.windowOf(_world.findChallengeable(seed)) + ((seed >> 8) % 2);
        vm.assume(time > _now() && (seed >> 16) % 4 == 0);
        _pass(time);
    }

    /* INTERNAL */

    /// @dev A case whose block has been mined and can be proven.
    function _findDrawable(uint256 seed) private view returns (uint256 index, CaseWorld.Trial memory trial) {
        (index, trial) = _find(seed, CaseWorld.Step.Answered, false);
        uint256 number = vm.getBlockNumber();
        vm.assume(number > trial.target && number <= trial.target + PROVEN_BLOCKS);
    }
}
