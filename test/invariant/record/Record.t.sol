// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IReputation} from "../../../contracts/reputation/IReputation.sol";
import {IRewards} from "../../../contracts/rewards/IRewards.sol";
import {Fuzz} from "../Fuzz.sol";
import {RecordAdversary} from "./RecordAdversary.sol";
import {RecordHandler} from "./RecordHandler.sol";
import {RecordWorld} from "./RecordWorld.sol";

/// @title RecordTest
/// @notice What holds of records and rewards after any sequence of calls.
/// forge-config: ci.invariant.runs = 120
contract RecordTest is Fuzz {
    bool public constant IS_TEST = true;

    RecordWorld private _world;
    IReputation private _reputation;
    IRewards private _rewards;
    address[] private _targets;

    function setUp() external {
        _world = new RecordWorld();
        (_reputation, _rewards) = (_world.reputation(), _world.rewards());
        // Three to one, so that the adversary meets a world in which much has happened.
        for (uint256 i = 0; i < 3; ++i) _targets.push(address(new RecordHandler(_world)));
        _targets.push(address(new RecordAdversary(_world)));
    }

    function targetContracts() external view returns (address[] memory) {
        return _targets;
    }

    /// @dev One function, since forge runs a campaign for each.
    function invariant_record() external view {
        _checkScores();
        _checkWeights();
        _checkMoney();
    }

    /// @dev At the end of a sequence everybody claims; what is left of a budget is what rounding left, and returns.
    function afterInvariant() external {
        for (uint256 i = 0; i < 3; ++i) _reputation.tally(_world.providers(i));
        vm.warp(_now() + 7 days);
        for (uint256 i = 0; i < 3; ++i) {
            address provider = _world.providers(i);
            for (uint256 epoch = _world.firstEpoch(); epoch < _reputation.currentEpoch(); ++epoch)
                _claim(provider, epoch);
        }
        _checkMoney();
        uint256[] memory epochs = new uint256[](_reputation.currentEpoch() - _world.firstEpoch());
        for (uint256 i = 0; i < epochs.length; ++i) epochs[i] = _world.firstEpoch() + i;
        vm.warp(_now() + 373 days);
        _rewards.lapse(epochs);
        // It returns once.
        assert(_rewards.lapse(epochs) == 0);
        assert(_rewards.committed() == 0);
        assert(_rewards.reserve() == _world.RESERVE() - _world.paidInAll());
        assert(_world.weft().balanceOf(address(_rewards)) == _rewards.reserve());
    }

    /* CHECKS */

    /// @dev R1: a score is above zero and below one, overall and in every class.
    function _checkScores() private view {
        uint64[4] memory models = [0, uint64(1 << 4), uint64(1 << 28), type(uint64).max];
        for (uint256 i = 0; i < 3; ++i) {
            for (uint256 j = 0; j < 4; ++j) {
                (uint256 score, ) = _reputation.standingOf(_world.providers(i), models[j]);
                assert(score > 0 && score < 1e18);
            }
        }
    }

    /// @dev R2: what a provider earned counts once, in one epoch or in none yet, and an epoch's total is the sum. A record
    /// that is full counts less than was earned.
    function _checkWeights() private view {
        uint256 last = _reputation.currentEpoch();
        uint256[3] memory counted;
        for (uint256 epoch = _world.firstEpoch(); epoch <= last; ++epoch) {
            uint256 total = 0;
            for (uint256 i = 0; i < 3; ++i) {
                uint256 weight = _reputation.talliedOf(_world.providers(i), epoch);
                (total, counted[i]) = (total + weight, counted[i] + weight);
            }
            assert(total == _reputation.totalOf(epoch));
        }
        for (uint256 i = 0; i < 3; ++i) {
            address provider = _world.providers(i);
            uint256 all = counted[i] + _reputation.untalliedOf(provider);
            (uint256 earned, uint256 full) = (_world.earned(provider), type(uint56).max);
            assert(earned < full ? all == earned : all <= earned);
        }
    }

    /// @dev D1, D2: no epoch pays more than its fraction of the fee weight, nor than its schedule; all of them together no
    /// more than there was; and what is promised is there.
    function _checkMoney() private view {
        uint256 balance = _world.weft().balanceOf(address(_rewards));
        assert(balance + _world.paidInAll() == _world.RESERVE());
        assert(balance == _rewards.reserve() + _rewards.committed());
        uint256 last = _reputation.currentEpoch();
        for (uint256 epoch = _world.firstEpoch(); epoch < last; ++epoch) {
            uint256 cap = (_reputation.totalOf(epoch) * 1e9 * _rewards.fractionBpsOf(epoch)) / 10_000;
            uint256 paid = _world.paid(epoch);
            assert(paid <= cap && paid <= _rewards.scheduleOf(epoch) && paid <= _rewards.budgetOf(epoch));
        }
    }

    function _claim(address provider, uint256 epoch) private {
        uint256[] memory epochs = new uint256[](1);
        epochs[0] = epoch;
        uint256 due = _rewards.claimableOf(provider, epochs);
        if (due == 0) return;
        assert(_rewards.claim(provider, epochs) == due);
        _world.notePaid(epoch, due);
    }
}
