// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";

import {ICondition} from "./ICondition.sol";

/// @title AllowListCondition
/// @notice Met by the accounts on a list. Holds nothing; markets ask.
///
/// The order's word is the root of an OpenZeppelin `StandardMerkleTree` over `(address)`; the evidence is the
/// encoded proof, `abi.encode(bytes32[])`. A no comes as an error.
contract AllowListCondition is ICondition {
    /// @notice The account is not on the list, as far as this proof shows.
    error AllowListNotListed(address subject, bytes32 root);

    /// @inheritdoc ICondition
    function isMet(address subject, bytes32 data, bytes calldata evidence) external pure returns (bool) {
        // Twice: a leaf hashed once could be a node of another tree.
        bytes32 leaf = keccak256(bytes.concat(keccak256(abi.encode(subject))));
        bytes32[] memory proof = abi.decode(evidence, (bytes32[]));
        require(MerkleProof.verify(proof, data, leaf), AllowListNotListed(subject, data));
        return true;
    }
}
