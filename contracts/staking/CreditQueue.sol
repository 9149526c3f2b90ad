// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title CreditQueue
/// @notice Slashed stake credited to one account, due at once or from a day of its own.
/// @dev Days are whole, rounded up, and what is credited for one day is one part. So nobody can put off what another was
/// credited with before by slashing dust to it, nor make its claim longer than a part for each day of the thaw time.
///
/// A part is one word, which costs a slash and the code of the stake vault least. From the highest bit: 16 empty, 96 of
/// `total`, all that is credited and not taken (kept in the latest part alone); 96 of `amount`, what was credited for
/// the day; 24 of `day`, counted from 1970, for the next 45,000 years; 24 of `previous`, the day of the part before.
/// Amounts stay in their bits, since all WEFT does: nothing here overflows.
library CreditQueue {
    uint256 private constant TOTAL_SHIFT = 144;
    uint256 private constant AMOUNT_SHIFT = 48;
    uint256 private constant DAY_SHIFT = 24;

    struct Queue {
        // slot 0
        uint256 latest;
        // slot 1
        mapping(uint256 day => uint256 part) earlier;
    }

    /// @dev `readyAt` is never before that of an earlier call. Only parts that are not due are remembered by their day.
    function add(Queue storage queue, uint96 amount, uint40 readyAt) internal {
        unchecked {
            uint256 part = queue.latest;
            uint256 latest = _dayOf(part);
            uint256 day = (uint256(readyAt) + 1 days - 1) / 1 days;
            if (day != latest) {
                if (_isLater(latest)) queue.earlier[latest] = part;
                part = (_totalOf(part) << TOTAL_SHIFT) | (day << DAY_SHIFT) | latest;
            }
            queue.latest = part + (uint256(amount) << TOTAL_SHIFT) + (uint256(amount) << AMOUNT_SHIFT);
        }
    }

    /// @dev Due at once, whatever else is credited.
    function addDue(Queue storage queue, uint96 amount) internal {
        unchecked {
            queue.latest += uint256(amount) << TOTAL_SHIFT;
        }
    }

    /// @dev `amount` is at most what is due.
    function take(Queue storage queue, uint256 amount) internal {
        unchecked {
            queue.latest -= amount << TOTAL_SHIFT;
        }
    }

    function total(Queue storage queue) internal view returns (uint256) {
        return _totalOf(queue.latest);
    }

    /// @dev What can be taken now, and the unix second from which more can be; zero where that is all.
    function due(Queue storage queue) internal view returns (uint256 amount, uint40 nextAt) {
        unchecked {
            uint256 part = queue.latest;
            amount = _totalOf(part);
            for (uint256 day = _dayOf(part); _isLater(day); day = _dayOf(part)) {
                amount -= uint96(part >> AMOUNT_SHIFT); // a part of the total
                nextAt = uint40(day * 1 days);
                part = queue.earlier[uint24(part)];
            }
        }
    }

    function _totalOf(uint256 part) private pure returns (uint256) {
        return part >> TOTAL_SHIFT;
    }

    function _dayOf(uint256 part) private pure returns (uint256) {
        return uint24(part >> DAY_SHIFT);
    }

    function _isLater(uint256 day) private view returns (bool) {
        return day > block.timestamp / 1 days;
    }
}
