// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {DelegationState, PendingThaw, PoolState} from "./StakeTypes.sol";

/// @title IDelegation
/// @notice Pools of stake that others put behind a provider for one market, for a part of what its jobs pay.
///
/// A delegation's life: {delegate} for shares, earnings from every job settled ({claimEarnings}), {undelegate}, and
/// after `thawSeconds` {withdrawDelegated}. All shares of a pool, on their way out or not, lose alike in a slash, so
/// nobody escapes one by leaving; of each job, the provider's own part of the collateral is lost before. A slash that
/// leaves nothing voids all shares and begins a new round, and the pool can be used again. Earnings survive it. What
/// delegators lose is burnt, so that a provider gains nothing by failing a job that it gave itself: it stays in the
/// contract, is in no book, and is the sum of {PoolSlashed}.
///
/// Of each job matched, the pool gets the part that its active stake is of all stake that could be locked at the
/// match, less the commission; both are fixed in the job's terms then. Who holds shares when the job is settled
/// divides it. So stake that arrives between match and settlement takes from other delegators, for which it is bound
/// and at risk for the thaw time; it takes nothing from the provider. Shares on their way out earn nothing. After a
/// great loss little stake would take nearly all of it: so losses that halve a share close the pool to newcomers for
/// half the thaw time, until every job that was open has ended. Leaving is never closed.
///
/// A share is worth what it was bought for, or less, but for remainders of rounding: nothing but delegated WEFT enters
/// a pool's books, so nobody can make shares dear for the next delegator. WEFT or payment tokens sent to the contract
/// are nobody's.
///
/// Safety assumes the market as much as the provider: a delegator trusts the market to slash only for jobs that the
/// provider failed, and the provider not to fail any.
interface IDelegation {
    /// @notice A provider lets others delegate to it.
    event PoolOpened(
        address indexed provider,
        address indexed market,
        uint16 commissionBps,
        address[] tokens
    );

    /// @notice A provider changed its commission.
    /// @param effectiveAt Unix second from which jobs are matched at it.
    event CommissionSet(
        address indexed provider,
        address indexed market,
        uint16 commissionBps,
        uint40 effectiveAt
    );

    /// @notice Stake was delegated.
    event Delegated(
        address indexed provider,
        address indexed market,
        address indexed delegator,
        uint256 amount,
        uint256 shares
    );

    /// @notice Delegated stake began to leave.
    /// @param index Position of the request in the delegator's queue.
    /// @param amount What the shares were worth at that moment.
    /// @param readyAt Unix second from which it can be withdrawn.
    event UndelegationStarted(
        address indexed provider,
        address indexed market,
        address indexed delegator,
        uint256 index,
        uint256 amount,
        uint256 shares,
        uint40 readyAt
    );

    /// @notice Delegated stake was sent to its delegator.
    /// @param amount WEFT base units, zero where a slash voided the requests.
    /// @param requests How many requests of the queue were served.
    event DelegationWithdrawn(
        address indexed provider,
        address indexed market,
        address indexed delegator,
        uint256 amount,
        uint256 requests
    );

    /// @notice The pool lost its part of a slash, which is burnt.
    event PoolSlashed(address indexed provider, address indexed market, uint256 amount);

    /// @notice A great loss closed the pool to newcomers: at one base unit for a share to begin with, a share fell
    /// through a half, a quarter, an eighth and so on of that, or to nothing.
    /// @param until Last unix second at which it takes nobody in.
    event PoolClosed(address indexed provider, address indexed market, uint40 until);

    /// @notice A slash left nothing of the pool: all its shares are void.
    /// @param round The round that begins.
    event PoolVoided(address indexed provider, address indexed market, uint32 round);

    /// @notice A job's pay was shared with the pool.
    event EarningsShared(
        address indexed provider,
        address indexed market,
        address indexed token,
        uint256 amount
    );

    /// @notice A delegator took its earnings into its balance in the vault.
    event EarningsClaimed(
        address indexed provider,
        address indexed market,
        address indexed delegator,
        address token,
        uint256 amount
    );

    /// @notice The provider has a pool for this market already.
    error StakePoolExists(address provider, address market);

    /// @notice The provider has no pool for this market.
    error StakePoolMissing(address provider, address market);

    /// @notice A commission above the cap.
    error StakeCommissionAboveCap(uint256 commissionBps, uint256 cap);

    /// @notice No payment token, or too many.
    error StakeInvalidTokenCount(uint256 count, uint256 limit);

    /// @notice A payment token that is the zero address or named twice.
    error StakeInvalidToken(address token);

    /// @notice The pool cannot earn in this token.
    error StakeTokenNotListed(address provider, address market, address token);

    /// @notice Less than can be delegated, or would stay delegated.
    error StakeBelowMinimum(uint256 amount, uint256 min);

    /// @notice After a great loss the pool takes no stake in until jobs of before have ended.
    error StakePoolClosed(address provider, address market, uint40 until);

    /// @notice A slash left so little of the pool that it takes no stake in before its delegators have left.
    error StakePoolDevalued(address provider, address market);

    /// @notice The pool would have more stake than the provider's own lets count.
    error StakePoolFull(address provider, address market, uint256 active, uint256 limit);

    /// @notice Fewer shares than the delegator wants at least.
    error StakeTooFewShares(uint256 shares, uint256 min);

    /// @notice The shares are worth less than the delegator wants at least.
    error StakeTooLittle(uint256 amount, uint256 min);

    /// @notice More shares than the delegator has.
    error StakeInsufficientShares(uint256 shares, uint256 needed);

