// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {LeaseSums} from "../../contracts/market/LeaseSums.sol";

/// @title LeaseSumsProof
/// @notice What holds of {LeaseSums}, whatever vouchers, rates, caps and purses. Its products are unchecked, which the
/// checker does not see through: lemmas are about those.
contract LeaseSumsProof {
    using LeaseSums for uint256;

    function noLeaseIsPaidAboveItsBounds(
        uint256 amount,
        uint256 elapsedCap,
        uint256 rateCap,
        uint256 cap,
        uint256 collected
    ) external pure {
        (uint256 due, ) = LeaseSums.owed(amount, elapsedCap, rateCap, cap, collected);
        assert(due == 0 || collected + due <= cap);
        assert(due == 0 || collected + due <= rateCap);
        assert(due == 0 || collected + due <= amount || collected + due <= elapsedCap);
    }

    function nothingIsLeftUnpaid(
        uint256 amount,
        uint256 elapsedCap,
        uint256 rateCap,
        uint256 cap,
        uint256 collected
    ) external pure {
        (uint256 due, ) = LeaseSums.owed(amount, elapsedCap, rateCap, cap, collected);
        uint256 paid = collected + due;
        assert((paid >= amount && paid >= elapsedCap) || paid >= rateCap || paid >= cap);
    }

    function aVoucherIsPaidOnce(
        uint256 amount,
        uint256 elapsedCap,
        uint256 rateCap,
        uint256 cap,
        uint256 collected
    ) external pure {
        (uint256 due, ) = LeaseSums.owed(amount, elapsedCap, rateCap, cap, collected);
        (uint256 again, ) = LeaseSums.owed(amount, elapsedCap, rateCap, cap, collected + due);
        assert(again == 0);
    }

    function purseGivesWhatItHas(uint256 left, uint256 due) external pure {
        (uint256 amount, bool isShort) = left.drawn(due);
        assert(amount <= left);
        assert(amount <= due);
        assert(isShort ? amount == left : amount == due);
    }
}
