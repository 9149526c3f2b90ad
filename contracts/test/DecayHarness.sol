// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Decay} from "../reputation/Decay.sol";

/// @title DecayHarness
/// @notice Opens {Decay} to tests.
contract DecayHarness {
    function factor(uint256 elapsed, uint32 halfLife) external pure returns (uint256) {
        return Decay.factor(elapsed, halfLife);
    }

    function factors(
        uint256[] calldata elapsed,
        uint32 halfLife
    ) external pure returns (uint256[] memory left) {
        left = new uint256[](elapsed.length);
        for (uint256 i = 0; i < left.length; ++i) left[i] = Decay.factor(elapsed[i], halfLife);
    }

    function down(uint256 amount, uint256 left) external pure returns (uint256) {
        return Decay.down(amount, left);
    }

    function up(uint256 amount, uint256 left) external pure returns (uint256) {
        return Decay.up(amount, left);
    }
}
