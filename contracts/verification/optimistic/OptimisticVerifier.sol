// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";

import {Batches} from "../../market/Batches.sol";
import {Job, JobId} from "../../market/JobTypes.sol";
import {IOperators} from "../../staking/IOperators.sol";
import {OperatorScopes} from "../../staking/OperatorScopes.sol";
import {Terms} from "../../types/OrderWords.sol";
import {IResultSource} from "../IResultSource.sol";
import {IVerifier, Verdict, VerdictStatus} from "../IVerifier.sol";
import {CourtTerms, Ruling} from "./CourtTypes.sol";
import {IArbitrable, Summons} from "./IArbitrable.sol";
import {IJuryCourt} from "./IJuryCourt.sol";
import {IOptimisticVerifier, ResultStage} from "./IOptimisticVerifier.sol";
import {ChunkResult, Claim, ClaimKind, OptimisticTerms} from "./OptimisticTypes.sol";

/// @title OptimisticVerifier
/// @notice Holds results; providers submit, the court summons and rules, time accepts. Holds no money.
contract OptimisticVerifier is IOptimisticVerifier, Batches {
    /// @dev Units of a verdict that mean all units of the job.
    uint64 private constant ALL_UNITS = type(uint64).max;

    /// @notice Where providers say who may submit for them.
    IOperators public immutable operators;
    /// @notice The court that judges challenges.
    address public immutable court;
    uint256 private immutable _minBondPerJuror;

    mapping(bytes32 subject => Result) private _results;

    /// @param operators_ Where providers say who may submit for them: the stake vault.
    constructor(IOperators operators_, IJuryCourt court_) {
        operators = operators_;
        court = address(court_);
        _minBondPerJuror = court_.minBondPerJuror();
    }

    /* RESULTS */

    /// @inheritdoc IOptimisticVerifier
    function submit(JobId jobId, OptimisticTerms terms, bytes32 root) external {
        _submit(msg.sender, jobId, terms, root);
    }

    /// @inheritdoc IOptimisticVerifier
    function submitFor(address provider, JobId jobId, OptimisticTerms terms, bytes32 root) external {
        bool isOperator = operators.isOperator(provider, msg.sender, OperatorScopes.SUBMIT);
        require(isOperator, OptimisticWrongProvider(provider, msg.sender));
        _submit(provider, jobId, terms, root);
    }

    /// @inheritdoc IOptimisticVerifier
    function batch(bytes[] calldata calls, uint256 gasPerItem) external returns (bytes4[] memory) {
        return _runCalls(calls, gasPerItem);
    }

    /* COURT */

    /// @inheritdoc IArbitrable
    function summon(address plaintiff, bytes calldata data) external returns (Summons memory summons) {
        require(msg.sender == court, OptimisticNotCourt(court, msg.sender));
        Claim memory claim = abi.decode(data, (Claim));
        JobId jobId;
        (summons, jobId) = _summonsOf(claim);
        _results[summons.subject].stage = ResultStage.Challenged;
        emit ResultChallenged(
            jobId,
            summons.defendant,
            plaintiff,
            summons.subject,
            claim.root,
            claim.kind,
            claim.index,
            claim.given,
            claim.right
        );
    }

    /// @inheritdoc IArbitrable
    function rule(bytes32 subject, Ruling ruling) external {
        require(msg.sender == court, OptimisticNotCourt(court, msg.sender));
        Result storage result = _results[subject];
        if (ruling == Ruling.Plaintiff) {
            result.stage = ResultStage.Overturned;
        } else if (ruling == Ruling.Void) {
            result.stage = ResultStage.Voided;
        } else {
            // Undecided too: if it were final, a provider could have a wrong result accepted by a case that comes to nothing.
            (result.stage, result.since) = (ResultStage.Upheld, uint40(block.timestamp));
        }
        emit ResultRuled(subject, ruling);
    }

    /* VIEWS */

    /// @inheritdoc IVerifier
    function verdict(JobId jobId, Job calldata job) external view returns (Verdict memory) {
        OptimisticTerms terms = OptimisticTerms.wrap(job.verifierTerms);
        if (!terms.isValid(_minBondPerJuror)) return Verdict(VerdictStatus.Void, 0, 0);
        Result memory result = _results[subjectOf(jobId, job.provider, terms)];
        if (result.stage == ResultStage.None || _isOutOfTime(result, job.terms))
            return Verdict(VerdictStatus.NoResult, 0, 0);
        if (result.stage == ResultStage.Overturned)
            return Verdict(VerdictStatus.Rejected, 0, terms.slashBps());
        if (result.stage == ResultStage.Voided) return Verdict(VerdictStatus.Void, 0, 0);
        bool isAccepted =
            result.stage != ResultStage.Challenged && block.timestamp > _windowEnd(result, terms);
        return
            isAccepted ? Verdict(VerdictStatus.Accepted, ALL_UNITS, 0) : Verdict(VerdictStatus.Pending, 0, 0);
    }

    /// @inheritdoc IResultSource
    function isResult(JobId jobId, Job calldata job, bytes32 result) external view returns (bool) {
        OptimisticTerms terms = OptimisticTerms.wrap(job.verifierTerms);
        bytes26 root = _results[subjectOf(jobId, job.provider, terms)].root;
        return root != 0 && root == bytes26(result);
    }

    /// @inheritdoc IOptimisticVerifier
    function summonsOf(Claim calldata claim) external view returns (Summons memory summons) {
        (summons, ) = _summonsOf(claim);
    }

    /// @inheritdoc IOptimisticVerifier
    function resultOf(
        JobId jobId,
        address provider,
        OptimisticTerms terms
    ) external view returns (Result memory) {
        return _results[subjectOf(jobId, provider, terms)];
    }

    /// @inheritdoc IOptimisticVerifier
    function challengeableUntil(
        JobId jobId,
        address provider,
        OptimisticTerms terms
    ) external view returns (uint256 until) {
        Result memory result = _results[subjectOf(jobId, provider, terms)];
        if (result.stage != ResultStage.Submitted && result.stage != ResultStage.Upheld) return 0;
        until = _windowEnd(result, terms);
        if (block.timestamp > until) return 0;
    }

    /// @inheritdoc IOptimisticVerifier
    function subjectOf(JobId jobId, address provider, OptimisticTerms terms) public pure returns (bytes32) {
        return keccak256(abi.encode(jobId, provider, terms));
    }

    /// @inheritdoc IOptimisticVerifier
    function courtTermsOf(OptimisticTerms terms) external pure returns (CourtTerms) {
        return terms.court();
    }

    /* INTERNAL */

    function _submit(address provider, JobId jobId, OptimisticTerms terms, bytes32 root) private {
        require(root != 0, OptimisticInvalidRoot(jobId));
        Result storage result = _results[subjectOf(jobId, provider, terms)];
        require(result.stage == ResultStage.None, OptimisticResultExists(jobId, provider));
        (result.root, result.since, result.stage) = (
            bytes26(root),
            uint40(block.timestamp),
            ResultStage.Submitted
        );
        emit ResultSubmitted(jobId, provider, terms, root);
    }

    function _summonsOf(Claim memory claim) private view returns (Summons memory summons, JobId jobId) {
        Job memory job = claim.job;
        OptimisticTerms terms = OptimisticTerms.wrap(job.verifierTerms);
        require(terms.isValid(_minBondPerJuror), OptimisticInvalidTerms(terms));
        jobId = JobId.wrap(keccak256(abi.encode(job)));
        bytes32 subject = subjectOf(jobId, job.provider, terms);
        Result memory result = _results[subject];
        _checkResult(jobId, job, terms, result, claim.root);
        if (claim.kind == ClaimKind.Wrong) _checkChunk(jobId, claim);
        summons = Summons(subject, job.provider, terms.court());
    }

    function _checkResult(
        JobId jobId,
        Job memory job,
        OptimisticTerms terms,
        Result memory result,
        bytes32 root
    ) private view {
        require(
            result.stage != ResultStage.None && result.root == bytes26(root),
            OptimisticWrongRoot(jobId, result.root, root)
        );
        require(result.stage != ResultStage.Challenged, OptimisticAlreadyChallenged(jobId));
        require(
            (result.stage == ResultStage.Submitted || result.stage == ResultStage.Upheld) &&
                !_isOutOfTime(result, job.terms),
            OptimisticNotChallengeable(jobId, result.stage)
        );
        uint256 until = _windowEnd(result, terms);
        require(block.timestamp <= until, OptimisticWindowClosed(jobId, until, block.timestamp));
    }

    /// @dev Leaves are hashed twice, as OpenZeppelin's standard Merkle tree does, and hold their index: no inner node
    /// and no other chunk can stand for one.
    function _checkChunk(JobId jobId, Claim memory claim) private pure {
        ChunkResult memory given = claim.given;
        bytes32 leaf = keccak256(bytes.concat(keccak256(abi.encode(claim.index, given))));
        require(MerkleProof.verify(claim.proof, claim.root, leaf), OptimisticNoSuchChunk(jobId, claim.index));
        require(
            keccak256(abi.encode(given)) != keccak256(abi.encode(claim.right)),
            OptimisticNothingClaimed(jobId, claim.index)
        );
    }

    /// @dev After the deadline, or before the match: whoever brings a match knows the job's id ahead, and its window would
    /// be over before anybody else knows what the result is of. A result that was challenged was in time.
    function _isOutOfTime(Result memory result, Terms times) private pure returns (bool) {
        return
            result.stage == ResultStage.Submitted &&
            (result.since < times.matchedAt() || result.since > times.deadline());
    }

    function _windowEnd(Result memory result, OptimisticTerms terms) private pure returns (uint256) {
        return uint256(result.since) + terms.challengeSeconds();
    }
}
