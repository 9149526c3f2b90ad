// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {LeaseReason} from "./LeaseTypes.sol";
import {PayParts} from "./PayParts.sol";

/// @title LeaseSums
/// @notice What a lease owes, what its purse gives of that, and what becomes of it, by numbers alone.
library LeaseSums {
    uint256 private constant HOUR = 1 hours;

    /// @dev What the rate allows until `time`. Rounds down, in favour of the payer.
    function byRate(
        uint128 perHour,
        uint40 startsAt,
        uint40 endsAt,
        uint256 time
    ) internal pure returns (uint256) {
        if (time > endsAt) time = endsAt;
        unchecked {
            return time > startsAt ? (perHour * (time - startsAt)) / HOUR : 0; // 168 bits
        }
    }

    /// @dev What is owed and not paid: all that the voucher or elapsed time entitles to, as far as rate and cap go.
    function owed(
        uint256 amount,
        uint256 elapsedCap,
        uint256 rateCap,
        uint256 cap,
        uint256 collected
    ) internal pure returns (uint256 due, LeaseReason reason) {
        due = amount > elapsedCap ? amount : elapsedCap;
        reason = LeaseReason.Voucher;
        if (due > rateCap) (due, reason) = (rateCap, LeaseReason.Rate);
        if (due > cap) (due, reason) = (cap, LeaseReason.Cap);
        due = due > collected ? due - collected : 0;
    }

    /// @dev What is owed, or what is there.
    function drawn(uint256 left, uint256 due) internal pure returns (uint256 amount, bool isShort) {
        isShort = left < due;
        amount = isShort ? left : due;
    }

    /// @dev Fee and pool's part of all that was ever collected. Both round down, in favour of the provider.
    function partsOf(
        uint256 collected,
        uint256 feeBps,
        uint256 poolPpm
    ) internal pure returns (uint256 fee, uint256 pooled) {
        fee = PayParts.feeOf(collected, feeBps);
        unchecked {
            pooled = PayParts.pooledOf(collected - fee, poolPpm); // a fee is below what it is of
        }
    }
}
