// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IVerifier} from "../../../contracts/verification/IVerifier.sol";
import {
    CaseFile,
    CaseId,
    CourtTerms,
    Ruling
} from "../../../contracts/verification/optimistic/CourtTypes.sol";
import {Seat} from "../../../contracts/verification/optimistic/IBenches.sol";
import {IJuryCourt} from "../../../contracts/verification/optimistic/IJuryCourt.sol";
import {
    IOptimisticVerifier,
    ResultStage
} from "../../../contracts/verification/optimistic/IOptimisticVerifier.sol";
import {BenchWorld} from "./BenchWorld.sol";
import {VerifiedWorld} from "./VerifiedWorld.sol";

/// @title CaseWorld
/// @notice Cases before the court, from the challenge to the ruling, and what the documentation says comes of them.
contract CaseWorld is BenchWorld {
    enum Step {
        Free,
        Open,
        Answered,
        Voting
    }

    struct Trial {
        CaseId id;
        uint256 hire;
        Step step;
        uint40 until;
        uint40 openedAt;
        /// Block whose randomness draws, and length of the bench at the answer.
        uint40 target;
        uint24 size;
        CaseFile file;
        /// The vote that is right.
        Ruling truth;
        uint24[] positions;
        /// By ordinal: what was committed to, and how often, for the salt; what was shown.
        Ruling[5] meant;
        uint256[5] drafts;
        Ruling[5] shown;
        /// Who would have been drawn when somebody looked first.
        uint24[] seen;
        uint40[] seenSince;
    }

    Trial[] private _trials;

    constructor() VerifiedWorld(SIZE) {
        string memory folder = "verification/optimistic";
        court = IJuryCourt(_deploy(folder, "JuryCourt", abi.encode(stakes, SEAT_STAKE)));
        optimistic = IOptimisticVerifier(_deploy(folder, "OptimisticVerifier", abi.encode(stakes, court)));
        verifier = IVerifier(optimistic);
        for (uint256 i = 0; i < SIZE; ++i) {
            address account = people(i);
            vm.prank(account);
            weft.approve(address(court), type(uint256).max);
            vm.prank(account);
            stakes.provision(address(court), 10 * SEAT_STAKE);
        }
        _fillBench();
    }

    /* TERMS */

    /// @notice How long a step may take: the answer, the draw, the commitments, the reveals.
    function secondsOf(CaseFile memory file, uint256 step) public pure returns (uint40) {
        return uint24(_wordOf(file) >> (SECONDS * step));
    }

    function bondOf(CaseFile memory file) public pure returns (uint256) {
        return uint256(uint32(_wordOf(file) >> 104)) * 1e15;
    }

    function jurorsOf(CaseFile memory file) public pure returns (uint256) {
        return uint8(_wordOf(file) >> 96);
    }

    /* CASES */

    function trialCount() external view returns (uint256) {
        return _trials.length;
    }

    function trials(uint256 index) external view returns (Trial memory) {
        return _trials[index];
    }

    /// @notice A case at this step whose time for it has passed, or not.
    function find(uint256 seed, Step step, bool isLate) external view returns (uint256 index) {
        uint256 count = _trials.length;
        for (uint256 i = 0; i < count; ++i) {
            index = ((seed % count) + i) % count;
            if (_trials[index].step == step && (_now() > _trials[index].until) == isLate) return index;
        }
        vm.assume(false);
    }

    /// @notice A case that is open, or one that ended.
    function findAny(uint256 seed, bool isOpen) external view returns (uint256 index) {
        uint256 count = _trials.length;
        for (uint256 i = 0; i < count; ++i) {
            index = ((seed % count) + i) % count;
            if ((_trials[index].step != Step.Free) == isOpen) return index;
        }
        vm.assume(false);
    }

    /// @notice What the court should hold for open cases.
    function bonds() external view returns (uint256 sum) {
        for (uint256 i = 0; i < _trials.length; ++i)
            if (_trials[i].step != Step.Free)
                sum += (_trials[i].step == Step.Open ? 1 : 2) * bondOf(_trials[i].file);
    }

    /// @param chunk What the plaintiff says is wrong.
    function noteOpened(Trial memory trial, uint256 chunk) external {
        bool isRight = chunk == _results[trial.hire].wrong;
        trial.truth = isRight ? Ruling.Plaintiff : Ruling.Defendant;
        _trials.push(trial);
        _results[trial.hire].stage = ResultStage.Challenged;
    }

    /// @notice What somebody paid for another throw of the jury.
    function noteForfeit(uint256 amount) external {
        credits[NOBODY] += amount;
    }

    function noteTrial(uint256 index, Trial calldata trial) external {
        _trials[index] = trial;
    }

    /// @notice Seats that a case could draw now.
    function eligibleOf(Trial calldata trial) external view returns (uint256 count) {
        for (uint24 i = 0; i < trial.size && i < _seats.length; ++i) if (isEligible(trial, i)) ++count;
    }

    function isEligible(Trial calldata trial, uint24 position) public view returns (bool) {
        if (position >= _seats.length) return false;
        Seat memory seat = _seats[position];
        bool isSeated = seat.juror != address(0) && seat.strikes == 0 && seat.sinceBlock < trial.openedAt;
        return isSeated && !isSide(trial.file, seat.juror);
    }

    function isSide(CaseFile calldata file, address juror) public pure returns (bool) {
        return juror == file.plaintiff || juror == file.defendant;
    }

    function noteDrawn(uint24[] calldata positions) external {
        for (uint256 i = 0; i < positions.length; ++i) ++_seats[positions[i]].cases;
    }

    function undrawn() external view returns (uint24 count) {
        for (uint256 i = 0; i < _trials.length; ++i) if (_trials[i].step == Step.Answered) ++count;
    }

    /* THE END OF A CASE */

    /// @notice What the table of rulings says; without a jury, what the table of stages says.
    function rulingOf(Trial memory trial) public pure returns (Ruling) {
        if (trial.step == Step.Open) return Ruling.Plaintiff;
        uint256 drawn = trial.positions.length;
        for (uint256 vote = 1; vote < 4; ++vote) {
            uint256 count = 0;
            for (uint256 i = 0; i < drawn; ++i) if (trial.shown[i] == Ruling(vote)) ++count;
            if (count > drawn - count) return Ruling(vote);
        }
        return Ruling.Undecided;
    }

    /// @notice Pays and slashes by the table of rulings, and writes the ruling on the result.
    function noteClosed(uint256 index) external returns (Ruling ruling) {
        Trial memory trial = _trials[index];
        ruling = rulingOf(trial);
        uint256 bond = bondOf(trial.file);
        if (trial.step == Step.Voting) {
            _payOut(trial, ruling, bond);
        } else {
            uint256 lost = trial.step == Step.Answered ? bond / 2 : 0;
            credits[trial.file.plaintiff] += bond - lost;
            credits[NOBODY] += lost;
            if (trial.step == Step.Answered) credits[trial.file.defendant] += bond;
        }
        _trials[index].step = Step.Free;
        Result storage result = _results[trial.hire];
        if (ruling == Ruling.Plaintiff) result.stage = ResultStage.Overturned;
        else if (ruling == Ruling.Void) result.stage = ResultStage.Voided;
        else (result.stage, result.since) = (ResultStage.Upheld, _now());
    }

    function _payOut(Trial memory trial, Ruling ruling, uint256 bond) private {
        uint256 drawn = trial.positions.length;
        (uint256 slashed, uint256 right) = (0, 0);
        for (uint256 i = 0; i < drawn; ++i) {
            Seat storage seat = _seats[trial.positions[i]];
            --seat.cases;
            if (_isRight(trial.shown[i], ruling)) ++right;
            else if (seat.strikes < 10) (slashed, seat.strikes) = (slashed + SEAT_SLASH, seat.strikes + 1);
        }
        uint256 rest = 2 * bond + slashed;
        if (right == 0) {
            credits[NOBODY] += slashed;
            rest -= slashed;
        } else {
            // Whole millionths for each of those who were right.
            uint256 micro = (bond / 2 + slashed) / right / 1e12;
            for (uint256 i = 0; i < drawn; ++i) {
                if (!_isRight(trial.shown[i], ruling)) continue;
                _seats[trial.positions[i]].earnedMicro += uint40(micro);
                rest -= micro * 1e12;
            }
        }
        uint256 ofPlaintiff =
            ruling == Ruling.Plaintiff
                ? rest
                : ruling == Ruling.Defendant
                    ? 0
                    : rest / 2;
        credits[trial.file.plaintiff] += ofPlaintiff;
        credits[trial.file.defendant] += rest - ofPlaintiff;
    }

    function _isRight(Ruling vote, Ruling ruling) private pure returns (bool) {
        return vote != Ruling.Undecided && (ruling == Ruling.Undecided || vote == ruling);
    }

    /* INTERNAL */

    function _wordOf(CaseFile memory file) private pure returns (uint256) {
        return CourtTerms.unwrap(file.terms);
    }
}
