// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice A juror's place on a bench.
struct Seat {
    // slot 0
    address juror;
    /// Block in which it was taken or restored: cases brought in it or before do not draw it.
    uint40 sinceBlock;
    /// Open cases it was drawn for.
    uint8 cases;
    /// Slashes its stake has borne since it was whole; struck seats are not drawn.
    uint8 strikes;
    /// What it earned and was not banked, in millionths of WEFT.
    uint40 earnedMicro;
}

/// @title IBenches
/// @notice Seats of jurors: a bench for each contract whose cases a juror is willing to judge.
///
/// A seat is a fixed stake, locked out of what the juror provisioned to this court. Seats are drawn with equal chance,
/// so that a juror is drawn by the stake it puts up, under however many names. A seat that was drawn cannot leave
/// before its cases have ended; any other leaves at once.
///
/// A draw must not change between the moment its randomness is known and the moment somebody brings it. So a seat keeps
/// its position; who leaves makes a vacancy that no case drawn from the same seats fills; and who sits down later is
/// not drawn for cases that were brought before. Leaving can only take away a seat of one's own.
interface IBenches {
    /// @notice A juror took a seat.
    event SeatTaken(address indexed arbitrable, uint24 indexed position, address indexed juror);
    /// @notice A seat was left, and what remained of its stake was freed.
    event SeatLeft(address indexed arbitrable, uint24 indexed position, address indexed juror);
    /// @notice The last seat of a bench took over a vacancy.
    event SeatMoved(address indexed arbitrable, uint24 indexed from, uint24 indexed to, address juror);
    /// @notice Vacancies at the end of a bench are gone.
    event BenchShortened(address indexed arbitrable, uint24 seats);
    /// @notice A juror made a seat whole again.
    event SeatRestored(address indexed arbitrable, uint24 indexed position, address indexed juror);
    /// @notice A juror was silent or against the majority, and its seat lost part of its stake.
    event SeatSlashed(
        address indexed arbitrable,
        uint24 indexed position,
        address indexed juror,
        uint256 amount
    );
    /// @notice An account can claim more.
    event CourtCredited(address indexed account, uint256 amount);
    /// @notice What an account could claim was sent to it.
    event CourtPaid(address indexed account, uint256 amount);

    /// @notice Somebody sits there.
    error CourtSeatTaken(uint24 position, address juror);
    /// @notice Nobody sits there, or the position is beyond the end of the bench.
    error CourtNoSuchSeat(uint24 position, uint24 seats);
    /// @notice The caller does not sit there.
    error CourtNotJuror(uint24 position, address juror, address caller);
    /// @notice The seat was drawn for cases that are open.
    error CourtSeatBusy(uint24 position, uint8 cases);
    /// @notice More seats in one call than are allowed.
    error CourtTooManySeats(uint256 count, uint256 limit);
    /// @notice A new seat at the end of a bench that has vacancies.
    error CourtVacanciesFirst(uint24 position, uint24 vacancies);
    /// @notice Jurors are being drawn from these seats: they cannot be moved now.
    error CourtDrawPending(uint24 undrawn);
    /// @notice The seat is whole.
    error CourtSeatWhole(uint24 position);
    /// @notice A stake of a seat below one WEFT.
    error CourtInvalidSeatStake(uint256 seatStake);
    /// @notice Nothing is credited to the account.
    error CourtNothingToClaim(address account);

    /// @notice Takes seats on the bench of a contract. Called by the juror, which must have provisioned `seatStake`
    /// for each to this court, of its own.
    ///
    /// Emits {SeatTaken}. Reverts with {CourtTooManySeats}, {CourtNoSuchSeat}, {CourtSeatTaken}, {CourtVacanciesFirst},
    /// and the stake vault's error where stake is missing.
    /// @param positions Vacancies; or, where none is left, the end of the bench for a new seat (and the positions that
    /// follow it). So a bench is never longer than the seats that were held in it at one time.
    function takeSeats(address arbitrable, uint24[] calldata positions) external;

    /// @notice Leaves seats, frees their stake and banks what they earned. Called by the juror; by anyone for seats
    /// that are struck.
    ///
    /// Emits {SeatLeft}, {BenchShortened} where the last seat left, {CourtCredited}.
    ///
    /// Reverts with {CourtNoSuchSeat}, {CourtNotJuror}, {CourtSeatBusy}.
    function leaveSeats(address arbitrable, uint24[] calldata positions) external;

    /// @notice Puts up again what a seat's stake has lost, so that it is drawn again. Called by its juror.
    ///
    /// Emits {SeatRestored}. Reverts with {CourtNotJuror}, {CourtSeatWhole}, and the stake vault's error where stake
    /// is missing.
    function restoreSeat(address arbitrable, uint24 position) external;

    /// @notice Closes vacancies: a bench with many of them is drawn from in vain. Anyone may call. A vacancy at the end
    /// goes at any time; another one is filled with the last seat, where no jury is being drawn from this bench.
    ///
    /// Emits {SeatMoved}, {BenchShortened}.
    ///
    /// Reverts with {CourtNoSuchSeat}, {CourtSeatTaken}, {CourtDrawPending}, {CourtSeatBusy}.
    /// @param vacancies Positions, the last ones first.
    function closeVacancies(address arbitrable, uint24[] calldata vacancies) external;

    /// @notice Moves what seats earned to what their jurors can claim. Anyone may call.
    ///
    /// Emits {CourtCredited}. Seats that earned nothing are passed over.
    function bankEarnings(address arbitrable, uint24[] calldata positions) external;

    /// @notice Sends what is credited to an account to it. Anyone may call; only the account receives.
    ///
    /// What nobody earned is credited to the address 0xdEaD: claimed for it, it is burnt.
    ///
    /// Emits {CourtPaid}. Reverts with {CourtNothingToClaim}.
    /// @return amount WEFT base units.
    function claim(address account) external returns (uint256 amount);

    /// @notice What an account can claim, in WEFT base units, what its seats earned and was not banked not counted.
    function creditOf(address account) external view returns (uint256);

    /// @notice The seat at a position; all zero where there is none.
    function seatAt(address arbitrable, uint24 position) external view returns (Seat memory);

    /// @notice Vacancies of a bench: they are taken first.
    function vacanciesOf(address arbitrable) external view returns (uint24);

    /// @notice Length of a bench, vacancies included; how many cases wait for their draw; and dockets in all.
    function benchOf(address arbitrable) external view returns (uint24 seats, uint24 undrawn, uint32 dockets);

    /// @notice Stake of one seat, in WEFT base units.
    function seatStake() external view returns (uint96);

    /// @notice What a seat loses at a time, in WEFT base units: a tenth of its stake.
    function seatSlash() external view returns (uint96);
}
