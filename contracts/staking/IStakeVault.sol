// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title IStakeVault
/// @notice Holds all staked WEFT. A provider puts a provision at the disposal of one market; that market locks parts
/// of it behind jobs the provider signed, and slashes at most what it locked.
///
/// A provision's life: {provision}, locked and unlocked by the market as jobs come and go, {thaw}, and after
/// `thawSeconds` {withdraw}. Thawing stake takes no new jobs but stands behind the open ones until it leaves. No
/// market can hold a lock for longer than half the thaw time, so whoever thaws can leave; nothing here is pausable.
///
/// Safety assumes that the market a provider chose locks only for jobs the provider signed. A bad market can slash
/// what was provisioned to it, and nothing else.
interface IStakeVault {
    /// @notice A provider's stake at the disposal of one market.
    struct Provision {
        // slot 0
        /// Stake that can be locked, in WEFT base units.
        uint96 active;
        /// Stake behind open jobs. Covered by `active + thawing`.
        uint96 locked;
        // slot 1
        /// Stake on its way out, slashable until it leaves.
        uint96 thawing;
        /// Shares of the thawing stake; requests hold shares, so that a slash falls on all alike.
        uint128 thawingShares;
        /// Counts the times that the thawing stake was wiped out; requests of earlier rounds are void.
        uint32 thawRound;
        // slot 2
        /// Index of the oldest request.
        uint64 firstThaw;
        /// Index of the next request.
        uint64 nextThaw;
    }

    /// @notice A request to take stake out.
    struct Thaw {
        uint128 shares;
        /// Unix second from which it can be withdrawn.
        uint40 readyAt;
        /// Value of {Provision-thawRound} when it was made.
        uint32 round;
    }

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

    /// @notice Stake was put behind a job.
    event Locked(address indexed provider, address indexed market, uint256 amount);

    /// @notice Stake was freed from a job.
    event Unlocked(address indexed provider, address indexed market, uint256 amount);

    /// @notice Stake was freed from a job and part of it taken.
    /// @param locked What had been locked for the job.
    /// @param slashed What was taken of it, at most `locked`.
    /// @param recipient Who can claim it.
    event Slashed(
        address indexed provider,
        address indexed market,
        address indexed recipient,
        uint256 locked,
        uint256 slashed
    );

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

    /// @notice More than the active stake that is not locked yet.
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

    /// @notice No slashed stake is credited to the account.
    error StakeNothingToClaim(address account);

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
    /// @return readyAt Unix second from which it can be withdrawn.
    function thaw(address market, uint96 amount) external returns (uint40 readyAt);

    /// @notice Sends the thawed stake of a provision to its provider. Anyone may call; only the provider receives.
    /// Requests are served whole, oldest first, as long as what stays covers what is locked: under a market that
    /// keeps to half the thaw time, it always does.
    ///
    /// Emits {Withdrawn}.
    ///
    /// Reverts with {StakeNothingReady}, {StakeBehindJobs}.
    /// @return amount WEFT base units sent.
    function withdraw(address provider, address market) external returns (uint256 amount);

    /// @notice Puts `amount` of a provision at the caller's disposal behind a job. Called by a market.
    ///
    /// Emits {Locked}. Reverts with {StakeInsufficientFree}. Zero is allowed and does nothing.
    function lock(address provider, uint96 amount) external;

    /// @notice Frees what {lock} put behind a job. Called by the market that locked it.
    ///
    /// Emits {Unlocked}. Reverts with {StakeInsufficientLocked}. Zero is allowed and does nothing.
    function unlock(address provider, uint96 amount) external;

    /// @notice Frees `locked` and takes `amount` of it, for `recipient`. Called by the market that locked it.
    /// Active stake is taken first, then thawing stake, from all its requests alike.
    ///
    /// Emits {Slashed}, and {ThawsVoided} where nothing of the thawing stake remains.
    ///
    /// Reverts with {StakeZeroAmount}, {StakeSlashAboveLock}, {StakeInsufficientLocked}.
    /// @param recipient Who can {claim} the WEFT: the harmed client comes first.
    function slash(address provider, uint96 locked, uint96 amount, address recipient) external;

    /// @notice Sends slashed stake to the account it was credited to. Anyone may call; only the account receives.
    ///
    /// Emits {Claimed}. Reverts with {StakeNothingToClaim}.
    /// @return amount WEFT base units sent.
    function claim(address account) external returns (uint256 amount);

    /// @notice Slashed stake that an account can claim, in WEFT base units.
    function creditOf(address account) external view returns (uint256);

    /// @notice The ERC-20 that is staked.
    function token() external view returns (address);

    /// @notice Seconds between a thaw and its withdrawal.
    function thawSeconds() external view returns (uint32);

    /// @notice The state of a provision.
    function provisionOf(address provider, address market) external view returns (Provision memory);

    /// @notice A request in the queue of a provision; all zero once withdrawn.
    function thawAt(address provider, address market, uint256 index) external view returns (Thaw memory);

    /// @notice What a market can still lock of a provision, in WEFT base units.
    function freeOf(address provider, address market) external view returns (uint256);
}
