// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {LeaseSums} from "../../contracts/market/LeaseSums.sol";
import {SharePotUnfolded} from "./SharePotUnfolded.sol";

/// @title Refuted
/// @notice What does not hold: the checker must find numbers against every line of this, or its word is worth nothing.
contract Refuted is SharePotUnfolded {
    function aCapIsNeverPaidInFull(uint128 amount, uint128 cap) external pure {
        (uint256 due, ) = LeaseSums.owed(amount, 0, amount, cap, 0);
        assert(due == 0 || due < cap);
    }

    function theFirstSharesAreNoUnits(uint96 amount) external view {
        require(pot_shares == 0);
        assert(sharesFor(amount) != amount);
    }
}
