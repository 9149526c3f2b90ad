// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Resources} from "../types/Resources.sol";
import {IBatches} from "./IBatches.sol";
import {IJobRecorder} from "./IJobRecorder.sol";
import {IMarketFunds} from "./IMarketFunds.sol";
import {IOrderNonces} from "./IOrderNonces.sol";
import {IOrderSigners} from "./IOrderSigners.sol";
import {Job, JobId, JobStatus, Match, Offer, Request} from "./JobTypes.sol";

/// @title IJobMarket
/// @notice Turns two signatures into a job, holds its payment while it is open, and ends it by its verifier's
/// verdict or by time. Anyone may bring a match, settle or expire.
///
/// A job's state is one slot, named by the client, the index of the request's nonce and the job's first unit: the top
/// 248 bits of the job's id, and its status. A client who starts a new epoch uses the slots of ended jobs again, at
/// a quarter of the cost of fresh ones.
///
/// A job is open from {matchOrders} until exactly one of {settle}, {expire} and {release} ends it. Whatever happens,
/// after `finalAt` anyone can end it. The payment goes to the provider for the units accepted, less the fee, and back
/// to the payer for the rest; the collateral is unlocked, less what is slashed for the client.
///
/// Safety assumes the vault and the stake vault that were given at construction. Verifiers and conditions are
/// strangers: they are asked with capped gas and cannot change state, and they decide only orders that name them.
/// Liveness of a verdict depends on the verifier until `finalAt`, and on nobody after.
///
/// What governance (the owner) can change: the fee, within {MAX_FEE_BPS}, for jobs matched later, and who receives
/// fees. It cannot touch payments, stake or open jobs.
interface IJobMarket is IOrderNonces, IOrderSigners, IMarketFunds, IBatches {
    /* EVENTS */

    /// @notice A job was opened.
    /// @param jobId Hash of `job`.
    /// @param offer EIP-712 digest of the offer; that of the request is `job.request`.
    /// @param job All terms.
    event JobMatched(JobId indexed jobId, address indexed provider, bytes32 indexed offer, Job job);

    /// @notice A matcher was paid for a match.
    event TipPaid(JobId indexed jobId, address indexed matcher, uint256 amount);

    /// @notice A job ended.
    /// @param status Why.
    /// @param unitsPaid Units the provider was paid for.
    /// @param paid What the provider earned, its delegators' part included (`poolPpm` of the job's terms), in token
    /// base units, the fee taken out.
    /// @param fee What the protocol received.
    /// @param refunded What the payer received back.
    /// @param slashed WEFT base units really taken from the collateral: nothing from a provider that was late for the
    /// first time in a while. The client gets what of it was the provider's own (`ownBps` of the collateral, first);
    /// the delegators' part is burnt.
    event JobEnded(
        JobId indexed jobId,
        JobStatus indexed status,
        uint64 unitsPaid,
        uint256 paid,
        uint256 fee,
        uint256 refunded,
        uint256 slashed
    );

    /// @notice The recorder did not take the end of a job; everybody was paid all the same.
    event JobNotRecorded(JobId indexed jobId);

    /* ERRORS OF A MATCH */

