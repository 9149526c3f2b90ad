// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessControl} from "@openzeppelin/contracts/access/AccessControl.sol";
import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";

import {IWeftTimelock} from "./IWeftTimelock.sol";

/// @title WeftTimelock
/// @notice Holds the treasury and owns what governance can change. Only its governor schedules and cancels; anyone
/// executes what has waited.
contract WeftTimelock is IWeftTimelock, TimelockController {
    /// @inheritdoc IWeftTimelock
    uint256 public constant MIN_DELAY = 2 days;
    /// @inheritdoc IWeftTimelock
    uint256 public constant MAX_DELAY = 30 days;

    /// @param governor Schedules and cancels.
    constructor(
        address governor
    ) TimelockController(MIN_DELAY, _one(governor), _one(address(0)), address(0)) {}

    /// @inheritdoc TimelockController
    function updateDelay(uint256 delay) public override {
        bool isInside = delay >= MIN_DELAY && delay <= MAX_DELAY;
        require(isInside, TimelockDelayOutOfBounds(delay, MIN_DELAY, MAX_DELAY));
        super.updateDelay(delay);
    }

    /* ROLES */

    /// @notice Reverts with {TimelockRolesFixed}: one more proposer would pass by every vote.
    function grantRole(bytes32, address) public pure override(AccessControl) {
        revert TimelockRolesFixed();
    }

    /// @notice Reverts with {TimelockRolesFixed}: without proposer or executor governance would end.
    function revokeRole(bytes32, address) public pure override(AccessControl) {
        revert TimelockRolesFixed();
    }

    /// @notice Reverts with {TimelockRolesFixed}, as {revokeRole}.
    function renounceRole(bytes32, address) public pure override(AccessControl) {
        revert TimelockRolesFixed();
    }

    /* INTERNAL */

    function _one(address account) private pure returns (address[] memory list) {
        list = new address[](1);
        list[0] = account;
    }
}
