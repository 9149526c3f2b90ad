// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @title CallbackToken
/// @notice A token in the manner of ERC-777: in the middle of its next transfer it makes one call that anyone may
/// choose, and keeps the answer; anyone may mint.
contract CallbackToken is ERC20 {
    address public callee;
    bytes public data;

    /// @notice Whether the last call went through, and what it answered.
    bool public isCallOk;
    bytes public answer;

    constructor() ERC20("Callback", "CALL") {}

    function mint(address account, uint256 amount) external {
        _mint(account, amount);
    }

    function arm(address callee_, bytes calldata data_) external {
        (callee, data) = (callee_, data_);
    }

    function approveFor(address spender, uint256 amount) external {
        _approve(address(this), spender, amount);
    }

    function _update(address from, address to, uint256 value) internal override {
        super._update(from, to, value);
        address called = callee;
        if (called == address(0)) return;
        callee = address(0);
        (isCallOk, answer) = called.call(data);
    }
}
