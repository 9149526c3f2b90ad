// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {VerdictStatus} from "../../../contracts/verification/IVerifier.sol";
import {IQuorumVerifier} from "../../../contracts/verification/quorum/IQuorumVerifier.sol";
import {QuorumPeople} from "./QuorumPeople.sol";
import {QuorumWorld} from "./QuorumWorld.sol";
import {VerifiedWorld} from "./VerifiedWorld.sol";

/// @title QuorumHandler
/// @notice What clients and providers do with tasks, honest or not, within the rules: no call may fail.
contract QuorumHandler is QuorumPeople {
    uint256 private constant MAX_OPEN = 18;
    uint256 private constant MAX_AGREED = 255;
    uint256 private constant SPARE_SECONDS = 15 minutes;

    constructor(QuorumWorld world) QuorumPeople(world) {}

    /* TASKS */

    /// @dev With its first replicas.
    function open(uint256 seed) external {
        vm.assume(_world.openHires() < MAX_OPEN);
        VerifiedWorld.Draft memory draft = _world.draftOf(seed);
        uint256 task = _world.noteTask(draft);
        uint256 first = uint8(uint256(draft.verifierTerms));
        for (uint256 i = 0; i < first; ++i)
            _hire(draft, task, (seed % 7) + i, _draw(seed, 22 + i, 0, type(uint128).max));
    }

    /// @dev By somebody who is not in it, as a rule.
    function add(uint256 seed) external {
        uint256 count = _world.taskCount();
        for (uint256 i = 0; i < count; ++i) {
            uint256 task = ((seed % count) + i) % count;
            VerifiedWorld.Draft memory draft = _world.tasks(task);
            if (_world.replicasOf(task).length == draft.units || draft.expiry < _now()) continue;
            uint256 who = _draw(seed, 20, 0, 6);
            bool isTwin = _world.isIn(task, _provider(who));
            if (isTwin && _draw(seed, 21, 0, 1) != 0) continue;
            _hire(draft, task, who, seed);
            return;
        }
        vm.assume(false);
    }

    /* REPLICAS */

    function commit(uint256 seed) external {
        Known memory it = _know(_world.find(seed, false, false));
        vm.assume(_canCommit(it));
        _commit(seed, it, false);
    }

    /// @dev Somebody takes over another's commitment as its own: it goes through, and is good for nothing.
    function copyCommitment(uint256 seed) external {
        Known memory it = _know(_world.find(seed, false, false));
        vm.assume(seed % 2 == 0 && it.standing.committed != 0 && _canCommit(it));
        _commit(seed, it, true);
    }

    function reveal(uint256 seed) external {
        Known memory it = _know(_world.find(seed, true, false));
        vm.assume(_canReveal(it));
        _reveal(it);
    }

    /// @dev What a task waits for, of all its replicas: so that many are decided.
    function move(uint256 seed) external {
        uint256 count = _world.taskCount();
        vm.assume(count != 0);
        uint256[] memory all = _world.replicasOf(seed % count);
        bool isAny = false;
        for (uint256 i = 0; i < all.length; ++i) {
            Known memory it = _know(all[i]);
            if (_draw(seed, 30 + i, 0, 9) == 0) continue;
            bool canReveal = it.replica.isCommitted && _canReveal(it);
            bool canCommit = !it.replica.isCommitted && it.hire.isOpen && _canCommit(it);
            if (canReveal) _reveal(it);
            else if (canCommit) _commit(_draw(seed, 50 + i, 0, type(uint128).max), it, false);
            isAny = isAny || canReveal || canCommit;
        }
        vm.assume(isAny);
    }

    function note(uint256 seed) external {
        uint256 count = _world.hireCount();
        for (uint256 i = 0; i < count; ++i) {
            uint256 index = ((seed % count) + i) % count;
            QuorumWorld.Replica memory replica = _world.replicas(index);
            if (!replica.isCommitted || replica.isNoted) continue;
            Known memory it = _know(index);
            (IQuorumVerifier.ReplicaState state, , ) = _quorum.replicaOf(it.id, it.hire.job.provider);
            bool isSilent = state == IQuorumVerifier.ReplicaState.Silent;
            if (state == IQuorumVerifier.ReplicaState.Absent || (!isSilent && !_isOver(it))) continue;
            _note(it, isSilent);
            return;
        }
        vm.assume(false);
    }

    /// @dev The last second of a phase, or the one after it.
    function waitForTask(uint256 seed) external {
        uint256 count = _world.hireCount();
        vm.assume(count != 0 && (seed >> 16) % 2 == 0);
        uint256 time = _know(seed % count).standing.until + ((seed >> 8) % 2);
        vm.assume(time > _now());
        _pass(time);
    }

    /* INTERNAL */

    function _provider(uint256 who) private view returns (address) {
        return _world.people(_world.PAYERS() + (who % (_world.SIZE() - _world.PAYERS())));
    }

    function _hire(VerifiedWorld.Draft memory draft, uint256 task, uint256 who, uint256 seed) private {
        vm.assume(_world.canHire(_provider(who)));
        _world.noteReplica(task, _world.hire(draft, _provider(who), seed));
    }

    /// @dev While others reveal, only who has little time left after them; see the documentation.
    function _canCommit(Known memory it) private view returns (bool) {
        uint256 deadline = it.hire.job.terms.deadline();
        bool isSound = _world.tasks(it.replica.task).verifySeconds != 0;
        if (!isSound || _now() > deadline || _isOver(it) || _isThere(it)) return false;
        return
            it.standing.phase != IQuorumVerifier.Phase.Reveal || it.standing.until + SPARE_SECONDS > deadline;
    }

    /// @dev Whether it committed for the reveals that run: who missed its own is silent for good.
    function _canReveal(Known memory it) private view returns (bool) {
        if (it.standing.phase != IQuorumVerifier.Phase.Reveal || it.replica.root == 0) return false;
        (IQuorumVerifier.ReplicaState state, , ) = _quorum.replicaOf(it.id, it.hire.job.provider);
        // Of a provider that came back after its silence was noted, the later commitment counts.
        bool isOpen = !it.replica.isShown && !it.replica.isNoted;
        return isOpen && state == IQuorumVerifier.ReplicaState.Committed;
    }

    function _commit(uint256 seed, Known memory it, bool isCopy) private {
        address provider = it.hire.job.provider;
        // Right as a rule.
        uint256 mood = _draw(seed, 40, 0, 5);
        bytes32 root = isCopy ? bytes32(0) : _world.rootOf(it.replica.task, mood < 4 ? 0 : mood);
        bytes32 word = _quorum.commitmentOf(it.id, provider, root, _saltOf(it.index));
        _send(seed, it, isCopy ? _othersCommitment(it, provider) : word);
        _world.noteCommitted(it.index, root, _weightOf(it));
    }

    /// @dev A commitment takes no outcome on record but that of the task it names.
    function _send(uint256 seed, Known memory it, bytes32 word) private {
        (address payer, address provider) = (it.hire.job.payer, it.hire.job.provider);
        (uint256 previous, bytes32 key) = _previousOf(seed, provider);
        (bool isRight, bool isWrong) = _outcomeOf(previous, provider);
        (uint256 before, ) = _quorum.recordOf(payer, provider);
        vm.prank(provider);
        _quorum.commit(it.hire.job, word, key);
        (uint256 agreed, ) = _quorum.recordOf(payer, provider);
        assert(agreed == before || (isRight && agreed == before + 1) || (isWrong && agreed == 0));
    }

    /// @dev What became of a provider's commitment to the task of a job, by that job or another of its own. Silence is
    /// wrong, whatever it costs.
    function _outcomeOf(uint256 index, address provider) private view returns (bool isRight, bool isWrong) {
        uint256[] memory all = _world.replicasOf(_world.replicas(index).task);
        for (uint256 i = 0; i < all.length; ++i) {
            QuorumWorld.Replica memory replica = _world.replicas(all[i]);
            VerifiedWorld.Hire memory hired = _world.hires(all[i]);
            if (!replica.isCommitted || replica.isNoted || hired.job.provider != provider) continue;
            VerdictStatus said = _world.verdictOf(hired).status;
            (IQuorumVerifier.ReplicaState state, , ) = _quorum.replicaOf(_world.idOf(index), provider);
            bool isSilent = state == IQuorumVerifier.ReplicaState.Silent;
            return (said == VerdictStatus.Accepted, isSilent || said == VerdictStatus.Rejected);
        }
    }

    /// @dev What a commitment weighs: what its provider's record does, and half of it after the first round.
    function _weightOf(Known memory it) private view returns (uint256) {
        address provider = it.hire.job.provider;
        (, uint256 weight) = _quorum.recordOf(it.hire.job.payer, provider);
        if (uint8(it.standing.phase) > uint8(IQuorumVerifier.Phase.Blind)) --weight;
        (, uint256 unit, uint256 weightBits) = _quorum.replicaOf(it.id, provider);
        assert(weightBits == weight && unit == it.hire.job.share.firstUnit());
        return weight;
    }

    /// @dev The commitment of the first who committed to the task.
    function _othersCommitment(Known memory it, address provider) private view returns (bytes32) {
        uint256[] memory all = _world.replicasOf(it.replica.task);
        for (uint256 i = 0; i < all.length; ++i) {
            QuorumWorld.Replica memory other = _world.replicas(all[i]);
            address owner = _world.hires(all[i]).job.provider;
            if (!other.isCommitted || other.root == 0 || owner == provider) continue;
            return _quorum.commitmentOf(it.id, owner, other.root, _saltOf(all[i]));
        }
        vm.assume(false);
        return 0;
    }

    /// @dev Some job before, and the key of its task; of the provider's own where there is one.
    function _previousOf(uint256 seed, address provider) private view returns (uint256 index, bytes32 key) {
        uint256 count = _world.hireCount();
        for (uint256 i = 0; i < count; ++i) {
            index = ((seed % count) + i) % count;
            if (_world.hires(index).job.provider == provider) break;
        }
        key = _quorum.keyOf(_world.idOf(index));
    }

    function _reveal(Known memory it) private {
        vm.prank(it.hire.job.provider);
        _quorum.reveal(it.id, it.hire.job.provider, it.replica.root, _saltOf(it.index));
        _world.noteShown(it.index);
    }

    /// @dev One more where others agreed and it weighed something; none where they did not, or it was silent.
    function _note(Known memory it, bool isSilent) private {
        (address payer, address provider) = (it.hire.job.payer, it.hire.job.provider);
        (uint256 before, ) = _quorum.recordOf(payer, provider);
        VerdictStatus status = _world.verdictOf(it.hire).status;
        vm.prank(_world.STRANGER());
        _quorum.note(it.id, provider);
        (uint256 agreed, ) = _quorum.recordOf(payer, provider);
        uint256 merit = it.replica.weight != 0 && before < MAX_AGREED ? 1 : 0;
        if (isSilent || status == VerdictStatus.Rejected) assert(agreed == 0);
        else assert(agreed == before + (status == VerdictStatus.Accepted ? merit : 0));
        _world.noteNoted(it.index);
    }
}
