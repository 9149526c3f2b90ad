// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IBatches} from "../../market/IBatches.sol";
import {JobId} from "../../market/JobTypes.sol";
import {IResultSource} from "../IResultSource.sol";
import {IVerifier} from "../IVerifier.sol";
import {CourtTerms, Ruling} from "./CourtTypes.sol";
import {IArbitrable, Summons} from "./IArbitrable.sol";
import {ChunkResult, Claim, ClaimKind, OptimisticTerms} from "./OptimisticTypes.sol";

/// @notice Where a result stands.
enum ResultStage {
    None,
    /// On record; accepted when its window passes without a challenge.
    Submitted,
    /// Before the court.
    Challenged,
    /// A challenge failed or was not decided; accepted when a new window passes without another.
    Upheld,
    /// The court found it wrong.
    Overturned,
    /// The court found that it cannot be judged.
    Voided
}

/// @title IOptimisticVerifier
/// @notice Results that are right unless somebody challenges them in time and a jury agrees. For jobs that give the
/// same bytes on every machine.
///
/// The word of terms in the orders is {OptimisticTerms}. Terms that make no sense void the job at once. A result is one
/// slot, under the job, its provider and these terms together. Until somebody challenges nobody has to call anything:
/// the verdict follows from the time.
///
/// A challenge is brought through the court, which takes the bonds of both sides. A challenge that fails, or that
/// the court does not decide, opens a new window of `challengeSeconds`, so that a provider that challenges itself wins nothing: the
/// result is accepted only when a whole window has passed in which anybody could. Where the job's `finalAt` comes first
/// the market voids the job, and the provider has the bonds of the challengers who lost. A provider that is about to be
/// caught can keep its place before the court until then: it is not paid, and half a bond a round goes to jurors, but
/// its collateral is not slashed.
///
/// Safety assumes that somebody checks results, with chance p at least: a provider that gains c by not working loses
/// by it where what it risks is above c(1 - p) / p: the smaller of its collateral times `slashBps` and half a bond for
/// each round of the court that fits in before `finalAt`. And it assumes the court.
interface IOptimisticVerifier is IVerifier, IResultSource, IArbitrable, IBatches {
    /// @notice A result on record.
    struct Result {
        /// The first 26 bytes of the root; the whole is in {ResultSubmitted}. No other result fits it, and making two
        /// that share it takes 2^104 hashes.
        bytes26 root;
        /// Unix second of the submission, or of the ruling that left the result.
        uint40 since;
        ResultStage stage;
    }

    /// @notice A provider put a result on record.
    event ResultSubmitted(
        JobId indexed jobId,
        address indexed provider,
        OptimisticTerms indexed terms,
        bytes32 root
    );

    /// @notice A result was challenged; the court's `CaseOpened` of the same transaction names the case.
    /// The job is in its market's event.
    /// @param subject What court and {ResultRuled} know the result by.
    /// @param kind The fields after it mean nothing where the output is withheld.
    event ResultChallenged(
        JobId indexed jobId,
        address indexed provider,
        address indexed challenger,
        bytes32 subject,
        bytes32 root,
        ClaimKind kind,
        uint256 index,
        ChunkResult given,
        ChunkResult right
    );

    /// @notice The court ruled on a result.
    event ResultRuled(bytes32 indexed subject, Ruling indexed ruling);

    /// @notice A root of zero.
    error OptimisticInvalidRoot(JobId jobId);
    /// @notice Terms on which no job can be verified.
    error OptimisticInvalidTerms(OptimisticTerms terms);
    /// @notice The provider has a result on record already.
    error OptimisticResultExists(JobId jobId, address provider);
    /// @notice The caller is neither the provider nor an operator that may submit for it.
    error OptimisticWrongProvider(address provider, address caller);
    /// @notice The provider has no such result on record.
    error OptimisticWrongRoot(JobId jobId, bytes26 submitted, bytes32 root);
    /// @notice Somebody else's challenge is before the court.
    error OptimisticAlreadyChallenged(JobId jobId);
    /// @notice The result was found wrong or void, or came too late to count.
    error OptimisticNotChallengeable(JobId jobId, ResultStage stage);
    /// @notice The window for challenges has closed.
    error OptimisticWindowClosed(JobId jobId, uint256 until, uint256 time);
    /// @notice The root has no such chunk with this result.
    error OptimisticNoSuchChunk(JobId jobId, uint256 index);
    /// @notice The result claimed to be right is the one given.
    error OptimisticNothingClaimed(JobId jobId, uint256 index);
    /// @notice The caller is not the court.
    error OptimisticNotCourt(address court, address caller);

    /// @notice Puts the root of a result on record, once. Called by the provider; under any other account it means
    /// nothing. Counts for the job if it is mined from the job's match on and by its deadline.
    ///
    /// Emits {ResultSubmitted}.
    ///
    /// Reverts with {OptimisticInvalidRoot}, {OptimisticResultExists}.
    /// @param terms The job's.
    /// @param root Merkle root over the chunks.
    function submit(JobId jobId, OptimisticTerms terms, bytes32 root) external;

    /// @notice Like {submit}, by an operator that the provider lets submit results.
    ///
    /// Emits {ResultSubmitted}. Reverts with {OptimisticWrongProvider} and as {submit}.
    function submitFor(address provider, JobId jobId, OptimisticTerms terms, bytes32 root) external;

    /// @notice Makes many of the calls above, as the caller. Anyone may call.
    ///
    /// Emits as these calls and `BatchItemFailed`. Reverts with {BatchGasTooLow}.
    /// @param gasPerItem Gas of one call: 60,000 is enough.
    /// @return codes For each call zero, or the selector of the error it would revert with.
    function batch(bytes[] calldata calls, uint256 gasPerItem) external returns (bytes4[] memory codes);

    /// @notice What the court would be told of a challenge now: a dry run that costs nothing.
    ///
    /// Reverts with {OptimisticInvalidTerms}, {OptimisticWrongRoot}, {OptimisticAlreadyChallenged},
    /// {OptimisticNotChallengeable}, {OptimisticWindowClosed}, {OptimisticNoSuchChunk}, {OptimisticNothingClaimed}.
    function summonsOf(Claim calldata claim) external view returns (Summons memory);

    /// @notice The result a provider put on record for a job under these terms; all zero where there is none.
    function resultOf(
        JobId jobId,
        address provider,
        OptimisticTerms terms
    ) external view returns (Result memory);

    /// @notice The last second at which a result can be challenged, if it came in time; zero where none can be now.
    function challengeableUntil(
        JobId jobId,
        address provider,
        OptimisticTerms terms
    ) external view returns (uint256);

    /// @notice What court and events know a result by.
    function subjectOf(JobId jobId, address provider, OptimisticTerms terms) external pure returns (bytes32);

    /// @notice The part of the terms that the court gets.
    function courtTermsOf(OptimisticTerms terms) external pure returns (CourtTerms);
}
