// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title ICreatorToken
/// @notice The interface by which venues find out who decides on transfers (ERC-721C).
interface ICreatorToken {
    /// @notice The validator changed.
    event TransferValidatorUpdated(address oldValidator, address newValidator);

    /// @notice Who is asked about transfers.
    function getTransferValidator() external view returns (address validator);

    /// @notice What it is asked by.
    function getTransferValidationFunction()
        external
        view
        returns (bytes4 functionSignature, bool isViewFunction);

    /// @notice Sets who is asked.
    function setTransferValidator(address validator) external;
}

/// @title ITransferValidator
/// @notice Who decides on transfers.
interface ITransferValidator {
    /// @notice Reverts where the transfer is not to be.
    function validateTransfer(address caller, address from, address to, uint256 tokenId) external view;
}
