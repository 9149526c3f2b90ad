// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice A provider's record with one payer, and what it is committed to.
///
/// ```
/// bits       field
/// 0-119      tag            uint120, of the task it is committed to; zero for none
/// 120-231    commitment     uint112
/// 232-239    unit           uint8, its place in that task
/// 240-247    agreed         uint8, results that others agreed with since its last fault, 255 at most
/// 248-255    extras         uint8, commitments to other tasks that are kept elsewhere
/// ```
///
/// Finding a second opening of somebody's commitment, as copying a result would need, takes 2^112 hashes. A provider
/// can make two openings of its own with 2^56: it then chooses, after the others, between two results that it knew
/// before them. Two tasks of one payer with the same tag take 2^60; a provider could commit to one of them only.
type QuorumEntry is uint256;

using QuorumEntryLibrary for QuorumEntry global;

/// @title QuorumEntryLibrary
/// @notice Packs and reads a {QuorumEntry}.
library QuorumEntryLibrary {
    uint256 private constant RECORD_SHIFT = 240;
    uint256 private constant MAX_AGREED = type(uint8).max;

    /// @notice The same record, committed.
    function committed(
        QuorumEntry entry,
        bytes32 task,
        bytes32 commitment_,
        uint256 unit_
    ) internal pure returns (QuorumEntry) {
        return
            QuorumEntry.wrap(
                QuorumEntry.unwrap(entry.cleared()) |
                    tagOf(task) |
                    (commitmentOf(commitment_) << 120) |
                    (unit_ << 232)
            );
    }

    /// @notice The same record, committed to nothing.
    function cleared(QuorumEntry entry) internal pure returns (QuorumEntry) {
        return QuorumEntry.wrap((QuorumEntry.unwrap(entry) >> RECORD_SHIFT) << RECORD_SHIFT);
    }

    /// @notice The same with one more result that others agreed with.
    function credited(QuorumEntry entry) internal pure returns (QuorumEntry) {
        if (entry.agreed() == MAX_AGREED) return entry;
        return QuorumEntry.wrap(QuorumEntry.unwrap(entry) + (1 << RECORD_SHIFT));
    }

    /// @notice The same with a record that starts over.
    function faulted(QuorumEntry entry) internal pure returns (QuorumEntry) {
        return QuorumEntry.wrap(QuorumEntry.unwrap(entry) - (entry.agreed() << RECORD_SHIFT));
    }

    /// @notice The same with one commitment elsewhere more. Reverts at the 256th.
    function withExtra(QuorumEntry entry) internal pure returns (QuorumEntry) {
        return QuorumEntry.wrap(QuorumEntry.unwrap(entry) + (1 << 248)); // checked: an overflow reverts
    }

    /// @notice The same with one commitment elsewhere less.
    function withoutExtra(QuorumEntry entry) internal pure returns (QuorumEntry) {
        return QuorumEntry.wrap(QuorumEntry.unwrap(entry) - (1 << 248));
    }

    function isOf(QuorumEntry entry, bytes32 task) internal pure returns (bool) {
        return uint120(QuorumEntry.unwrap(entry)) == tagOf(task);
    }

    function isFree(QuorumEntry entry) internal pure returns (bool) {
        return uint120(QuorumEntry.unwrap(entry)) == 0;
    }

    function commitment(QuorumEntry entry) internal pure returns (uint256) {
        return uint112(QuorumEntry.unwrap(entry) >> 120);
    }

    function unit(QuorumEntry entry) internal pure returns (uint256) {
        return uint8(QuorumEntry.unwrap(entry) >> 232);
    }

    function agreed(QuorumEntry entry) internal pure returns (uint256) {
        return uint8(QuorumEntry.unwrap(entry) >> RECORD_SHIFT);
    }

    function extras(QuorumEntry entry) internal pure returns (uint256) {
        return QuorumEntry.unwrap(entry) >> 248;
    }

    /// @notice What is kept of a commitment.
    function commitmentOf(bytes32 whole) internal pure returns (uint256) {
        return uint112(uint256(whole));
    }

    /// @notice What is kept of a task's key. Never zero, but for one key in 2^119.
    function tagOf(bytes32 task) internal pure returns (uint256) {
        return uint120(uint256(task));
    }
}
