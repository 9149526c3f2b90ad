// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Fuzz} from "./Fuzz.sol";
import {MarketWorld} from "./MarketWorld.sol";

/// @title MarketHandler
/// @notice What the handlers of all markets need.
abstract contract MarketHandler is Fuzz {
    MarketWorld private immutable _base;
    address internal immutable _market;

    constructor(MarketWorld base) {
        _base = base;
        _market = base.market();
    }

    /// @dev For comparing two ways of doing the same: makes the calls, the last first, takes them back, and says what
    /// they came to. Items without a call are left out.
    function _rehearse(address caller, bytes[] memory calls) internal returns (bytes32 books) {
        uint256 snapshot = vm.snapshotState();
        for (uint256 i = calls.length; i > 0; --i) {
            if (calls[i - 1].length == 0) continue;
            vm.prank(caller);
            (bool isOk, ) = _market.call(calls[i - 1]);
            // What brings nothing alone brings nothing in a batch.
            isOk;
        }
        books = _base.books();
        assert(vm.revertToStateAndDelete(snapshot));
    }
}
