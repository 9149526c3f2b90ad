// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IProofSystem} from "./IProofSystem.sol";
import {ISp1Verifier} from "./published/ISp1Verifier.sol";

/// @title Sp1ProofSystem
/// @notice Asks one of SP1's verifiers. A program is its verification key; public values and proof are SP1's own.
/// Holds nothing.
contract Sp1ProofSystem is IProofSystem {
    /// @notice A verifier of one version, or the gateway in front of many, with what its owner may do to it.
    ISp1Verifier public immutable verifier;

    /// @param verifier_ See {verifier}.
    constructor(ISp1Verifier verifier_) {
        verifier = verifier_;
    }

    /// @inheritdoc IProofSystem
    /// @dev Reverts where the address has no code: Solidity looks before it calls.
    function isValid(
        bytes32 program,
        bytes calldata publicValues,
        bytes calldata proof
    ) external view returns (bool) {
        try verifier.verifyProof(program, publicValues, proof) {
            return true;
        } catch {
            return false;
        }
    }
}
