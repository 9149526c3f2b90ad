// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {JobStatus} from "../../../contracts/market/JobTypes.sol";
import {IReputation} from "../../../contracts/reputation/IReputation.sol";
import {IRewards} from "../../../contracts/rewards/IRewards.sol";
import {Resources} from "../../../contracts/types/Resources.sol";
import {Fuzz} from "../Fuzz.sol";
import {RecordWorld} from "./RecordWorld.sol";

/// @title RecordAdversary
/// @notice Calls by who may not make them, or not now: one that goes through is a finding.
contract RecordAdversary is Fuzz {
    RecordWorld private immutable _world;
    IReputation private immutable _reputation;
    IRewards private immutable _rewards;

    constructor(RecordWorld world) {
        (_world, _reputation, _rewards) = (world, world.reputation(), world.rewards());
    }

    /// @dev As a market that is no source.
    function recordUnlisted(uint256 seed, uint256 fee, uint256 needs) external {
        address provider = _world.providers(seed % 3);
        bytes32 before = _world.words(provider);
        _reputation.record(
            provider,
            _world.tokens(seed % 2),
            _world.VERIFIER(),
            Resources.wrap(needs),
            JobStatus(seed % 8),
            fee
        );
        assert(_world.words(provider) == before);
    }

    function claimEarly(uint256 seed) external {
        uint256 epoch = _reputation.currentEpoch() + (seed % 5);
        _refuseClaim(_world.providers(seed % 3), epoch);
    }

    function claimTwice(uint256 seed) external {
        address provider = _world.providers(seed % 3);
        uint256 current = _reputation.currentEpoch();
        uint256 epoch = _draw(seed, 1, _world.firstEpoch(), current);
        vm.assume(_rewards.isClaimed(provider, epoch));
        _refuseClaim(provider, epoch);
    }

    function claimForNobody(uint256 seed) external {
        uint256 current = _reputation.currentEpoch();
        vm.assume(current != _world.firstEpoch());
        _refuseClaim(address(uint160(seed | (1 << 100))), current - 1);
    }

    function govern(uint256 seed) external {
        address caller = seed % 2 == 0 ? address(this) : _world.OWNER();
        // A stranger within the bounds, or the owner outside of them.
        uint256 rate = seed % 2 == 0 ? 1e18 : 1e36 + 1 + (seed % 1e40);
        (address verifier, address token) = (_world.VERIFIER(), _world.tokens(0));
        bytes memory call = abi.encodeCall(IReputation.setRate, (address(_world), verifier, token, rate));
        _refused(caller, address(_reputation), call);
        uint16 fraction = uint16(seed % 2 == 0 ? 1 : 9_001 + (seed % 50_000));
        _refused(caller, address(_rewards), abi.encodeCall(IRewards.setFraction, (fraction)));
    }

    function _refuseClaim(address provider, uint256 epoch) private {
        uint256[] memory epochs = new uint256[](1);
        epochs[0] = epoch;
        _refused(provider, address(_rewards), abi.encodeCall(IRewards.claim, (provider, epochs)));
    }
}
