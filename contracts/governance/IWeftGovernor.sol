// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC6372} from "@openzeppelin/contracts/interfaces/IERC6372.sol";

import {IStakeVault} from "../staking/IStakeVault.sol";

/// @title IWeftGovernor
/// @notice What the governor of Weft adds to OpenZeppelin's, whose events and views it keeps, so that front ends which
/// know that one read this one.
///
/// Assumptions:
/// - Safety: whoever holds most of the votes of those who vote, and at least the quorum, does what governance can do:
///   the fee up to its cap, the tables that other contracts give to their owner, the treasury. Balances, stake and
///   open jobs are out of its reach.
/// - Safety: during its term the guardian can stop every proposal, and can do nothing else.
/// - Liveness: the quorum can be reached. Every setting has constant bounds, so that no vote can put governance out of
///   the reach of later votes.
interface IWeftGovernor {
    /// @notice What a vote can change about votes.
    enum Setting {
        /// Seconds from a proposal to the count of votes.
        VotingDelay,
        /// Seconds from the count of votes to the end of the vote.
        VotingPeriod,
        /// Votes that a proposer needs, in WEFT base units.
        ProposalThreshold,
        /// Seconds that a vote stays open after the quorum is reached.
        LateQuorumExtension,
        /// Votes for or abstaining that a proposal needs, in percent of the supply.
        QuorumPercent
    }

    /// @notice The settings of a governor's first day.
    struct Settings {
        uint48 votingDelay;
        uint32 votingPeriod;
        uint256 proposalThreshold;
        uint48 lateQuorumExtension;
        uint256 quorumPercent;
    }

    /// @notice A setting outside its bounds, which are part of what is set.
    error GovernorSettingOutOfBounds(Setting setting, uint256 value, uint256 least, uint256 most);
    /// @notice A source of votes that does not run by the second.
    error GovernorOtherClock(IERC6372 source, string mode);
    /// @notice Stake of another token than the one that votes.
    error GovernorOtherToken(address staked, address voting);
    /// @notice A guardian without a term or with too long a one, or a term without a guardian.
    error GovernorInvalidGuardianTerm(address guardian, uint256 until, uint256 latest);
    /// @notice Another proposal of this proposer is waiting for its vote or being voted on.
    error GovernorHasLiveProposal(address proposer, uint256 proposalId);
    /// @notice The timelock stays the one that came with the governor.
    error GovernorTimelockFixed();

    /// @notice The bounds of a setting, both included. They never change.
    /// @return least Seconds, base units or percent, as {Setting} says.
    /// @return most In the same unit.
    function boundsOf(Setting setting) external pure returns (uint256 least, uint256 most);

    /// @notice Stake that votes beside the token.
    function stakeVault() external view returns (IStakeVault);

    /// @notice Who may cancel proposals before {guardianUntil}, in any state but executed; zero for nobody.
    function guardian() external view returns (address);

    /// @notice Unix second from which the guardian may nothing any more.
    function guardianUntil() external view returns (uint48);

    /// @notice The last proposal of an account; zero where it made none. While that one is pending or active the account
    /// cannot make another.
    function latestProposalOf(address proposer) external view returns (uint256 proposalId);
}
