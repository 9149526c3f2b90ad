// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {IJobMarket} from "../../market/IJobMarket.sol";
import {Job, JobId, JobStatus} from "../../market/JobTypes.sol";
import {OrderHash} from "../../market/OrderHash.sol";
import {IOperators} from "../../staking/IOperators.sol";
import {OperatorScopes} from "../../staking/OperatorScopes.sol";
import {IResultSource} from "../IResultSource.sol";
import {IVerifier, Verdict, VerdictStatus} from "../IVerifier.sol";
import {Credibility} from "./Credibility.sol";
import {IQuorumVerifier} from "./IQuorumVerifier.sol";
import {QuorumEntry, QuorumEntryLibrary} from "./QuorumEntry.sol";
import {QuorumTask, QuorumTaskLibrary} from "./QuorumTask.sol";
import {QuorumTerms} from "./QuorumTerms.sol";

/// @title QuorumVerifier
/// @notice Holds the commitments and reveals of replicas, and providers' records; providers of open jobs of one
/// market commit and reveal, anyone notes outcomes.
/// @dev No reentrancy guard: the market and the stake vault are only asked by static calls.
contract QuorumVerifier is IQuorumVerifier {
    using OrderHash for Job;

    /// @notice What a replica has left, at least, after the reveals of others that it is refused for: many blocks, of
    /// which nobody can fill all.
    uint256 public constant SPARE_SECONDS = 15 minutes;

    /// @notice The market whose open jobs are replicas. Only asked.
    IJobMarket public immutable market;
    /// @notice Where providers say who may submit for them.
    IOperators public immutable operators;

    mapping(bytes32 key => QuorumTask) private _tasks;
    /// @dev Records, each with room for one commitment: a provider that returns writes a slot it has.
    mapping(address payer => mapping(address provider => QuorumEntry)) private _records;
    /// @dev Commitments that found that room taken, by task and provider.
    mapping(bytes32 key => QuorumEntry) private _extras;
    /// @dev Hashes of roots that contradict the first one, by task and group.
    mapping(bytes32 key => bytes32) private _roots;

    /// @param market_ The market whose jobs are replicas.
    /// @param operators_ Where providers say who may submit for them: the stake vault.
    constructor(IJobMarket market_, IOperators operators_) {
        market = market_;
        operators = operators_;
    }

    /* COMMIT */

    /// @inheritdoc IQuorumVerifier
    function commit(Job calldata job, bytes32 commitment, bytes32 previous) external {
        (bytes32 request, address provider) = (job.request, job.provider);
        _checkProvider(provider);
        require(job.verifier == address(this), QuorumWrongVerifier(request, job.verifier));
        require(isSound(job), QuorumUnsoundJob(request, job.verifierTerms));
        uint40 deadline = job.terms.deadline();
        require(block.timestamp <= deadline, QuorumDeadlinePassed(request, deadline, block.timestamp));
        JobStatus status = _statusOf(job);
        require(status == JobStatus.Open, QuorumJobNotOpen(request, provider, status));
        _commit(job, commitment, previous);
    }

    /* REVEAL */

    /// @inheritdoc IQuorumVerifier
    function reveal(Task calldata task, address provider, bytes32 root, bytes32 salt) external {
        _checkProvider(provider);
        require(root != 0, QuorumInvalidRoot(task.request, provider));
        bytes32 key = keyOf(task);
        (QuorumEntry entry, ) = _findEntry(task.payer, provider, key);
        require(!entry.isFree(), QuorumNotCommitted(task.request, provider));
        require(
            entry.commitment() == QuorumEntryLibrary.commitmentOf(_commitmentOf(key, provider, root, salt)),
            QuorumWrongReveal(task.request, provider)
        );
        _reveal(task, key, provider, entry.unit(), root);
    }

    /* RECORDS */

    /// @inheritdoc IQuorumVerifier
    function note(Task calldata task, address provider) external {
        bytes32 key = keyOf(task);
        (QuorumEntry entry, bool isExtra) = _findEntry(task.payer, provider, key);
        require(!entry.isFree(), QuorumNotCommitted(task.request, provider));
        QuorumEntry record = isExtra ? _records[task.payer][provider] : entry;
        record = _noted(record, task, provider, key, entry.unit());
        if (isExtra) {
            record = record.withoutExtra();
            _extras[_extraKey(key, provider)] = QuorumEntry.wrap(0);
        } else {
            record = record.cleared();
        }
        _records[task.payer][provider] = record;
        emit RecordNoted(task.payer, provider, task.request, record.agreed());
    }

    /* VIEWS */

    /// @inheritdoc IVerifier
    function verdict(JobId, Job calldata job) external view returns (Verdict memory) {
        if (!isSound(job)) return Verdict(VerdictStatus.Void, 0, 0);
        QuorumTerms terms = QuorumTerms.wrap(uint256(job.verifierTerms));
        QuorumTask task = _tasks[_keyOf(job.request, job.payer, terms)].current(terms);
        uint256 state = task.stateOf(job.share.firstUnit());
        uint40 deadline = job.terms.deadline();
        if (state == QuorumTaskLibrary.ABSENT) return _verdictOfAbsent(task, terms, deadline);
        if (_isSilent(task, state)) return _verdictOfSilent(terms, deadline);
        if (state == QuorumTaskLibrary.COMMITTED) return Verdict(VerdictStatus.Pending, 0, 0);
        (bool isOver, uint256 winner) = _outcome(task, terms);
        if (!isOver) return Verdict(VerdictStatus.Pending, 0, 0);
        if (winner == 0) return Verdict(VerdictStatus.Void, 0, 0);
        if (winner == state) return Verdict(VerdictStatus.Accepted, job.share.units(), 0);
        return Verdict(VerdictStatus.Rejected, 0, terms.slashBps());
    }

    /// @inheritdoc IResultSource
    /// @dev Of a first root 112 bits of its hash are kept, of others the whole hash.
    function isResult(JobId, Job calldata job, bytes32 result) external view returns (bool) {
        bytes32 key = _keyOf(job.request, job.payer, QuorumTerms.wrap(uint256(job.verifierTerms)));
        QuorumTask task = _tasks[key];
        uint256 state = task.stateOf(job.share.firstUnit());
        if (state < QuorumTaskLibrary.FIRST_GROUP || state == QuorumTaskLibrary.SILENT) return false;
        bytes32 hashed = keccak256(abi.encode(key, result));
        if (state == QuorumTaskLibrary.FIRST_GROUP) return task.rootTag() == uint112(uint256(hashed));
        return _roots[_groupKey(key, state - QuorumTaskLibrary.FIRST_GROUP)] == hashed;
    }

    /// @inheritdoc IQuorumVerifier
    function standingOf(Task calldata task) public view returns (Standing memory standing) {
        QuorumTerms terms = task.terms;
        QuorumTask state = _tasks[keyOf(task)].current(terms);
        (standing.committed, standing.unrevealed) = (uint8(state.committed()), uint8(state.unrevealed()));
        standing.until = uint40(state.until());
        (, uint256 count, uint256 bits, uint256 otherOdds) = state.leading();
        if (!state.isOpen()) bits = state.weightOfAll();
        (standing.leading, standing.weightBits) = (uint8(count), uint8(bits));
        if (!state.isOpen()) {
            standing.phase = state.committed() == 0 ? Phase.None : Phase.Blind;
            standing.missing = _missing(state, terms, terms.first(), state.committed(), bits, 0);
        } else if (!state.isIdle()) {
            standing.phase = Phase.Reveal;
        } else {
            (bool isOver, uint256 winner) = _outcome(state, terms);
            if (isOver) {
                standing.phase = winner == 0 ? Phase.Void : Phase.Decided;
            } else {
                standing.phase = Phase.Seeing;
                standing.until = uint40(state.lapsesAt(terms));
                standing.missing = _missing(state, terms, terms.quorum(), count, bits, otherOdds);
            }
        }
    }

    /// @inheritdoc IQuorumVerifier
    function needsMore(Task calldata task) external view returns (uint256) {
        return standingOf(task).missing;
    }

    /// @inheritdoc IQuorumVerifier
    function replicaOf(
        Task calldata task,
        address provider
    ) external view returns (ReplicaState state, uint256 unit, uint256 weightBits) {
        bytes32 key = keyOf(task);
        (QuorumEntry entry, ) = _findEntry(task.payer, provider, key);
        if (entry.isFree()) return (ReplicaState.Absent, 0, 0);
        QuorumTask taskState = _tasks[key].current(task.terms);
        unit = entry.unit();
        uint256 number = taskState.stateOf(unit);
        if (_isSilent(taskState, number)) state = ReplicaState.Silent;
        else state = number == QuorumTaskLibrary.COMMITTED ? ReplicaState.Committed : ReplicaState.Revealed;
        weightBits = taskState.weightOf(unit);
    }

    /// @inheritdoc IQuorumVerifier
    function recordOf(
        address payer,
        address provider
    ) external view returns (uint256 agreed, uint256 weightBits) {
        agreed = _records[payer][provider].agreed();
        weightBits = Credibility.weightOf(agreed);
    }

    /// @inheritdoc IQuorumVerifier
    function isSound(Job calldata job) public pure returns (bool) {
        QuorumTerms terms = QuorumTerms.wrap(uint256(job.verifierTerms));
        uint256 opensAt = job.terms.matchedAt() + terms.commitSeconds();
        return
            job.share.units() == 1 &&
            job.share.firstUnit() < terms.cap() &&
            job.terms.deadline() <= opensAt &&
            opensAt + terms.revealSeconds() <= job.terms.finalAt() &&
            terms.isSound();
    }

    /// @inheritdoc IQuorumVerifier
    function keyOf(Task calldata task) public pure returns (bytes32) {
        return _keyOf(task.request, task.payer, task.terms);
    }

    /// @inheritdoc IQuorumVerifier
    function commitmentOf(
        Task calldata task,
        address provider,
        bytes32 root,
        bytes32 salt
    ) external pure returns (bytes32) {
        return _commitmentOf(keyOf(task), provider, root, salt);
    }

    /* INTERNAL: EFFECTS */

    function _commit(Job calldata job, bytes32 commitment, bytes32 previous) private {
        QuorumTerms terms = QuorumTerms.wrap(uint256(job.verifierTerms));
        bytes32 key = _keyOf(job.request, job.payer, terms);
        uint256 unit = job.share.firstUnit(); // below 12: the job is sound
        QuorumTask task = _tasks[key].current(terms);
        _checkOpen(task, terms, job);
        require(
            task.stateOf(unit) == QuorumTaskLibrary.ABSENT,
            QuorumAlreadyCommitted(job.request, job.provider)
        );
        uint256 agreed = _keep(job, key, commitment, previous, unit);
        uint256 weight;
        (_tasks[key], weight) = _joined(task, terms, job.terms.matchedAt(), unit, agreed);
        emit ReplicaCommitted(job.request, job.provider, unit, agreed, weight, commitment);
    }

    /// @dev The task with one replica more.
    function _joined(
        QuorumTask task,
        QuorumTerms terms,
        uint256 matchedAt,
        uint256 unit,
        uint256 agreed
    ) private view returns (QuorumTask, uint256 weight) {
        uint256 revealsEnd = block.timestamp + terms.revealSeconds();
        if (task.isOpen()) {
            // While others reveal, it has the rest of their time: it sees their results and can reveal at once.
            if (task.isIdle()) task = task.silenced().withUntil(revealsEnd);
            weight = Credibility.seeingWeightOf(agreed);
            return (task.withReplica(unit, weight), weight);
        }
        uint256 opensAt = matchedAt + terms.commitSeconds();
        if (task.committed() == 0 || opensAt < task.until()) task = task.withUntil(opensAt);
        weight = Credibility.weightOf(agreed);
        task = task.withReplica(unit, weight);
        return (_isEnough(task, terms) ? task.opened(revealsEnd) : task, weight);
    }

    /// @dev Writes the commitment down, in the place beside the record or elsewhere, and returns the record.
    function _keep(
        Job calldata job,
        bytes32 key,
        bytes32 commitment,
        bytes32 previous,
        uint256 unit
    ) private returns (uint256 agreed) {
        (address payer, address provider) = (job.payer, job.provider);
        QuorumEntry record = _records[payer][provider];
        require(!record.isOf(key), QuorumAlreadyCommitted(job.request, provider));
        bytes32 extraKey = _extraKey(key, provider);
        // Without extras there is none to look for.
        require(
            record.extras() == 0 || _extras[extraKey].isFree(),
            QuorumAlreadyCommitted(job.request, provider)
        );
        if (!record.isFree() && record.isOf(previous)) {
            QuorumTask ended = _tasks[previous];
            if (ended.isDecided()) {
                record = _judged(record, ended, record.unit(), ended.winner()).cleared();
            }
        }
        agreed = record.agreed();
        if (record.isFree()) {
            _records[payer][provider] = record.committed(key, commitment, unit);
        } else {
            require(record.extras() < type(uint8).max, QuorumTooManyTasks(payer, provider));
            _records[payer][provider] = record.withExtra();
            _extras[extraKey] = QuorumEntry.wrap(0).committed(key, commitment, unit);
        }
    }

    function _reveal(Task calldata id, bytes32 key, address provider, uint256 unit, bytes32 root) private {
        QuorumTerms terms = id.terms;
        QuorumTask task = _tasks[key].current(terms);
        uint256 until = task.until();
        require(task.isOpen(), QuorumRevealNotOpen(id.request, until));
        uint256 state = task.stateOf(unit);
        require(
            state == QuorumTaskLibrary.COMMITTED || state == QuorumTaskLibrary.SILENT,
            QuorumAlreadyRevealed(id.request, provider)
        );
        require(
            state == QuorumTaskLibrary.COMMITTED && block.timestamp <= until,
            QuorumRevealOver(id.request, until, block.timestamp)
        );
        (task, state) = _grouped(task, key, root);
        task = task.withState(unit, state);
        uint256 agreeing = 0;
        if (task.unrevealed() == 0) {
            (state, agreeing) = task.credible(terms);
            task = task.withUntil(block.timestamp);
            if (agreeing != 0) task = task.decided(state);
        }
        _tasks[key] = task;
        emit ReplicaRevealed(id.request, provider, root);
        if (agreeing != 0) emit TaskDecided(id.request, agreeing, task.committed());
    }

    /// @dev Finds the group of a root, or founds it.
    function _grouped(
        QuorumTask task,
        bytes32 key,
        bytes32 root
    ) private returns (QuorumTask, uint256 state) {
        bytes32 hashed = keccak256(abi.encode(key, root));
        uint112 tag = uint112(uint256(hashed));
        uint112 firstTag = task.rootTag();
        state = QuorumTaskLibrary.FIRST_GROUP;
        if (firstTag == 0) return (task.withRootTag(tag), state);
        if (firstTag == tag) return (task, state);
        uint256 groups = task.groupCount();
        for (uint256 group = 1; group < groups; ++group) {
            if (_roots[_groupKey(key, group)] == hashed) return (task, state + group);
        }
        _roots[_groupKey(key, groups)] = hashed;
        return (task, state + groups);
    }

    /* INTERNAL: CHECKS */

    function _checkProvider(address provider) private view {
        require(
            provider == msg.sender || operators.isOperator(provider, msg.sender, OperatorScopes.SUBMIT),
            QuorumWrongProvider(provider, msg.sender)
        );
    }

    /// @dev What the market says of the job, asked with the bytes of the job as they came.
    function _statusOf(Job calldata job) private view returns (JobStatus) {
        bytes memory question = bytes.concat(IJobMarket.statusOf.selector, job.encode());
        return abi.decode(Address.functionStaticCall(address(market), question), (JobStatus));
    }

    /// @dev While others reveal, whoever is not wanted and has time to come after them is refused. Who would have little
    /// left is not: it would be late by no fault of its own, since others choose when they reveal.
    function _checkOpen(QuorumTask task, QuorumTerms terms, Job calldata job) private view {
        if (!task.isOpen()) return;
        (bool isOver, ) = _outcome(task, terms);
        require(!isOver, QuorumTaskOver(job.request));
        uint256 until = task.until();
        bool hasTime = until + SPARE_SECONDS <= job.terms.deadline();
        bool isWanted = task.isIdle() || !hasTime || !task.mayBeCredible(terms);
        require(isWanted, QuorumNotWanted(job.request, until));
    }

    /// @dev Whether reveals may open: no more replicas are wanted if those there are agree.
    function _isEnough(QuorumTask task, QuorumTerms terms) private pure returns (bool) {
        uint256 count = task.committed();
        if (count < terms.first()) return false;
        return count == terms.cap() || Credibility.isCredible(task.weightOfAll(), 0, terms.trust());
    }

    /// @dev Whether the task is over, and the state of the replicas that were right; none where it is void. Once
    /// over it stays so: nobody can reveal, and nobody can commit.
    function _outcome(QuorumTask task, QuorumTerms terms) private view returns (bool isOver, uint256 winner) {
        if (task.isDecided()) return (true, task.winner());
        if (!task.isIdle()) return (false, 0);
        (winner, ) = task.credible(terms);
        isOver = winner != 0 || task.committed() == terms.cap() || block.timestamp > task.lapsesAt(terms);
    }

    /// @dev Whether a replica of this state committed and can reveal no more.
    function _isSilent(QuorumTask task, uint256 state) private view returns (bool) {
        if (state == QuorumTaskLibrary.SILENT) return true;
        return state == QuorumTaskLibrary.COMMITTED && task.isIdle();
    }

    /// @dev Late; but void where the task ended, and with it the chance to commit, before its deadline.
    function _verdictOfAbsent(
        QuorumTask task,
        QuorumTerms terms,
        uint256 deadline
    ) private view returns (Verdict memory) {
        (bool isOver, uint256 winner) = task.isOpen() ? _outcome(task, terms) : (false, 0);
        uint256 endedAt = winner == 0 ? task.lapsesAt(terms) : task.until();
        bool isCut = isOver && endedAt <= deadline;
        return Verdict(isCut ? VerdictStatus.Void : VerdictStatus.NoResult, 0, 0);
    }

    /// @dev Pending until the deadline, so that nobody hands a job back after seeing what others revealed.
    function _verdictOfSilent(QuorumTerms terms, uint256 deadline) private view returns (Verdict memory) {
        uint16 slashBps = terms.silentSlashBps();
        if (slashBps != 0) return Verdict(VerdictStatus.Rejected, 0, slashBps);
        bool isLate = block.timestamp > deadline;
        return Verdict(isLate ? VerdictStatus.NoResult : VerdictStatus.Pending, 0, 0);
    }

    /// @dev The record with a replica's outcome on it.
    function _noted(
        QuorumEntry record,
        Task calldata id,
        address provider,
        bytes32 key,
        uint256 unit
    ) private view returns (QuorumEntry) {
        QuorumTask task = _tasks[key].current(id.terms);
        uint256 state = task.stateOf(unit);
        if (_isSilent(task, state)) return record.faulted();
        (bool isOver, uint256 winner) = _outcome(task, id.terms);
        require(isOver, QuorumUndecided(id.request, provider));
        return winner == 0 ? record : _judged(record, task, unit, winner);
    }

    /// @dev The record after a decision. What weighed nothing is no merit: it may have been copied.
    function _judged(
        QuorumEntry record,
        QuorumTask task,
        uint256 unit,
        uint256 winner
    ) private pure returns (QuorumEntry) {
        if (task.stateOf(unit) != winner) return record.faulted();
        return task.weightOf(unit) == 0 ? record : record.credited();
    }

    /* INTERNAL: VIEWS */

    /// @dev The provider's commitment to a task; free where there is none.
    function _findEntry(
        address payer,
        address provider,
        bytes32 key
    ) private view returns (QuorumEntry entry, bool isExtra) {
        entry = _records[payer][provider];
        if (entry.isOf(key)) return (entry, false);
        return (_extras[_extraKey(key, provider)], true);
    }

    function _missing(
        QuorumTask task,
        QuorumTerms terms,
        uint256 needed,
        uint256 count,
        uint256 bits,
        uint256 otherOdds
    ) private pure returns (uint8) {
        uint256 wanted = Math.log2((terms.trust() - 1) * (1 + otherOdds), Math.Rounding.Ceil);
        uint256 missing = Math.max(Math.saturatingSub(needed, count), Math.saturatingSub(wanted, bits));
        return uint8(Math.min(missing, Math.saturatingSub(terms.cap(), task.committed())));
    }

    function _keyOf(bytes32 request, address payer, QuorumTerms terms) private pure returns (bytes32) {
        return keccak256(abi.encode(request, payer, terms));
    }

    function _commitmentOf(
        bytes32 key,
        address provider,
        bytes32 root,
        bytes32 salt
    ) private pure returns (bytes32) {
        return keccak256(abi.encode(key, provider, root, salt));
    }

    function _extraKey(bytes32 key, address provider) private pure returns (bytes32) {
        return keccak256(abi.encode(key, provider));
    }

    function _groupKey(bytes32 key, uint256 group) private pure returns (bytes32) {
        return keccak256(abi.encode(key, group));
    }
}
