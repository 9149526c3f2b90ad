// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IJobMarket} from "../../../contracts/market/IJobMarket.sol";
import {Job} from "../../../contracts/market/JobTypes.sol";
import {VerdictStatus} from "../../../contracts/verification/IVerifier.sol";
import {Fuzz} from "../Fuzz.sol";
import {VerifiedWorld} from "./VerifiedWorld.sol";

/// @title VerifiedAdversary
/// @notice Ends of jobs that nobody has a right to; a call that goes through is a finding.
contract VerifiedAdversary is Fuzz {
    VerifiedWorld private immutable _world;
    address private immutable _market;

    constructor(VerifiedWorld world) {
        (_world, _market) = (world, address(world.market()));
    }

    function settleEarly(uint256 seed) external {
        VerifiedWorld.Hire memory it = _any(seed, true);
        VerdictStatus status = _world.verdictOf(it).status;
        vm.assume(status == VerdictStatus.Pending || status == VerdictStatus.NoResult);
        vm.assume(_now() <= it.job.terms.finalAt());
        _refused(it.job.provider, _market, abi.encodeCall(IJobMarket.settle, (it.job)));
    }

    /// @dev Neither before the deadline, nor where a result is on record.
    function expireWrongly(uint256 seed) external {
        VerifiedWorld.Hire memory it = _any(seed, true);
        bool isBare = _world.verdictOf(it).status == VerdictStatus.NoResult;
        vm.assume(!isBare || _now() <= it.job.terms.deadline());
        _refused(it.job.client, _market, abi.encodeCall(IJobMarket.expire, (it.job)));
    }

    /// @dev Nobody hands back what it has answered for, nor what is another's.
    function releaseWrongly(uint256 seed) external {
        VerifiedWorld.Hire memory it = _any(seed, true);
        bytes memory call = abi.encodeCall(IJobMarket.release, (it.job));
        _refused(_world.STRANGER(), _market, call);
        bool isBare = _world.verdictOf(it).status == VerdictStatus.NoResult;
        if (!isBare || _now() > it.job.terms.deadline()) _refused(it.job.provider, _market, call);
    }

    function endAgain(uint256 seed) external {
        Job memory job = _any(seed, false).job;
        _refused(job.provider, _market, abi.encodeCall(IJobMarket.settle, (job)));
        _refused(job.client, _market, abi.encodeCall(IJobMarket.expire, (job)));
        _refused(job.provider, _market, abi.encodeCall(IJobMarket.release, (job)));
    }

    function _any(uint256 seed, bool isOpen) private view returns (VerifiedWorld.Hire memory it) {
        uint256 count = _world.hireCount();
        for (uint256 i = 0; i < count; ++i) {
            it = _world.hires(((seed % count) + i) % count);
            if (it.isOpen == isOpen) return it;
        }
        vm.assume(false);
    }
}
