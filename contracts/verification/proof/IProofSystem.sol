// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title IProofSystem
/// @notice Says whether a proof shows that a program ended with these public values. {IProofVerifier} asks.
///
/// Safety: a system that says yes to what is not so pays providers of jobs whose two sides signed for it, and nobody
/// else. Liveness: one that reverts, answers anything but the word one, or wants more gas than the terms give it,
/// has said no; a provider who signed for such a system cannot deliver.
interface IProofSystem {
    /// @notice Whether `proof` is valid. Must depend on its arguments alone wherever it says yes.
    /// @param program What the system knows the program by: a RISC Zero image id, an SP1 verification key, the hash
    /// of a Groth16 verification key.
    /// @param publicValues What the program has shown to the world: the job's id, the digest of the input, the
    /// output.
    /// @param proof In the system's own encoding.
    function isValid(
        bytes32 program,
        bytes calldata publicValues,
        bytes calldata proof
    ) external view returns (bool);
}
