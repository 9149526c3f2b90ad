// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ReputationProof} from "../reputation/ReputationProof.sol";
import {RecordWord} from "../reputation/ReputationTypes.sol";

/// @title ReputationProofHarness
/// @notice Opens {ReputationProof} to tests.
contract ReputationProofHarness {
    function recordOf(
        bytes32 stateRoot,
        address reputation,
        address provider,
        uint64 model,
        ReputationProof.Proof calldata proof
    ) external pure returns (RecordWord) {
        return ReputationProof.recordOf(stateRoot, reputation, provider, model, proof);
    }

    function modelsOf(
        bytes32 stateRoot,
        address reputation,
        address provider,
        ReputationProof.Proof calldata proof
    ) external pure returns (uint64) {
        return ReputationProof.modelsOf(stateRoot, reputation, provider, proof);
    }

    function recordSlot(address provider, uint64 model) external pure returns (bytes32) {
        return ReputationProof.recordSlot(provider, model);
    }

    function modelsSlot(address provider) external pure returns (bytes32) {
        return ReputationProof.modelsSlot(provider);
    }
}
