// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {CaseFile, CaseId, Ruling} from "../../../contracts/verification/optimistic/CourtTypes.sol";
import {IArbitrable, Summons} from "../../../contracts/verification/optimistic/IArbitrable.sol";
import {IJuryCourt} from "../../../contracts/verification/optimistic/IJuryCourt.sol";
import {ResultStage} from "../../../contracts/verification/optimistic/IOptimisticVerifier.sol";
import {Claim, OptimisticTerms} from "../../../contracts/verification/optimistic/OptimisticTypes.sol";
import {CasePeople} from "./CasePeople.sol";
import {CaseWorld} from "./CaseWorld.sol";
import {VerifiedWorld} from "./VerifiedWorld.sol";

/// @title CaseHandler
/// @notice What providers, challengers and jurors do, honest or not, within the rules: no call may fail.
contract CaseHandler is CasePeople {
    uint256 private constant MAX_OPEN = 5;
    uint256 private constant PROVEN_BLOCKS = 256;

    constructor(CaseWorld world) CasePeople(world) {}

    /* RESULTS */

    function hire(uint256 seed) external {
        vm.assume(_world.openHires() < MAX_OPEN);
        VerifiedWorld.Draft memory draft;
        draft.client = _world.people(_draw(seed, 20, 0, 99));
        if (_draw(seed, 21, 0, 2) == 0) draft.payer = _world.people(_draw(seed, 22, 0, 99));
        if (draft.payer == draft.client) draft.payer = address(0);
        (draft.verifierTerms, draft.seed) = (_world.termsOf(seed), seed);
        (draft.units, draft.nonce, draft.expiry) = (1, _world.nextNonce(), _now());
        draft.maxSeconds = uint32(_draw(seed, 23, 1 hours, 1 days));
        draft.verifySeconds = uint32(_draw(seed, 24, 0, 5) == 0 ? 1 hours : 4 days);
        address provider = _world.people(_draw(seed, 25, 0, 99));
        vm.assume(_world.canHire(provider));
        _world.hire(draft, provider, seed);
    }

    /// @dev At times too late, or under another's name: neither means anything.
    function submit(uint256 seed) external {
        uint256 count = _world.hireCount();
        for (uint256 i = 0; i < count; ++i) {
            uint256 index = ((seed % count) + i) % count;
            VerifiedWorld.Hire memory it = _world.hires(index);
            bool isLate = _now() > it.job.terms.deadline();
            bool isDone = _world.results(index).stage != ResultStage.None;
            if (!it.isOpen || isDone || (isLate && seed % 8 != 0)) continue;
            bool isOwn = _draw(seed, 30, 0, 9) != 0;
            address caller = isOwn ? it.job.provider : address(uint160(0x10000 + _world.nextNonce()));
            bytes32 root = _world.rootOf(index);
            vm.prank(caller);
            _optimistic.submit(it.id, OptimisticTerms.wrap(it.job.verifierTerms), root);
            if (isOwn) _world.noteResult(index, _draw(seed, 31, 0, 9), isLate);
            return;
        }
        vm.assume(false);
    }

    /* PARTIES */

    function challenge(uint256 seed) external {
        uint256 count = _world.hireCount();
        for (uint256 i = 0; i < count; ++i) {
            uint256 index = ((seed % count) + i) % count;
            if (!_world.isSound(_world.hires(index).job.verifierTerms)) continue;
            if (!_world.isChallengeable(index)) continue;
            _challenge(seed, index);
            return;
        }
        vm.assume(false);
    }

    function answer(uint256 seed) external {
        (uint256 index, CaseWorld.Trial memory trial) = _find(seed, CaseWorld.Step.Open, false);
        // The defendant; at times somebody for it.
        bool isFriend = _draw(seed, 50, 0, 3) == 0;
        vm.prank(isFriend ? _world.people(_draw(seed, 51, 0, 99)) : trial.file.defendant);
        _court.answer(_bench, trial.id, trial.file);
        (trial.step, trial.until) = (CaseWorld.Step.Answered, _now() + _world.secondsOf(trial.file, 1));
        (trial.target, trial.size) = (uint40(vm.getBlockNumber()) + 64, _world.seatCount());
        _world.noteTrial(index, trial);
    }

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
        // Of three seats, one is missed in a draw of a million.
        vm.assume(_world.eligibleOf(trial) > 3);
        trial.positions = _drawNow(trial);
        _checkJury(trial);
        (trial.step, trial.until) = (CaseWorld.Step.Voting, _now() + _world.secondsOf(trial.file, 2));
        _world.noteTrial(index, trial);
        _world.noteDrawn(trial.positions);
    }

    function rearm(uint256 seed) external {
        (uint256 index, CaseWorld.Trial memory trial) = _find(seed, CaseWorld.Step.Answered, false);
        vm.assume(vm.getBlockNumber() > trial.target + PROVEN_BLOCKS);
        _court.rearm(_bench, trial.id);
        (trial.target, trial.size) = (uint40(vm.getBlockNumber()) + 64, _world.seatCount());
        delete trial.seen;
        _world.noteTrial(index, trial);
    }

    /* VOTES */

    /// @dev Most of the jury, most of it for what is right; some change their mind.
    function commit(uint256 seed) external {
        (uint256 index, CaseWorld.Trial memory trial) = _find(seed, CaseWorld.Step.Voting, false);
        uint256 turned = _draw(seed, 60, 0, 2);
        for (uint256 i = 0; i < trial.positions.length; ++i) {
            uint256 mood = _draw(seed, 61 + i, 0, 9);
            if (mood == 0) continue;
            trial.meant[i] = mood < 3 + 2 * turned ? Ruling(1 + (mood % 3)) : trial.truth;
            ++trial.drafts[i];
            bytes32 ballot = _ballotOf(trial, i);
            vm.prank(_jurorOf(trial, i));
            _court.commit(_bench, trial.id, i, ballot);
        }
        _world.noteTrial(index, trial);
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

    /* END */

    function close(uint256 seed) external {
        uint256 count = _world.trialCount();
        for (uint256 i = 0; i < count; ++i) {
            uint256 index = ((seed % count) + i) % count;
            CaseWorld.Trial memory trial = _world.trials(index);
            if (!_canClose(trial)) continue;
            Ruling ruling = _court.close(_bench, trial.id, trial.file);
            assert(ruling == _world.noteClosed(index));
            return;
        }
        vm.assume(false);
    }

    /// @dev The last second of a step, or the one after it.
    function waitForCase(uint256 seed) external {
        uint256 count = _world.trialCount();
        for (uint256 i = 0; i < count; ++i) {
            CaseWorld.Trial memory trial = _world.trials(((seed % count) + i) % count);
            uint256 time = trial.until + ((seed >> 8) % 2);
            if (trial.step == CaseWorld.Step.Voting && _now() > trial.until) time = _revealUntil(trial) + 1;
            if (trial.step == CaseWorld.Step.Answered) time = _now() + 70 * 12;
            if (trial.step == CaseWorld.Step.Free || time <= _now()) continue;
            _pass(time);
            return;
        }
        vm.assume(false);
    }

    /// @dev The last second of a window for challenges, or the one after it.
    function waitForWindow(uint256 seed) external {
        uint256 count = _world.hireCount();
        for (uint256 i = 0; i < count; ++i) {
            uint256 index = ((seed % count) + i) % count;
            uint256 time = _world.windowOf(index) + ((seed >> 8) % 2);
            if (!_world.isChallengeable(index) || time <= _now()) continue;
            _pass(time);
            return;
        }
        vm.assume(false);
    }

    /* INTERNAL */

    function _challenge(uint256 seed, uint256 index) private {
        VerifiedWorld.Hire memory it = _world.hires(index);
        CaseWorld.Result memory result = _world.results(index);
        // What is wrong, where something is; and now and then what is not.
        uint256 chunk = _draw(seed, 40, 0, 2) == 0 ? _draw(seed, 41, 0, 4) : result.wrong;
        Claim memory claim = _world.claimOf(index, chunk);
        address plaintiff = _world.people(_draw(seed, 42, 0, 99));
        if (_draw(seed, 43, 0, 5) == 0) plaintiff = it.job.provider;
        uint32 hint = uint32(_draw(seed, 44, 0, 3));
        CaseWorld.Trial memory trial;
        Summons memory summons = _optimistic.summonsOf(claim);
        trial.file = CaseFile(
            summons.subject,
            plaintiff,
            it.job.provider,
            summons.terms,
            summons.barred
        );
        assert(_world.isBarred(trial.file, it.job.client) && _world.isBarred(trial.file, it.job.payer));
        vm.prank(plaintiff);
        trial.id = _court.open(IArbitrable(_bench), hint, abi.encode(claim));
        (trial.hire, trial.step) = (index, CaseWorld.Step.Open);
        trial.until = _now() + _world.secondsOf(trial.file, 0);
        trial.openedAt = uint40(vm.getBlockNumber());
        _world.noteOpened(trial, chunk);
    }

    /// @dev A case whose block has been mined and can be proven.
    function _findDrawable(
        uint256 seed
    ) private view returns (uint256 index, CaseWorld.Trial memory trial) {
        uint256 count = _world.trialCount();
        uint256 number = vm.getBlockNumber();
        for (uint256 i = 0; i < count; ++i) {
            index = ((seed % count) + i) % count;
            trial = _world.trials(index);
            if (trial.step != CaseWorld.Step.Answered || _now() > trial.until) continue;
            if (number > trial.target && number <= trial.target + PROVEN_BLOCKS) return (index, trial);
        }
        vm.assume(false);
    }

    function _drawNow(CaseWorld.Trial memory trial) private returns (uint24[] memory positions) {
        bytes memory header = _world.headerOf(trial.target);
        vm.setBlockhash(trial.target, keccak256(header));
        _court.draw(_bench, trial.id, trial.file, header);
        uint16 votes;
        (positions, votes) = _court.juryOf(_bench, trial.id);
        assert(votes == 0);
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
            bool isStill = _world.isEligible(trial, position) &&
                _world.seats(position).sinceBlock == trial.seenSince[i];
            assert(!isStill || _isAmong(position, trial.positions, drawn));
        }
    }

    function _isAmong(uint24 position, uint24[] memory list, uint256 first) private pure returns (bool) {
        for (uint256 i = 0; i < first; ++i) if (list[i] == position) return true;
        return false;
    }

    function _canClose(CaseWorld.Trial memory trial) private view returns (bool) {
        if (trial.step == CaseWorld.Step.Free || _now() <= trial.until) return false;
        if (trial.step != CaseWorld.Step.Voting) return true;
        return _isComplete(trial) || _now() > _revealUntil(trial);
    }
}
