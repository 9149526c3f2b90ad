// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IJobMarket} from "../../../contracts/market/IJobMarket.sol";
import {Job, JobStatus} from "../../../contracts/market/JobTypes.sol";
import {IReputation} from "../../../contracts/reputation/IReputation.sol";
import {Brought} from "../../../contracts/reputation/ReputationTypes.sol";
import {IRewards} from "../../../contracts/rewards/IRewards.sol";
import {Fuzz} from "../Fuzz.sol";
import {RecordWorld} from "./RecordWorld.sol";

/// @title RecordHandler
/// @notice What happens to records and rewards: work, faults, time, claims, and an owner at his rates.
contract RecordHandler is Fuzz {
    RecordWorld private immutable _world;
    IReputation private immutable _reputation;
    IRewards private immutable _rewards;

    constructor(RecordWorld world) {
        (_world, _reputation, _rewards) = (world, world.reputation(), world.rewards());
    }

    /* WORK */

    function work(uint256 seed) external {
        (address provider, uint256 score) = _any(seed);
        _world.end(provider, _draw(seed, 2, 0, 1), _draw(seed, 3, 0, 3), JobStatus.Accepted, _fee(seed));
        // A second has not passed: nothing faded.
        if (_sameSecond(seed)) assert(_scoreOf(provider) >= score);
    }

    function fail(uint256 seed) external {
        (address provider, uint256 score) = _any(seed);
        JobStatus[4] memory ends = [
            JobStatus.Rejected,
            JobStatus.ReleasedLate,
            JobStatus.Void,
            JobStatus.Released
        ];
        JobStatus status = ends[_draw(seed, 4, 0, 3)];
        _world.end(provider, _draw(seed, 2, 0, 1), _draw(seed, 3, 0, 3), status, _fee(seed));
        assert(_scoreOf(provider) <= score + 1);
    }

    function bring(uint256 seed) external {
        (address provider, uint256 score) = _any(seed);
        Job[] memory jobs = new Job[](2);
        // A fee of a fortieth, which weighs something.
        uint256 age = _draw(seed, 8, 0, 30 days);
        jobs[0] = _world.expire(provider, _draw(seed, 5, 1, 100), _draw(seed, 6, 1e13, 1e21), age);
        jobs[1] = jobs[0];
        (address verifier, address token) = (_world.VERIFIER(), _world.tokens(0));
        vm.assume(_reputation.rateOf(address(_world), verifier, token) > 1e16);
        bool isEarly = _now() - age < _reputation.listedAtOf(address(_world), verifier, token);
        Brought[] memory outcomes = _reputation.bring(IJobMarket(address(_world)), jobs);
        if (isEarly) assert(outcomes[0] == Brought.Weightless && outcomes[1] == Brought.Weightless);
        else assert(outcomes[0] == Brought.Recorded && outcomes[1] == Brought.AlreadyBrought);
        assert(_scoreOf(provider) <= score + 1);
    }

    /// @dev Without a fee, or with one that weighs nothing, nothing changes, however it ended.
    function workForNothing(uint256 seed) external {
        (address provider, ) = _any(seed);
        bytes32 before = _world.words(provider);
        bool isFree = seed % 2 == 0;
        JobStatus status = JobStatus(_draw(seed, 4, 0, 7));
        _world.end(provider, isFree ? seed % 3 : 2, _draw(seed, 3, 0, 3), status, isFree ? 0 : _fee(seed));
        assert(_world.words(provider) == before);
    }

    /* TIME */

    function pass(uint256 seed) external {
        vm.warp(_now() + _draw(seed, 1, 1, 10 days));
    }

    function tally(uint256 seed) external {
        (address provider, ) = _any(seed);
        uint256 open = _reputation.untalliedOf(provider);
        assert(_reputation.tally(provider) == open);
        assert(_reputation.untalliedOf(provider) == 0);
    }

    /* REWARDS */

    function claim(uint256 seed) external {
        (address provider, ) = _any(seed);
        uint256 current = _reputation.currentEpoch();
        vm.assume(current > _world.firstEpoch());
        uint256 count = current - _world.firstEpoch();
        if (count > 20) count = 20;
        uint256 given = 0;
        for (uint256 i = 1; i <= count; ++i) given += _claimOne(provider, current - i);
        vm.assume(given != 0);
    }

    function lapse(uint256 seed) external {
        uint256[] memory epochs = new uint256[](1);
        uint256 current = _reputation.currentEpoch();
        epochs[0] = _draw(seed, 1, _world.firstEpoch(), current);
        (uint256 reserve, uint256 committed) = (_rewards.reserve(), _rewards.committed());
        uint256 amount = _rewards.lapse(epochs);
        assert(_rewards.reserve() == reserve + amount && _rewards.committed() == committed - amount);
        assert(amount == 0 || current > epochs[0] + 52);
    }

    /* GOVERNANCE */

    function setRate(uint256 seed) external {
        (address verifier, address token) = (_world.VERIFIER(), _world.tokens(seed % 2));
        vm.prank(_world.OWNER());
        // Now and then it leaves the list.
        _reputation.setRate(address(_world), verifier, token, seed % 8 == 0 ? 0 : _draw(seed, 1, 0, 2e18));
    }

    function setFraction(uint256 seed) external {
        vm.prank(_world.OWNER());
        _rewards.setFraction(uint16(_draw(seed, 1, 0, 9_000)));
    }

    /* INTERNAL */

    function _any(uint256 seed) private view returns (address provider, uint256 score) {
        provider = _world.providers(seed % 3);
        score = _scoreOf(provider);
    }

    function _scoreOf(address provider) private view returns (uint256 score) {
        (score, ) = _reputation.standingOf(provider, 0);
    }

    /// @dev Mostly fees that occur, and now and then one that cannot be.
    function _fee(uint256 seed) private pure returns (uint256) {
        return seed % 50 == 0 ? type(uint256).max - seed : _draw(seed, 7, 0, 100e18);
    }

    /// @dev Whether the fee neither filled the record nor met one that was full.
    function _sameSecond(uint256 seed) private pure returns (bool) {
        return seed % 50 != 0;
    }

    function _claimOne(address provider, uint256 epoch) private returns (uint256 given) {
        uint256[] memory epochs = new uint256[](1);
        epochs[0] = epoch;
        uint256 due = _rewards.claimableOf(provider, epochs);
        if (due == 0) return 0;
        uint256 before = _world.weft().balanceOf(provider);
        given = _rewards.claim(provider, epochs);
        assert(given == due && _world.weft().balanceOf(provider) == before + due);
        assert(_rewards.isClaimed(provider, epoch));
        _world.notePaid(epoch, given);
    }
}
