// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {QuorumAdversary} from "./QuorumAdversary.sol";
import {QuorumHandler} from "./QuorumHandler.sol";
import {QuorumWorld} from "./QuorumWorld.sol";
import {VerifiedTest} from "./VerifiedTest.sol";

/// @title QuorumTest
/// @notice What holds of the quorum verifier after any sequence of calls.
/// forge-config: ci.invariant.runs = 60
contract QuorumTest is VerifiedTest {
    function setUp() external {
        QuorumWorld world = new QuorumWorld();
        QuorumHandler first = new QuorumHandler(world);
        // Tasks to begin with, so that few calls are spent without one.
        for (uint256 i = 0; i < 3; ++i) first.open(i);
        _targets.push(address(first));
        for (uint256 i = 0; i < 3; ++i) _targets.push(address(new QuorumHandler(world)));
        _targets.push(address(new QuorumAdversary(world)));
        _begin(world);
    }

    /// @dev Q1, Q2, M1, M2. One function, since forge runs a campaign for each.
    function invariant_quorum() external view {
        _checkMarket();
    }

    /// @dev At the end of a sequence time ends every task and every job, and everybody can leave.
    function afterInvariant() external {
        _endJobs();
        _leave(address(0));
    }
}