    /// @notice Lets others delegate to the caller for a market. Called by a provider, once for each market.
    ///
    /// Emits {PoolOpened}.
    ///
    /// Reverts with `StakeInvalidMarket`, {StakePoolExists}, {StakeCommissionAboveCap}, {StakeInvalidTokenCount},
    /// {StakeInvalidToken}.
    /// @param market The market whose jobs the pool will stand behind.
    /// @param commissionBps What the caller keeps of the pool's earnings, in basis points.
    /// @param tokens One to four payment tokens, for good: while somebody delegates, the caller can be matched in these
    /// alone.
    function openPool(address market, uint16 commissionBps, address[] calldata tokens) external;

    /// @notice Changes the caller's commission for jobs matched from `effectiveAt` on; matched jobs keep theirs.
    /// Lowering holds at once and drops an announced raise. Raising waits for the thaw time, so that whoever does not
    /// agree can have left; announcing another raise starts the wait anew.
    ///
    /// Emits {CommissionSet}. Reverts with {StakePoolMissing}, {StakeCommissionAboveCap}.
    /// @param market The market that the stake is behind.
    /// @param commissionBps What the caller keeps of the pool's earnings, in basis points.
    /// @return effectiveAt Unix second from which jobs are matched at it.
    function setCommission(address market, uint16 commissionBps) external returns (uint40 effectiveAt);

    /// @notice Puts `amount` WEFT of the caller behind a provider for a market, for shares of its pool.
    /// The caller must have approved this contract on the token.
    ///
    /// Emits {Delegated}.
    ///
    /// Reverts with {StakeBelowMinimum}, {StakePoolMissing}, {StakePoolClosed}, {StakePoolDevalued},
    /// {StakeTooFewShares}, {StakePoolFull}, or the token's error where balance or approval are short.
    /// @param provider Whom the stake will be behind.
    /// @param market For which of its markets.
    /// @param amount WEFT base units, at least one WEFT.
    /// @param minShares Fewest shares to accept; one base unit buys one share until a slash, and more after it.
    /// @return shares What `amount` bought.
    function delegate(
        address provider,
        address market,
        uint96 amount,
        uint128 minShares
    ) external returns (uint128 shares);

    /// @notice Starts to take shares of the caller out of a pool. They earn no more, and lose in a slash until they
    /// are withdrawn.
    ///
    /// Emits {UndelegationStarted}.
    ///
    /// Reverts with `StakeZeroAmount`, {StakeInsufficientShares}, {StakeTooLittle}, {StakeBelowMinimum} where less than
    /// one WEFT but not nothing would stay, `StakeTooManyThaws`.
    /// @param provider Whose stake it is, or is behind.
    /// @param market The market that the stake is behind.
    /// @param shares How many, of those that are not on their way out already.
    /// @param minAmount Least value of the shares to accept now, in WEFT base units; a later slash lowers it further.
    /// @return readyAt Unix second from which it can be withdrawn.
    function undelegate(
        address provider,
        address market,
        uint128 shares,
        uint256 minAmount
    ) external returns (uint40 readyAt);

    /// @notice Sends all stake of a delegator that is ready to leave. Anyone may call; only the delegator receives.
    ///
    /// Emits {DelegationWithdrawn}. Reverts with `StakeNothingReady`, `StakeBehindJobs`.
    /// @param provider Whose stake it is, or is behind.
    /// @param market The market that the stake is behind.
    /// @param delegator Who delegated.
    /// @return amount WEFT base units sent.
    function withdrawDelegated(
        address provider,
        address market,
        address delegator
    ) external returns (uint256 amount);

    /// @notice Divides `amount` of the calling market's balance in the vault among the shares that earn. The market must
    /// have made this contract its operator there.
    ///
    /// Emits {EarningsShared}. Reverts with {StakeTokenNotListed}, and the vault's errors.
    /// @param provider Whose pool it is.
    /// @param token One of the pool's tokens.
    /// @param amount Token base units; zero does nothing.
    /// @return taken `amount`, or zero where no share earns: then the market keeps it with its fees.
    function shareEarnings(address provider, address token, uint256 amount) external returns (uint256 taken);

    /// @notice Moves what the caller earned in a token to its balance in the vault.
    ///
    /// Emits {EarningsClaimed}. Reverts with `StakeNothingToClaim`.
    /// @param provider Whose stake it is, or is behind.
    /// @param market The market that the stake is behind.
    /// @param token One of the pool's tokens.
    /// @return amount Token base units.
    function claimEarnings(address provider, address market, address token) external returns (uint256 amount);

    /// @notice The state of a pool; all zero where there is none.
    /// @param provider Whose stake it is, or is behind.
    /// @param market The market that the stake is behind.
    function poolOf(address provider, address market) external view returns (PoolState memory);

    /// @notice What an account has in a pool.
    /// @param provider Whose stake it is, or is behind.
    /// @param market The market that the stake is behind.
    /// @param delegator Who delegated.
    function delegationOf(
        address provider,
        address market,
        address delegator
    ) external view returns (DelegationState memory);

    /// @notice The requests to leave of a delegator, oldest first, with what they are worth now.
    /// @param provider Whose stake it is, or is behind.
    /// @param market The market that the stake is behind.
    /// @param delegator Who delegated.
    function undelegationsOf(
        address provider,
        address market,
        address delegator
    ) external view returns (PendingThaw[] memory);

    /// @notice What a delegator earned in a token and did not claim, in its base units.
    /// @param provider Whose stake it is, or is behind.
    /// @param market The market that the stake is behind.
    /// @param delegator Who delegated.
    /// @param token One of the pool's tokens.
    function earningsOf(
        address provider,
        address market,
        address delegator,
        address token
    ) external view returns (uint256);
}
