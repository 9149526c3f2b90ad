// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IBatches} from "../market/IBatches.sol";
import {JobId} from "../market/JobTypes.sol";
import {IResultSource} from "./IResultSource.sol";
import {IVerifier, VerdictStatus} from "./IVerifier.sol";

/// @title IAttestationVerifier
/// @notice Verdicts signed by attesters that both sides named: somebody who executed the job again, checked the
/// quote of a trusted execution environment, or looks at the outside world.
///
/// The word of terms in the orders is the hash of {AttestationTerms}. A result is on record under the job, its
/// provider and these terms together, so that nobody can take the place of another, and jobs are never looked up.
///
/// Safety assumes that fewer than `threshold` of the named attesters lie: as many together can award the payment and
/// the collateral of jobs that name them. Where they sign two verdicts on one result, the first on chain stands.
/// Liveness assumes that `threshold` of them answer; where they do not, the market voids the job after `finalAt`.
interface IAttestationVerifier is IVerifier, IResultSource, IBatches {
    /// @notice Whom the two sides trust.
    struct AttestationTerms {
        /// Accounts (keys or ERC-1271 wallets), ascending, without repetition.
        address[] attesters;
        /// How many of them must sign the same.
        uint256 threshold;
    }

    /// @notice What attesters sign (EIP-712).
    struct Attestation {
        JobId jobId;
        address provider;
        /// Merkle root over the chunks of the result.
        bytes32 root;
        /// Accepted, rejected or void.
        VerdictStatus status;
        /// Units delivered, where accepted; all of them where it is the largest uint64.
        uint64 units;
        /// Share of the collateral lost, in basis points; zero unless rejected.
        uint16 slashBps;
        /// Last unix second at which it can be brought.
        uint40 expiry;
    }

    /// @notice A result and what was attested of it.
    struct Result {
        /// The first 26 bytes of the root; the whole is in {ResultSubmitted}. No other result fits it, and making two
        /// that share it takes 2^104 hashes.
        bytes26 root;
        /// Unix second of the submission; zero where there is none.
        uint40 submittedAt;
        /// Pending until attested.
        VerdictStatus status;
        uint64 units;
        uint16 slashBps;
    }

    /// @notice A provider put a result on record.
    event ResultSubmitted(JobId indexed jobId, address indexed provider, bytes32 indexed terms, bytes32 root);

    /// @notice Attesters decided on a result.
    event ResultAttested(
        JobId indexed jobId,
        address indexed provider,
        bytes32 indexed terms,
        VerdictStatus status,
        uint64 units,
        uint16 slashBps
    );

    /// @notice A root of zero.
    error AttestationInvalidRoot(JobId jobId);
    /// @notice The provider has a result on record already.
    error AttestationResultExists(JobId jobId, address provider);
    /// @notice There is no such result to attest.
    error AttestationWrongRoot(JobId jobId, bytes26 submitted, bytes32 attested);
    /// @notice The result was decided already.
    error AttestationAlreadyDecided(JobId jobId, VerdictStatus status);
    /// @notice A status that is no decision.
    error AttestationInvalidStatus(VerdictStatus status);
    /// @notice A slash where nothing was rejected.
    error AttestationInvalidSlash(VerdictStatus status, uint16 slashBps);
    /// @notice The attestation's last second has passed.
    error AttestationExpired(uint40 expiry, uint256 time);
    /// @notice A threshold of zero or above the number of attesters, or attesters that do not ascend.
    error AttestationInvalidTerms(uint256 attesters, uint256 threshold);
    /// @notice Fewer or more signatures than the threshold.
    error AttestationWrongSignatureCount(uint256 signatures, uint256 threshold);
    /// @notice A signature by none of the attesters that are left, in their order.
    error AttestationInvalidSignature(uint256 index);
    /// @notice The caller is neither the provider nor an operator that may submit for it.
    error AttestationWrongProvider(address provider, address caller);

    /// @notice Puts the root of a result on record, once. Called by the provider; under any other account it means
    /// nothing. Counts for the job if it is mined by the job's deadline.
    ///
    /// Emits {ResultSubmitted}.
    ///
    /// Reverts with {AttestationInvalidRoot}, {AttestationResultExists}.
    /// @param terms Hash of the {AttestationTerms} the job names.
    /// @param root Merkle root over the chunks.
    function submit(JobId jobId, bytes32 terms, bytes32 root) external;

    /// @notice Like {submit}, by an operator that the provider lets submit results.
    ///
    /// Emits {ResultSubmitted}. Reverts with {AttestationWrongProvider} and as {submit}.
    function submitFor(address provider, JobId jobId, bytes32 terms, bytes32 root) external;

    /// @notice {submit} and {attest} in one, for a provider who has the attestation already. Called by the provider
    /// or an operator that may submit for it.
    ///
    /// Emits {ResultSubmitted} and {ResultAttested}.
    ///
    /// Reverts with {AttestationWrongProvider}, then as {attest} does for what is signed, then as {submit} does.
    function submitAttested(
        AttestationTerms calldata terms,
        Attestation calldata attestation,
        bytes[] calldata signatures
    ) external;

    /// @notice Brings the attesters' verdict on a submitted result. Anyone may call; the first verdict stands.
    ///
    /// Emits {ResultAttested}.
    ///
    /// Reverts with {AttestationWrongRoot}, {AttestationAlreadyDecided}, {AttestationInvalidStatus},
    /// {AttestationInvalidSlash}, {AttestationExpired}, {AttestationInvalidTerms},
    /// {AttestationWrongSignatureCount}, {AttestationInvalidSignature}.
    /// @param signatures As many as the threshold, in the order of the attesters who made them.
    function attest(
        AttestationTerms calldata terms,
        Attestation calldata attestation,
        bytes[] calldata signatures
    ) external;

    /// @notice Makes many of the calls above, as the caller. Anyone may call.
    ///
    /// Emits as these calls and `BatchItemFailed`. Reverts with {BatchGasTooLow}.
    /// @param calls ABI encodings of calls of this contract.
    /// @param gasPerItem Gas of one call: 150,000 is enough for one attester with a key.
    /// @return codes For each call zero, or the selector of the error it would revert with.
    function batch(bytes[] calldata calls, uint256 gasPerItem) external returns (bytes4[] memory codes);

    /// @notice The result a provider put on record for a job under these terms; all zero where there is none.
    function resultOf(JobId jobId, address provider, bytes32 terms) external view returns (Result memory);

    /// @notice The EIP-712 digest that attesters sign.
    function attestationDigest(Attestation calldata attestation) external view returns (bytes32);

    /// @notice The word that orders carry for these terms.
    function hashTerms(AttestationTerms calldata terms) external pure returns (bytes32);
}
