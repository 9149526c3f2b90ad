// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title PayParts
/// @notice What a payment is divided into: the market's fee, and of the rest the part of a provider's delegators.
/// @dev Amounts are sums of two of 128 bits at most, and shares have 32 bits at most: no product overflows.
library PayParts {
    uint256 internal constant BPS = 10_000;
    uint256 internal constant PPM = 1_000_000;

    /// @dev Rounds down, in favour of the provider.
    function feeOf(uint256 amount, uint256 feeBps) internal pure returns (uint256) {
        unchecked {
            return (amount * feeBps) / BPS;
        }
    }

    /// @dev The delegators' part of pay. Rounds down, in favour of the provider.
    function pooledOf(uint256 amount, uint256 poolPpm) internal pure returns (uint256) {
        unchecked {
            return (amount * poolPpm) / PPM;
        }
    }
}
