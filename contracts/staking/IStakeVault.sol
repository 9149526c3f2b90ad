// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC6909} from "@openzeppelin/contracts/interfaces/IERC6909.sol";

import {IDelegation} from "./IDelegation.sol";
import {IOperators} from "./IOperators.sol";
import {IStakeVotes} from "./IStakeVotes.sol";
import {PendingThaw, Provision} from "./StakeTypes.sol";

/// @title IStakeVault
/// @notice Holds all staked WEFT. A provider puts a provision at the disposal of one market; that market locks parts
/// of it, and of what others delegated to it ({IDelegation}), behind jobs the provider signed, and slashes at most
/// what it locked.
///
/// A provision's life: {provision}, locked and unlocked by the market as jobs come and go, {thaw}, and after
/// `thawSeconds` {withdraw}. Thawing stake takes no new jobs but stands behind the open ones until it leaves. No
/// market can hold a lock for longer than half the thaw time, so whoever thaws can leave; nothing here is pausable.
///
/// A lock takes the provider's own free stake first and delegated stake for the rest; what stands behind one job does
/// not stand behind another. So losses fall on the provider's own stake, active before thawing, and on the pool for
/// what the provider's own did not cover. The ladder of faults:
/// a first lateness costs the job's pay and no stake ({slashLate}), further ones and missing or wrong results what the
/// two sides signed for ({slash}).
///
/// What was stake is liquid no sooner than `thawSeconds` after it stopped being stake, whoever gets it: a slash is
/// credited at once and can be claimed then ({claim}). So a provider that slashes itself, by a job of its own, gets
/// nothing out sooner than by thawing. What a market slashes to itself is the one exception: it is due at once. A market
/// can so undo this for pools of its own, which delegators trusted it with; for those of another market it cannot.
///
/// Safety assumes that the market a provider chose locks only for jobs the provider signed. A bad market can slash
/// what was provisioned and delegated to it, or keep it locked, and nothing else. Stake sent here by a plain transfer
/// is nobody's.
interface IStakeVault is IDelegation, IOperators, IStakeVotes {
    /// @notice Stake was put at a market's disposal.
    event Provisioned(address indexed provider, address indexed market, uint256 amount);

    /// @notice Stake began to leave.
    /// @param index Position of the request in the provision's queue.
    /// @param shares Shares of the thawing stake it holds.
    /// @param readyAt Unix second from which it can be withdrawn.
    event ThawStarted(
        address indexed provider,
        address indexed market,
        uint256 index,
        uint256 amount,
        uint256 shares,
        uint40 readyAt
    );

    /// @notice Thawed stake was sent to its provider.
    /// @param amount WEFT base units, zero where a slash voided the requests.
    /// @param requests How many requests of the queue were served.
    event Withdrawn(address indexed provider, address indexed market, uint256 amount, uint256 requests);

    /// @notice A provider's own stake was put behind a job.
    event Locked(address indexed provider, address indexed market, uint256 amount);

    /// @notice Delegated stake was put behind a job too, since the provider's own was not enough.
    event PoolLocked(address indexed provider, address indexed market, uint256 amount);

    /// @notice Stake was freed from a job, own and delegated.
    event Unlocked(address indexed provider, address indexed market, uint256 amount);

    /// @notice Stake was freed from a job and part of it taken.
    /// @param locked What had been locked for the job.
    /// @param slashed What was taken of it, at most `locked`.
    /// @param recipient Who can claim what the provider lost, from the time {claim} says; what the pool lost ({PoolSlashed}) is burnt.
    event Slashed(
        address indexed provider,
        address indexed market,
        address indexed recipient,
        uint256 locked,
        uint256 slashed
    );

    /// @notice A provider was late for the first time in a while: its stake was freed and nothing taken.
    /// @param spared What would have been taken.
    event LatenessForgiven(address indexed provider, address indexed market, uint256 spared);

