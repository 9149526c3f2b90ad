// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

import {IStakeVault} from "../../../contracts/staking/IStakeVault.sol";
import {Provision} from "../../../contracts/staking/StakeTypes.sol";
import {Seat} from "../../../contracts/verification/optimistic/IBenches.sol";
import {CasePeople} from "./CasePeople.sol";
import {CaseWorld} from "./CaseWorld.sol";

/// @title BenchHandler
/// @notice What jurors do with their seats, and everybody with what the court owes: no call may fail.
contract BenchHandler is CasePeople {
    uint24 private constant MAX_SEATS = 12;
    uint256 private constant MAX_THAWS = 50;

    IStakeVault private immutable _stakes;
    IERC20 private immutable _weft;

    constructor(CaseWorld world) CasePeople(world) {
        (_stakes, _weft) = (world.stakes(), world.weft());
    }

    /* SEATS */

    /// @dev In a vacancy, where there is one.
    function sitDown(uint256 seed) external {
        address juror = _world.people(_draw(seed, 0, 0, 99));
        (uint24 position, ) = _vacancy(seed);
        vm.assume(position < MAX_SEATS && _freeOf(juror) >= _world.SEAT_STAKE());
        vm.prank(juror);
        _court.takeSeats(_bench, _one(position));
        _world.sit(position, juror);
    }

    function standUp(uint256 seed) external {
        (uint24 position, Seat memory seat) = _seat(seed);
        vm.assume(seat.cases == 0);
        // Anyone clears away a seat that is struck.
        bool isByStranger = seat.strikes != 0 && seed % 2 == 0;
        vm.prank(isByStranger ? _world.STRANGER() : seat.juror);
        _court.leaveSeats(_bench, _one(position));
        _world.noteLeft(position);
    }

    function restore(uint256 seed) external {
        uint24 count = _world.seatCount();
        for (uint24 i = 0; i < count; ++i) {
            uint24 position = uint24((uint256(seed % count) + i) % count);
            Seat memory seat = _world.seats(position);
            if (seat.strikes == 0) continue;
            if (_freeOf(seat.juror) < _world.SEAT_SLASH() * seat.strikes) continue;
            vm.prank(seat.juror);
            _court.restoreSeat(_bench, position);
            _world.noteRestored(position);
            return;
        }
        vm.assume(false);
    }

    function closeVacancy(uint256 seed) external {
        (uint24 vacancy, bool isOne) = _vacancy(seed);
        vm.assume(isOne);
        uint24 last = _world.seatCount() - 1;
        Seat memory seat = _world.seats(last);
        // Nobody moves while a jury is to be drawn, nor while it sits on one.
        bool isMove = vacancy != last && seat.juror != address(0);
        vm.assume(!isMove || (_world.undrawn() == 0 && seat.cases == 0));
        _court.closeVacancies(_bench, _one(vacancy));
        _world.noteFilled(vacancy);
    }

    /* MONEY */

    function bank(uint256 seed) external {
        uint24 count = _world.seatCount();
        for (uint24 i = 0; i < count; ++i) {
            uint24 position = uint24((uint256(seed % count) + i) % count);
            if (_world.seats(position).earnedMicro == 0) continue;
            vm.prank(_world.STRANGER());
            _court.bankEarnings(_bench, _one(position));
            _world.noteBanked(position);
            return;
        }
        vm.assume(false);
    }

    /// @dev Anyone sends it, and only the account receives.
    function claim(uint256 seed) external {
        for (uint256 i = 0; i <= _world.SIZE(); ++i) {
            uint256 which = (seed % (_world.SIZE() + 1)) + i;
            bool isNobody = which % (_world.SIZE() + 1) == _world.SIZE();
            address account = isNobody ? _world.NOBODY() : _world.people(which % (_world.SIZE() + 1));
            uint256 credit = _world.credits(account);
            if (credit == 0) continue;
            uint256 before = _weft.balanceOf(account);
            vm.prank(_world.STRANGER());
            assert(_court.claim(account) == credit);
            assert(_weft.balanceOf(account) == before + credit);
            _world.noteClaimed(account);
            return;
        }
        vm.assume(false);
    }

    /// @dev Tokens that come by a plain transfer are nobody's.
    function donate(uint256 seed, uint256 amount) external {
        amount = _within(amount, 1, 1e18);
        vm.prank(_world.people(seed));
        _weft.transfer(address(_court), amount);
        _world.noteDonation(amount);
    }

    /* STAKE */

    function provision(uint256 seed) external {
        address juror = _world.people(seed);
        uint96 amount = 3 * _world.SEAT_STAKE();
        vm.assume(_weft.balanceOf(juror) >= amount);
        vm.prank(juror);
        _stakes.provision(address(_court), amount);
    }

    /// @dev All of it, that under seats too: it stays until they are left.
    function thaw(uint256 seed) external {
        address juror = _world.people(seed);
        Provision memory p = _stakes.provisionOf(juror, address(_court));
        vm.assume(seed % 4 == 0 && p.active != 0 && p.nextThaw - p.firstThaw < MAX_THAWS);
        vm.prank(juror);
        _stakes.thaw(address(_court), p.active);
    }

    function _freeOf(address juror) private view returns (uint256) {
        Provision memory p = _stakes.provisionOf(juror, address(_court));
        return p.active > p.locked ? p.active - p.locked : 0;
    }
}
