// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title IWeftTimelock
/// @notice What the timelock of Weft changes about OpenZeppelin's: its delay has bounds, and its roles never change.
///
/// It owns what governance can change and holds the treasury. The governor that made it is its only proposer and
/// canceller, anyone executes, and it is its own administrator in name only. Another governor is put in its place by
/// votes that hand what this one owns to the other's timelock.
interface IWeftTimelock {
    /// @notice A delay outside its bounds.
    error TimelockDelayOutOfBounds(uint256 delay, uint256 least, uint256 most);
    /// @notice Roles are given at the construction and never again.
    error TimelockRolesFixed();

    /// @notice Shortest delay between queueing and executing, in seconds, with which it starts.
    // solhint-disable-next-line func-name-mixedcase
    function MIN_DELAY() external view returns (uint256);

    /// @notice Longest delay that a vote can set, in seconds.
    // solhint-disable-next-line func-name-mixedcase
    function MAX_DELAY() external view returns (uint256);
}
