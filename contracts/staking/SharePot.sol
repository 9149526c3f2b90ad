// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title SharePot
/// @notice Stake that many hold by shares, so that one subtraction makes all of them lose alike.
/// @dev There is stake where there are shares and none where there are not. Nothing raises what a share is worth but
/// the remainders of its own roundings: stake comes in against shares alone. So there are no virtual shares; they
/// would be claims on stake that a loss has taken.
library SharePot {
    struct Pot {
        // slot 0
        uint96 stake;
        uint128 shares;
        /// Counts the times that a loss wiped the shares out.
        uint32 round;
    }

    /// @dev `shares` is what {sharesFor} says.
    function add(Pot storage pot, uint96 amount, uint128 shares) internal {
        pot.stake += amount;
        pot.shares += shares;
    }

    function remove(Pot storage pot, uint128 shares) internal returns (uint96 amount) {
        amount = valueOf(pot, shares);
        pot.stake -= amount;
        pot.shares -= shares;
    }

    /// @dev Takes from every share alike; `amount` is at most the stake.
    function lose(Pot storage pot, uint96 amount) internal {
        pot.stake -= amount;
    }

    /// @dev Wipes out all shares and hands what was left of the stake to the caller.
    function voidShares(Pot storage pot) internal returns (uint96 left) {
        left = pot.stake;
        (pot.stake, pot.shares) = (0, 0);
        ++pot.round;
    }

    /// @dev What `amount` buys. Rounds down, in favour of the shares that are there already. The caller bounds how many
    /// shares divide a base unit, so that they stay in 128 bits.
    function sharesFor(Pot storage pot, uint96 amount) internal view returns (uint128) {
        uint128 total = pot.shares;
        return total == 0 ? amount : uint128((uint256(amount) * total) / pot.stake); // the product has 224 bits
    }

    /// @dev Whether losing `amount`, at most the stake, takes everything, or takes the worth of a share through a half,
    /// a quarter, an eighth and so on of one base unit. So losses without such a step, however many, leave a share more
    /// than half of what it was worth.
    function isHalvedBy(Pot storage pot, uint96 amount) internal view returns (bool) {
        (uint256 stake, uint256 total) = (pot.stake, pot.shares);
        if (amount == stake) return true;
        (uint256 perUnit, uint256 perUnitLeft) = (total / stake, total / (stake - amount));
        // Of two numbers with the same highest bit, that bit is in their conjunction alone.
        return (perUnit ^ perUnitLeft) > (perUnit & perUnitLeft);
    }

    /// @dev Whether at most so many shares divide a base unit, or there are none.
    function isDividedBy(Pot storage pot, uint256 maxSharesPerUnit) internal view returns (bool) {
        return pot.stake * maxSharesPerUnit >= pot.shares; // the caller's constant keeps it in 256 bits
    }

    /// @dev Rounds down, in favour of the shares that stay. All shares are worth all the stake.
    function valueOf(Pot storage pot, uint128 shares) internal view returns (uint96) {
        if (shares == 0) return 0;
        return uint96((uint256(shares) * pot.stake) / pot.shares); // at most the stake; the product has 224 bits
    }
}
