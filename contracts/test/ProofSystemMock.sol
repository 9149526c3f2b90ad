// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IProofSystem} from "../verification/proof/IProofSystem.sol";
import {Misbehaving} from "./Misbehaving.sol";

/// @title ProofSystemMock
/// @notice A system whose proofs are hashes of what they prove, and that answers what anyone told it to where they
/// fit, or misbehaves.
contract ProofSystemMock is IProofSystem, Misbehaving {
    uint256 private _yes = 1;

    /// @notice What it says of a proof that fits; one at first.
    function setYes(uint256 yes) external {
        _yes = yes;
    }

    /// @inheritdoc IProofSystem
    function isValid(
        bytes32 program,
        bytes calldata publicValues,
        bytes calldata proof
    ) external view returns (bool) {
        bool isFitting = keccak256(proof) == keccak256(abi.encode(program, publicValues));
        _answer(abi.encode(isFitting ? _yes : 0));
    }
}
