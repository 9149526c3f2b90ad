// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Job} from "../../../contracts/market/JobTypes.sol";
import {IVerifier, Verdict, VerdictStatus} from "../../../contracts/verification/IVerifier.sol";
import {IQuorumVerifier} from "../../../contracts/verification/quorum/IQuorumVerifier.sol";
import {QuorumTerms} from "../../../contracts/verification/quorum/QuorumTerms.sol";
import {VerifiedWorld} from "./VerifiedWorld.sol";

/// @title QuorumWorld
/// @notice Tasks of two payers before the quorum verifier, their replicas, and what each of them committed to and showed.
contract QuorumWorld is VerifiedWorld {
    struct Replica {
        uint256 task;
        bool isCommitted;
        bool isShown;
        bool isNoted;
        /// Zero for a commitment that was copied.
        bytes32 root;
        uint256 weight;
    }

    uint256 public constant SIZE = 9;
    uint256 public constant PAYERS = 2;
    /// @dev Of the verifier's records.
    uint256 private constant RECORDS_SLOT = 1;

    IQuorumVerifier public quorum;

    Draft[] private _tasks;
    mapping(uint256 task => uint256[] hires) private _replicasOf;
    mapping(uint256 hire => Replica) private _replicas;

    constructor() VerifiedWorld(SIZE) {
        quorum = IQuorumVerifier(
            _deploy("verification/quorum", "QuorumVerifier", abi.encode(market, stakes))
        );
        verifier = IVerifier(quorum);
        // Half of the providers are known to the first payer: it takes too many tasks to get there.
        uint8[4] memory agreed = [14, 30, 60, 255];
        for (uint256 i = 0; i < 4; ++i) {
            bytes32 outer = keccak256(abi.encode(people(0), RECORDS_SLOT));
            bytes32 slot = keccak256(abi.encode(people(PAYERS + i), outer));
            vm.store(address(quorum), slot, bytes32(uint256(agreed[i]) << 240));
        }
    }

    /* TASKS */

    /// @notice Terms in which a few replicas often suffice, and often not; one in sixteen makes no sense.
    function draftOf(uint256 seed) external returns (Draft memory draft) {
        uint256 first = _draw(seed, 0, 2, 3);
        uint256 most = first + _draw(seed, 1, 0, 3);
        uint256 commitSeconds = _draw(seed, 2, 1 hours, 2 hours);
        uint256 revealSeconds = _draw(seed, 3, 20 minutes, 1 hours);
        uint256 word = first | (_draw(seed, 4, 1, first) << 8) | (most << 16);
        uint8[5] memory trust = [2, 3, 5, 9, 60];
        word |= uint256(trust[_draw(seed, 5, 0, 4)]) << 24;
        word |= (commitSeconds << 56) | (revealSeconds << 88) | (_draw(seed, 6, 0, 10_000) << 120);
        if (_draw(seed, 7, 0, 1) == 0) word |= _draw(seed, 8, 1, 10_000) << 136;
        (draft.verifierTerms, draft.units, draft.seed) = (bytes32(word), uint64(most), seed);
        draft.client = people(_draw(seed, 9, 0, PAYERS - 1));
        (draft.nonce, draft.expiry) = (nextNonce(), _now() + 1 days);
        draft.maxSeconds = uint32(_draw(seed, 10, 45 minutes, commitSeconds));
        uint256 rounds = _draw(seed, 11, 1, 4);
        draft.verifySeconds = uint32(rounds * (commitSeconds + revealSeconds));
        if (_draw(seed, 12, 0, 15) == 0) draft.verifySeconds = 0;
    }

    function noteTask(Draft calldata draft) external returns (uint256 index) {
        _tasks.push(draft);
        return _tasks.length - 1;
    }

    function noteReplica(uint256 task, uint256 index) external {
        _replicasOf[task].push(index);
        _replicas[index].task = task;
    }

    function taskCount() external view returns (uint256) {
        return _tasks.length;
    }

    function tasks(uint256 index) external view returns (Draft memory) {
        return _tasks[index];
    }

    function replicasOf(uint256 task) public view returns (uint256[] memory) {
        return _replicasOf[task];
    }

    /// @notice Whether somebody already has a replica of a task.
    function isIn(uint256 task, address provider) external view returns (bool) {
        uint256[] storage all = _replicasOf[task];
        for (uint256 i = 0; i < all.length; ++i) if (_hireAt(all[i]).job.provider == provider) return true;
        return false;
    }

    /* REPLICAS */

    function replicas(uint256 index) external view returns (Replica memory) {
        return _replicas[index];
    }

    function noteCommitted(uint256 index, bytes32 root, uint256 weight) external {
        Replica storage it = _replicas[index];
        (it.isCommitted, it.root, it.weight) = (true, root, weight);
    }

    function noteShown(uint256 index) external {
        _replicas[index].isShown = true;
    }

    function noteNoted(uint256 index) external {
        _replicas[index].isNoted = true;
    }

    /// @notice A replica that committed, or none that did, and showed it, or not.
    function find(uint256 seed, bool isCommitted, bool isShown) external view returns (uint256 index) {
        uint256 count = hireCount();
        for (uint256 i = 0; i < count; ++i) {
            index = ((seed % count) + i) % count;
            Replica storage it = _replicas[index];
            bool isOpen = _hireAt(index).isOpen || isCommitted;
            if (isOpen && it.isCommitted == isCommitted && it.isShown == isShown) return index;
        }
        vm.assume(false);
    }

    /// @notice What the verifier knows a replica's task by.
    function idOf(uint256 index) external view returns (IQuorumVerifier.Task memory) {
        Job storage job = _hireAt(index).job;
        return IQuorumVerifier.Task(job.request, job.payer, QuorumTerms.wrap(uint256(job.verifierTerms)));
    }

    /// @notice Roots that replicas can come to; the first is right.
    function rootOf(uint256 task, uint256 which) external pure returns (bytes32) {
        return keccak256(abi.encode(task, which));
    }

    /* VERDICTS */

    /// @dev Q2: of a task one root at most is accepted, that of as many as its terms want, who are credible; whoever
    /// showed it is paid, whoever showed another is slashed, and nobody else.
    function _checkVerdicts(Verdict[] memory said) internal view override {
        for (uint256 i = 0; i < _tasks.length; ++i) {
            bytes32 winner = _winnerOf(i, said);
            uint256[] storage all = _replicasOf[i];
            for (uint256 j = 0; j < all.length; ++j) _checkReplica(all[j], winner, said[all[j]]);
            if (winner != 0) _checkGroup(i, winner);
        }
    }

    function _winnerOf(uint256 task, Verdict[] memory said) private view returns (bytes32) {
        uint256[] storage all = _replicasOf[task];
        for (uint256 i = 0; i < all.length; ++i)
            if (said[all[i]].status == VerdictStatus.Accepted) return _replicas[all[i]].root;
        return 0;
    }

    function _checkReplica(uint256 index, bytes32 winner, Verdict memory said) private view {
        Replica storage it = _replicas[index];
        uint256 word = uint256(_hireAt(index).job.verifierTerms);
        VerdictStatus status = said.status;
        if (_tasks[it.task].verifySeconds == 0) {
            assert(status == VerdictStatus.Void);
        } else if (!it.isCommitted) {
            assert(status == VerdictStatus.NoResult || status == VerdictStatus.Void);
        } else if (!it.isShown) {
            bool isSlashed = status == VerdictStatus.Rejected && uint16(word >> 136) != 0;
            assert(isSlashed || status == VerdictStatus.Pending || status == VerdictStatus.NoResult);
            assert(!isSlashed || said.slashBps == uint16(word >> 136));
        } else if (winner == 0) {
            assert(status == VerdictStatus.Pending || status == VerdictStatus.Void);
        } else if (it.root == winner) {
            assert(status == VerdictStatus.Accepted && said.units == 1);
        } else {
            assert(status == VerdictStatus.Rejected && said.slashBps == uint16(word >> 120));
        }
    }

    /// @dev By the documentation's odds: two to the sum of the weights of those who agree.
    function _checkGroup(uint256 task, bytes32 winner) private view {
        uint256[] storage all = _replicasOf[task];
        uint256 word = uint256(_tasks[task].verifierTerms);
        (uint256 count, uint256 odds, uint256 others) = (0, 1, 0);
        for (uint256 i = 0; i < all.length; ++i) {
            Replica storage it = _replicas[all[i]];
            if (!it.isShown) continue;
            if (it.root == winner) (count, odds) = (count + 1, odds << it.weight);
            else if (_isFirstOf(all, i)) others += _oddsOf(all, it.root);
        }
        assert(count >= uint8(word >> 8));
        assert(odds >= (uint32(word >> 24) - 1) * (1 + others));
    }

    function _isFirstOf(uint256[] storage all, uint256 index) private view returns (bool) {
        for (uint256 i = 0; i < index; ++i) {
            Replica storage it = _replicas[all[i]];
            if (it.isShown && it.root == _replicas[all[index]].root) return false;
        }
        return true;
    }

    /// @dev Of a group that weighs nothing: none.
    function _oddsOf(uint256[] storage all, bytes32 root) private view returns (uint256) {
        uint256 bits = 0;
        for (uint256 i = 0; i < all.length; ++i) {
            Replica storage it = _replicas[all[i]];
            if (it.isShown && it.root == root) bits += it.weight;
        }
        return bits == 0 ? 0 : 1 << bits;
    }
}
