// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {WorkTerms} from "./WorkTypes.sol";

/// @notice What every transfer and sale of a work needs to know of it, in one slot.
///
/// ```
/// bits       field
/// 0-159      owner         zero before the mint and after a burn
/// 160-199    restedAt      uint40, unix second until which it cannot move since its metadata changed
/// 200-215    royaltyBps    uint16
/// 216-231    ancestorBps   uint16
/// 232-239    depth         uint8, generations of ancestors
/// 240        isMinted      ever
/// 241        isCleared     whether its benefits are its owner's
/// 242        isOpen        whether anybody may derive from it
/// 243        isGuarded     whether its creator's validator is asked
/// 244        hasUser       whether there may be an ERC-4907 user
/// 245        hasReceiver   whether others than the creator receive its royalties
/// 246        hasFloor
/// 247        isApproved    whether there is an account approved for this work
/// ```
type WorkState is uint256;

using WorkStateLibrary for WorkState global;

/// @title WorkStateLibrary
/// @notice Reads and changes a {WorkState}. Pure.
library WorkStateLibrary {
    uint256 private constant RESTED_AT_SHIFT = 160;
    uint256 private constant ROYALTY_SHIFT = 200;
    uint256 private constant ANCESTOR_SHIFT = 216;
    uint256 private constant DEPTH_SHIFT = 232;
    uint256 private constant IS_MINTED = 1 << 240;
    uint256 private constant IS_CLEARED = 1 << 241;
    uint256 private constant IS_OPEN = 1 << 242;
    uint256 private constant IS_GUARDED = 1 << 243;
    uint256 private constant HAS_USER = 1 << 244;
    uint256 private constant HAS_RECEIVER = 1 << 245;
    uint256 private constant HAS_FLOOR = 1 << 246;
    uint256 private constant IS_APPROVED = 1 << 247;

    /// @notice The state of a work that is minted now; its first owner is cleared.
    function minted(
        WorkTerms memory terms,
        address owner_,
        uint256 depth_
    ) internal pure returns (WorkState) {
        uint256 word = uint160(owner_) | IS_MINTED | IS_CLEARED;
        word |= uint256(terms.royaltyBps) << ROYALTY_SHIFT;
        word |= uint256(terms.ancestorBps) << ANCESTOR_SHIFT;
        word |= depth_ << DEPTH_SHIFT; // at most 4
        if (terms.isOpen) word |= IS_OPEN;
        if (terms.floor != 0) word |= HAS_FLOOR;
        return WorkState.wrap(word);
    }

    /* FIELDS */

    function owner(WorkState state) internal pure returns (address) {
        return address(uint160(WorkState.unwrap(state)));
    }

    function restedAt(WorkState state) internal pure returns (uint40) {
        return uint40(WorkState.unwrap(state) >> RESTED_AT_SHIFT);
    }

    function royaltyBps(WorkState state) internal pure returns (uint16) {
        return uint16(WorkState.unwrap(state) >> ROYALTY_SHIFT);
    }

    function ancestorBps(WorkState state) internal pure returns (uint16) {
        return uint16(WorkState.unwrap(state) >> ANCESTOR_SHIFT);
    }

    function depth(WorkState state) internal pure returns (uint8) {
        return uint8(WorkState.unwrap(state) >> DEPTH_SHIFT);
    }

    function isMinted(WorkState state) internal pure returns (bool) {
        return WorkState.unwrap(state) & IS_MINTED != 0;
    }

    function isCleared(WorkState state) internal pure returns (bool) {
        return WorkState.unwrap(state) & IS_CLEARED != 0;
    }

    function isOpen(WorkState state) internal pure returns (bool) {
        return WorkState.unwrap(state) & IS_OPEN != 0;
    }

    function isGuarded(WorkState state) internal pure returns (bool) {
        return WorkState.unwrap(state) & IS_GUARDED != 0;
    }

    function hasUser(WorkState state) internal pure returns (bool) {
        return WorkState.unwrap(state) & HAS_USER != 0;
    }

    function hasReceiver(WorkState state) internal pure returns (bool) {
        return WorkState.unwrap(state) & HAS_RECEIVER != 0;
    }

    function hasFloor(WorkState state) internal pure returns (bool) {
        return WorkState.unwrap(state) & HAS_FLOOR != 0;
    }

    function isApproved(WorkState state) internal pure returns (bool) {
        return WorkState.unwrap(state) & IS_APPROVED != 0;
    }

    /* CHANGES */

    function withOwner(WorkState state, address owner_, bool isCleared_) internal pure returns (WorkState) {
        uint256 word = (WorkState.unwrap(state) >> 160) << 160;
        word = (word | uint160(owner_)) & ~IS_CLEARED;
        return WorkState.wrap(isCleared_ ? word | IS_CLEARED : word);
    }

    function guarded(WorkState state) internal pure returns (WorkState) {
        return WorkState.wrap(WorkState.unwrap(state) | IS_GUARDED);
    }

    function withReceiver(WorkState state) internal pure returns (WorkState) {
        return WorkState.wrap(WorkState.unwrap(state) | HAS_RECEIVER);
    }

    function cleared(WorkState state) internal pure returns (WorkState) {
        return WorkState.wrap(WorkState.unwrap(state) | IS_CLEARED);
    }

    function withUser(WorkState state, bool hasUser_) internal pure returns (WorkState) {
        uint256 word = WorkState.unwrap(state) & ~HAS_USER;
        return WorkState.wrap(hasUser_ ? word | HAS_USER : word);
    }

    function withApproval(WorkState state, bool isApproved_) internal pure returns (WorkState) {
        uint256 word = WorkState.unwrap(state) & ~IS_APPROVED;
        return WorkState.wrap(isApproved_ ? word | IS_APPROVED : word);
    }

    function restingUntil(WorkState state, uint40 time) internal pure returns (WorkState) {
        uint256 word = WorkState.unwrap(state) & ~(uint256(type(uint40).max) << RESTED_AT_SHIFT);
        return WorkState.wrap(word | (uint256(time) << RESTED_AT_SHIFT));
    }
}