    /// @notice The thawing stake was wiped out: every request made so far is void.
    /// @param returned Remainder, too small for the shares to divide, that went back to the active stake.
    event ThawsVoided(address indexed provider, address indexed market, uint32 round, uint256 returned);

    /// @notice Slashed stake was sent to the account it was credited to.
    event Claimed(address indexed account, uint256 amount);

    /// @notice An amount of zero.
    error StakeZeroAmount();

    /// @notice A market that is the zero address.
    error StakeInvalidMarket(address market);

    /// @notice More than is active.
    error StakeInsufficient(address provider, address market, uint256 active, uint256 needed);

    /// @notice More than the stake, own and delegated, that can be locked and is not.
    error StakeInsufficientFree(address provider, address market, uint256 free, uint256 needed);

    /// @notice More than is locked.
    error StakeInsufficientLocked(address provider, address market, uint256 locked, uint256 needed);

    /// @notice A slash above what was locked for the job.
    error StakeSlashAboveLock(uint256 slash, uint256 locked);

    /// @notice So many requests are waiting that another would make withdrawing costly.
    error StakeTooManyThaws(uint256 limit);

    /// @notice No request can be withdrawn yet.
    /// @param readyAt When the oldest can be; zero where there is none.
    error StakeNothingReady(address provider, address market, uint40 readyAt);

    /// @notice The oldest request that is ready stands behind open jobs, and leaves when they have ended.
    error StakeBehindJobs(address provider, address market, uint256 locked);

    /// @notice Nothing that was credited to the account can be claimed yet.
    /// @param nextAt Unix second from which the next part can be; zero where there is none.
    error StakeNothingToClaim(address account, uint40 nextAt);

    /// @notice A thaw time outside the bounds.
    error StakeInvalidThawSeconds(uint256 thawSeconds, uint256 min, uint256 max);

    /// @notice Stakes `amount` WEFT of the caller and puts it at the disposal of `market`.
    /// The caller must have approved this contract on the token.
    ///
    /// Emits {Provisioned}.
    ///
    /// Reverts with {StakeInvalidMarket}, {StakeZeroAmount}, or the token's error where balance or approval are short.
    /// @param market The market that may lock and slash it. Trust it as you trust its code.
    /// @param amount WEFT base units.
    function provision(address market, uint96 amount) external;

