// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Job, JobStatus} from "../../market/JobTypes.sol";
import {IResultSource} from "../IResultSource.sol";
import {IVerifier} from "../IVerifier.sol";
import {QuorumTerms} from "./QuorumTerms.sol";

/// @title IQuorumVerifier
/// @notice Verdicts by replicas: several providers do the same task, commit to their results without seeing one
/// another's, then reveal; those who agree, if that is credible, are right.
///
/// A task is a request of several units. Every replica is a job of one unit of it, at its place `firstUnit`, by a
/// provider of its own. The word of terms is a {QuorumTerms}, with nothing stored behind it.
///
/// 1. *Blind.* Replicas {commit}. Reveals open once `first` of them committed and all of them, if they agree, would
///    be credible: unproven providers make for more replicas. They open at the latest `commitSeconds` after the match
///    of the first of them, whoever is missing.
/// 2. *Reveal.* For `revealSeconds`, whoever committed can {reveal}. When all did, or the time is over, the task is
///    decided if one group of equal roots is credible ({Credibility}) and has `quorum` members.
/// 3. *Seeing.* Otherwise it wants more replicas ({needsMore}). They commit and reveal too, but could have copied what
///    is public, and weigh half; what weighs nothing stands against nothing that weighs something. Where none comes
///    for `commitSeconds`, or `cap` is reached, the task is void.
///
/// Verdicts follow from this without anyone's push: decided, accepted for the credible group and rejected
/// (`slashBps`) for the others; void, void for all who revealed; who committed and did not reveal is rejected by
/// `silentSlashBps`, or late where these are zero; who did not commit is late, and void where the task ended before
/// the job's deadline. A job whose terms, units or times make no sense is void from the start.
///
/// A provider's record is kept per payer: what counts for a payer is what happened in tasks it paid for. So nobody
/// gains weight in anybody's tasks by agreeing with itself in tasks of its own.
///
/// Safety assumes that whoever picks the replicas does not pick accomplices: the request's venue, where it has one,
/// anyone where it has none; and that a payer signs only for clients it trusts with its records. A client that picks
/// accomplices can make them slash an honest provider, so providers look at the venue as they look at `slashBps`.
/// Where providers who collude hold a share f of the picks, and lie only where they prevail, a wrong result is
/// accepted with a chance of about f^`first`, whatever the records. Liveness assumes no one.
interface IQuorumVerifier is IVerifier, IResultSource {
    /// @notice What names a task. Fields of its jobs.
    struct Task {
        /// EIP-712 digest of the request.
        bytes32 request;
        address payer;
        QuorumTerms terms;
    }

    /// @notice Where a task stands.
    enum Phase {
        /// Nobody committed.
        None,
        /// Replicas commit without seeing others.
        Blind,
        /// Replicas reveal.
        Reveal,
        /// Nobody can reveal, and no group is credible: it wants more replicas.
        Seeing,
        /// A group is credible.
        Decided,
        /// No group will be.
        Void
    }

    /// @notice A task, by its present numbers.
    struct Standing {
        Phase phase;
        /// Blind: when reveals open at the latest. Reveal: when they end. Seeing: when the task is void for want of
        /// replicas. Decided or void: when reveals ended.
        uint40 until;
        uint8 committed;
        /// Replicas that committed and have not revealed.
        uint8 unrevealed;
        /// Replicas in the group of the greatest weight.
        uint8 leading;
        /// Sum of its weights, in bits; before reveals opened, of all weights.
        uint8 weightBits;
        /// Replicas wanted, of providers that add one bit each.
        uint8 missing;
    }

    /// @notice Where a replica stands.
    enum ReplicaState {
        Absent,
        Committed,
        Revealed,
        Silent
    }

    /// @notice A replica committed.
    /// @param unit Its place in the request.
    /// @param agreed The provider's record with this payer at this moment.
    /// @param weightBits What it weighs.
    /// @param commitment As {commitmentOf} computes it.
    event ReplicaCommitted(
        bytes32 indexed request,
        address indexed provider,
        uint256 unit,
        uint256 agreed,
        uint256 weightBits,
        bytes32 commitment
    );

    /// @notice A replica's root became public.
    event ReplicaRevealed(bytes32 indexed request, address indexed provider, bytes32 root);

    /// @notice With the last replica's reveal, a group became credible.
    /// @param agreeing Replicas in it, of `committed` in all.
    event TaskDecided(bytes32 indexed request, uint256 agreeing, uint256 committed);

    /// @notice The outcome of a task was put on a provider's record by {note}.
    event RecordNoted(
        address indexed payer,
        address indexed provider,
        bytes32 indexed request,
        uint256 agreed
    );

