// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {TrieProof} from "@openzeppelin/contracts/utils/cryptography/TrieProof.sol";
import {Memory} from "@openzeppelin/contracts/utils/Memory.sol";
import {RLP} from "@openzeppelin/contracts/utils/RLP.sol";

import {RecordWord} from "./ReputationTypes.sol";

/// @title ReputationProof
/// @notice Shows a provider's record, as it was on another chain, to this one: a proof of the account of that chain's
/// {Reputation} against a state root, and one of the record's slot against the account's storage root (`eth_getProof`,
/// EIP-1186). Holds nothing.
///
/// Safety: whoever uses this vouches for the state root, for the chain it is of, and for the address; a proof says nothing
/// about any of them. A proof is of one block; how old it may be, the one who uses it decides, and `updatedAt` in the word
/// says how far the record has faded since.
library ReputationProof {
    using RLP for bytes;
    using RLP for Memory.Slice;

    /// @notice A proof of one slot.
    struct Proof {
        /// Nodes from the state root to the account, as `eth_getProof` gives them.
        bytes[] accountNodes;
        /// Nodes from its storage root to the slot.
        bytes[] storageNodes;
    }

    /// @notice The account at the end of the proof is none: it has other than four fields.
    error ReputationProofNoAccount(uint256 fields);

    /// @dev Where `_records` and `_models` are in {Reputation}; a test compares.
    uint256 private constant RECORDS_SLOT = 3;
    uint256 private constant MODELS_SLOT = 4;
    uint256 private constant ACCOUNT_FIELDS = 4;
    uint256 private constant STORAGE_ROOT = 2;

    /// @notice The record of a provider in one class, as proven.
    ///
    /// Reverts with `TrieProofTraversalError` or `RLPInvalidEncoding` of OpenZeppelin where the proof does not lead from
    /// the root to such a slot, with {ReputationProofNoAccount} where it leads to no account. A record that does not exist
    /// cannot be proven: its slot is zero, and the trie has no such leaf.
    /// @param stateRoot Of a block that the caller trusts.
    /// @param reputation Address on the other chain.
    /// @param model One model's bit, or zero.
    function recordOf(
        bytes32 stateRoot,
        address reputation,
        address provider,
        uint64 model,
        Proof memory proof
    ) internal pure returns (RecordWord) {
        return RecordWord.wrap(_valueOf(stateRoot, reputation, recordSlot(provider, model), proof));
    }

    /// @notice The models that a provider has a class of its own for, as proven; the records of these and of the class
    /// zero are all it has. Reverts as {recordOf}, and for a provider that has no such class.
    function modelsOf(
        bytes32 stateRoot,
        address reputation,
        address provider,
        Proof memory proof
    ) internal pure returns (uint64) {
        return uint64(_valueOf(stateRoot, reputation, modelsSlot(provider), proof));
    }

    /// @notice The slot of a record, to ask a node for a proof of.
    function recordSlot(address provider, uint64 model) internal pure returns (bytes32) {
        return keccak256(abi.encode((uint256(uint160(provider)) << 64) | model, RECORDS_SLOT));
    }

    /// @notice The slot of a provider's models.
    function modelsSlot(address provider) internal pure returns (bytes32) {
        return keccak256(abi.encode(provider, MODELS_SLOT));
    }

    function _valueOf(
        bytes32 stateRoot,
        address account,
        bytes32 slot,
        Proof memory proof
    ) private pure returns (uint256) {
        // Tries of Ethereum are keyed by hashes.
        bytes memory key = abi.encodePacked(keccak256(abi.encodePacked(account)));
        Memory.Slice[] memory fields = TrieProof.traverse(stateRoot, key, proof.accountNodes).decodeList();
        require(fields.length == ACCOUNT_FIELDS, ReputationProofNoAccount(fields.length));
        bytes32 storageRoot = fields[STORAGE_ROOT].readBytes32();
        key = abi.encodePacked(keccak256(abi.encodePacked(slot)));
        return TrieProof.traverse(storageRoot, key, proof.storageNodes).decodeUint256();
    }
}
