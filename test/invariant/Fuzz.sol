// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice The few cheat codes of forge that are used here.
interface Vm {
    function assume(bool condition) external pure;
    function prank(address sender) external;
    function warp(uint256 timestamp) external;
}

/// @title Fuzz
/// @notice What a contract needs to talk to forge.
abstract contract Fuzz {
    Vm internal constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    /// @dev Brings a random number into a range.
    function _within(uint256 seed, uint256 min, uint256 max) internal pure returns (uint256) {
        return min + (seed % (max - min + 1));
    }
}
