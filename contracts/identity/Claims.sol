// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";

/// @title Claims
/// @notice The leaves of a credential: one claim each, which its holder can show without the others. Holds nothing.
///
/// A tree of OpenZeppelin's `StandardMerkleTree` over `(bytes32 key, bytes32 value, bytes32 salt)`:
///
/// - the key is in the leaf, so that no value can be shown for another claim: `keccak256("uint256 vramGiB")`, with the
///   type as ABI writes it, so that neither can a number be shown for the hash of a text;
/// - the value is one word, or the hash of what is longer;
/// - the salt is random: without it, who knows the root could guess the claims that were not shown;
/// - a leaf is hashed twice, and is 96 bytes long where a node is 64, so that no node passes for a claim.
library Claims {
    /// @notice The leaf of a claim.
    function leafOf(bytes32 key, bytes32 value, bytes32 salt) internal pure returns (bytes32) {
        return keccak256(bytes.concat(keccak256(abi.encode(key, value, salt))));
    }

    /// @notice Whether a claim is under a root.
    function isUnder(
        bytes32 root,
        bytes32 key,
        bytes32 value,
        bytes32 salt,
        bytes32[] memory proof
    ) internal pure returns (bool) {
        return MerkleProof.verify(proof, root, leafOf(key, value, salt));
    }
}
