// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title ISp1Verifier
/// @notice The interface that Succinct publishes for SP1's verifiers and their gateway:
/// https://github.com/succinctlabs/sp1-contracts, contracts/src/ISP1Verifier.sol.
interface ISp1Verifier {
    /// @notice Reverts unless `proofBytes` shows that the program with this verification key committed these values.
    /// @param proofBytes Begins with the first four bytes of the hash of the verifier it is meant for.
    function verifyProof(
        bytes32 programVKey,
        bytes calldata publicValues,
        bytes calldata proofBytes
    ) external view;
}
