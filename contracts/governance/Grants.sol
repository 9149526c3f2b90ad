// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {VestingWallet} from "@openzeppelin/contracts/finance/VestingWallet.sol";
import {Create2} from "@openzeppelin/contracts/utils/Create2.sol";

import {IGrants} from "./IGrants.sol";

/// @title Grants
/// @notice Holds nothing and belongs to nobody; anyone opens wallets with it.
contract Grants is IGrants {
    /// @inheritdoc IGrants
    function open(
        address beneficiary,
        uint64 start,
        uint64 durationSeconds,
        bytes32 salt
    ) external returns (address wallet) {
        wallet = walletOf(beneficiary, start, durationSeconds, salt);
        if (wallet.code.length != 0) return wallet;
        emit GrantOpened(wallet, beneficiary, start, durationSeconds, salt);
        new VestingWallet{salt: salt}(beneficiary, start, durationSeconds);
    }

    /// @inheritdoc IGrants
    function walletOf(
        address beneficiary,
        uint64 start,
        uint64 durationSeconds,
        bytes32 salt
    ) public view returns (address wallet) {
        bytes memory terms = abi.encode(beneficiary, start, durationSeconds);
        return Create2.computeAddress(salt, keccak256(bytes.concat(type(VestingWallet).creationCode, terms)));
    }
}
