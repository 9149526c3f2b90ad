// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

import {IVault} from "../../../contracts/vault/IVault.sol";

/// @title HostileToken
/// @notice A token that is honest today and something else tomorrow; anyone may mint and choose what it is.
contract HostileToken is ERC20 {
    enum Mode {
        Honest,
        /// Burns a hundredth of all that moves.
        Fee,
        /// Says no by returning false.
        False,
        Revert,
        /// Deposits a unit of its own in the middle of a transfer, so that a vault without a guard counts it twice.
        Reenter
    }

    IVault private immutable _vault;
    Mode public mode;

    error HostileTokenReverted();

    constructor(IVault vault) ERC20("Hostile", "HOST") {
        _vault = vault;
        _mint(address(this), 1e18);
        _approve(address(this), address(vault), type(uint256).max);
    }

    function mint(address account, uint256 amount) external {
        _mint(account, amount);
    }

    function setMode(Mode mode_) external {
        mode = mode_;
    }

    /// @notice Whether it moves at all at the moment.
    function isMoving() external view returns (bool) {
        return mode != Mode.False && mode != Mode.Revert;
    }

    function transfer(address to, uint256 amount) public override returns (bool) {
        return mode == Mode.False ? false : super.transfer(to, amount);
    }

    function transferFrom(address from, address to, uint256 amount) public override returns (bool) {
        return mode == Mode.False ? false : super.transferFrom(from, to, amount);
    }

    function _update(address from, address to, uint256 value) internal override {
        bool isMove = from != address(0) && to != address(0);
        require(!isMove || mode != Mode.Revert, HostileTokenReverted());
        uint256 fee = isMove && mode == Mode.Fee ? value / 100 : 0;
        if (fee != 0) super._update(from, address(0), fee);
        super._update(from, to, value - fee);
        if (!isMove || mode != Mode.Reenter || from == address(this)) return;
        try _vault.deposit(address(this), 1, address(this)) {} catch {}
    }
}
