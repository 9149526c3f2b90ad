// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @title BlocklistToken
/// @notice A token that refuses to move from or to listed accounts, as USDC does; anyone may mint and list.
contract BlocklistToken is ERC20 {
    mapping(address account => bool) public isBlocked;

    error BlocklistTokenBlocked(address account);

    constructor() ERC20("Blocklist", "BLOCK") {}

    function mint(address account, uint256 amount) external {
        _mint(account, amount);
    }

    function setBlocked(address account, bool isBlocked_) external {
        isBlocked[account] = isBlocked_;
    }

    function _update(address from, address to, uint256 value) internal override {
        require(!isBlocked[from], BlocklistTokenBlocked(from));
        require(!isBlocked[to], BlocklistTokenBlocked(to));
        super._update(from, to, value);
    }
}
