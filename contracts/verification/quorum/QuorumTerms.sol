// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice What the two sides of a task agree on: the word of terms that their orders carry.
///
/// ```
/// bits       field
/// 0-7        first             uint8, replicas that commit, at least, before any of them reveals
/// 8-15       quorum            uint8, replicas that must agree, at least
/// 16-23      cap               uint8, replicas at most, 1 to 12
/// 24-55      trust             uint32, by the weights, at most one accepted result in `trust` is wrong; 2 at least
/// 56-87      commitSeconds     uint32, from a replica's match to the last time the reveals open
/// 88-119     revealSeconds     uint32, to reveal, from then on
/// 120-135    slashBps          uint16, share of the collateral that a result the others prove wrong loses
/// 136-151    silentSlashBps    uint16, the same for a commitment that is not revealed; zero: it is late
/// 152-255    (zero)
/// ```
type QuorumTerms is uint256;

using QuorumTermsLibrary for QuorumTerms global;

/// @title QuorumTermsLibrary
/// @notice Reads {QuorumTerms}.
library QuorumTermsLibrary {
    /// @notice Replicas that a task can have at most: what its one slot has room for.
    uint256 internal constant MAX_REPLICAS = 12;
    uint256 private constant BPS = 10_000;

    function first(QuorumTerms terms) internal pure returns (uint256) {
        return uint8(QuorumTerms.unwrap(terms));
    }

    function quorum(QuorumTerms terms) internal pure returns (uint256) {
        return uint8(QuorumTerms.unwrap(terms) >> 8);
    }

    function cap(QuorumTerms terms) internal pure returns (uint256) {
        return uint8(QuorumTerms.unwrap(terms) >> 16);
    }

    function trust(QuorumTerms terms) internal pure returns (uint256) {
        return uint32(QuorumTerms.unwrap(terms) >> 24);
    }

    function commitSeconds(QuorumTerms terms) internal pure returns (uint256) {
        return uint32(QuorumTerms.unwrap(terms) >> 56);
    }

    function revealSeconds(QuorumTerms terms) internal pure returns (uint256) {
        return uint32(QuorumTerms.unwrap(terms) >> 88);
    }

    function slashBps(QuorumTerms terms) internal pure returns (uint16) {
        return uint16(QuorumTerms.unwrap(terms) >> 120);
    }

    function silentSlashBps(QuorumTerms terms) internal pure returns (uint16) {
        return uint16(QuorumTerms.unwrap(terms) >> 136);
    }

    /// @notice Whether the numbers make sense together. Below a trust of 2 two results could both be accepted.
    function isSound(QuorumTerms terms) internal pure returns (bool) {
        (uint256 needed, uint256 most) = (terms.quorum(), terms.cap());
        return
            QuorumTerms.unwrap(terms) >> 152 == 0 &&
            needed != 0 &&
            needed <= terms.first() &&
            terms.first() <= most &&
            most <= MAX_REPLICAS &&
            terms.trust() > 1 &&
            terms.revealSeconds() != 0 &&
            terms.slashBps() <= BPS &&
            terms.silentSlashBps() <= BPS;
    }
}
