// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Sale} from "../works/SaleTypes.sol";
import {Job, Match} from "./JobTypes.sol";
import {Opening} from "./LeaseTypes.sol";
import {Claim, PlainClaim} from "./OneShotTypes.sol";

/// @title BatchItems
/// @notice The bytes of an item as they lie in the calldata of a batch, ready to be handed on: encoding an item anew
/// would cost ten times as much as copying it.
/// @dev An item of a length of its own ends where the next begins, as every ABI encoder lays them out. Where the next
/// does not come later, the item has all that follows; a caller who lays items out otherwise only makes them fail.
library BatchItems {
    /// @dev Bounds what copying an item of a length of its own takes. What is cut off, an item cannot be decoded without.
    uint256 private constant MAX_SIZE = 8_192;
    uint256 private constant JOB_SIZE = 0x1a0; // 13 words
    uint256 private constant PLAIN_CLAIM_SIZE = 0xc0; // 6 words

    function bytesOf(Job calldata job) internal pure returns (bytes calldata item) {
        assembly ("memory-safe") {
            item.offset := job
            item.length := JOB_SIZE
        }
    }

    /// @notice The bytes of a whole call.
    function bytesOf(bytes calldata call_) internal pure returns (bytes calldata item) {
        item = call_;
        assembly ("memory-safe") {
            if gt(item.length, MAX_SIZE) {
                item.length := MAX_SIZE
            }
        }
    }

    /// @param next The item that follows; the item itself where it is the last.
    function bytesOf(Match calldata current, Match calldata next) internal pure returns (bytes calldata) {
        uint256 start;
        uint256 end;
        assembly ("memory-safe") {
            start := current
            end := next
        }
        return _between(start, end);
    }

    /// @param next The item that follows; the item itself where it is the last.
    function bytesOf(Claim calldata current, Claim calldata next) internal pure returns (bytes calldata) {
        uint256 start;
        uint256 end;
        assembly ("memory-safe") {
            start := current
            end := next
        }
        return _between(start, end);
    }

    /// @param next The item that follows; the item itself where it is the last.
    function bytesOf(Opening calldata current, Opening calldata next) internal pure returns (bytes calldata) {
        uint256 start;
        uint256 end;
        assembly ("memory-safe") {
            start := current
            end := next
        }
        return _between(start, end);
    }

    /// @param next The item that follows; the item itself where it is the last.
    function bytesOf(Sale calldata current, Sale calldata next) internal pure returns (bytes calldata) {
        uint256 start;
        uint256 end;
        assembly ("memory-safe") {
            start := current
            end := next
        }
        return _between(start, end);
    }

    /// @notice The bytes of `count` items from the first one on.
    function bytesOf(PlainClaim calldata first, uint256 count) internal pure returns (bytes calldata item) {
        assembly ("memory-safe") {
            item.offset := first
            item.length := mul(count, PLAIN_CLAIM_SIZE)
        }
    }

    function _between(uint256 start, uint256 end) private pure returns (bytes calldata item) {
        if (end <= start) end = msg.data.length;
        assembly ("memory-safe") {
            item.offset := start
            item.length := sub(end, start)
            if gt(item.length, MAX_SIZE) {
                item.length := MAX_SIZE
            }
        }
    }
}
