// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Misbehaving
/// @notice The ways in which a contract that is asked a question can fail to answer it; anyone may choose one.
abstract contract Misbehaving {
    enum Mode {
        /// Answers the words that were set, which may be out of range.
        Answer,
        Revert,
        BurnGas,
        /// One byte less than a full answer.
        Short,
        /// A full answer, and 128 KiB behind it.
        Huge,
        /// Nothing at all.
        Empty
    }

    Mode public mode;

    error MisbehavingReverted();

    function setMode(Mode mode_) external {
        mode = mode_;
    }

    /// @dev Ends the call.
    function _answer(bytes memory words) internal view {
        Mode current = mode;
        require(current != Mode.Revert, MisbehavingReverted());
        uint256 size = words.length;
        if (current == Mode.Short) --size;
        if (current == Mode.Huge) size += 0x20000;
        if (current == Mode.Empty) size = 0;
        bool isBurning = current == Mode.BurnGas;
        assembly ("memory-safe") {
            if isBurning {
                invalid()
            }
            return(add(words, 0x20), size)
        }
    }
}
