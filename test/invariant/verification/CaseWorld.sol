// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {RLP} from "@openzeppelin/contracts/utils/RLP.sol";

import {IVerifier, Verdict, VerdictStatus} from "../../../contracts/verification/IVerifier.sol";
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
import {ChunkResult, Claim, ClaimKind} from "../../../contracts/verification/optimistic/OptimisticTypes.sol";
import {VerifiedWorld} from "./VerifiedWorld.sol";

/// @title CaseWorld
/// @notice Jobs before the optimistic verifier, and the court. Keeps the books that the documentation prescribes:
/// results, cases, seats, credits; the contracts must agree with them.
contract CaseWorld is VerifiedWorld {
    using RLP for RLP.Encoder;

    struct Result {
        ResultStage stage;
        /// Of the submission, or of the last ruling that left the result.
        uint40 since;
        bool isLate;
        bytes32 root;
        /// Chunk that is wrong; from the fourth on, what is there to say is that all are withheld.
        uint256 wrong;
    }

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

    uint256 public constant CHUNKS = 4;
    uint256 public constant SIZE = 14;
    /// @dev A tenth of it is not a whole number.
    uint96 public constant SEAT_STAKE = 1_000e18 + 7;
    uint96 public constant SEAT_SLASH = SEAT_STAKE / 10;
    address public constant NOBODY = 0x000000000000000000000000000000000000dEaD;
    uint256 private constant SECONDS = 24;

    IJuryCourt public court;
    IOptimisticVerifier public optimistic;

    mapping(uint256 hire => Result) private _results;
    Trial[] private _trials;
    Seat[] private _seats;
    mapping(address account => uint256) public credits;
    /// WEFT sent to the court without a call of it.
    uint256 public donated;

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
        _begin();
    }

    /// @dev Jurors of one seat, of two and of three, so that few calls are spent on an empty bench.
    function _begin() private {
        uint24[] memory one = new uint24[](1);
        for (uint24 i = 0; i < 9; ++i) {
            one[0] = i;
            address juror = people(i < 7 ? i : 6);
            vm.prank(juror);
            court.takeSeats(address(optimistic), one);
            sit(i, juror);
        }
        vm.roll(vm.getBlockNumber() + 1);
    }

    /* TERMS */

    /// @notice Terms that make sense, but for one in sixteen.
    function termsOf(uint256 seed) public pure returns (bytes32) {
        uint256 jurors = _draw(seed, 0, 0, 2) == 0 ? 3 : 5;
        if (_draw(seed, 8, 0, 15) == 0) ++jurors;
        uint256 word = _draw(seed, 1, 15 minutes, 1 hours);
        word |= _draw(seed, 2, 1 hours, 2 hours) << SECONDS;
        word |= _draw(seed, 3, 1 hours, 2 hours) << (2 * SECONDS);
        word |= _draw(seed, 4, 15 minutes, 1 hours) << (3 * SECONDS);
        word |= (jurors << 96) | (_draw(seed, 5, 120_001, 300_000) << 104);
        word |= _draw(seed, 6, 60, 3 hours) << 136;
        return bytes32(word | (_draw(seed, 7, 0, 10_000) << 160));
    }

    function isSound(bytes32 terms) public pure returns (bool) {
        uint256 jurors = uint8(uint256(terms) >> 96);
        return jurors == 3 || jurors == 5;
    }

    function challengeSecondsOf(bytes32 terms) public pure returns (uint256) {
        return uint24(uint256(terms) >> 136);
    }

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

    /* RESULTS */

    function results(uint256 index) public view returns (Result memory) {
        return _results[index];
    }

    function noteResult(uint256 index, uint256 wrong, bool isLate) external {
        _results[index] = Result(ResultStage.Submitted, _now(), isLate, rootOf(index), wrong);
    }

    /// @notice Whether a challenge would be heard now.
    function isChallengeable(uint256 index) public view returns (bool) {
        Result storage result = _results[index];
        bool isHeard = result.stage == ResultStage.Submitted || result.stage == ResultStage.Upheld;
        return isHeard && !result.isLate && _now() <= windowOf(index);
    }

    function windowOf(uint256 index) public view returns (uint256) {
        return _results[index].since + challengeSecondsOf(_hireAt(index).job.verifierTerms);
    }

    /// @notice A job that waits for its result.
    function findBare(uint256 seed, bool isLate) external view returns (uint256 index) {
        uint256 count = hireCount();
        for (uint256 i = 0; i < count; ++i) {
            index = ((seed % count) + i) % count;
            bool isBare = _hireAt(index).isOpen && _results[index].stage == ResultStage.None;
            if (isBare && (_now() > _hireAt(index).job.terms.deadline()) == isLate) return index;
        }
        vm.assume(false);
    }

    /// @notice A result that can be challenged, by a plaintiff who has a reason or not.
    function findChallengeable(uint256 seed) external view returns (uint256 index) {
        uint256 count = hireCount();
        for (uint256 i = 0; i < count; ++i) {
            index = ((seed % count) + i) % count;
            if (isChallengeable(index) && isSound(_hireAt(index).job.verifierTerms)) return index;
        }
        vm.assume(false);
    }

    /// @dev C2: the verdict is what results, rulings and windows make it.
    function _checkVerdicts(Verdict[] memory said) internal view override {
        for (uint256 i = 0; i < said.length; ++i)
            assert(keccak256(abi.encode(said[i])) == keccak256(abi.encode(_prescribedOf(i))));
    }

    function _prescribedOf(uint256 index) private view returns (Verdict memory) {
        bytes32 terms = _hireAt(index).job.verifierTerms;
        Result storage result = _results[index];
        if (!isSound(terms)) return Verdict(VerdictStatus.Void, 0, 0);
        if (result.stage == ResultStage.None || result.isLate) return Verdict(VerdictStatus.NoResult, 0, 0);
        if (result.stage == ResultStage.Overturned)
            return Verdict(VerdictStatus.Rejected, 0, uint16(uint256(terms) >> 160));
        if (result.stage == ResultStage.Voided) return Verdict(VerdictStatus.Void, 0, 0);
        if (result.stage == ResultStage.Challenged || _now() <= result.since + challengeSecondsOf(terms))
            return Verdict(VerdictStatus.Pending, 0, 0);
        return Verdict(VerdictStatus.Accepted, type(uint64).max, 0);
    }

    function leafOf(uint256 index, uint256 chunk) public pure returns (bytes32) {
        return keccak256(bytes.concat(keccak256(abi.encode(chunk, chunkOf(index, chunk)))));
    }

    function chunkOf(uint256 index, uint256 chunk) public pure returns (ChunkResult memory) {
        return ChunkResult(keccak256("in"), keccak256(abi.encode(index, chunk)), chunk + 1, 0);
    }

    function rootOf(uint256 index) public pure returns (bytes32) {
        return _node(_node(leafOf(index, 0), leafOf(index, 1)), _node(leafOf(index, 2), leafOf(index, 3)));
    }

    /// @notice A challenge of one chunk, or from the fourth on of all of them as withheld.
    function claimOf(uint256 index, uint256 chunk) public view returns (Claim memory claim) {
        (claim.job, claim.root) = (hires(index).job, rootOf(index));
        if (chunk >= CHUNKS) {
            claim.kind = ClaimKind.Withheld;
            return claim;
        }
        (claim.index, claim.given, claim.right) = (chunk, chunkOf(index, chunk), chunkOf(index, chunk));
        claim.right.outputDigest = keccak256("right");
        claim.proof = new bytes32[](2);
        claim.proof[0] = leafOf(index, chunk ^ 1);
        uint256 other = chunk < 2 ? 2 : 0;
        claim.proof[1] = _node(leafOf(index, other), leafOf(index, other + 1));
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

    function noteTrial(uint256 index, Trial memory trial) external {
        _trials[index] = trial;
    }

    function noteDonation(uint256 amount) external {
        donated += amount;
    }

    /// @notice RLP of the header of a block; that of its hash, which forge cannot make, is told to it.
    function headerOf(uint256 number) public pure returns (bytes memory) {
        bytes32 word = keccak256(abi.encode(number));
        bytes memory bloom = new bytes(256);
        bloom[uint256(word) % 256] = word[1];
        bytes memory extra = new bytes(uint256(word) % 60);
        RLP.Encoder memory header = RLP.encoder().push(word).push(word).push(address(uint160(number)));
        header = header.push(word).push(word).push(word).push(bloom);
        header = header.push(uint256(0)).push(number).push(uint256(30_000_000)).push(uint256(word) >> 230);
        header = header.push(uint256(1_800_000_000)).push(extra).push(keccak256(abi.encode(word)));
        return header.push(bytes(hex"0000000000000000")).push(uint256(7)).push(word).encode();
    }

    /// @notice Seats that a case could draw now.
    function eligibleOf(Trial memory trial) external view returns (uint256 count) {
        for (uint24 i = 0; i < trial.size && i < _seats.length; ++i) if (isEligible(trial, i)) ++count;
    }

    function isEligible(Trial memory trial, uint24 position) public view returns (bool) {
        if (position >= _seats.length) return false;
        Seat memory seat = _seats[position];
        bool isSeated = seat.juror != address(0) && seat.strikes == 0 && seat.sinceBlock < trial.openedAt;
        return isSeated && !isBarred(trial.file, seat.juror);
    }

    function isBarred(CaseFile memory file, address juror) public pure returns (bool isIn) {
        isIn = juror == file.plaintiff || juror == file.defendant;
        for (uint256 i = 0; i < file.barred.length; ++i) isIn = isIn || juror == file.barred[i];
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

    /* SEATS */

    function seatCount() external view returns (uint24) {
        return uint24(_seats.length);
    }

    function seats(uint24 position) public view returns (Seat memory) {
        return _seats[position];
    }

    function vacancies() external view returns (uint24 count) {
        for (uint256 i = 0; i < _seats.length; ++i) if (_seats[i].juror == address(0)) ++count;
    }

    function sit(uint24 position, address juror) public {
        if (position == _seats.length) _seats.push();
        (_seats[position].juror, _seats[position].sinceBlock) = (juror, uint40(vm.getBlockNumber()));
    }

    function noteLeft(uint24 position) external {
        Seat memory seat = _seats[position];
        credits[seat.juror] += uint256(seat.earnedMicro) * 1e12;
        delete _seats[position];
        if (position == _seats.length - 1) _seats.pop();
    }

    function noteRestored(uint24 position) external {
        (_seats[position].strikes, _seats[position].sinceBlock) = (0, uint40(vm.getBlockNumber()));
    }

    function noteFilled(uint24 vacancy) external {
        _seats[vacancy] = _seats[_seats.length - 1];
        _seats.pop();
    }

    function noteBanked(uint24 position) external {
        credits[_seats[position].juror] += uint256(_seats[position].earnedMicro) * 1e12;
        _seats[position].earnedMicro = 0;
    }

    function noteDrawn(uint24[] memory positions) external {
        for (uint256 i = 0; i < positions.length; ++i) ++_seats[positions[i]].cases;
    }

    function noteClaimed(address account) external {
        credits[account] = 0;
    }

    /// @notice Stake that seats of a juror hold.
    function heldBy(address juror) external view returns (uint256 sum) {
        for (uint256 i = 0; i < _seats.length; ++i)
            if (_seats[i].juror == juror) sum += SEAT_STAKE - _seats[i].strikes * SEAT_SLASH;
    }

    /* INTERNAL */

    function _wordOf(CaseFile memory file) private pure returns (uint256) {
        return CourtTerms.unwrap(file.terms);
    }

    function _node(bytes32 a, bytes32 b) private pure returns (bytes32) {
        return a < b ? keccak256(bytes.concat(a, b)) : keccak256(bytes.concat(b, a));
    }
}
