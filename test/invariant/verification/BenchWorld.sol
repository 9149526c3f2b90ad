// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Seat} from "../../../contracts/verification/optimistic/IBenches.sol";
import {IJuryCourt} from "../../../contracts/verification/optimistic/IJuryCourt.sol";
import {ResultWorld} from "./ResultWorld.sol";

/// @title BenchWorld
/// @notice Seats before the court, what they earned and lost, and what the court owes to everybody.
abstract contract BenchWorld is ResultWorld {
    uint256 public constant SIZE = 14;
    /// @dev A tenth of it is not a whole number.
    uint96 public constant SEAT_STAKE = 1_000e18 + 7;
    uint96 public constant SEAT_SLASH = SEAT_STAKE / 10;
    address public constant NOBODY = 0x000000000000000000000000000000000000dEaD;

    IJuryCourt public court;

    Seat[] internal _seats;
    mapping(address account => uint256) public credits;
    /// WEFT sent to the court without a call of it.
    uint256 public donated;

    /// @dev Jurors of one seat, of two and of three, so that few calls are spent on an empty bench.
    function _fillBench() internal {
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

    /* MONEY */

    function noteDonation(uint256 amount) external {
        donated += amount;
    }

    function noteClaimed(address account) external {
        credits[account] = 0;
    }

    /// @notice Stake that seats of a juror hold.
    function heldBy(address juror) external view returns (uint256 sum) {
        for (uint256 i = 0; i < _seats.length; ++i)
            if (_seats[i].juror == juror) sum += SEAT_STAKE - _seats[i].strikes * SEAT_SLASH;
    }
}
