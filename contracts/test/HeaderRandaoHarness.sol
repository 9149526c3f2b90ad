// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {HeaderRandao} from "../verification/optimistic/HeaderRandao.sol";

/// @title HeaderRandaoHarness
/// @notice Opens {HeaderRandao} to tests.
contract HeaderRandaoHarness {
    function read(
        bytes calldata header,
        uint256 number
    ) external view returns (bool isHeader, bytes32 prevRandao) {
        return HeaderRandao.read(header, number);
    }
}
