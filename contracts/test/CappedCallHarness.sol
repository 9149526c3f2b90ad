// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {CappedCall} from "../libraries/CappedCall.sol";

/// @title CappedCallHarness
/// @notice Opens {CappedCall} to tests.
contract CappedCallHarness {
    function ask(
        address target,
        uint256 gasCap,
        bytes calldata data,
        uint256 words
    ) external view returns (bool isAnswered, uint256 first, uint256 second, uint256 third) {
        return CappedCall.ask(target, gasCap, data, words);
    }
}
