// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";

import {Signatures} from "../libraries/Signatures.sol";
import {Batches} from "../market/Batches.sol";
import {Job, JobId} from "../market/JobTypes.sol";
import {IOperators} from "../staking/IOperators.sol";
import {OperatorScopes} from "../staking/OperatorScopes.sol";
import {IAttestationVerifier} from "./IAttestationVerifier.sol";
import {IResultSource} from "./IResultSource.sol";
import {IVerifier, Verdict, VerdictStatus} from "./IVerifier.sol";

/// @title AttestationVerifier
/// @notice Holds results and the verdicts attesters signed on them; providers submit, anyone brings attestations.
contract AttestationVerifier is IAttestationVerifier, Batches, EIP712 {
    bytes32 private constant ATTESTATION_TYPEHASH = keccak256(
        "Attestation(bytes32 jobId,address provider,bytes32 root,uint8 status,uint64 units,uint16 slashBps,"
        "uint40 expiry)"
    );

    /// @dev Units of an attestation that mean all units of the job.
    uint64 private constant ALL_UNITS = type(uint64).max;

    /// @dev Where a result stands, in the slot of its root: accepted for all units, the usual end, needs no other.
    enum Stage {
        None,
        Submitted,
        AcceptedInFull,
        Decided
    }

    struct Record {
        // slot 0
        bytes26 root;
        uint40 submittedAt;
        Stage stage;
        // slot 1, where decided otherwise than accepted in full
        VerdictStatus status;
        uint64 units;
        uint16 slashBps;
    }

    /// @notice Where providers say who may submit for them.
    IOperators public immutable operators;

    mapping(bytes32 key => Record) private _records;

    /// @param operators_ Where providers say who may submit for them: the stake vault.
    constructor(IOperators operators_) EIP712("Weft AttestationVerifier", "1") {
        operators = operators_;
    }

    /* RESULTS */

    /// @inheritdoc IAttestationVerifier
    function submit(JobId jobId, bytes32 terms, bytes32 root) external {
        _submitFor(msg.sender, jobId, terms, root);
    }

    /// @inheritdoc IAttestationVerifier
    function submitFor(address provider, JobId jobId, bytes32 terms, bytes32 root) external {
        require(_isOperator(provider), AttestationWrongProvider(provider, msg.sender));
        _submitFor(provider, jobId, terms, root);
    }

    /// @inheritdoc IAttestationVerifier
    function submitAttested(
        AttestationTerms calldata terms,
        Attestation calldata attestation,
        bytes[] calldata signatures
    ) external {
        address provider = attestation.provider;
        require(
            provider == msg.sender || _isOperator(provider),
            AttestationWrongProvider(provider, msg.sender)
        );
        bytes32 termsHash = hashTerms(terms);
        Record storage record = _records[_keyOf(attestation.jobId, provider, termsHash)];
        _checkAttestation(terms, attestation, signatures);
        _submit(record, attestation.jobId, provider, termsHash, attestation.root);
        _decide(record, attestation, termsHash);
    }

    /// @inheritdoc IAttestationVerifier
    function attest(
        AttestationTerms calldata terms,
        Attestation calldata attestation,
        bytes[] calldata signatures
    ) external {
        bytes32 termsHash = hashTerms(terms);
        Record storage record = _records[_keyOf(attestation.jobId, attestation.provider, termsHash)];
        require(
            record.stage != Stage.None && record.root == bytes26(attestation.root),
            AttestationWrongRoot(attestation.jobId, record.root, attestation.root)
        );
        require(
            record.stage == Stage.Submitted,
            AttestationAlreadyDecided(attestation.jobId, _statusOf(record))
        );
        _checkAttestation(terms, attestation, signatures);
        _decide(record, attestation, termsHash);
    }

    /* BATCHES */

    /// @inheritdoc IAttestationVerifier
    function batch(bytes[] calldata calls, uint256 gasPerItem) external returns (bytes4[] memory) {
        return _runCalls(calls, gasPerItem);
    }

    /* VIEWS */

    /// @inheritdoc IVerifier
    function verdict(JobId jobId, Job calldata job) external view returns (Verdict memory) {
        Record storage record = _records[_keyOf(jobId, job.provider, job.verifierTerms)];
        (Stage stage, uint40 submittedAt) = (record.stage, record.submittedAt);
        if (stage == Stage.None || submittedAt > job.terms.deadline())
            return Verdict(VerdictStatus.NoResult, 0, 0);
        if (stage == Stage.AcceptedInFull) return Verdict(VerdictStatus.Accepted, ALL_UNITS, 0);
        return Verdict(record.status, record.units, record.slashBps);
    }

    /// @inheritdoc IResultSource
    function isResult(JobId jobId, Job calldata job, bytes32 result) external view returns (bool) {
        bytes26 root = _records[_keyOf(jobId, job.provider, job.verifierTerms)].root;
        return root != 0 && root == bytes26(result);
    }

    /// @inheritdoc IAttestationVerifier
    function resultOf(JobId jobId, address provider, bytes32 terms) external view returns (Result memory) {
        Record storage record = _records[_keyOf(jobId, provider, terms)];
        bool isFull = record.stage == Stage.AcceptedInFull;
        return
            Result({
                root: record.root,
                submittedAt: record.submittedAt,
                status: _statusOf(record),
                units: isFull ? ALL_UNITS : record.units,
                slashBps: record.slashBps
            });
    }

    /// @inheritdoc IAttestationVerifier
    function attestationDigest(Attestation calldata attestation) public view returns (bytes32) {
        // All fields are words, so the ABI encoding is the standard's.
        return _hashTypedDataV4(keccak256(abi.encode(ATTESTATION_TYPEHASH, attestation)));
    }

    /// @inheritdoc IAttestationVerifier
    function hashTerms(AttestationTerms calldata terms) public pure returns (bytes32) {
        return keccak256(abi.encode(terms.attesters, terms.threshold));
    }

    /* INTERNAL */

    function _submitFor(address provider, JobId jobId, bytes32 terms, bytes32 root) private {
        Record storage record = _records[_keyOf(jobId, provider, terms)];
        _submit(record, jobId, provider, terms, root);
        record.stage = Stage.Submitted;
    }

    /// @dev The caller sets the stage, so that the slot is written once.
    function _submit(
        Record storage record,
        JobId jobId,
        address provider,
        bytes32 terms,
        bytes32 root
    ) private {
        require(root != 0, AttestationInvalidRoot(jobId));
        require(record.stage == Stage.None, AttestationResultExists(jobId, provider));
        record.root = bytes26(root);
        record.submittedAt = uint40(block.timestamp);
        emit ResultSubmitted(jobId, provider, terms, root);
    }

    function _decide(Record storage record, Attestation calldata attestation, bytes32 terms) private {
        if (attestation.status == VerdictStatus.Accepted && attestation.units == ALL_UNITS) {
            record.stage = Stage.AcceptedInFull;
        } else {
            record.stage = Stage.Decided;
            record.status = attestation.status;
            record.units = attestation.units;
            record.slashBps = attestation.slashBps;
        }
        emit ResultAttested(
            attestation.jobId,
            attestation.provider,
            terms,
            attestation.status,
            attestation.units,
            attestation.slashBps
        );
    }

    function _checkAttestation(
        AttestationTerms calldata terms,
        Attestation calldata attestation,
        bytes[] calldata signatures
    ) private view {
        VerdictStatus status = attestation.status;
        require(
            status != VerdictStatus.Pending && status != VerdictStatus.NoResult,
            AttestationInvalidStatus(status)
        );
        uint16 slashBps = attestation.slashBps;
        require(slashBps == 0 || status == VerdictStatus.Rejected, AttestationInvalidSlash(status, slashBps));
        require(
            block.timestamp <= attestation.expiry,
            AttestationExpired(attestation.expiry, block.timestamp)
        );
        (uint256 count, uint256 threshold) = (terms.attesters.length, terms.threshold);
        require(threshold != 0 && threshold <= count, AttestationInvalidTerms(count, threshold));
        require(signatures.length == threshold, AttestationWrongSignatureCount(signatures.length, threshold));
        _checkSigners(terms.attesters, attestationDigest(attestation), signatures);
    }

    /// @dev Walks the attesters once. Every signature must be by a later attester than the one before, and
    /// attesters ascend, so that nobody counts twice.
    function _checkSigners(
        address[] calldata attesters,
        bytes32 digest,
        bytes[] calldata signatures
    ) private view {
        uint256 signed = 0;
        for (uint256 i = 0; i < attesters.length; ++i) {
            require(
                i == 0 || attesters[i - 1] < attesters[i],
                AttestationInvalidTerms(attesters.length, signatures.length)
            );
            if (signed < signatures.length && Signatures.isValid(attesters[i], digest, signatures[signed]))
                ++signed;
        }
        require(signed == signatures.length, AttestationInvalidSignature(signed));
    }

    function _isOperator(address provider) private view returns (bool) {
        return operators.isOperator(provider, msg.sender, OperatorScopes.SUBMIT);
    }

    function _statusOf(Record storage record) private view returns (VerdictStatus) {
        if (record.stage == Stage.None) return VerdictStatus.NoResult;
        if (record.stage == Stage.AcceptedInFull) return VerdictStatus.Accepted;
        return record.status; // pending, the zero value, until decided
    }

    function _keyOf(JobId jobId, address provider, bytes32 terms) private pure returns (bytes32) {
        return keccak256(abi.encode(jobId, provider, terms));
    }
}
