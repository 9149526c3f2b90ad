// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title IERC7572
/// @notice ERC-7572: metadata of a whole contract.
interface IERC7572 {
    /// @notice What {contractURI} answers changed.
    event ContractURIUpdated();

    /// @notice Where the metadata of the contract is.
    function contractURI() external view returns (string memory);
}