    /// @notice Like {provision}, with an ERC-2612 permit of the caller in the same transaction.
    /// A permit that fails is ignored: the allowance decides.
    /// @param market The market that may lock and slash it.
    /// @param amount WEFT base units, of the permit too.
    /// @param deadline Last unix second of the permit.
    /// @param v Of the permit's signature, as the next two.
    /// @param r See `v`.
    /// @param s See `v`.
    function provisionWithPermit(
        address market,
        uint96 amount,
        uint256 deadline,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external;

    /// @notice Starts to take `amount` of the caller's active stake out of a market's disposal. Locked stake can
    /// thaw too: it goes on standing behind its jobs, which all end before it can leave.
    ///
    /// Emits {ThawStarted}.
    ///
    /// Reverts with {StakeZeroAmount}, {StakeInsufficient}, {StakeTooManyThaws}.
    /// @param market The market that the stake is behind.
    /// @param amount WEFT base units.
    /// @return readyAt Unix second from which it can be withdrawn.
    function thaw(address market, uint96 amount) external returns (uint40 readyAt);

    /// @notice Like {thaw}, by an operator of the provider with the scope to thaw. Withdrawn stake goes to the
    /// provider; the operator can use half of the queue, so that it cannot keep the provider out of it.
    ///
    /// Emits {ThawStarted}. Reverts with {StakeNotOperator} and as {thaw}.
    /// @param provider Whose stake it is, or is behind.
    /// @param market The market that the stake is behind.
    /// @param amount WEFT base units.
    /// @return readyAt Unix second from which it can be withdrawn.
    function thawFor(address provider, address market, uint96 amount) external returns (uint40 readyAt);

    /// @notice Sends the thawed stake of a provision to its provider. Anyone may call; only the provider receives.
    /// Requests are served whole, oldest first, as long as what stays covers what is locked: under a market that
    /// keeps to half the thaw time, it always does.
    ///
    /// Emits {Withdrawn}.
    ///
    /// Reverts with {StakeNothingReady}, {StakeBehindJobs}.
    /// @param provider Whose stake it is, or is behind.
    /// @param market The market that the stake is behind.
    /// @return amount WEFT base units sent.
    function withdraw(address provider, address market) external returns (uint256 amount);

    /// @notice Puts `amount` of a provider's own stake behind a duty of it that earns nothing. Called by a market.
    ///
    /// Emits {Locked}. Reverts with {StakeInsufficientFree}. Zero is allowed and does nothing.
    /// @param provider Whose stake stands behind it.
    /// @param amount WEFT base units.
    function lock(address provider, uint96 amount) external;

    /// @notice Puts stake behind a job that pays, the provider's own first, and fixes what the pool will get of the
    /// pay. Called by a market, which hands the pool's part to {shareEarnings} when it pays.
    ///
    /// Emits {Locked}, {PoolLocked}. Reverts with {StakeTokenNotListed}, {StakeInsufficientFree}. Zero locks nothing.
    /// @param provider Who was matched.
    /// @param amount WEFT base units.
    /// @param paymentToken What the job pays in: one of the pool's tokens where delegated stake counts, so that no
    /// payment passes the pool by.
    /// @return poolPpm The pool's part of the pay, in parts per million: by stake, less the commission, whatever of it is
    /// locked. The provider's own counts active and thawing, the pool's active up to ten times that. Zero without a
    /// pool.
    /// @return ownBps The part of the lock that is the provider's own stake, in basis points; all that is free of it,
    /// rounded down to the basis point. The market says it again when it frees or slashes the lock.
    function lockFor(
        address provider,
        uint96 amount,
        address paymentToken
    ) external returns (uint32 poolPpm, uint16 ownBps);

    /// @notice Frees what {lock} or {lockFor} put behind a job. Called by the market that locked it.
    ///
    /// Emits {Unlocked}. Reverts with {StakeInsufficientLocked}. Zero is allowed and does nothing.
    /// @param provider Whose stake was locked.
    /// @param amount WEFT base units, all that was locked for the job.
    /// @param ownBps What {lockFor} said; 10,000 after {lock}.
    function unlock(address provider, uint96 amount, uint16 ownBps) external;

    /// @notice Frees `locked` and takes `amount` of it. Called by the market that locked it.
    /// The provider's own part of the lock is taken first: of its active stake, then of its thawing stake, from all
    /// requests alike. Then the pool's part, from all its shares alike. The provider's votes shrink with it.
    ///
    /// Emits {Slashed}, {ThawsVoided} where the thawing stake became too small for its shares, `PoolSlashed` where the
    /// pool lost, `PoolClosed` where that halved a share, and `PoolVoided` where nothing of it remains.
    ///
    /// Reverts with {StakeZeroAmount}, {StakeSlashAboveLock}, {StakeInsufficientLocked}.
    /// @param provider Who failed the job.
    /// @param locked WEFT base units, all that was locked for the job.
    /// @param ownBps What {lockFor} said; 10,000 after {lock}.
    /// @param amount WEFT base units to take.
    /// @param recipient Who can {claim} what the provider lost: the harmed client comes first. What delegators lost is
    /// burnt: it stays here, and nobody can claim it.
    /// @return credited What the recipient is credited with of it.
    function slash(
        address provider,
        uint96 locked,
        uint16 ownBps,
        uint96 amount,
        address recipient
    ) external returns (uint96 credited);

    /// @notice Like {slash}, for lateness: a provider that was not late for this market within the last 30 days loses
    /// nothing, and the lock is freed. Every lateness starts the 30 days anew. Called by the market that locked it.
    ///
    /// Emits {LatenessForgiven} and {Unlocked}, or as {slash}. Reverts as {slash}.
    /// @param provider Who was late.
    /// @param locked WEFT base units, all that was locked for the job.
    /// @param ownBps What {lockFor} said; 10,000 after {lock}.
    /// @param amount WEFT base units to take unless the provider is spared.
    /// @param recipient Who can {claim} what the provider lost.
    /// @return slashed What was taken: `amount` or zero.
    /// @return credited What the recipient is credited with of it.
    function slashLate(
        address provider,
        uint96 locked,
        uint16 ownBps,
        uint96 amount,
        address recipient
    ) external returns (uint96 slashed, uint96 credited);

    /// @notice Sends slashed stake to the account it was credited to. Anyone may call; only the account receives.
    /// A credit can be claimed `thawSeconds` after its slash, from the next midnight (UTC) on; what a market slashed to
    /// itself, at once. All that is due is sent.
    ///
    /// Emits {Claimed}. Reverts with {StakeNothingToClaim}.
    /// @param account Who was harmed.
    /// @return amount WEFT base units sent.
    function claim(address account) external returns (uint256 amount);

    /// @notice All slashed stake that is credited to an account and was not claimed, due or not, in WEFT base units.
    /// @param account Who can claim it.
    function creditOf(address account) external view returns (uint256);

    /// @notice What {claim} would send now, and when there is more.
    /// @param account Who can claim it.
    /// @return amount WEFT base units.
    /// @return nextAt Unix second from which more can be claimed; zero where that is all.
    function claimOf(address account) external view returns (uint256 amount, uint40 nextAt);

    /// @notice The ERC-20 that is staked.
    function token() external view returns (address);

    /// @notice Where the earnings of pools are held.
    function vault() external view returns (IERC6909);

    /// @notice Seconds between a request to leave and its withdrawal.
    function thawSeconds() external view returns (uint32);

    /// @notice The state of a provider's own stake behind a market.
    /// @param provider Whose stake it is, or is behind.
    /// @param market The market that the stake is behind.
    function provisionOf(address provider, address market) external view returns (Provision memory);

    /// @notice The requests that wait in the queue of a provision, oldest first, with what they are worth now.
    /// @param provider Whose stake it is, or is behind.
    /// @param market The market that the stake is behind.
    function thawsOf(address provider, address market) external view returns (PendingThaw[] memory);

    /// @notice What a market can still lock behind a provider's jobs, in WEFT base units: its own active stake, and of
    /// the delegated stake that is not on its way out at most ten times as much, less what is locked. A lock that
    /// needs both can find up to a ten-thousandth of itself less ({canTake} is exact). Knows no payment token: {lockFor}
    /// can still revert with {StakeTokenNotListed}.
    /// @param provider Whose stake it is, or is behind.
    /// @param market The market that the stake is behind.
    function freeOf(address provider, address market) external view returns (uint256);

    /// @notice The pool's part of pay agreed at this moment, in parts per million: what {lockFor} would fix. For markets
    /// that pay without locking anything.
    ///
    /// Reverts with {StakeTokenNotListed} where delegated stake counts and the pool cannot earn in the token.
    /// @param provider Whose stake it is, or is behind.
    /// @param market The market that the stake is behind.
    /// @param paymentToken What the pay is in.
    function poolPpmOf(address provider, address market, address paymentToken) external view returns (uint32);

    /// @notice Whether a provider has the stake for another job with this collateral. Knows no payment token: {lockFor}
    /// can still revert with {StakeTokenNotListed}.
    /// @param provider Whose stake it is, or is behind.
    /// @param market The market that the stake is behind.
    /// @param collateral WEFT base units.
    function canTake(address provider, address market, uint96 collateral) external view returns (bool);
}
