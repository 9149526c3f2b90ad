// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Ruling} from "../../../contracts/verification/optimistic/CourtTypes.sol";
import {Seat} from "../../../contracts/verification/optimistic/IBenches.sol";
import {IJuryCourt} from "../../../contracts/verification/optimistic/IJuryCourt.sol";
import {IOptimisticVerifier} from "../../../contracts/verification/optimistic/IOptimisticVerifier.sol";
import {Fuzz} from "../Fuzz.sol";
import {CaseWorld} from "./CaseWorld.sol";

/// @title CasePeople
/// @notice What all who deal with the court need: a case to which something can be done, a vote, a ballot's salt.
abstract contract CasePeople is Fuzz {
    CaseWorld internal immutable _world;
    IJuryCourt internal immutable _court;
    IOptimisticVerifier internal immutable _optimistic;
    address internal immutable _bench;

    constructor(CaseWorld world) {
        (_world, _court, _optimistic) = (world, world.court(), world.optimistic());
        _bench = address(world.optimistic());
    }

    /// @dev A case at this step whose time for it (`isLate`: not) has passed.
    function _find(
        uint256 seed,
        CaseWorld.Step step,
        bool isLate
    ) internal view returns (uint256 index, CaseWorld.Trial memory trial) {
        index = _world.find(seed, step, isLate);
        trial = _world.trials(index);
    }

    /// @dev The last second of a trial's reveals.
    function _revealUntil(CaseWorld.Trial memory trial) internal view returns (uint256) {
        return trial.until + _world.secondsOf(trial.file, 3);
    }

    function _isComplete(CaseWorld.Trial memory trial) internal pure returns (bool) {
        for (uint256 i = 0; i < trial.positions.length; ++i)
            if (trial.shown[i] == Ruling.Undecided) return false;
        return true;
    }

    function _jurorOf(CaseWorld.Trial memory trial, uint256 ordinal) internal view returns (address) {
        return _world.seats(trial.positions[ordinal]).juror;
    }

    function _saltOf(CaseWorld.Trial memory trial, uint256 ordinal) internal pure returns (bytes32) {
        return keccak256(abi.encode(trial.id, ordinal, trial.drafts[ordinal]));
    }

    /// @dev A juror's commitment to what it means.
    function _ballotOf(CaseWorld.Trial memory trial, uint256 ordinal) internal view returns (bytes32) {
        return
            _court.commitmentOf(
                _bench,
                trial.id,
                _jurorOf(trial, ordinal),
                trial.meant[ordinal],
                _saltOf(trial, ordinal)
            );
    }

    function _revealCall(
        CaseWorld.Trial memory trial,
        uint256 ordinal,
        Ruling vote,
        bytes32 salt
    ) internal view returns (bytes memory) {
        return abi.encodeCall(IJuryCourt.reveal, (_bench, trial.id, ordinal, vote, salt));
    }

    /// @dev A seat that somebody holds.
    function _seat(uint256 seed) internal view returns (uint24 position, Seat memory seat) {
        uint24 count = _world.seatCount();
        for (uint24 i = 0; i < count; ++i) {
            position = uint24((uint256(seed % count) + i) % count);
            seat = _world.seats(position);
            if (seat.juror != address(0)) return (position, seat);
        }
        vm.assume(false);
    }

    function _vacancy(uint256 seed) internal view returns (uint24 position, bool isOne) {
        uint24 count = _world.seatCount();
        for (uint24 i = 0; i < count; ++i) {
            position = uint24((uint256(seed % count) + i) % count);
            if (_world.seats(position).juror == address(0)) return (position, true);
        }
        return (count, false);
    }

    function _one(uint24 position) internal pure returns (uint24[] memory list) {
        list = new uint24[](1);
        list[0] = position;
    }
}
