// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC6372} from "@openzeppelin/contracts/interfaces/IERC6372.sol";

/// @title IStakeVotes
/// @notice Votes of staked WEFT: a provider has one vote for every base unit behind it here, its own and what others
/// delegated to it, in all markets, thawing or not.
///
/// The views are those of ERC-5805 on a timestamp clock, so that a governor can add them to wallet votes. Nothing is
/// counted twice: WEFT held here has no wallet votes, since this contract delegates them to nobody, and slashed stake
/// that waits for its new owner has no vote until it is claimed. A slash lowers votes in its own transaction. Stake
/// votes for the provider it stands behind and for nobody else, so there is no delegating of these votes.
interface IStakeVotes is IERC6372 {
    /// @notice The votes of a provider changed (ERC-5805).
    event DelegateVotesChanged(address indexed delegate, uint256 previousVotes, uint256 newVotes);

    /// @notice A time that is not past yet.
    error ERC5805FutureLookup(uint256 timepoint, uint48 clock);

    /// @notice Votes of an account at this moment, in WEFT base units.
    /// @param account A provider.
    function getVotes(address account) external view returns (uint256);

    /// @notice Votes of an account at the end of a past second.
    ///
    /// Reverts with {ERC5805FutureLookup} for this second or a later one.
    /// @param account A provider.
    /// @param timepoint Unix seconds, before this one.
    function getPastVotes(address account, uint256 timepoint) external view returns (uint256);
}
