// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Credential} from "./CredentialTypes.sol";

/// @title CredentialHash
/// @notice EIP-712 struct hash of a credential. Holds nothing.
library CredentialHash {
    bytes32 internal constant CREDENTIAL_TYPEHASH = keccak256(
        "Credential(address issuer,address subject,bytes32 schema,bytes32 root,uint40 issuedAt,uint40 expiresAt,"
        "uint64 index)"
    );

    /// @dev Every field is one word, so that the struct is its own encoding.
    function hash(Credential calldata credential) internal pure returns (bytes32) {
        return keccak256(abi.encode(CREDENTIAL_TYPEHASH, credential));
    }
}
