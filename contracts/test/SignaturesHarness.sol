// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Signatures} from "../libraries/Signatures.sol";

/// @title SignaturesHarness
/// @notice Opens {Signatures} to tests.
contract SignaturesHarness {
    function isValid(address signer, bytes32 digest, bytes calldata signature) external view returns (bool) {
        return Signatures.isValid(signer, digest, signature);
    }
}
