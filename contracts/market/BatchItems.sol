// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Job, Match} from "./JobTypes.sol";
import {Claim} from "./OneShotTypes.sol";

/// @title BatchItems
/// @notice The bytes of an item as they lie in the calldata of a batch, ready to be handed on: encoding an item anew
/// would cost ten times as much as copying it.
/// @dev An item of a length of its own ends where the next begins, as every ABI encoder lays them out. Where the next
/// does not come later, the item has all that follows; a caller who lays items out otherwise only makes them fail.
library BatchItems {
    uint256 private constant JOB_SIZE = 0x1a0; // 13 words

    function bytesOf(Job calldata job) internal pure returns (bytes calldata item) {
        assembly ("memory-safe") {
            item.offset := job
            item.length := JOB_SIZE
        }
    }

    function bytesOf(Match[] calldata matches, uint256 index) internal pure returns (bytes calldata) {
        Match calldata current = matches[index];
        Match calldata next = matches[index + 1 < matches.length ? index + 1 : index];
        uint256 start;
        uint256 end;
        assembly ("memory-safe") {
            start := current
            end := next
        }
        return _between(start, end);
    }

    function bytesOf(Claim[] calldata claims, uint256 index) internal pure returns (bytes calldata) {
        Claim calldata current = claims[index];
        Claim calldata next = claims[index + 1 < claims.length ? index + 1 : index];
        uint256 start;
        uint256 end;
        assembly ("memory-safe") {
            start := current
            end := next
        }
        return _between(start, end);
    }

    function _between(uint256 start, uint256 end) private pure returns (bytes calldata item) {
        if (end <= start) end = msg.data.length;
        assembly ("memory-safe") {
            item.offset := start
            item.length := sub(end, start)
        }
    }
}
