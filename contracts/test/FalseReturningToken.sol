// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @title FalseReturningToken
/// @notice A token that says no by returning false and moving nothing, where others revert; anyone may mint and
/// switch it.
contract FalseReturningToken is ERC20 {
    bool public isFailing;

    constructor() ERC20("False", "FALSE") {}

    function mint(address account, uint256 amount) external {
        _mint(account, amount);
    }

    function setFailing(bool isFailing_) external {
        isFailing = isFailing_;
    }

    function transfer(address to, uint256 amount) public override returns (bool) {
        return isFailing ? false : super.transfer(to, amount);
    }

    function transferFrom(address from, address to, uint256 amount) public override returns (bool) {
        return isFailing ? false : super.transferFrom(from, to, amount);
    }
}
