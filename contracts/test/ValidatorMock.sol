// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ITransferValidator} from "../works/ICreatorToken.sol";

/// @title ValidatorMock
/// @notice Lets one caller transfer and nobody else.
contract ValidatorMock is ITransferValidator {
    address public immutable allowed;

    error ValidatorMockRefused(address caller, address from, address to, uint256 tokenId);

    constructor(address allowed_) {
        allowed = allowed_;
    }

    function validateTransfer(address caller, address from, address to, uint256 tokenId) external view {
        require(caller == allowed, ValidatorMockRefused(caller, from, to, tokenId));
    }
}