    /// @notice A match of zero units; at least one is needed. An order of zero units has none left to match.
    error MarketZeroUnits();
    /// @notice Fewer units than an order takes at a time, and not all it has left.
    error MarketTooFewUnits(bytes32 order, uint64 units, uint64 minUnits);
    /// @notice More units than an order has left.
    error MarketOverfilled(bytes32 order, uint64 units, uint64 left);
    /// @notice The order's last second has passed.
    error MarketOrderExpired(bytes32 order, uint40 expiry, uint256 time);
    /// @notice The caller is not the account that alone may match this order.
    error MarketWrongVenue(bytes32 order, address venue, address caller);
    /// @notice The two orders are in different tokens.
    error MarketTokenMismatch(address offered, address requested);
    /// @notice The price is outside the limits of the two orders.
    error MarketPriceOutsideLimits(uint256 price, uint256 ask, uint256 bid);
    /// @notice Where no venue sets the price, it is the ask.
    error MarketPriceNotAsk(uint256 price, uint256 ask);
    /// @notice The offer puts up less collateral a unit than the request wants.
    error MarketCollateralTooLow(uint256 offered, uint256 wanted);
    /// @notice The machine lacks what the job needs.
    error MarketResourcesNotSatisfied(Resources offered, Resources needed);
    /// @notice A resource word with a guard bit set.
    error MarketResourcesMalformed(Resources resources);
    /// @notice The offer does not accept this verifier on these terms.
    error MarketVerifierNotOffered(address verifier, bytes32 terms);
    /// @notice The job leaves less time for the work, or for the verdict, than the provider needs.
    error MarketTooLittleTime(uint256 offered, uint256 needed);
    /// @notice The job binds the provider for longer than it offered.
    error MarketTooLong(uint256 totalSeconds, uint256 limit);
    /// @notice The job could outlast half the thaw time of the stake behind it.
    error MarketBeyondThawRule(uint256 totalSeconds, uint256 limit);
    /// @notice The offer's grace time is longer than the request allows.
    error MarketGraceTooLong(uint256 offered, uint256 limit);
    /// @notice The offer risks less for a late return, for no result or for a wrong one than the request wants.
    error MarketSlashTooLow(uint256 offered, uint256 wanted);
    /// @notice A share above 10,000 basis points, a late return that costs more than no result, or no result that
    /// costs more than a wrong one.
    error MarketInvalidSlash(uint256 lateSlashBps, uint256 noResultSlashBps, uint256 wrongSlashBps);
    /// @notice The slot that the nonce's index and the first unit name holds an open job: of an earlier epoch, or of
    /// another request of several units with the same nonce.
    error MarketJobSlotBusy(address client, uint32 index, uint64 firstUnit);
    /// @notice A price or tip per unit that makes a payment above 128 bits, or a collateral above 96 bits.
    error MarketAmountTooLarge(uint256 amount, uint256 limit);
    /// @notice The condition of an order is not met by `subject`.
    error MarketConditionNotMet(address condition, address subject);

    /* ERRORS OF A JOB */

    /// @notice No open job has these terms.
    error MarketJobNotOpen(JobId jobId, JobStatus status);
    /// @notice The verifier has not decided, and may still do so until `finalAt`.
    error MarketVerdictPending(JobId jobId, uint40 finalAt);
    /// @notice There is no result to settle; after `deadline` the job can expire.
    error MarketNoResult(JobId jobId, uint40 deadline);
    /// @notice The provider still has time.
    error MarketDeadlineNotPassed(JobId jobId, uint40 deadline, uint256 time);
    /// @notice Too late to hand the job back.
    error MarketDeadlinePassed(JobId jobId, uint40 deadline, uint256 time);
    /// @notice A result was judged, so the job can neither expire nor be handed back.
    error MarketResultSubmitted(JobId jobId);
    /// @notice Only the provider of a job can hand it back.
    error MarketNotProvider(JobId jobId, address provider, address caller);

    /* A JOB'S LIFE */

    /// @notice Opens a job between a signed offer and a signed request. Anyone may call, subject to the venues.
    /// The price times units moves from the payer to this market inside the vault, the tip from the payer to the
    /// caller, and the collateral is locked.
    ///
    /// Emits {JobMatched}, and {TipPaid} where the request has a tip.
    ///
    /// Reverts, in this order, with {MarketZeroUnits}, {MarketOrderExpired}, `OrderWrongEpoch`, `OrderNonceUsed`,
    /// {MarketOverfilled}, {MarketTooFewUnits}, {MarketAmountTooLarge} for the collateral, {MarketWrongVenue}, the
    /// errors of price, token, collateral, resources, verification, time and slash, {MarketInvalidSignature},
    /// {MarketPayerRevoked}, {MarketConditionNotMet}, {MarketJobSlotBusy}, then with the stake vault's errors where
    /// collateral is missing or the token is none of the provider's pool, {MarketAmountTooLarge} for the payment, and
    /// the vault's errors where balance or operator approval are missing.
    /// @return jobId The hash of the job's terms.
    function matchOrders(Match calldata m) external returns (JobId jobId);

    /// @notice Ends a job by its verdict. Anyone may call.
    /// Accepted: pays for the units delivered, refunds the rest. Rejected: refunds all and slashes what the verdict says,
    /// at most `wrongSlashBps` of the collateral. Void, or no verdict until `finalAt`: refunds all. No result, after
    /// `finalAt`: ends it as {expire} does.
    /// Tells the recorder, but of no job without a result, and of none that had no fee to pay.
    ///
    /// Emits {JobEnded}, and {JobNotRecorded} where the recorder did not take it.
    ///
    /// Reverts with {MarketJobNotOpen}, {MarketVerdictPending}, {MarketNoResult}, and with `CappedCallGasTooLow` where
    /// verifier or recorder would get less gas than they are due.
    function settle(Job calldata job) external;

