// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IJobMarket} from "../../../contracts/market/IJobMarket.sol";
import {Job, Offer, Request} from "../../../contracts/market/JobTypes.sol";
import {IStakeVault} from "../../../contracts/staking/IStakeVault.sol";
import {VerdictStatus} from "../../../contracts/verification/IVerifier.sol";
import {JobAdversary} from "./JobAdversary.sol";
import {JobHandler} from "./JobHandler.sol";
import {JobWorld} from "./JobWorld.sol";
import {MarketTest} from "./MarketTest.sol";

/// @title JobTest
/// @notice What holds of the job market after any sequence of calls.
/// forge-config: ci.invariant.runs = 120
contract JobTest is MarketTest {
    JobWorld private _world;
    IJobMarket private _jobs;
    IStakeVault private _stakes;

    function setUp() external {
        _world = new JobWorld();
        (_jobs, _stakes) = (IJobMarket(_world.market()), _world.stakes());
        address[3] memory handlers;
        for (uint256 i = 0; i < 3; ++i) handlers[i] = address(new JobHandler(_world));
        _begin(_world, handlers, address(new JobAdversary(_world)));
    }

    /* INVARIANTS */

    /// @dev One function, since forge runs a campaign for each.
    function invariant_job() external view {
        _checkVault();
        for (uint256 i = 0; i < 2; ++i) {
            _checkPayments(i);
            _checkCollateral(_world.providers(i));
        }
        for (uint256 i = 0; i < _world.pairCount(); ++i) _checkUnits(_world.pairs(i));
    }

    /// @dev At the end of a sequence every job ends, whatever its verifier says, and everybody can leave.
    function afterInvariant() external {
        vm.warp(_now() + 14 days + 1);
        while (_world.openCount() != 0) {
            JobWorld.Open memory it = _world.open(0);
            JobWorld.Word memory word = _world.wordOf(it);
            uint256 pooled = _world.poolStake();
            _jobs.settle(it.job);
            _world.noteBurnt(pooled - _world.poolStake());
            _world.noteEnded(0, word.status == VerdictStatus.Accepted ? word.units : 0);
        }
        _checkVault();
        for (uint256 i = 0; i < 2; ++i) {
            _checkPayments(i);
            _checkCollateral(_world.providers(i));
        }
        _leave();
    }

    /* INTERNAL */

    /// @dev M1: what the market holds is the payments of open jobs, and fees.
    function _checkPayments(uint256 which) private view {
        address token = _world.tokens(which);
        uint256 owed = 0;
        for (uint256 i = 0; i < _world.openCount(); ++i) {
            Job memory job = _world.open(i).job;
            if (job.token == token) owed += _world.paymentOf(job);
        }
        _checkMarket(which, owed);
    }

    /// @dev M2: what is locked is the collateral of open jobs, own and delegated apart.
    function _checkCollateral(address provider) private view {
        (uint256 own, uint256 pooled) = (0, 0);
        for (uint256 i = 0; i < _world.openCount(); ++i) {
            Job memory job = _world.open(i).job;
            if (job.provider != provider) continue;
            uint256 collateral = job.share.collateral();
            uint256 part = (collateral * job.terms.ownBps()) / 10_000;
            (own, pooled) = (own + part, pooled + collateral - part);
        }
        assert(_stakes.provisionOf(provider, address(_jobs)).locked == own);
        assert(_stakes.poolOf(provider, address(_jobs)).locked == pooled);
    }

    /// @dev M4: of an order no more is matched than it has, and all that is matched is counted.
    function _checkUnits(JobWorld.Pair memory pair) private view {
        (Offer memory offer, Request memory request) = _world.ordersOf(pair);
        (uint64 offered, uint64 wanted) = (offer.lot.units(), request.lot.units());
        assert(pair.matched <= offered && pair.matched <= wanted);
        if (offered > 1) assert(_jobs.filledOf(_jobs.offerDigest(offer)) == pair.matched);
        if (wanted > 1) assert(_jobs.filledOf(_jobs.requestDigest(request)) == pair.matched);
    }
}
