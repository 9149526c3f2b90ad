// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IStakeVault} from "../staking/IStakeVault.sol";

/// @title MarketMock
/// @notice A market that locks, unlocks and slashes whatever anyone tells it to, of providers' own stake.
contract MarketMock {
    IStakeVault public immutable stakeVault;

    constructor(IStakeVault stakeVault_) {
        stakeVault = stakeVault_;
    }

    function lock(address provider, uint96 amount) external {
        stakeVault.lock(provider, amount);
    }

    function unlock(address provider, uint96 amount) external {
        stakeVault.unlock(provider, amount, 10_000);
    }

    function slash(address provider, uint96 locked, uint96 amount, address recipient) external {
        stakeVault.slash(provider, locked, 10_000, amount, recipient);
    }
}
