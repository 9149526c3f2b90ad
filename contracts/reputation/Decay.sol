// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Decay
/// @notice Halving by time: `2^(-elapsed / halfLife)`, in 2^64ths, without loops.
/// @dev Whole half-lives are shifts. The rest is `e^-y` for `y` in [0, ln 2), by the first eleven terms of its series
/// in nested form, `1 - y (1 - y/2 (1 - y/3 (...)))`. The series alternates, so the terms left out come to less than
/// the next one, `y^12 / 12!` below 2.6e-11: the answer is low by at most 5.2e-11 of itself, never high by more than
/// what eleven divisions round, and exact where a whole number of half-lives has passed.
library Decay {
    uint256 internal constant ONE = 1 << 64;
    /// @dev Natural logarithm of two, in 2^64ths, rounded down.
    uint256 private constant LN2 = 12_786_308_645_202_655_659;

    /// @notice What is left of one after `elapsed`, in 2^64ths; zero after 64 half-lives.
    /// @param halfLife Not zero.
    function factor(uint256 elapsed, uint32 halfLife) internal pure returns (uint256 left) {
        // Nothing overflows: `elapsed % halfLife` is below 2^32, `y` and `left` are at most 2^64. Nothing underflows:
        // `y` is below `ONE`, so what is taken from `ONE` is too.
        unchecked {
            uint256 halvings = elapsed / halfLife;
            if (halvings > 63) return 0;
            uint256 y = ((elapsed % halfLife) * LN2) / halfLife;
            left = ONE;
            // Of a small `y`, a few terms are enough: `y^6 / 6!` is below 2.1e-14.
            if (y > ONE / 64) {
                left = ONE - y / 11;
                left = ONE - (y * left) / (10 * ONE);
                left = ONE - (y * left) / (9 * ONE);
                left = ONE - (y * left) / (8 * ONE);
                left = ONE - (y * left) / (7 * ONE);
                left = ONE - (y * left) / (6 * ONE);
            }
            left = ONE - (y * left) / (5 * ONE);
            left = ONE - (y * left) / (4 * ONE);
            left = ONE - (y * left) / (3 * ONE);
            left = ONE - (y * left) / (2 * ONE);
            left = (ONE - (y * left) / ONE) >> halvings;
        }
    }

    /// @notice What is left of `amount` by a {factor}, rounded down.
    /// @param amount At most 192 bits.
    function down(uint256 amount, uint256 left) internal pure returns (uint256) {
        unchecked {
            return (amount * left) / ONE;
        }
    }

    /// @notice What is left of `amount` by a {factor}, rounded up.
    /// @param amount At most 191 bits.
    function up(uint256 amount, uint256 left) internal pure returns (uint256) {
        unchecked {
            return (amount * left + ONE - 1) / ONE;
        }
    }
}
