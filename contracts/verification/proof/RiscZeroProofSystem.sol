// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IProofSystem} from "./IProofSystem.sol";
import {IRiscZeroVerifier} from "./published/IRiscZeroVerifier.sol";

/// @title RiscZeroProofSystem
/// @notice Asks one of RISC Zero's verifiers. A program is an image id, the public values are the journal, a proof is
/// the seal. Holds nothing.
contract RiscZeroProofSystem is IProofSystem {
    /// @notice A verifier of one version, or the router in front of many, with what its owner may do to it.
    IRiscZeroVerifier public immutable verifier;

    /// @param verifier_ See {verifier}.
    constructor(IRiscZeroVerifier verifier_) {
        verifier = verifier_;
    }

    /// @inheritdoc IProofSystem
    /// @dev Reverts where the address has no code: Solidity looks before it calls.
    function isValid(
        bytes32 program,
        bytes calldata publicValues,
        bytes calldata proof
    ) external view returns (bool) {
        try verifier.verify(proof, program, sha256(publicValues)) {
            return true;
        } catch {
            return false;
        }
    }
}
