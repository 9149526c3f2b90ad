// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Credibility
/// @notice How much replicas that agree are worth, after L. F. G. Sarmenta, "Sabotage-tolerance mechanisms for
/// volunteer computing systems" (2001), in the form of odds.
///
/// The odds that a provider is right are (1 - e) / e for an error rate e. Of one that nothing is known of, e is taken
/// as 1/3; after n results that were agreed with and no fault since, as 3/n at most (the rule of three: the upper
/// bound at 95%). So its odds are `n / 3 - 1`, and 2 at least. They are kept as a power of two, rounded down: its
/// *weight* in bits, 1 to 6.
///
/// Replicas are taken as independent, so the odds of those that agree multiply and their weights add up. Of groups
/// that contradict one another at most one is right, so the chance that group `a` is right is
/// `odds(a) / (1 + sum of all odds)`, Sarmenta's formula for the credibility of a group. A group that weighs nothing is
/// no evidence: against one that weighs something its odds count as none.
library Credibility {
    /// @notice Weight of a provider with a record.
    /// @param agreed Results that others agreed with since its last fault.
    function weightOf(uint256 agreed) internal pure returns (uint256 bits) {
        if (agreed < 15) return 1;
        if (agreed < 27) return 2;
        if (agreed < 51) return 3;
        if (agreed < 99) return 4;
        return agreed < 195 ? 5 : 6;
    }

    /// @notice Weight in a task whose first results are public: half the odds. Such an answer may be copied, which
    /// only a record that can be lost speaks against, so that of a newcomer weighs nothing.
    function seeingWeightOf(uint256 agreed) internal pure returns (uint256 bits) {
        return weightOf(agreed) - 1;
    }

    /// @notice Whether at most one in `trust` such groups is wrong.
    /// @param bits Sum of the weights of the group, at most 72.
    /// @param otherOdds Sum of the odds of all other groups, below 2^76.
    function isCredible(uint256 bits, uint256 otherOdds, uint256 trust) internal pure returns (bool) {
        return (1 << bits) >= (trust - 1) * (1 + otherOdds);
    }
}
