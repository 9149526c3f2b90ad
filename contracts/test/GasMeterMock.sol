// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title GasMeterMock
/// @notice Answers any call with the gas it was given, less what it took to look.
contract GasMeterMock {
    fallback(bytes calldata) external returns (bytes memory) {
        return abi.encode(gasleft());
    }
}