    /// @notice The caller is neither the provider nor an operator that may submit for it.
    error QuorumWrongProvider(address provider, address caller);
    /// @notice The job names another verifier.
    error QuorumWrongVerifier(bytes32 request, address verifier);
    /// @notice Terms, units or times of the job that make no sense: it is void.
    error QuorumUnsoundJob(bytes32 request, bytes32 terms);
    /// @notice The job's last second for a result has passed.
    error QuorumDeadlinePassed(bytes32 request, uint40 deadline, uint256 time);
    /// @notice The market has no such job open.
    error QuorumJobNotOpen(bytes32 request, address provider, JobStatus status);
    /// @notice The provider has a replica of this task, or the job has one.
    error QuorumAlreadyCommitted(bytes32 request, address provider);
    /// @notice The task is decided or void.
    error QuorumTaskOver(bytes32 request);
    /// @notice Others reveal and may agree; if they do not, the task takes replicas after `until`, a quarter of an
    /// hour at least before the job's deadline.
    error QuorumNotWanted(bytes32 request, uint256 until);
    /// @notice The provider is committed to 255 more tasks of this payer that nobody noted.
    error QuorumTooManyTasks(address payer, address provider);
    /// @notice The provider has no commitment to this task.
    error QuorumNotCommitted(bytes32 request, address provider);
    /// @notice A root of zero.
    error QuorumInvalidRoot(bytes32 request, address provider);
    /// @notice Replicas may still commit without seeing others.
    error QuorumRevealNotOpen(bytes32 request, uint256 opensAt);
    /// @notice The time to reveal is over.
    error QuorumRevealOver(bytes32 request, uint256 until, uint256 time);
    /// @notice The replica's root is public already.
    error QuorumAlreadyRevealed(bytes32 request, address provider);
    /// @notice Root and salt are not what the provider committed to.
    error QuorumWrongReveal(bytes32 request, address provider);
    /// @notice It is not known yet what becomes of the replica.
    error QuorumUndecided(bytes32 request, address provider);

    /// @notice Commits a provider to a result. Called by the provider or an operator that may submit for it. While
    /// others reveal and may agree, a replica that has a quarter of an hour left after them is refused; it loses nothing by
    /// that. One that joins them has the rest of their time to reveal.
    ///
    /// Emits {ReplicaCommitted}.
    ///
    /// Reverts, in this order, with {QuorumWrongProvider}, {QuorumWrongVerifier}, {QuorumUnsoundJob},
    /// {QuorumDeadlinePassed}, {QuorumJobNotOpen}, {QuorumTaskOver}, {QuorumNotWanted}, {QuorumAlreadyCommitted},
    /// {QuorumTooManyTasks}.
    /// @param job The replica's job.
    /// @param commitment {commitmentOf} the root and a salt that nobody knows. Write both down before sending this:
    /// without them the replica is silent.
    /// @param previous Key of the task that the provider's place of work is taken by, where that is decided: its
    /// outcome is put on record. Zero, or any other, for none: the commitment is then kept elsewhere, which costs
    /// more, if the place is taken.
    function commit(Job calldata job, bytes32 commitment, bytes32 previous) external;

    /// @notice Opens a commitment. Called by the provider or an operator that may submit for it.
    ///
    /// Emits {ReplicaRevealed}, and {TaskDecided} where it is the last and a group is credible.
    ///
    /// Reverts, in this order, with {QuorumWrongProvider}, {QuorumInvalidRoot}, {QuorumNotCommitted},
    /// {QuorumWrongReveal}, {QuorumRevealNotOpen}, {QuorumAlreadyRevealed}, {QuorumRevealOver}.
    /// @param root Merkle root over the chunks of the result.
    function reveal(Task calldata task, address provider, bytes32 root, bytes32 salt) external;

    /// @notice Puts the outcome of a task on a provider's record, and frees its place: one more result agreed with,
    /// or a record that starts over. Anyone may call, once. A provider's next {commit} does it for what was agreed
    /// with; whoever pays calls it for faults.
    ///
    /// Emits {RecordNoted}. Reverts with {QuorumNotCommitted}, {QuorumUndecided}.
    function note(Task calldata task, address provider) external;

    /// @notice Where a task stands.
    function standingOf(Task calldata task) external view returns (Standing memory);

    /// @notice How many more replicas, of providers that add one bit each, the task wants now; zero where it can do
    /// without, or can have no more.
    function needsMore(Task calldata task) external view returns (uint256);

    /// @notice Where a provider's replica of a task stands, until it is noted.
    /// @return state Absent where it has none.
    /// @return unit Its place in the request.
    /// @return weightBits What it weighs.
    function replicaOf(
        Task calldata task,
        address provider
    ) external view returns (ReplicaState state, uint256 unit, uint256 weightBits);

    /// @notice A provider's record with a payer.
    /// @return agreed Results that others agreed with since its last fault, as noted, 255 at most.
    /// @return weightBits What its next result weighs in a blind round.
    function recordOf(
        address payer,
        address provider
    ) external view returns (uint256 agreed, uint256 weightBits);

    /// @notice Whether a job's terms, units and times make sense; void otherwise.
    function isSound(Job calldata job) external pure returns (bool);

    /// @notice The key of a task: hash of its fields.
    function keyOf(Task calldata task) external pure returns (bytes32);

    /// @notice What a provider commits with: binds chain and market (by the request's digest), task, provider, root
    /// and salt.
    function commitmentOf(
        Task calldata task,
        address provider,
        bytes32 root,
        bytes32 salt
    ) external pure returns (bytes32);
}
