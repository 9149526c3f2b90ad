// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {LeaseSums} from "../../contracts/market/LeaseSums.sol";
import {SharePotUnfolded} from "./SharePotUnfolded.sol";

/// @title Refuted
/// @notice What does not hold: the checker must find numbers against every line of this, or its word is worth nothing.
contract Refuted is SharePotUnfolded {
    uint256 private _stakeIn;

    function aCapIsNeverPaidInFull(uint128 amount, uint128 cap) external pure {
        (uint256 due, ) = LeaseSums.owed(amount, 0, amount, cap, 0);
        assert(due == 0 || due < cap);
    }

    function losesNothing(uint96 amount) external {
        require(_stakeIn == pot_stake);
        add(amount, amount);
        lose(amount / 2);
        _stakeIn += amount;
        assert(_stakeIn == pot_stake);
    }
}
