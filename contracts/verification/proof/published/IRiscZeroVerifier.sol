// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title IRiscZeroVerifier
/// @notice What is needed here of the interface that RISC Zero publishes for its verifiers and their router:
/// https://docs.rs/risc0-ethereum-contracts (selector 0xab750e75).
interface IRiscZeroVerifier {
    /// @notice Reverts unless `seal` shows that the guest `imageId` halted with exit code zero, assumed nothing, and
    /// wrote a journal with this digest.
    /// @param journalDigest SHA-256 of the journal.
    function verify(bytes calldata seal, bytes32 imageId, bytes32 journalDigest) external view;
}
