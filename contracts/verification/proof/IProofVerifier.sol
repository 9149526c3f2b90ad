// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Job, JobId} from "../../market/JobTypes.sol";
import {IResultSource} from "../IResultSource.sol";
import {IVerifier} from "../IVerifier.sol";
import {IProofSystem} from "./IProofSystem.sol";

/// @title IProofVerifier
/// @notice Results that come with a proof of their computation: by a zero-knowledge virtual machine, or of a circuit.
///
/// The word of terms in the orders is the hash of {ProofTerms}. What must be proven is put together here and never
/// taken from the caller: the public values of the program are `jobId . input . output`, the first two of 32 bytes
/// each. A job's id is the hash of all its terms, provider and deadline among them, so a proof is good for one job of
/// one provider: seen in the mempool and sent first by a stranger, it does for the provider what the provider was
/// about to do. That is why anyone may submit.
///
/// A proof is checked while it is submitted, by the submitter's gas; the verdict is then a read of one slot. There is
/// no result until a valid proof is on record, and from then on the job is accepted for all its units.
///
/// Safety assumes that the named system is sound: its cryptography, its trusted setup where it has one, and whoever
/// may change the contract behind it. Nothing else is trusted. Liveness assumes that the provider can prove in time;
/// a provider therefore signs offers with terms it has read, never with the zero that takes any terms: a client could
/// name a system that accepts nothing and collect what is slashed.
///
/// That an output is published says nothing of data that it only names by a digest.
interface IProofVerifier is IVerifier, IResultSource {
    /// @notice What the two sides agree on.
    struct ProofTerms {
        /// Who checks proofs.
        IProofSystem system;
        /// What must have run, as the system names it.
        bytes32 program;
        /// Digest of the input as the program makes it; zero where that is the job's `spec`, which lets a provider
        /// offer one program for every input.
        bytes32 input;
        /// Gas that the system gets to check one proof.
        uint32 verifyGas;
    }

    /// @notice A result on record.
    struct ProvenResult {
        /// The first 26 bytes of the output's Keccak-256 hash; the output itself is in {ResultProven}.
        bytes26 outputHash;
        /// Unix second of the submission; zero where there is none.
        uint40 submittedAt;
    }

    /// @notice A result was proven.
    /// @param terms Hash of the {ProofTerms} it was proven under.
    event ResultProven(JobId indexed jobId, address indexed provider, bytes32 indexed terms, bytes output);

    /// @notice The job has a result on record already.
    error ProofResultExists(JobId jobId);
    /// @notice The job names another verifier.
    error ProofWrongVerifier(JobId jobId, address verifier);
    /// @notice The terms brought are not those the job names.
    error ProofWrongTerms(JobId jobId, bytes32 terms, bytes32 required);
    /// @notice The last second for a result has passed.
    error ProofTooLate(JobId jobId, uint40 deadline, uint256 time);
    /// @notice The system did not say that this program, for this job and input, ended with this output.
    error ProofInvalid(JobId jobId, address system);

    /// @notice Puts a proven result on record, once. Anyone may call.
    ///
    /// Emits {ResultProven}.
    ///
    /// Reverts with {ProofResultExists}, {ProofWrongVerifier}, {ProofWrongTerms}, {ProofTooLate}, with
    /// `CappedCallGasTooLow` where less gas is left than the terms give the system, and with {ProofInvalid} for a
    /// proof of another program, input, output or job, and where the system fails to answer.
    /// @param job Need not be open: whether it is, only its market knows, and a record of another job moves nothing.
    /// @param terms What the job's `verifierTerms` is the hash of.
    /// @param output The rest of the public values; published with the event.
    /// @param proof In the encoding of the system.
    function submit(
        Job calldata job,
        ProofTerms calldata terms,
        bytes calldata output,
        bytes calldata proof
    ) external;

    /// @notice The result on record for a job; all zero where there is none.
    function resultOf(JobId jobId) external view returns (ProvenResult memory);

    /// @notice What a program must show to have done a job with this output.
    function publicValuesOf(
        Job calldata job,
        ProofTerms calldata terms,
        bytes calldata output
    ) external pure returns (bytes memory);

    /// @notice The word that orders carry for these terms.
    function hashTerms(ProofTerms calldata terms) external pure returns (bytes32);
}
