// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title IBatches
/// @notice Many calls in one transaction, each with its own gas and its own result.
///
/// The caller names the gas of one item; every item runs with exactly that much, so that none can spend another's, and
/// one that fails undoes its own effects alone. Items that have nothing in common end alike in any order; those that
/// draw on the same balance, units or nonce are served in the order in which they stand.
///
/// The result of an item is a code of four bytes: zero where it was done, else the selector of the error it failed
/// with, which is {BatchItemOutOfGas}'s where it failed without one.
interface IBatches {
    /// @notice An item of a batch was not done.
    /// @param item What it was: the id of a job, a claim or a lease, else `keccak256` of the item as it lay
    /// in the calldata, of 8,192 bytes of it at most.
    /// @param index Its place in the batch.
    /// @param code Selector of the error it failed with.
    event BatchItemFailed(bytes32 indexed item, uint256 index, bytes4 code);

    /// @notice The gas left does not cover all items of a batch.
    error BatchGasTooLow(uint256 available, uint256 required);

    /// @notice What a code says of an item that failed without an error: its gas ran out, or it is malformed, as every
    /// item is that is longer than 8,192 bytes: long signatures of one must not use the gas of another.
    error BatchItemOutOfGas();
}
