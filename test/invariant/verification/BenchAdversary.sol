// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IStakeVault} from "../../../contracts/staking/IStakeVault.sol";
import {Provision} from "../../../contracts/staking/StakeTypes.sol";
import {IBenches, Seat} from "../../../contracts/verification/optimistic/IBenches.sol";
import {CasePeople} from "./CasePeople.sol";
import {CaseWorld} from "./CaseWorld.sol";

/// @title BenchAdversary
/// @notice What nobody may do with seats, and with what the court owes; a call that goes through is a finding.
contract BenchAdversary is CasePeople {
    address private immutable _stranger;

    constructor(CaseWorld world) CasePeople(world) {
        _stranger = world.STRANGER();
    }

    /// @dev Nobody leaves a jury.
    function standUpDrawn(uint256 seed) external {
        uint24 count = _world.seatCount();
        for (uint24 i = 0; i < count; ++i) {
            uint24 position = uint24((uint256(seed % count) + i) % count);
            Seat memory seat = _world.seats(position);
            if (seat.cases == 0) continue;
            bytes memory call = abi.encodeCall(IBenches.leaveSeats, (_bench, _one(position)));
            _refused(seat.juror, address(_court), call);
            _refused(_stranger, address(_court), call);
            return;
        }
        vm.assume(false);
    }

    function standUpOther(uint256 seed) external {
        (uint24 position, Seat memory seat) = _seat(seed);
        vm.assume(seat.strikes == 0);
        address other = _world.people(seed);
        if (other == seat.juror) other = _stranger;
        _refused(other, address(_court), abi.encodeCall(IBenches.leaveSeats, (_bench, _one(position))));
    }

    /// @dev Where somebody sits, beyond the end, at the end while there are vacancies, twice at once.
    function sitDownWrongly(uint256 seed) external {
        (uint24 taken, ) = _seat(seed);
        (uint24 vacancy, bool isOne) = _vacancy(seed);
        uint24 end = _world.seatCount();
        address juror = _world.people(seed);
        _refuseTake(juror, taken);
        _refuseTake(juror, end + 1);
        if (isOne) _refuseTake(juror, end);
        uint24[] memory twice = new uint24[](2);
        (twice[0], twice[1]) = (vacancy, vacancy);
        _refused(juror, address(_court), abi.encodeCall(IBenches.takeSeats, (_bench, twice)));
    }

    /// @dev On stake that is under other seats, or leaving.
    function sitDownWithoutStake(uint256 seed) external {
        (uint24 vacancy, ) = _vacancy(seed);
        IStakeVault stakes = _world.stakes();
        for (uint256 i = 0; i < _world.SIZE(); ++i) {
            address juror = _world.people((seed % _world.SIZE()) + i);
            Provision memory p = stakes.provisionOf(juror, address(_court));
            if (p.active >= p.locked + _world.SEAT_STAKE()) continue;
            _refuseTake(juror, vacancy);
            return;
        }
        _refuseTake(_stranger, vacancy);
    }

    function restoreWrongly(uint256 seed) external {
        (uint24 position, Seat memory seat) = _seat(seed);
        bytes memory call = abi.encodeCall(IBenches.restoreSeat, (_bench, position));
        _refused(_stranger, address(_court), call);
        if (seat.strikes == 0) _refused(seat.juror, address(_court), call);
    }

    /// @dev A seat that is held, one beyond the end; a move while a jury is to be drawn, or of one that sits.
    function closeVacancyWrongly(uint256 seed) external {
        (uint24 taken, ) = _seat(seed);
        _refuseClose(taken);
        _refuseClose(_world.seatCount());
        (uint24 vacancy, bool isOne) = _vacancy(seed);
        if (!isOne) return;
        Seat memory last = _world.seats(_world.seatCount() - 1);
        bool isMove = last.juror != address(0);
        if (isMove && (_world.undrawn() != 0 || last.cases != 0)) _refuseClose(vacancy);
    }

    /// @dev Who is owed nothing gets nothing, and stake under a seat does not leave.
    function takeWhatIsNotOwed(uint256 seed) external {
        _refused(_stranger, address(_court), abi.encodeCall(IBenches.claim, (_stranger)));
        address juror = _world.people(seed);
        if (_world.credits(juror) == 0)
            _refused(juror, address(_court), abi.encodeCall(IBenches.claim, (juror)));
        IStakeVault stakes = _world.stakes();
        uint96 slash = _world.SEAT_SLASH();
        bytes memory call = abi.encodeCall(IStakeVault.slash, (juror, slash, 10_000, slash, _stranger));
        _refused(_stranger, address(stakes), call);
        _refused(juror, address(stakes), abi.encodeCall(IStakeVault.unlock, (juror, slash, 10_000)));
    }

    function _refuseTake(address juror, uint24 position) private {
        _refused(juror, address(_court), abi.encodeCall(IBenches.takeSeats, (_bench, _one(position))));
    }

    function _refuseClose(uint24 position) private {
        _refused(
            _stranger,
            address(_court),
            abi.encodeCall(IBenches.closeVacancies, (_bench, _one(position)))
        );
    }
}
