// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IRiscZeroVerifier} from "../verification/proof/published/IRiscZeroVerifier.sol";
import {ISp1Verifier} from "../verification/proof/published/ISp1Verifier.sol";

/// @title ZkVerifierMock
/// @notice Stands for the published verifiers of RISC Zero and SP1: the same doors, which revert unless the proof is
/// the encoding of what it proves.
contract ZkVerifierMock is IRiscZeroVerifier, ISp1Verifier {
    error VerificationFailed();

    /// @inheritdoc IRiscZeroVerifier
    function verify(bytes calldata seal, bytes32 imageId, bytes32 journalDigest) external pure {
        require(keccak256(seal) == keccak256(abi.encode(imageId, journalDigest)), VerificationFailed());
    }

    /// @inheritdoc ISp1Verifier
    function verifyProof(
        bytes32 programVKey,
        bytes calldata publicValues,
        bytes calldata proofBytes
    ) external pure {
        bytes memory expected = abi.encode(programVKey, publicValues);
        require(keccak256(proofBytes) == keccak256(expected), VerificationFailed());
    }
}
