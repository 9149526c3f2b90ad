// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Fuzz} from "../Fuzz.sol";
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

    /// @dev For comparing two ways of doing the same: makes the calls one by one, the last first unless their order
    /// matters, takes them back, and says what they came to. Items without a call are left out.
    function _rehearse(
        address caller,
        bytes[] memory calls,
        bool isOrdered
    ) internal returns (bytes32 books) {
        uint256 snapshot = vm.snapshotState();
        for (uint256 i = 0; i < calls.length; ++i) {
            bytes memory call = calls[isOrdered ? i : calls.length - 1 - i];
            if (call.length == 0) continue;
            vm.prank(caller);
            (bool isOk, ) = _market.call(call);
            // What brings nothing alone brings nothing in a batch.
            isOk;
        }
        books = _base.books();
        assert(vm.revertToStateAndDelete(snapshot));
    }
}
