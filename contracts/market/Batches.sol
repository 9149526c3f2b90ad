// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {BatchItems} from "./BatchItems.sol";
import {IBatches} from "./IBatches.sol";

/// @title Batches
/// @notice Runs the items of a batch as calls of a contract to itself. Holds nothing.
/// @dev A call to itself is the only way to give an item gas of its own and to undo what it did where it fails. Items
/// that keep the sender are delegate calls to public doors: they can do what the caller could do by calling those
/// doors itself, with the contract's own code, and no value, since no door here is payable.
///
/// Assembly because Solidity copies all that a call returns, which can be made long, and would take fresh memory for
/// every item that it copies or hashes: the cost of an item must not rise with their number.
abstract contract Batches is IBatches {
    /// @dev Bounds what an item costs around its own call: its copy, its code, and the event of a failure.
    uint256 private constant ITEM_OVERHEAD = 10_000;
    /// @dev Bounds what happens between the look at the gas left and the call that takes it.
    uint256 private constant CALL_OVERHEAD = 1_000;

    /// @dev Checks that every item will have its gas. Of the last one's, one part in 64 stays behind (EIP-150).
    /// @param tail Bounds what the contract spends before and after the items.
    function _openBatch(
        uint256 count,
        uint256 gasPerItem,
        uint256 tail
    ) internal view returns (bytes4[] memory codes) {
        _checkBatchGas(count, gasPerItem, tail);
        codes = new bytes4[](count);
    }

    function _checkBatchGas(uint256 count, uint256 gasPerItem, uint256 tail) internal view {
        uint256 items = Math.saturatingMul(count, Math.saturatingAdd(gasPerItem, ITEM_OVERHEAD));
        uint256 required = Math.saturatingAdd(items, gasPerItem / 63 + CALL_OVERHEAD + tail);
        require(gasleft() >= required, BatchGasTooLow(gasleft(), required));
    }

    /// @dev Runs an item as a delegate call to this contract, and says where it was not done.
    function _runItem(
        uint256 index,
        bytes memory head,
        bytes calldata item,
        uint256 gasPerItem
    ) internal returns (bytes4 code) {
        code = _attempt(head, item, gasPerItem, true);
        if (code != 0) emit BatchItemFailed(_hashOf(item), index, code);
    }

    /// @dev {_runItem} for items that are whole calls.
    function _runCalls(bytes[] calldata calls, uint256 gasPerItem) internal returns (bytes4[] memory codes) {
        codes = _openBatch(calls.length, gasPerItem, 0);
        for (uint256 i = 0; i < codes.length; ++i) {
            codes[i] = _runItem(i, "", BatchItems.bytesOf(calls[i]), gasPerItem);
        }
    }

    /// @param head Selector and arguments that come before the item.
    /// @param item The rest of the call, of a bounded length.
    /// @param keepsSender Whether the door sees the caller of the batch, or this contract.
    /// @return code Zero where it was done.
    function _attempt(
        bytes memory head,
        bytes calldata item,
        uint256 gasPerItem,
        bool keepsSender
    ) internal returns (bytes4 code) {
        uint256 buffer;
        uint256 size;
        assembly ("memory-safe") {
            buffer := mload(0x40)
            size := mload(head)
            mcopy(buffer, add(head, 0x20), size)
            calldatacopy(add(buffer, size), item.offset, item.length)
            size := add(size, item.length)
            mstore(0x40, and(add(add(buffer, size), 0x1f), not(0x1f)))
        }
        // Holds by the check of {_openBatch}, unless what comes between the items took more than its share.
        uint256 required = gasPerItem + gasPerItem / 63 + CALL_OVERHEAD;
        require(gasleft() >= required, BatchGasTooLow(gasleft(), required));
        bool isDone;
        assembly ("memory-safe") {
            mstore(0, 0)
            switch keepsSender
            case 0 {
                isDone := call(gasPerItem, address(), 0, buffer, size, 0, 4)
            }
            default {
                isDone := delegatecall(gasPerItem, address(), buffer, size, 0, 4)
            }
            if lt(returndatasize(), 4) {
                mstore(0, 0)
            }
            code := mload(0)
            // The call is made, and its memory is free for the next item.
            mstore(0x40, buffer)
        }
        if (isDone) return 0;
        if (code == 0) return BatchItemOutOfGas.selector;
    }

    /// @dev `keccak256(item)`, in memory that is free for the next item.
    function _hashOf(bytes calldata item) private pure returns (bytes32 hash) {
        assembly ("memory-safe") {
            let buffer := mload(0x40)
            calldatacopy(buffer, item.offset, item.length)
            hash := keccak256(buffer, item.length)
        }
    }
}
