// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title CappedCall
/// @notice Asks a contract that nobody here trusts a question, or tells it something, without letting it trap the caller.
/// @dev The callee gets exactly `gasCap`, cannot change state, and only three words of its answer are read, so that
/// reverting, burning gas, answering nothing or answering megabytes all come back as `isAnswered == false` or as
/// words that the caller validates. Assembly because Solidity copies the whole answer and reverts in the caller's
/// own frame when it does not decode.
library CappedCall {
    /// @notice The caller supplied so little gas that the question could fail for that reason alone (EIP-150).
    /// @param available Gas left when the question was to be asked.
    /// @param required Gas that must be left then.
    error CappedCallGasTooLow(uint256 available, uint256 required);

    /// @param target Contract to ask; an account without code counts as not answering.
    /// @param gasCap Gas for the callee, all of which is guaranteed to reach it.
    /// @param data Calldata of the question.
    /// @param words How many words, one to three, the answer must have at least.
    function ask(
        address target,
        uint256 gasCap,
        bytes memory data,
        uint256 words
    ) internal view returns (bool isAnswered, uint256 first, uint256 second, uint256 third) {
        _checkGas(gasCap);
        assembly ("memory-safe") {
            let answer := mload(0x40)
            let size := mul(words, 0x20)
            mstore(answer, 0)
            mstore(add(answer, 0x20), 0)
            mstore(add(answer, 0x40), 0)
            let isOk := staticcall(gasCap, target, add(data, 0x20), mload(data), answer, size)
            // An account without code answers nothing, so the size test refuses it too.
            isAnswered := and(isOk, iszero(lt(returndatasize(), size)))
            first := mload(answer)
            second := mload(add(answer, 0x20))
            third := mload(add(answer, 0x40))
        }
    }

    /// @notice Tells `target` something; what it answers is not read.
    /// @param gasCap Gas for the callee, all of which is guaranteed to reach it.
    /// @param data The call.
    function tell(address target, uint256 gasCap, bytes memory data) internal returns (bool isHeard) {
        _checkGas(gasCap);
        assembly ("memory-safe") {
            isHeard := call(gasCap, target, 0, add(data, 0x20), mload(data), 0, 0)
        }
    }

    function _checkGas(uint256 gasCap) private view {
        // One part in 64 stays behind at the call (EIP-150). 10,000 covers reaching a cold account, the cold account
        // it delegates its code to (EIP-7702), and the rest.
        uint256 required = gasCap + gasCap / 63 + 10_000;
        require(gasleft() >= required, CappedCallGasTooLow(gasleft(), required));
    }
}
