// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IOneShotMarket} from "../../../contracts/market/IOneShotMarket.sol";
import {MarketTest} from "./MarketTest.sol";
import {OneShotAdversary} from "./OneShotAdversary.sol";
import {OneShotHandler} from "./OneShotHandler.sol";
import {OneShotWorld} from "./OneShotWorld.sol";

/// @title OneShotTest
/// @notice What holds of the one-shot market after any sequence of calls.
/// forge-config: ci.invariant.runs = 120
contract OneShotTest is MarketTest {
    OneShotWorld private _world;

    function setUp() external {
        _world = new OneShotWorld();
        address[3] memory handlers;
        for (uint256 i = 0; i < 3; ++i) handlers[i] = address(new OneShotHandler(_world));
        _begin(_world, handlers, address(new OneShotAdversary(_world)));
    }

    /// @dev One function, since forge runs a campaign for each.
    function invariant_oneShot() external view {
        _checkVault();
        // O1: the market holds its fees and nothing else.
        for (uint256 i = 0; i < 2; ++i) _checkMarket(i, 0);
    }

    /// @dev At the end of a sequence everybody can leave, and what was used up stays used up.
    function afterInvariant() external {
        for (uint256 i = 0; i < _world.spentCount(); ++i) {
            OneShotWorld.Accepted memory accepted = _world.spent(i);
            try IOneShotMarket(_world.market()).claim(accepted.provider, accepted.token, accepted.claim) {
                assert(false);
            } catch {}
        }
        _leave();
    }
}