    /// @notice Ends a job whose deadline has passed without a result. Anyone may call.
    /// Refunds all and slashes `noResultSlashBps` of the collateral, but not for a first lateness in 30 days.
    ///
    /// Emits {JobEnded}.
    ///
    /// Reverts with {MarketJobNotOpen}, {MarketDeadlineNotPassed}, {MarketResultSubmitted}, and with
    /// {MarketVerdictPending} where the verifier does not answer ({settle} voids such a job after `finalAt`).
    function expire(Job calldata job) external;

    /// @notice Hands a job back before submitting and before its deadline. Called by its provider.
    /// Refunds all; free of charge until `graceUntil`, after it `lateSlashBps` of the collateral are slashed, but not
    /// for a first lateness in 30 days. Tells the recorder, as {settle} does.
    ///
    /// Emits {JobEnded}, and {JobNotRecorded} where the recorder did not take it.
    ///
    /// Reverts with {MarketJobNotOpen}, {MarketNotProvider}, {MarketDeadlinePassed}, {MarketResultSubmitted}, and
    /// with {MarketVerdictPending} where a result was submitted or the verifier does not answer.
    function release(Job calldata job) external;

    /* BATCHES */

    /// @notice {matchOrders} for many pairs; the caller is their matcher. Anyone may call, subject to the venues.
    ///
    /// Emits as {matchOrders} and `BatchItemFailed`. Reverts with {BatchGasTooLow}.
    /// @param gasPerItem Gas of one match: 250,000 is enough for keys and few verifications, and 430,000 more for each
    /// wallet and 120,000 for each condition that has to be asked.
    /// @return codes For each match zero, or the selector of the error {matchOrders} would revert with.
    function matchBatch(
        Match[] calldata matches,
        uint256 gasPerItem
    ) external returns (bytes4[] memory codes);

    /// @notice {settle} for many jobs. Anyone may call.
    ///
    /// Emits as {settle} and `BatchItemFailed`. Reverts with {BatchGasTooLow}.
    /// @param gasPerItem Gas of one settlement: 250,000 for a verifier that answers in a few thousand gas, and up to
    /// 500,000 for one that uses all it gets.
    /// @return codes For each job zero, or the selector of the error {settle} would revert with.
    function settleBatch(Job[] calldata jobs, uint256 gasPerItem) external returns (bytes4[] memory codes);

    /// @notice {expire} for many jobs. Anyone may call. Of jobs of one provider that was not late in a while, the first
    /// in the batch is the one that costs it nothing.
    ///
    /// Emits as {expire} and `BatchItemFailed`. Reverts with {BatchGasTooLow}.
    /// @param gasPerItem Gas of one expiry, as in {settleBatch}; 50,000 more where stake is slashed.
    /// @return codes For each job zero, or the selector of the error {expire} would revert with.
    function expireBatch(Job[] calldata jobs, uint256 gasPerItem) external returns (bytes4[] memory codes);

    /* VIEWS */

    /// @notice Where a job with these terms stands. An ended job is remembered until another request of its client with
    /// the same index is matched from the same first unit: in a later epoch of its nonces or, where the job's own
    /// request was of several units, in the same one. Then it is forgotten, and the answer is `None`, as for terms that
    /// never were a job. Its events remain.
    function statusOf(Job calldata job) external view returns (JobStatus);

    /// @notice Whether an open job holds the slot that a request of `client` with this index would need for the job
    /// that begins with `firstUnit`.
    function isSlotBusy(address client, uint32 index, uint64 firstUnit) external view returns (bool);

    /// @notice The id that a job with these terms has.
    function jobIdOf(Job calldata job) external pure returns (JobId);

    /// @notice The EIP-712 digest that a provider signs.
    function offerDigest(Offer calldata offer) external view returns (bytes32);

    /// @notice The EIP-712 digest that a client, and its payer, sign.
    function requestDigest(Request calldata request) external view returns (bytes32);

    /// @notice Units of an order matched so far. Orders of one unit are tracked by their nonce alone.
    /// @param order EIP-712 digest of the order.
    function filledOf(bytes32 order) external view returns (uint64);

    /// @notice Longest time from a match to its last possible verdict: half the thaw time of the stake.
    function maxJobSeconds() external view returns (uint32);

    /// @notice Where ends of jobs are recorded.
    function recorder() external view returns (IJobRecorder);
}
