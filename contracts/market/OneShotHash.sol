// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Claim, Due, PlainClaim} from "./OneShotTypes.sol";

/// @title OneShotHash
/// @notice EIP-712 struct hash of acceptances.
/// @dev Words are hashed as they lie in calldata, before they are checked to fit their type: one that does not fit is
/// in nobody's signature, and reading it as a field reverts. Tests compare every hash with ethers.
library OneShotHash {
    bytes32 internal constant ACCEPTANCE_TYPEHASH = keccak256(
        "Acceptance(address client,address payer,address beneficiary,address provider,address token,uint128 amount,"
        "uint40 expiry,uint64 nonce,bytes32 spec,bytes32 result)"
    );

    /// @notice EIP-712 struct hash of what a client accepts from `provider`, to be paid in `token`.
    function hash(
        Claim calldata accepted,
        address provider,
        address token
    ) internal pure returns (bytes32 result) {
        uint256 buffer = _start(provider, token, accepted.due);
        assembly ("memory-safe") {
            // client, payer, beneficiary; spec, result
            calldatacopy(add(buffer, 0x20), accepted, 0x60)
            calldatacopy(add(buffer, 0x120), add(accepted, 0x80), 0x40)
            result := keccak256(buffer, 0x160)
            mstore(0x40, buffer)
        }
    }

    /// @notice The same, where payer and beneficiary are zero.
    function hash(
        PlainClaim calldata accepted,
        address provider,
        address token
    ) internal pure returns (bytes32 result) {
        uint256 buffer = _start(provider, token, accepted.due);
        assembly ("memory-safe") {
            // client; spec, result
            calldatacopy(add(buffer, 0x20), accepted, 0x20)
            mstore(add(buffer, 0x40), 0)
            mstore(add(buffer, 0x60), 0)
            calldatacopy(add(buffer, 0x120), add(accepted, 0x40), 0x40)
            result := keccak256(buffer, 0x160)
            mstore(0x40, buffer)
        }
    }

    /// @dev Writes the words that both forms have. The caller frees the buffer when it has hashed it.
    function _start(address provider, address token, Due due) private pure returns (uint256 buffer) {
        bytes32 typehash = ACCEPTANCE_TYPEHASH;
        assembly ("memory-safe") {
            buffer := mload(0x40)
            mstore(0x40, add(buffer, 0x160))
            mstore(buffer, typehash)
            mstore(add(buffer, 0x80), provider)
            mstore(add(buffer, 0xa0), token)
            mstore(add(buffer, 0xc0), and(due, 0xffffffffffffffffffffffffffffffff))
            mstore(add(buffer, 0xe0), and(shr(128, due), 0xffffffffff))
            mstore(add(buffer, 0x100), and(shr(168, due), 0xffffffffffffffff))
        }
    }
}
