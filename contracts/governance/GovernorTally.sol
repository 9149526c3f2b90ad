// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {GovernorPreventLateQuorum} from "@openzeppelin/contracts/governance/extensions/GovernorPreventLateQuorum.sol";
import {Governor} from "@openzeppelin/contracts/governance/Governor.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

/// @title GovernorTally
/// @notice Holds who voted and how, and until when a vote stays open that reached its quorum late.
/// @dev Counts like OpenZeppelin's GovernorCountingSimple, and extends like its GovernorPreventLateQuorum, whose setting,
/// event and views it keeps. What every vote reads is one slot here, where those two read four.
abstract contract GovernorTally is GovernorPreventLateQuorum {
    /// @dev The votes of all accounts are at most the supply of WEFT, below 2**90.
    struct Tally {
        // slot 0
        uint96 forVotes;
        uint96 abstainVotes;
        /// What was said when the quorum was reached; zero before.
        uint48 extendedDeadline;
        // slot 1
        uint96 againstVotes;
        // slot 2
        mapping(address voter => bool) hasVoted;
    }

    /// @dev As governors have numbered them since Governor Bravo.
    enum VoteType {
        Against,
        For,
        Abstain
    }

    mapping(uint256 proposalId => Tally) private _tallies;

    /* VIEWS */

    /// @notice How votes count, for front ends (see IGovernor).
    // solhint-disable-next-line func-name-mixedcase
    function COUNTING_MODE() public pure override returns (string memory) {
        return "support=bravo&quorum=for,abstain";
    }

    /// @notice Whether an account has voted.
    function hasVoted(uint256 proposalId, address account) public view override returns (bool) {
        return _tallies[proposalId].hasVoted[account];
    }

    /// @notice Votes so far, in WEFT base units.
    function proposalVotes(
        uint256 proposalId
    ) external view returns (uint256 againstVotes, uint256 forVotes, uint256 abstainVotes) {
        Tally storage tally = _tallies[proposalId];
        return (tally.againstVotes, tally.forVotes, tally.abstainVotes);
    }

    /// @inheritdoc GovernorPreventLateQuorum
    function proposalDeadline(uint256 proposalId) public view virtual override returns (uint256) {
        return Math.max(Governor.proposalDeadline(proposalId), _tallies[proposalId].extendedDeadline);
    }

    /* INTERNAL */

    function _countVote(
        uint256 proposalId,
        address account,
        uint8 support,
        uint256 weight,
        bytes memory
    ) internal override returns (uint256) {
        Tally storage tally = _tallies[proposalId];
        require(!tally.hasVoted[account], GovernorAlreadyCastVote(account));
        tally.hasVoted[account] = true;
        uint96 votes = SafeCast.toUint96(weight);
        if (support == uint8(VoteType.For)) tally.forVotes += votes;
        else if (support == uint8(VoteType.Against)) tally.againstVotes += votes;
        else if (support == uint8(VoteType.Abstain)) tally.abstainVotes += votes;
        else revert GovernorInvalidVoteType();
        return weight;
    }

    /// @dev The vote that reaches the quorum leaves everybody else the time of the extension, once.
    function _tallyUpdated(uint256 proposalId) internal virtual override {
        Tally storage tally = _tallies[proposalId];
        if (tally.extendedDeadline != 0 || !_quorumReached(proposalId)) return;
        uint48 extended = clock() + lateQuorumVoteExtension();
        if (extended > proposalDeadline(proposalId)) emit ProposalExtended(proposalId, extended);
        tally.extendedDeadline = extended;
    }

    function _quorumReached(uint256 proposalId) internal view override returns (bool) {
        Tally storage tally = _tallies[proposalId];
        uint256 votes = uint256(tally.forVotes) + tally.abstainVotes;
        return votes >= quorum(proposalSnapshot(proposalId));
    }

    function _voteSucceeded(uint256 proposalId) internal view override returns (bool) {
        Tally storage tally = _tallies[proposalId];
        return tally.forVotes > tally.againstVotes;
    }
}
