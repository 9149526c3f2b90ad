// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {CappedCall} from "../../libraries/CappedCall.sol";
import {Job, JobId} from "../../market/JobTypes.sol";
import {OrderHash} from "../../market/OrderHash.sol";
import {IResultSource} from "../IResultSource.sol";
import {IVerifier, Verdict, VerdictStatus} from "../IVerifier.sol";
import {IProofSystem} from "./IProofSystem.sol";
import {IProofVerifier} from "./IProofVerifier.sol";

/// @title ProofVerifier
/// @notice Holds which jobs were proven and a digest of what came out; anyone may bring a proof.
contract ProofVerifier is IProofVerifier {
    using OrderHash for Job;

    /// @dev Units of a verdict that mean all units of the job.
    uint64 private constant ALL_UNITS = type(uint64).max;

    mapping(JobId jobId => ProvenResult) private _results;

    /* RESULTS */

    /// @inheritdoc IProofVerifier
    function submit(
        Job calldata job,
        ProofTerms calldata terms,
        bytes calldata output,
        bytes calldata proof
    ) external {
        JobId jobId = _idOf(job);
        ProvenResult storage result = _results[jobId];
        bytes32 termsHash = hashTerms(terms);
        uint40 deadline = job.terms.deadline();
        require(result.submittedAt == 0, ProofResultExists(jobId));
        require(job.verifier == address(this), ProofWrongVerifier(jobId, job.verifier));
        require(job.verifierTerms == termsHash, ProofWrongTerms(jobId, termsHash, job.verifierTerms));
        require(block.timestamp <= deadline, ProofTooLate(jobId, deadline, block.timestamp));
        _checkProof(jobId, terms, _publicValues(jobId, job, terms, output), proof);
        // The system was only asked, by a static call: nothing can have changed meanwhile.
        result.outputHash = bytes26(keccak256(output));
        result.submittedAt = uint40(block.timestamp);
        emit ResultProven(jobId, job.provider, termsHash, output);
    }

    /* VIEWS */

    /// @inheritdoc IVerifier
    /// @dev What is on record came by the deadline, and after the deadline nothing gets there: neither answer flips.
    function verdict(JobId jobId, Job calldata) external view returns (Verdict memory) {
        if (_results[jobId].submittedAt == 0) return Verdict(VerdictStatus.NoResult, 0, 0);
        return Verdict(VerdictStatus.Accepted, ALL_UNITS, 0);
    }

    /// @inheritdoc IResultSource
    function isResult(JobId jobId, Job calldata, bytes32 result) external view returns (bool) {
        bytes26 outputHash = _results[jobId].outputHash;
        return outputHash != 0 && outputHash == bytes26(result);
    }

    /// @inheritdoc IProofVerifier
    function resultOf(JobId jobId) external view returns (ProvenResult memory) {
        return _results[jobId];
    }

    /// @inheritdoc IProofVerifier
    function publicValuesOf(
        Job calldata job,
        ProofTerms calldata terms,
        bytes calldata output
    ) external pure returns (bytes memory) {
        return _publicValues(_idOf(job), job, terms, output);
    }

    /// @inheritdoc IProofVerifier
    function hashTerms(ProofTerms calldata terms) public pure returns (bytes32) {
        return keccak256(abi.encode(terms));
    }

    /* INTERNAL */

    function _checkProof(
        JobId jobId,
        ProofTerms calldata terms,
        bytes memory publicValues,
        bytes calldata proof
    ) private view {
        address system = address(terms.system);
        bytes memory question = abi.encodeCall(IProofSystem.isValid, (terms.program, publicValues, proof));
        (bool isAnswered, uint256 answer, , ) = CappedCall.ask(system, terms.verifyGas, question, 1);
        require(isAnswered && answer == 1, ProofInvalid(jobId, system));
    }

    function _publicValues(
        JobId jobId,
        Job calldata job,
        ProofTerms calldata terms,
        bytes calldata output
    ) private pure returns (bytes memory) {
        bytes32 input = terms.input == 0 ? job.spec : terms.input;
        return abi.encodePacked(jobId, input, output);
    }

    function _idOf(Job calldata job) private pure returns (JobId) {
        return job.idOf();
    }
}
