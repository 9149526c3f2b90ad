// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Job, JobStatus} from "../../../contracts/market/JobTypes.sol";
import {Share} from "../../../contracts/types/OrderWords.sol";
import {IQuorumVerifier} from "../../../contracts/verification/quorum/IQuorumVerifier.sol";
import {QuorumPeople} from "./QuorumPeople.sol";
import {QuorumWorld} from "./QuorumWorld.sol";

/// @title QuorumAdversary
/// @notice What nobody may do with commitments, reveals and records; a call that goes through is a finding.
contract QuorumAdversary is QuorumPeople {
    constructor(QuorumWorld world) QuorumPeople(world) {}

    /* COMMITMENTS */

    /// @dev Twice, by the same job or another of the same provider.
    function commitTwice(uint256 seed) external {
        bool isTwin = seed % 4 != 0;
        Known memory it = isTwin ? _know(_world.find(seed, false, false)) : _any(seed);
        vm.assume(_isThere(it));
        _refuseCommit(it.hire.job, it.hire.job.provider);
    }

    /// @dev After the deadline, of a job that ended, to a task that is over.
    function commitLate(uint256 seed) external {
        Known memory it = _any(seed);
        bool isLate = _now() > it.hire.job.terms.deadline();
        vm.assume(isLate || !it.hire.isOpen || _isOver(it));
        _refuseCommit(it.hire.job, it.hire.job.provider);
    }

    /// @dev In another's place, or for a job that nobody has agreed to.
    function commitForged(uint256 seed) external {
        Job memory job = _any(seed).hire.job;
        _refuseCommit(job, _world.STRANGER());
        address caller = job.provider;
        uint256 field = _draw(seed, 0, 0, 4);
        if (field == 0) (job.provider, caller) = (_world.STRANGER(), _world.STRANGER());
        if (field == 1) job.payer = _world.people(0) == job.payer ? _world.people(1) : _world.people(0);
        if (field == 2) job.share = Share.wrap(Share.unwrap(job.share) ^ (1 << 64));
        if (field == 3) job.verifierTerms ^= bytes32(uint256(1) << 120);
        if (field == 4) job.request = ~job.request;
        // One of two jobs that differ in their units alone is no forgery of the other.
        vm.assume(_world.market().statusOf(job) == JobStatus.None);
        _refuseCommit(job, caller);
    }

    /* REVEALS */

    /// @dev While others can commit without seeing, or after the last second, or for another time.
    function revealOutOfTime(uint256 seed) external {
        Known memory it = _know(_world.find(seed, true, seed % 2 == 0));
        bool isRevealing = it.standing.phase == IQuorumVerifier.Phase.Reveal;
        vm.assume(it.replica.root != 0 && (it.replica.isShown || !isRevealing));
        _refuseReveal(it, it.hire.job.provider, it.replica.root, _saltOf(it.index));
    }

    /// @dev Another root or salt, none at all, by another.
    function revealForged(uint256 seed) external {
        Known memory it = _know(_world.find(seed, true, false));
        (bytes32 root, bytes32 salt) = (it.replica.root, _saltOf(it.index));
        address caller = it.hire.job.provider;
        uint256 fault = _draw(seed, 0, 0, 3);
        if (fault == 0)
            root = _world.rootOf(it.replica.task, root == _world.rootOf(it.replica.task, 0) ? 4 : 0);
        if (fault == 1) salt = ~salt;
        if (fault == 2) root = 0;
        if (fault == 3) caller = _world.STRANGER();
        _refuseReveal(it, caller, root, salt);
    }

    /// @dev Who copied a commitment shows what the other showed. A provider that came back after its silence was noted
    /// may show what it committed to the second time.
    function revealCopy(uint256 seed) external {
        Known memory it = _know(_world.find(seed, true, false));
        uint256[] memory all = _world.replicasOf(it.replica.task);
        bool isAny = false;
        for (uint256 i = 0; i < all.length; ++i) {
            QuorumWorld.Replica memory other = _world.replicas(all[i]);
            bool isOwn = _world.hires(all[i]).job.provider == it.hire.job.provider;
            if (!other.isCommitted || isOwn || other.root == 0) continue;
            isAny = true;
            _refuseReveal(it, it.hire.job.provider, other.root, _saltOf(all[i]));
        }
        vm.assume(isAny);
    }

    /* RECORDS */

    /// @dev Before it is known what becomes of the replica, twice, or of none.
    function noteWrongly(uint256 seed) external {
        Known memory it = _any(seed);
        (IQuorumVerifier.ReplicaState state, , ) = _quorum.replicaOf(it.id, it.hire.job.provider);
        bool isAbsent = state == IQuorumVerifier.ReplicaState.Absent;
        bool isSilent = state == IQuorumVerifier.ReplicaState.Silent;
        vm.assume(!_isThere(it) || isAbsent || (!isSilent && !_isOver(it)));
        bytes memory call = abi.encodeCall(IQuorumVerifier.note, (it.id, it.hire.job.provider));
        _refused(it.hire.job.provider, address(_quorum), call);
        call = abi.encodeCall(IQuorumVerifier.note, (it.id, _world.STRANGER()));
        _refused(it.hire.job.payer, address(_quorum), call);
    }

    /* INTERNAL */

    function _any(uint256 seed) private view returns (Known memory) {
        uint256 count = _world.hireCount();
        vm.assume(count != 0);
        return _know(seed % count);
    }

    function _refuseCommit(Job memory job, address caller) private {
        bytes memory call = abi.encodeCall(IQuorumVerifier.commit, (job, keccak256("late"), bytes32(0)));
        _refused(caller, address(_quorum), call);
    }

    function _refuseReveal(Known memory it, address caller, bytes32 root, bytes32 salt) private {
        address provider = it.hire.job.provider;
        bytes memory call = abi.encodeCall(IQuorumVerifier.reveal, (it.id, provider, root, salt));
        _refused(caller, address(_quorum), call);
    }
}
