// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IJobMarket} from "../../../contracts/market/IJobMarket.sol";
import {Job, JobStatus} from "../../../contracts/market/JobTypes.sol";
import {IStakeVault} from "../../../contracts/staking/IStakeVault.sol";
import {Verdict, VerdictStatus} from "../../../contracts/verification/IVerifier.sol";
import {Fuzz} from "../Fuzz.sol";
import {VerifiedWorld} from "./VerifiedWorld.sol";

/// @title VerifiedHandler
/// @notice Ends jobs by what their verifier says, and lets time pass. No call may fail, and each costs what verdict and
/// terms say.
contract VerifiedHandler is Fuzz {
    /// @dev How many jobs are looked at for one to which something can be done.
    uint256 private constant TRIES = 6;

    VerifiedWorld private immutable _world;
    IJobMarket private immutable _market;
    IStakeVault private immutable _stakes;

    constructor(VerifiedWorld world) {
        (_world, _market, _stakes) = (world, world.market(), world.stakes());
    }

    /* JOBS */

    function settle(uint256 seed) external {
        (uint256 index, VerifiedWorld.Hire memory it) = _find(seed, IJobMarket.settle.selector);
        _end(index, it, abi.encodeCall(IJobMarket.settle, (it.job)));
    }

    function expire(uint256 seed) external {
        (uint256 index, VerifiedWorld.Hire memory it) = _find(seed, IJobMarket.expire.selector);
        _end(index, it, abi.encodeCall(IJobMarket.expire, (it.job)));
    }

    function release(uint256 seed) external {
        // Now and then: who works hands nothing back.
        vm.assume(seed % 4 == 0);
        (uint256 index, VerifiedWorld.Hire memory it) = _find(seed, IJobMarket.release.selector);
        _end(index, it, abi.encodeCall(IJobMarket.release, (it.job)));
    }

    /// @dev Somebody reads all verdicts; those that are final must be so for ever.
    function look() external {
        for (uint256 i = 0; i < _world.hireCount(); ++i) _world.look(i);
    }

    /* TIME */

    function wait(uint256 time) external {
        _pass(_now() + (time % 16 == 0 ? _within(time, 1, 2 days) : _within(time, 1, 20 minutes)));
    }

    /// @dev The last second of something, or the one after it.
    function waitForJob(uint256 seed) external {
        uint256 count = _world.hireCount();
        vm.assume(count != 0 && (seed >> 16) % 4 == 0);
        Job memory job = _world.hires(seed % count).job;
        uint256 time = seed % 3 == 0 ? job.terms.finalAt() : job.terms.deadline();
        time += (seed >> 8) % 2;
        vm.assume(time > _now());
        _pass(time);
    }

    /* INTERNAL */

    function _find(
        uint256 seed,
        bytes4 way
    ) private view returns (uint256 index, VerifiedWorld.Hire memory it) {
        uint256 count = _world.hireCount();
        for (uint256 i = 0; i < count && i < TRIES; ++i) {
            index = ((seed % count) + i) % count;
            it = _world.hires(index);
            if (it.isOpen && _canEnd(it, way)) return (index, it);
        }
        vm.assume(false);
    }

    function _canEnd(VerifiedWorld.Hire memory it, bytes4 way) private view returns (bool) {
        VerdictStatus status = _world.verdictOf(it).status;
        bool isBare = status == VerdictStatus.NoResult;
        if (way == IJobMarket.expire.selector) return isBare && _now() > it.job.terms.deadline();
        if (way == IJobMarket.release.selector) return isBare && _now() <= it.job.terms.deadline();
        return (!isBare && status != VerdictStatus.Pending) || _now() > it.job.terms.finalAt();
    }

    function _end(uint256 index, VerifiedWorld.Hire memory it, bytes memory call) private {
        Job memory job = it.job;
        _world.look(index);
        Verdict memory said = _world.verdictOf(it);
        uint256[4] memory before = _booksOf(job);
        vm.prank(job.provider);
        (bool isOk, ) = address(_market).call(call);
        assert(isOk);
        _world.noteEnded(index);
        (JobStatus status, uint256 slash, bool isLate) = _expected(job, said, bytes4(call));
        assert(_market.statusOf(job) == status);
        uint256[4] memory then = _booksOf(job);
        uint256 pay = status == JobStatus.Accepted ? job.pricePerUnit : 0;
        uint256 net = pay - (pay * job.terms.feeBps()) / 10_000;
        // Who is its own client has both.
        bool isOne = job.payer == job.provider;
        assert(then[0] == before[0] + net + (isOne ? job.pricePerUnit - pay : 0));
        assert(then[1] == before[1] + job.pricePerUnit - pay + (isOne ? net : 0));
        uint256 lost = before[2] - then[2];
        // The first time in a while, a provider that is late is spared.
        assert(lost == slash || (isLate && lost == 0));
        assert(then[3] == before[3] + lost);
    }

    /// @dev Money of provider and payer, stake of the provider, credit of the client.
    function _booksOf(Job memory job) private view returns (uint256[4] memory books) {
        uint256 token = uint160(job.token);
        books[0] = _world.vault().balanceOf(job.provider, token);
        books[1] = _world.vault().balanceOf(job.payer, token);
        books[2] = _stakes.getVotes(job.provider);
        books[3] = _stakes.creditOf(job.client);
    }

    function _expected(
        Job memory job,
        Verdict memory said,
        bytes4 way
    ) private view returns (JobStatus status, uint256 slash, bool isLate) {
        uint256 slashBps = 0;
        status = JobStatus.Void;
        if (way == IJobMarket.release.selector) {
            isLate = _now() > job.terms.graceUntil();
            status = isLate ? JobStatus.ReleasedLate : JobStatus.Released;
            if (isLate) slashBps = job.terms.lateSlashBps();
        } else if (said.status == VerdictStatus.NoResult) {
            (status, slashBps, isLate) = (JobStatus.NoResult, job.terms.noResultSlashBps(), true);
        } else if (said.status == VerdictStatus.Rejected) {
            uint16 wrong = job.terms.wrongSlashBps();
            (status, slashBps) = (JobStatus.Rejected, said.slashBps < wrong ? said.slashBps : wrong);
        } else if (said.status == VerdictStatus.Accepted) {
            status = JobStatus.Accepted;
        }
        slash = (uint256(job.share.collateral()) * slashBps + 9_999) / 10_000;
    }
}
