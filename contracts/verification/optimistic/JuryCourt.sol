// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Blockhash} from "@openzeppelin/contracts/utils/Blockhash.sol";
import {Multicall} from "@openzeppelin/contracts/utils/Multicall.sol";

import {IStakeVault} from "../../staking/IStakeVault.sol";
import {Benches} from "./Benches.sol";
import {CaseFile, CaseId, CaseIdLibrary, Jury, JuryLibrary, Ruling} from "./CourtTypes.sol";
import {HeaderRandao} from "./HeaderRandao.sol";
import {IArbitrable, Summons} from "./IArbitrable.sol";
import {Seat} from "./IBenches.sol";
import {IJuryCourt} from "./IJuryCourt.sol";

/// @title JuryCourt
/// @notice Holds the bonds of cases and the earnings of jurors; parties and jurors bring their own, anyone pushes a case
/// on. Ownerless.
/// @dev Arbitrable contracts are called at the beginning of {open}, before anything is written, and at the end of
/// {close}, after everything is: whatever they call here meets a court at rest. Each has a bench and dockets of its
/// own, and can harm only those who chose it.
contract JuryCourt is IJuryCourt, Benches, Multicall {
    using SafeERC20 for IERC20;

    /// @notice Blocks from the answer to the one whose prevrandao draws: more than the 32 to 64 that proposers are known
    /// ahead, so that nobody can answer at a moment when the throw will be their own.
    uint40 public constant DRAW_DELAY = 64;
    /// @notice Throws of a draw for each seat of its bench: enough to find nearly every one. A bench of vacancies costs
    /// gas, but no jury.
    uint256 public constant THROWS_PER_SEAT = 16;
    /// @notice The smallest jury.
    uint256 public constant MIN_JURY = 3;
    /// @dev A juror's pay is half a bond by the number of jurors: at least a tenth of what silence costs.
    uint256 private constant BONDS_PER_SEAT = 50;
    uint256 private constant VOTE_BITS = 2;

    /// @inheritdoc IJuryCourt
    uint256 public immutable minBondPerJuror;

    /// @dev What a jury found.
    struct Count {
        Ruling ruling;
        uint256 drawn;
        uint16 votes;
        Jury jury;
        /// Step in which the case ended.
        Stage stage;
    }

    constructor(IStakeVault stakeVault_, uint96 seatStake_) Benches(stakeVault_, seatStake_) {
        minBondPerJuror = seatStake_ / BONDS_PER_SEAT;
    }

    /* PARTIES */

    /// @inheritdoc IJuryCourt
    function open(
        IArbitrable arbitrable,
        uint32 docketHint,
        bytes calldata claim
    ) external returns (CaseId caseId) {
        Summons memory summons = arbitrable.summon(msg.sender, claim);
        require(summons.terms.isValid(minBondPerJuror), CourtInvalidTerms(summons.terms));
        CaseFile memory file = CaseFile({
            subject: summons.subject,
            plaintiff: msg.sender,
            defendant: summons.defendant,
            terms: summons.terms
        });
        Docket storage docket;
        (docket, caseId) = _takeDocket(_benches[address(arbitrable)], docketHint);
        docket.file = keccak256(abi.encode(file));
        uint40 until = uint40(block.timestamp) + summons.terms.answerSeconds();
        (docket.serial, docket.stage, docket.until) = (caseId.serial(), Stage.Open, until);
        docket.jury = JuryLibrary.armed(0, 0, uint40(block.number));
        emit CaseOpened(address(arbitrable), caseId, file, until);
        token.safeTransferFrom(msg.sender, address(this), summons.terms.bond());
    }

    /// @inheritdoc IJuryCourt
    function answer(address arbitrable, CaseId caseId, CaseFile calldata file) external {
        Bench storage bench = _benches[arbitrable];
        Docket storage docket = _docketIn(bench, caseId, Stage.Open);
        _checkFile(docket, caseId, file);
        require(block.timestamp <= docket.until, CourtTooLate(caseId, docket.until, block.timestamp));
        ++bench.undrawn;
        (docket.stage, docket.until) = (Stage.Answered, uint40(block.timestamp) + file.terms.drawSeconds());
        (uint40 target, uint24 seats) = _arm(bench, docket);
        emit CaseAnswered(arbitrable, caseId, target, seats, docket.until);
        token.safeTransferFrom(msg.sender, address(this), file.terms.bond());
    }

    /* JURY */

    /// @inheritdoc IJuryCourt
    function rearm(address arbitrable, CaseId caseId, CaseFile calldata file) external {
        Bench storage bench = _benches[arbitrable];
        Docket storage docket = _docketIn(bench, caseId, Stage.Answered);
        _checkFile(docket, caseId, file);
        require(block.timestamp <= docket.until, CourtTooLate(caseId, docket.until, block.timestamp));
        uint256 gone = docket.jury.target();
        require(gone < block.number && Blockhash.blockHash(gone) == 0, CourtBlockStands(gone));
        // Nobody pays for a throw that comes too late where a block takes a second or more: the draw is in a block after it.
        bool hasTime = block.timestamp + DRAW_DELAY < docket.until;
        require(hasTime, CourtNoTimeToDraw(caseId, docket.until, block.timestamp));
        (uint40 target, uint24 seats) = _arm(bench, docket);
        emit DrawRearmed(arbitrable, caseId, target, seats);
        uint256 price = file.terms.bond() / 2;
        _credit(NOBODY, price);
        token.safeTransferFrom(msg.sender, address(this), price);
    }

    /// @inheritdoc IJuryCourt
    function draw(address arbitrable, CaseId caseId, CaseFile calldata file, bytes calldata header) external {
        Bench storage bench = _benches[arbitrable];
        Docket storage docket = _docketIn(bench, caseId, Stage.Answered);
        _checkFile(docket, caseId, file);
        require(block.timestamp <= docket.until, CourtTooLate(caseId, docket.until, block.timestamp));
        Jury pool = docket.jury;
        bytes32 seed = keccak256(
            abi.encode(_randomnessOf(header, pool.target()), address(this), arbitrable, caseId)
        );
        (Jury jury, address[] memory jurors) = _throw(bench, file, pool, seed);
        --bench.undrawn;
        uint40 until = uint40(block.timestamp) + file.terms.commitSeconds();
        uint24 revealSeconds = file.terms.revealSeconds();
        (docket.stage, docket.drawn, docket.votes) = (Stage.Voting, uint8(jurors.length), 0);
        (docket.until, docket.revealSeconds, docket.jury) = (until, revealSeconds, jury);
        emit JuryDrawn(
            arbitrable,
            caseId,
            _positionsOf(jury, jurors.length),
            jurors,
            until,
            until + revealSeconds
        );
    }

    /// @inheritdoc IJuryCourt
    function commit(address arbitrable, CaseId caseId, uint256 ordinal, bytes32 commitment) external {
        Bench storage bench = _benches[arbitrable];
        Docket storage docket = _docketIn(bench, caseId, Stage.Voting);
        require(block.timestamp <= docket.until, CourtTooLate(caseId, docket.until, block.timestamp));
        require(ordinal < docket.drawn, CourtNoSuchJuror(caseId, ordinal));
        uint24 position = docket.jury.seatAt(ordinal);
        address juror = bench.seatAt[position].juror;
        require(juror == msg.sender, CourtNotJuror(position, juror, msg.sender));
        docket.commitments[ordinal] = commitment;
        emit VoteCommitted(arbitrable, caseId, ordinal, commitment);
    }

    /// @inheritdoc IJuryCourt
    function reveal(address arbitrable, CaseId caseId, uint256 ordinal, Ruling vote, bytes32 salt) external {
        Bench storage bench = _benches[arbitrable];
        Docket storage docket = _docketIn(bench, caseId, Stage.Voting);
        uint256 until = docket.until;
        require(block.timestamp > until, CourtTooEarly(caseId, until, block.timestamp));
        until += docket.revealSeconds;
        require(block.timestamp <= until, CourtTooLate(caseId, until, block.timestamp));
        require(ordinal < docket.drawn, CourtNoSuchJuror(caseId, ordinal));
        require(vote != Ruling.Undecided, CourtInvalidVote(vote));
        uint16 votes = docket.votes;
        require(_voteAt(votes, ordinal) == Ruling.Undecided, CourtAlreadyRevealed(caseId, ordinal));
        // The juror of an earlier case of the docket may have left a commitment for this one.
        uint24 position = docket.jury.seatAt(ordinal);
        address juror = bench.seatAt[position].juror;
        require(juror == msg.sender, CourtNotJuror(position, juror, msg.sender));
        require(
            docket.commitments[ordinal] == commitmentOf(arbitrable, caseId, msg.sender, vote, salt),
            CourtWrongReveal(caseId, ordinal)
        );
        docket.votes = votes | (uint16(vote) << uint16(ordinal * VOTE_BITS));
        emit VoteRevealed(arbitrable, caseId, ordinal, vote);
    }

    /* END */

    /// @inheritdoc IJuryCourt
    function close(
        address arbitrable,
        CaseId caseId,
        CaseFile calldata file
    ) external returns (Ruling ruling) {
        Bench storage bench = _benches[arbitrable];
        Docket storage docket = _docketOf(bench, caseId);
        _checkFile(docket, caseId, file);
        Stage stage = docket.stage;
        Count memory count = Count(Ruling.Undecided, docket.drawn, docket.votes, docket.jury, stage);
        bool isComplete = stage == Stage.Voting && _isComplete(count);
        uint256 until = docket.until;
        if (stage == Stage.Voting && !isComplete) until += docket.revealSeconds;
        require(block.timestamp > until, CourtTooEarly(caseId, until, block.timestamp));
        if (stage == Stage.Voting) count.ruling = _majorityOf(count);
        else (count.drawn, count.votes) = (0, 0);
        if (stage == Stage.Answered) --bench.undrawn;
        if (stage == Stage.Open) count.ruling = Ruling.Plaintiff;
        docket.stage = Stage.Free;
        ruling = count.ruling;
        uint256 jurorPay = _settle(bench, arbitrable, file, count);
        emit CaseClosed(arbitrable, caseId, ruling, count.votes, jurorPay);
        IArbitrable(arbitrable).rule(file.subject, ruling);
    }

    /* VIEWS */

    /// @inheritdoc IJuryCourt
    function commitmentOf(
        address arbitrable,
        CaseId caseId,
        address juror,
        Ruling vote,
        bytes32 salt
    ) public view returns (bytes32) {
        return keccak256(abi.encode(block.chainid, address(this), arbitrable, caseId, juror, vote, salt));
    }

    /// @inheritdoc IJuryCourt
    function commitmentAt(
        address arbitrable,
        CaseId caseId,
        uint256 ordinal
    ) external view returns (bytes32) {
        Docket storage docket = _docketIn(_benches[arbitrable], caseId, Stage.Voting);
        require(ordinal < docket.drawn, CourtNoSuchJuror(caseId, ordinal));
        return docket.commitments[ordinal];
    }

    /// @inheritdoc IJuryCourt
    function juryOf(
        address arbitrable,
        CaseId caseId
    ) external view returns (uint24[] memory positions, uint16 votes) {
        Docket storage docket = _docketIn(_benches[arbitrable], caseId, Stage.Voting);
        return (_positionsOf(docket.jury, docket.drawn), docket.votes);
    }

    /// @inheritdoc IJuryCourt
    function isDocketFree(address arbitrable, uint32 docket) public view returns (bool) {
        Bench storage bench = _benches[arbitrable];
        return docket < bench.dockets && bench.docketAt[docket].stage == Stage.Free;
    }

    /* INTERNAL: CASES */

    /// @dev A hint that somebody else took a moment ago costs gas, not the case.
    function _takeDocket(
        Bench storage bench,
        uint32 hint
    ) private returns (Docket storage docket, CaseId caseId) {
        uint32 dockets = bench.dockets;
        uint32 number = hint;
        if (hint >= dockets || bench.docketAt[hint].stage != Stage.Free) {
            number = dockets;
            bench.dockets = dockets + 1;
        }
        docket = bench.docketAt[number];
        unchecked {
            // Wraps after four thousand million cases in one docket: none of the first is open any more.
            caseId = CaseIdLibrary.pack(docket.serial + 1, number);
        }
    }

    function _docketOf(Bench storage bench, CaseId caseId) private view returns (Docket storage docket) {
        docket = bench.docketAt[caseId.docket()];
        require(docket.stage != Stage.Free && docket.serial == caseId.serial(), CourtNoSuchCase(caseId));
    }

    function _docketIn(
        Bench storage bench,
        CaseId caseId,
        Stage stage
    ) private view returns (Docket storage docket) {
        docket = _docketOf(bench, caseId);
        require(docket.stage == stage, CourtWrongStage(caseId));
    }

    function _checkFile(Docket storage docket, CaseId caseId, CaseFile calldata file) private view {
        bytes32 hash = keccak256(abi.encode(file));
        require(docket.file == hash, CourtWrongFile(caseId, hash));
    }

    /* INTERNAL: DRAW */

    function _arm(Bench storage bench, Docket storage docket) private returns (uint40 target, uint24 seats) {
        (target, seats) = (uint40(block.number) + DRAW_DELAY, bench.seats);
        docket.jury = JuryLibrary.armed(seats, target, docket.jury.openedAt());
    }

    function _randomnessOf(bytes calldata header, uint256 target) private view returns (bytes32) {
        (bool isHeader, bytes32 prevRandao) = HeaderRandao.read(header, target);
        require(isHeader, CourtWrongBlock(target));
        return prevRandao;
    }

    function _throw(
        Bench storage bench,
        CaseFile calldata file,
        Jury pool,
        bytes32 seed
    ) private returns (Jury jury, address[] memory jurors) {
        (uint256 size, uint256 openedAt, uint256 wanted) = (
            pool.size(),
            pool.openedAt(),
            file.terms.jurors()
        );
        jurors = new address[](wanted);
        uint256 drawn = 0;
        for (uint256 i = 0; i < size * THROWS_PER_SEAT && drawn < wanted; ++i) {
            // Of 256 bits against 24, the remainder favours none by more than one part in 2^232.
            uint24 position = uint24(uint256(keccak256(abi.encode(seed, i))) % size);
            Seat storage seat = bench.seatAt[position];
            (address juror, uint8 cases) = (seat.juror, seat.cases);
            if (juror == address(0) || seat.sinceBlock >= openedAt || seat.strikes != 0) continue;
            if (cases == type(uint8).max || jury.has(drawn, position) || _isSide(file, juror)) continue;
            seat.cases = cases + 1;
            jury = jury.with(drawn, position);
            jurors[drawn++] = juror;
        }
        require(drawn >= MIN_JURY, CourtTooFewJurors(drawn, MIN_JURY));
        assembly ("memory-safe") {
            mstore(jurors, drawn) // at most as long as it was made
        }
    }

    function _positionsOf(Jury jury, uint256 drawn) private pure returns (uint24[] memory positions) {
        positions = new uint24[](drawn);
        for (uint256 i = 0; i < drawn; ++i) positions[i] = jury.seatAt(i);
    }

    /// @dev Nobody else is kept out, not even those whom the matter names or the operators of the sides: whoever sees
    /// the block, or makes up the matter, could name those it does not want.
    function _isSide(CaseFile calldata file, address juror) private pure returns (bool) {
        return juror == file.plaintiff || juror == file.defendant;
    }

    /* INTERNAL: COUNT */

    function _voteAt(uint16 votes, uint256 ordinal) private pure returns (Ruling) {
        return Ruling((votes >> (ordinal * VOTE_BITS)) & 3);
    }

    function _isComplete(Count memory count) private pure returns (bool) {
        for (uint256 i = 0; i < count.drawn; ++i) {
            if (_voteAt(count.votes, i) == Ruling.Undecided) return false;
        }
        return true;
    }

    /// @dev Silent seats count against every majority: whoever silences some must silence as many as it would bribe.
    function _majorityOf(Count memory count) private pure returns (Ruling) {
        uint256[4] memory tally;
        for (uint256 i = 0; i < count.drawn; ++i) ++tally[uint256(_voteAt(count.votes, i))];
        for (uint256 i = uint256(Ruling.Defendant); i <= uint256(Ruling.Void); ++i) {
            if (tally[i] * 2 > count.drawn) return Ruling(i);
        }
        return Ruling.Undecided;
    }

    /* INTERNAL: MONEY */

    /// @dev What is paid out is what came in: the bonds and what is slashed. Rounding goes to the winner. Beyond that no
    /// slash goes to a side: both may be one account, which chose the terms.
    function _settle(
        Bench storage bench,
        address arbitrable,
        CaseFile calldata file,
        Count memory count
    ) private returns (uint256 jurorPay) {
        uint256 bond = file.terms.bond();
        if (count.stage != Stage.Voting) {
            _settleUndrawn(file, bond, count.stage);
            return 0;
        }
        (uint256 slashed, uint256 right) = _slashSeats(bench, arbitrable, count);
        uint256 rest = 2 * bond;
        if (right == 0) {
            _credit(NOBODY, slashed);
        } else {
            jurorPay = (bond / 2 + slashed) / right;
            jurorPay -= jurorPay % MICRO_WEFT;
            rest = rest + slashed - jurorPay * right;
            _paySeats(bench, count, jurorPay);
        }
        uint256 ofPlaintiff = rest / 2;
        if (count.ruling == Ruling.Plaintiff) ofPlaintiff = rest;
        if (count.ruling == Ruling.Defendant) ofPlaintiff = 0;
        _credit(file.plaintiff, ofPlaintiff);
        _credit(file.defendant, rest - ofPlaintiff);
        if (slashed != 0) stakeVault.claim(address(this));
    }

    /// @dev A plaintiff that was answered can always draw: it would wait and see whether the jury suits it, if leaving
    /// the case undrawn cost nothing. Another throw costs the same.
    function _settleUndrawn(CaseFile calldata file, uint256 bond, Stage stage) private {
        uint256 forfeited = stage == Stage.Answered ? bond / 2 : 0;
        _credit(NOBODY, forfeited);
        _credit(file.plaintiff, bond - forfeited);
        if (stage == Stage.Answered) _credit(file.defendant, bond);
    }

    /// @dev Frees and slashes the seats that were silent or, where there is a majority, voted otherwise.
    /// @return slashed What came of it.
    /// @return right Seats to be paid.
    function _slashSeats(
        Bench storage bench,
        address arbitrable,
        Count memory count
    ) private returns (uint256 slashed, uint256 right) {
        for (uint256 i = 0; i < count.drawn; ++i) {
            if (_isRight(count, i)) {
                ++right;
                continue;
            }
            uint24 position = count.jury.seatAt(i);
            slashed += _slash(arbitrable, position, bench.seatAt[position]);
        }
    }

    /// @dev Frees the other seats.
    function _paySeats(Bench storage bench, Count memory count, uint256 jurorPay) private {
        for (uint256 i = 0; i < count.drawn; ++i) {
            if (_isRight(count, i)) _pay(bench.seatAt[count.jury.seatAt(i)], jurorPay);
        }
    }

    function _isRight(Count memory count, uint256 ordinal) private pure returns (bool) {
        Ruling vote = _voteAt(count.votes, ordinal);
        return count.ruling == Ruling.Undecided ? vote != Ruling.Undecided : vote == count.ruling;
    }
}
