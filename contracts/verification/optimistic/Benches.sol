// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

import {IStakeVault} from "../../staking/IStakeVault.sol";
import {Jury} from "./CourtTypes.sol";
import {IBenches, Seat} from "./IBenches.sol";

/// @title Benches
/// @notice Holds the seats of jurors and what accounts can claim; jurors take and leave their own.
/// @dev The stake vault and the token are the protocol's own: they call nobody.
abstract contract Benches is IBenches {
    using SafeERC20 for IERC20;

    /// @dev Where a docket stands; see the state table of the court.
    enum Stage {
        Free,
        Open,
        Answered,
        Voting
    }

    /// @dev A place for one case at a time. What earlier cases left in it is overwritten, which costs a quarter of
    /// writing where nothing was.
    struct Docket {
        // slot 0
        bytes32 file;
        // slot 1
        uint32 serial;
        Stage stage;
        uint8 drawn;
        /// Two bits for each seat of the jury: a {Ruling}, undecided for none yet.
        uint16 votes;
        /// Last second of the step it is in: of the answer, the draw, the commitments.
        uint40 until;
        uint24 revealSeconds;
        Jury jury;
        // slots 2 to 6
        bytes32[5] commitments;
    }

    struct Bench {
        // slot 0
        uint24 seats;
        uint24 undrawn;
        uint32 dockets;
        uint24 vacancies;
        // slots 1 and 2
        mapping(uint24 position => Seat) seatAt;
        mapping(uint32 docket => Docket) docketAt;
    }

    /// @notice Seats that one call can take.
    uint256 public constant MAX_SEATS_PER_CALL = 32;
    /// @notice Parts into which the stake of a seat falls, one of which a slash takes.
    uint96 public constant SLASHES_PER_SEAT = 10;
    /// @notice The least stake of a seat: one WEFT, so that pay and slashes are not lost in rounding.
    uint96 public constant MIN_SEAT_STAKE = 1e18;
    /// @notice Who is credited with what is nobody's: slashed stake that no juror earned, a bond forfeited to nobody.
    address public constant NOBODY = 0x000000000000000000000000000000000000dEaD;
    uint16 internal constant BPS = 10_000;
    uint256 internal constant MICRO_WEFT = 1e12;

    /// @notice Where jurors' stake is.
    IStakeVault public immutable stakeVault;
    /// @notice WEFT: what bonds are in and jurors earn.
    IERC20 public immutable token;
    /// @inheritdoc IBenches
    uint96 public immutable seatStake;
    /// @inheritdoc IBenches
    uint96 public immutable seatSlash;

    mapping(address arbitrable => Bench) internal _benches;
    mapping(address account => uint256 amount) private _credits;

    /// @param seatStake_ WEFT base units, at least one WEFT.
    constructor(IStakeVault stakeVault_, uint96 seatStake_) {
        require(seatStake_ >= MIN_SEAT_STAKE, CourtInvalidSeatStake(seatStake_));
        stakeVault = stakeVault_;
        token = IERC20(stakeVault_.token());
        seatStake = seatStake_;
        seatSlash = seatStake_ / SLASHES_PER_SEAT;
    }

    /* SEATS */

    /// @inheritdoc IBenches
    function takeSeats(address arbitrable, uint24[] calldata positions) external {
        uint256 count = positions.length;
        require(count <= MAX_SEATS_PER_CALL, CourtTooManySeats(count, MAX_SEATS_PER_CALL));
        Bench storage bench = _benches[arbitrable];
        (uint24 seats, uint24 vacancies) = (bench.seats, bench.vacancies);
        for (uint256 i = 0; i < count; ++i) {
            uint24 position = positions[i];
            require(position <= seats, CourtNoSuchSeat(position, seats));
            Seat storage seat = bench.seatAt[position];
            require(seat.juror == address(0), CourtSeatTaken(position, seat.juror));
            if (position == seats) {
                // A stake that is moved from seat to seat would stretch the bench, and make draws dear, for nothing.
                require(vacancies == 0, CourtVacanciesFirst(position, vacancies));
                ++seats;
            } else --vacancies;
            (seat.juror, seat.sinceBlock) = (msg.sender, uint40(block.number));
            emit SeatTaken(arbitrable, position, msg.sender);
        }
        (bench.seats, bench.vacancies) = (seats, vacancies);
        stakeVault.lock(msg.sender, uint96(seatStake * count));
    }

    /// @inheritdoc IBenches
    function leaveSeats(address arbitrable, uint24[] calldata positions) external {
        Bench storage bench = _benches[arbitrable];
        for (uint256 i = 0; i < positions.length; ++i) _leave(bench, arbitrable, positions[i]);
    }

    /// @inheritdoc IBenches
    function restoreSeat(address arbitrable, uint24 position) external {
        Seat storage seat = _benches[arbitrable].seatAt[position];
        require(seat.juror == msg.sender, CourtNotJuror(position, seat.juror, msg.sender));
        uint96 lost = seatSlash * seat.strikes;
        require(lost != 0, CourtSeatWhole(position));
        // A struck seat is not drawn: made whole after the randomness is known, it must not be either.
        (seat.strikes, seat.sinceBlock) = (0, uint40(block.number));
        emit SeatRestored(arbitrable, position, msg.sender);
        stakeVault.lock(msg.sender, lost);
    }

    /// @inheritdoc IBenches
    function closeVacancies(address arbitrable, uint24[] calldata vacancies) external {
        Bench storage bench = _benches[arbitrable];
        for (uint256 i = 0; i < vacancies.length; ++i) {
            (uint24 vacancy, uint24 seats) = (vacancies[i], bench.seats);
            require(vacancy < seats, CourtNoSuchSeat(vacancy, seats));
            address juror = bench.seatAt[vacancy].juror;
            require(juror == address(0), CourtSeatTaken(vacancy, juror));
            if (vacancy != seats - 1) _moveLast(bench, arbitrable, seats - 1, vacancy);
            --bench.vacancies;
            _shorten(bench, arbitrable, seats - 1);
        }
    }

    /* MONEY */

    /// @inheritdoc IBenches
    function bankEarnings(address arbitrable, uint24[] calldata positions) external {
        for (uint256 i = 0; i < positions.length; ++i) {
            Seat storage seat = _benches[arbitrable].seatAt[positions[i]];
            uint40 earned = seat.earnedMicro;
            seat.earnedMicro = 0;
            _credit(seat.juror, earned * MICRO_WEFT);
        }
    }

    /// @inheritdoc IBenches
    function claim(address account) external returns (uint256 amount) {
        amount = _credits[account];
        require(amount != 0, CourtNothingToClaim(account));
        _credits[account] = 0;
        emit CourtPaid(account, amount);
        token.safeTransfer(account, amount);
    }

    /* VIEWS */

    /// @inheritdoc IBenches
    function creditOf(address account) external view returns (uint256) {
        return _credits[account];
    }

    /// @inheritdoc IBenches
    function seatAt(address arbitrable, uint24 position) external view returns (Seat memory) {
        return _benches[arbitrable].seatAt[position];
    }

    /// @inheritdoc IBenches
    function vacanciesOf(address arbitrable) external view returns (uint24) {
        return _benches[arbitrable].vacancies;
    }

    /// @inheritdoc IBenches
    function benchOf(
        address arbitrable
    ) external view returns (uint24 seats, uint24 undrawn, uint32 dockets) {
        Bench storage bench = _benches[arbitrable];
        return (bench.seats, bench.undrawn, bench.dockets);
    }

    /* INTERNAL */

    function _credit(address account, uint256 amount) internal {
        if (amount == 0) return;
        _credits[account] += amount;
        emit CourtCredited(account, amount);
    }

    /// @dev Frees a seat from a case, and pays it. What a seat earned goes into the slot that is written anyway, or to
    /// the juror's credit where it does not fit.
    function _pay(Seat storage seat, uint256 amount) internal {
        uint256 earned = seat.earnedMicro + amount / MICRO_WEFT; // whole millionths: the caller rounded down
        bool hasRoom = earned <= type(uint40).max;
        seat.cases -= 1;
        if (hasRoom) seat.earnedMicro = uint40(earned);
        else _credit(seat.juror, amount);
    }

    /// @dev Frees a seat from a case, and takes a tenth of its stake for this court, unless all ten are gone.
    function _slash(address arbitrable, uint24 position, Seat storage seat) internal returns (uint256) {
        (address juror, uint8 strikes) = (seat.juror, seat.strikes);
        seat.cases -= 1;
        if (strikes == SLASHES_PER_SEAT) return 0;
        seat.strikes = strikes + 1;
        emit SeatSlashed(arbitrable, position, juror, seatSlash);
        return stakeVault.slash(juror, seatSlash, BPS, seatSlash, address(this));
    }

    function _leave(Bench storage bench, address arbitrable, uint24 position) private {
        Seat memory seat = bench.seatAt[position];
        require(seat.juror != address(0), CourtNoSuchSeat(position, bench.seats));
        require(
            seat.juror == msg.sender || seat.strikes != 0,
            CourtNotJuror(position, seat.juror, msg.sender)
        );
        require(seat.cases == 0, CourtSeatBusy(position, seat.cases));
        delete bench.seatAt[position];
        emit SeatLeft(arbitrable, position, seat.juror);
        if (position == bench.seats - 1) _shorten(bench, arbitrable, position);
        else ++bench.vacancies;
        _credit(seat.juror, seat.earnedMicro * MICRO_WEFT);
        stakeVault.unlock(seat.juror, seatStake - seatSlash * seat.strikes, BPS);
    }

    /// @dev Every seat drawn from now on finds the moved one where it is. Cases that know it by its former position,
    /// because they drew it or may yet, forbid the move.
    function _moveLast(Bench storage bench, address arbitrable, uint24 last, uint24 vacancy) private {
        Seat memory seat = bench.seatAt[last];
        if (seat.juror == address(0)) return; // the end is vacant too, and goes first
        require(bench.undrawn == 0, CourtDrawPending(bench.undrawn));
        require(seat.cases == 0, CourtSeatBusy(last, seat.cases));
        bench.seatAt[vacancy] = seat;
        delete bench.seatAt[last];
        emit SeatMoved(arbitrable, last, vacancy, seat.juror);
    }

    function _shorten(Bench storage bench, address arbitrable, uint24 seats) private {
        bench.seats = seats;
        emit BenchShortened(arbitrable, seats);
    }
}
