// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Resources} from "../types/Resources.sol";

/// @title ResourcesHarness
/// @notice Opens {Resources} to tests.
contract ResourcesHarness {
    function satisfies(Resources has, Resources needs) external pure returns (bool) {
        return has.satisfies(needs);
    }

    function isWellFormed(Resources word) external pure returns (bool) {
        return word.isWellFormed();
    }
}
