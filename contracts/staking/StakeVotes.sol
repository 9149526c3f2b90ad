// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {IStakeVotes} from "./IStakeVotes.sol";

/// @title StakeVotes
/// @notice Holds the votes of every provider through time; the contract built on it moves them with the stake.
/// @dev OpenZeppelin's checkpoints keep a length and an array, two fresh slots for a newcomer. Here the newest entry
/// has a slot of its own that also counts the older ones, so that first votes cost one.
abstract contract StakeVotes is IStakeVotes {
    /// @dev The newest entry of an account.
    struct Newest {
        // slot 0
        uint48 since;
        uint96 votes;
        /// How many older entries there are.
        uint32 count;
    }

    /// @dev An earlier entry.
    struct Older {
        // slot 0
        uint48 since;
        uint96 votes;
    }

    mapping(address account => Newest) private _newest;
    mapping(address account => mapping(uint256 index => Older)) private _older;

    /* VIEWS */

    /// @notice Unix seconds, like the clock of WEFT.
    function clock() public view returns (uint48) {
        return uint48(block.timestamp); // for the next 8.9 million years
    }

    /// @notice Machine-readable description of the clock.
    // solhint-disable-next-line func-name-mixedcase
    function CLOCK_MODE() external pure returns (string memory) {
        return "mode=timestamp";
    }

    /// @inheritdoc IStakeVotes
    function getVotes(address account) external view returns (uint256) {
        return _newest[account].votes;
    }

    /// @inheritdoc IStakeVotes
    function getPastVotes(address account, uint256 timepoint) external view returns (uint256) {
        require(timepoint < clock(), ERC5805FutureLookup(timepoint, clock()));
        Newest memory newest = _newest[account];
        if (newest.since <= timepoint) return newest.votes;
        mapping(uint256 => Older) storage older = _older[account];
        (uint256 low, uint256 high) = (0, newest.count);
        // Entries below `low` are not later than the time asked for, those from `high` on are.
        while (low < high) {
            uint256 middle = Math.average(low, high);
            if (older[middle].since <= timepoint) low = middle + 1;
            else high = middle;
        }
        return low == 0 ? 0 : older[low - 1].votes;
    }

    /* INTERNAL */

    function _addVotes(address account, uint96 amount) internal {
        Newest storage newest = _newest[account];
        (uint48 since, uint96 votes, uint32 count) = (newest.since, newest.votes, newest.count);
        _setVotes(account, since, votes, count, votes + amount);
    }

    function _removeVotes(address account, uint96 amount) internal {
        Newest storage newest = _newest[account];
        (uint48 since, uint96 votes, uint32 count) = (newest.since, newest.votes, newest.count);
        _setVotes(account, since, votes, count, votes - amount);
    }

    /// @dev Changes within one second share an entry.
    function _setVotes(address account, uint48 since, uint96 before, uint32 count, uint96 votes) private {
        uint48 time = clock();
        if (since != time && since != 0) {
            _older[account][count++] = Older({since: since, votes: before});
        }
        _newest[account] = Newest({since: time, votes: votes, count: count});
        emit DelegateVotesChanged(account, before, votes);
    }
}
